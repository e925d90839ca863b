"""Marchés du registre d'un acheteur publiés à temps parmi les données essentielles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from achatlas.analyse.parts import AMOUNTS
from achatlas.analyse.readings import MEMBRE, Asked, Lines, Reading, tallied, with_lines
from achatlas.domain.jours import later

NEEDS = frozenset({"fait"})
MAY = frozenset({"parmi"})
YES, NO, UNKNOWN = (AMOUNTS.index(kind) for kind in ("oui", "non", "inconnu"))
SEPARATOR = "|"


def told(asked: Asked) -> Mapping[str, Reading]:
    """The share published within the delay in force on the day of notification (``seuils/decp.yml``), of the
    marchés that a register holds: one that the publication alone tells says nothing of what it lacks.
    """
    said = asked.catalogue.regle("veille")["publication"]
    formats, registers = tuple(said["publiees"]), tuple(said["registres"])
    serie = asked.catalogue.seuil("decp", "delai_de_publication")
    rows = asked.registre()
    last: dict[str, date] = {}
    for row in asked.registre(free=True):
        siren, day = row["acheteur_siren"], row["date_publication"]
        last[siren] = max(day or date.min, last.get(siren, date.min))
    units = {}
    for row in rows:
        sources = (row["sources"] or "").split(SEPARATOR)
        if any(one.startswith(registers) for one in sources):
            day = row["date_notification"]
            months = serie.on(day) if day and not row["date_deduite"] else None
            limit = later(day, int(months)) if day and months is not None else None
            held = any(one.startswith(formats) for one in sources)
            kind = _kind(row, limit, held, last[row["acheteur_siren"]])
            units[row[MEMBRE], row["marche_cle"]] = (kind, row["montant_ht_centimes"] or 0)
    chosen = asked.chosen(asked.calcul.fait)
    return with_lines(tallied(units, "nombre"), Lines(asked.calcul.fait, chosen, chosen, chosen))


def _kind(row: Mapping[str, Any], limit: date | None, held: bool, last: date) -> int:
    """Missing only where the files of publication go beyond its limit, and hold none that may be it."""
    if limit is None:
        return UNKNOWN
    day = row["date_publication"]
    if held:
        return UNKNOWN if day is None else YES if day <= limit else NO
    return UNKNOWN if row["jumeau_cle"] or row["a_corriger"] or last < limit else NO
