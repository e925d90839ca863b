"""Marchés du registre d'un acheteur publiés à temps parmi les données essentielles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from achatlas.analyse.parts import AMOUNTS
from achatlas.analyse.readings import MEMBRE, Asked, Lines, Reading, tallied, with_lines
from achatlas.catalogue.models_controles import Serie
from achatlas.domain.jours import later

NEEDS = frozenset({"fait"})
MAY = frozenset({"parmi"})
YES, NO, UNKNOWN = (AMOUNTS.index(kind) for kind in ("oui", "non", "inconnu"))
SEPARATOR, CONCESSION = "|", "Concession"
Row = Mapping[str, Any]


def told(asked: Asked) -> Mapping[str, Reading]:
    """The share published within the delay in force on the day of notification (``seuils/decp.yml``), of the
    marchés that a register holds: one that the publication alone tells says nothing of what it lacks.
    """
    said = asked.catalogue.regle("veille")["publication"]
    formats, registers = tuple(said["publiees"]), tuple(said["registres"])
    serie = asked.catalogue.seuil("decp", "delai_de_publication")
    last = _last(asked.registre(free=True))
    units = {}
    for row in asked.registre():
        if _told(row, registers):
            kind = _kind(row, _limit(row, serie), _told(row, formats), last[row["acheteur_siren"]])
            units[row[MEMBRE], row["marche_cle"]] = (kind, row["montant_ht_centimes"] or 0)
    chosen = asked.chosen(asked.calcul.fait)
    return with_lines(tallied(units, "nombre"), Lines(asked.calcul.fait, chosen, chosen, chosen))


def _told(row: Row, sources: tuple[str, ...]) -> bool:
    """Whether a file of one of these formats tells the marché."""
    return any(one.startswith(sources) for one in (row["sources"] or "").split(SEPARATOR))


def _last(rows: Sequence[Row]) -> dict[str, date]:
    """The last publication known of each buyer."""
    found: dict[str, date] = {}
    for row in rows:
        siren = row["acheteur_siren"]
        found[siren] = max(row["date_publication"] or date.min, found.get(siren, date.min))
    return found


def _limit(row: Row, serie: Serie) -> date | None:
    """The last day to publish it, None when the day of its notification is not sure, and for a concession,
    which another threshold rules.
    """
    unsure = row["date_deduite"] or row["technique"] == CONCESSION
    day = None if unsure else row["date_notification"]
    months = serie.on(day) if day else None
    return later(day, months) if day and months is not None else None


def _kind(row: Row, limit: date | None, held: bool, last: date) -> int:
    """Missing only where the files of publication go beyond its limit, and hold none that may be it."""
    if limit is None:
        return UNKNOWN
    day = row["date_publication"]
    if held:
        return UNKNOWN if day is None else YES if day <= limit else NO
    return UNKNOWN if row["jumeau_cle"] or row["a_corriger"] or last < limit else NO
