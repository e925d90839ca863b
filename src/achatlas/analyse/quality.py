"""What the published data are worth: each term of the score read in the publication, as a part of a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from achatlas.analyse import query
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection
from achatlas.catalogue.models import Terme
from achatlas.domain.errors import ClosedCrossing

MONTHS = 12


@dataclass(frozen=True)
class Share:
    """A part of a whole, in the unit of its term (months, lines, cents)."""

    nombre: int
    sur: int


@dataclass(frozen=True)
class Score:
    """The score of a set of data: the share of each term that could be read, and what they come to.

    ``dixiemes`` are the points of each term in tenths; ``note`` their sum brought back to 100 over the
    weights that were read (None when nothing could be).
    """

    parts: Mapping[str, Share]
    dixiemes: Mapping[str, int]
    poids: int
    note: int | None


def shares(
    termes: Sequence[Terme], selection: Selection, scope: Scope, exercices: Sequence[str]
) -> dict[str, Share]:
    """The terms that the publication tells of a selection; those that only a closed crossing could are left
    out.
    """
    found: dict[str, Share] = {}
    for terme in termes:
        if terme.genre in ("part", "mois"):
            try:
                found[terme.id] = _share(terme, selection, scope, exercices)
            except ClosedCrossing:
                continue
    return found


def _share(terme: Terme, selection: Selection, scope: Scope, exercices: Sequence[str]) -> Share:
    if terme.genre == "mois":
        held = sum(_months(terme, selection.only("exercice", [one]), scope) for one in exercices)
        return Share(held, MONTHS * len(exercices))
    rows = query.rows(terme.axe, [terme.mesure], selection, scope)
    values = {row.code: row.valeurs[terme.mesure] for row in rows.lignes}
    kept = sum(v for code, v in values.items() if _kept(terme, code))
    whole = rows.total[terme.mesure]
    return Share(min(max(kept, 0), max(whole, 0)), max(whole, 0))


def _kept(terme: Terme, code: str) -> bool:
    return code in terme.membres if terme.membres else code not in terme.sauf


def _months(terme: Terme, selection: Selection, scope: Scope) -> int:
    """The months of the calendar that hold something: the January after is one of the exercice, and no
    thirteenth.
    """
    rows = query.rows(terme.axe, [terme.mesure], selection, scope)
    known = [row for row in rows.lignes if row.code.isdecimal() and int(row.code) <= MONTHS]
    return sum(1 for row in known if row.valeurs[terme.mesure])


def score(termes: Sequence[Terme], parts: Mapping[str, Share]) -> Score:
    """The weighted sum of the terms that could be read; a term about nothing is left out."""
    read = [terme for terme in termes if terme.id in parts and parts[terme.id].sur > 0]
    tenths = {t.id: _points(t.poids, parts[t.id]) for t in read}
    weight = sum(terme.poids for terme in read)
    note = (10 * sum(tenths.values()) + weight // 2) // weight if weight else None
    return Score({t.id: parts[t.id] for t in read}, tenths, weight, note)


def _points(poids: int, share: Share) -> int:
    """Points of a term, in tenths: never its whole weight when something is missing."""
    return 10 * poids * share.nombre // share.sur
