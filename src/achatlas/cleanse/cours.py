"""The course of a marché: from which consultation it comes, how long it lasts, until when it may be renewed,
and for whom it was passed, as its records say it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from achatlas.cleanse.clauses import NO, YES
from achatlas.cleanse.etats import months, told_day
from achatlas.domain.jours import later
from achatlas.domain.text import reference, spelled

Record = dict[str, Any]
WRITTEN, DERIVED, DOUBTFUL = "ecrite", "calculee", "contredite"
TEXTS = (
    "consultation", "direction", "service", "centrale", "coordonnateur_id", "membres", "id_accord_cadre",
    "heures_insertion_prevues", "heures_insertion_realisees",
)  # fmt: skip
COUNTS = ("reconductions", "duree_reconduction_mois", "offres_recues")
AMOUNTS = ("montant_min_centimes", "montant_estime_centimes")
NOT_SAID = frozenset({"", "NC"})
PUBLISHED = ("decp_", "scdl_")
"""Beginnings of the sources that are publications of essential data."""
APART = 183
"""Days: a written end farther than this from the notification and the duration contradicts them."""
LONGEST = 360
"""Months: the longest that a marché or a concession lasts (rule V10)."""


def told(marche: Record, records: Sequence[Record]) -> Record:
    """What the records of a marché (the latest first) say of its course, in columns of ``net__marches``.

    An amount that is not above zero says nothing; ``date_publication`` is the earliest among essential data.
    """
    texts = {name: _text(records, name) for name in TEXTS}
    said = {
        **texts,
        **{name: _number(_text(records, name)) for name in COUNTS},
        **{name: _amount(records, name) for name in AMOUNTS},
        "accord_cadre_norme": _above(marche, texts["id_accord_cadre"]),
        "accord_cadre_cle": "",
        "avance": _advance(_text(records, "avance")),
        "date_avis": _day(records, "date_avis"),
        "date_publication": min(filter(None, map(published, records)), default=None),
        "sources": "|".join(sorted({r["source"] for r in records})),
        "coordonnateur_siren": "",
    }
    return {**said, **ends(marche, said, records)}


def _above(marche: Record, written: str) -> str:
    """The number of the accord-cadre that is written, unless it is the marché itself."""
    above = reference(written)
    own = {reference(marche["marche_id"]), marche["marche_norme"]}
    return "" if above in NOT_SAID or above in own else above


def published(record: Record) -> date | None:
    """The day on which a record of essential data says that it was published."""
    return told_day(record, "date_publication") if record["source"].startswith(PUBLISHED) else None


def ends(marche: Record, said: Record, records: Sequence[Record]) -> Record:
    """The last day unless renewed, the last day of all, and where they come from.

    A written end counts if it comes after the notification, and not beyond the longest duration; else the
    notification and the duration, which holds the renewals (R. 2112-4 and DECP: « durée totale »).
    """
    notified, duration = marche["date_notification"], marche["duree_mois"]
    first, last = (_end(records, name, notified) for name in ("date_fin", "date_fin_max"))
    whole = _whole(notified, duration)
    more = (said["reconductions"] or 0) * (said["duree_reconduction_mois"] or 0)
    fixed = said["reconductions"] == 0 and not marche["modifications"]
    latest = last or _latest(first, whole, more, fixed=fixed)
    end = first or (later(latest, -more) if latest and more else latest)
    return {
        "date_fin": end,
        "date_fin_max": max(filter(None, (latest, end)), default=None),
        "fin_origine": _origin((first, latest), whole) if first or last else DERIVED if end else "",
    }


def _whole(notified: date | None, duration: int | None) -> date | None:
    return later(notified, duration) if notified and duration and duration <= LONGEST else None


def _latest(first: date | None, whole: date | None, more: int, *, fixed: bool) -> date | None:
    """The last day of all when it is not written: the written end and its renewals (months), that end alone
    when nothing may change it, else the later of it and of the whole duration.
    """
    if first and 0 < more <= LONGEST:
        return later(first, more)
    return first if first and fixed else max(filter(None, (first, whole)), default=None)


def _origin(written: Iterable[date | None], whole: date | None) -> str:
    """Whether one of the ends that are written agrees with the notification and the duration, which may be
    that of the firm period or of all; nothing contradicts them when these are unknown.
    """
    near = any(whole is None or abs((day - whole).days) <= APART for day in written if day)
    return WRITTEN if near else DOUBTFUL


def link(marches: Sequence[Record]) -> None:
    """Writes beside each marché subséquent the key of its accord-cadre, when one of the same buyer, and one
    only, bears the number that it quotes.
    """
    known: dict[tuple[str, str], set[str]] = {}
    for one in marches:
        for number in {one["marche_norme"], reference(one["marche_id"])} - {""}:
            known.setdefault((one["acheteur_siren"], number), set()).add(one["marche_cle"])
    for one in marches:
        found = known.get((one["acheteur_siren"], one["accord_cadre_norme"]), set()) - {one["marche_cle"]}
        one["accord_cadre_cle"] = next(iter(found)) if len(found) == 1 else ""


def _end(records: Iterable[Record], name: str, notified: date | None) -> date | None:
    """The first end that the records write and that may be one."""
    days = (told_day(r, name) for r in records if r.get(name))
    return next((d for d in days if d and (not notified or notified < d <= later(notified, LONGEST))), None)


def _day(records: Iterable[Record], name: str) -> date | None:
    return next((day for r in records if r.get(name) and (day := told_day(r, name))), None)


def _text(records: Iterable[Record], name: str) -> str:
    """The first text that the records write in a field."""
    return next(filter(None, ((r.get(name) or "").strip() for r in records)), "")


def _amount(records: Iterable[Record], name: str) -> int | None:
    return next((r[name] for r in records if (r.get(name) or 0) > 0), None)


def _number(text: str) -> int | None:
    found = months(text)
    return found if found is not None and found < 10_000 else None


def _advance(text: str) -> str:
    said = spelled(text)
    return "oui" if said in YES else "non" if said in NO else ""
