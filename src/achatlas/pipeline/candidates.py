"""The segments that a group of the queue may be: what the words and the payees say, then the segments that
persons made whose keywords stand in its purchases. The model of texts has never seen these.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from achatlas.classify.guide import guide
from achatlas.classify.recherche import find
from achatlas.classify.regles import suite
from achatlas.domain.evolution import A_QUALIFIER
from achatlas.pipeline.situation import FIRST, Candidat, Row, Situation, Somme
from achatlas.pipeline.workshop import Workshop


def of(atelier: Workshop, seen: Situation, rows: Sequence[Row]) -> tuple[Candidat, ...]:
    """At most five that stand, the likeliest first; those that only a keyword names come last, as nothing
    measures them.
    """
    lu = guide(atelier.catalogue)
    found = _standing(seen.candidats(rows), lu.retires)
    known = {one.code for one in found}
    named = [
        one.code
        for one in lu.standing.values()
        if one.code in atelier.catalogue.pivot.made and one.code not in known and _named(one.mots, rows)
    ]
    more = [Candidat(code, None, Somme()) for code in named[:FIRST]]
    return (*found[: FIRST - len(more)], *more)


def searched(atelier: Workshop, typed: str) -> tuple[Candidat, ...]:
    """The segments of what a person types, at most five that stand: by its code, by the judge of words, by
    the words of the guide. Nothing measures them here.
    """
    lu = guide(atelier.catalogue)
    found = find(lu, typed)
    told = (one.code for one in (*found.codes, *found.avis[: 0 if found.contredit else None], *found.guide))
    kept = [code for code in dict.fromkeys(told) if code in lu.standing and code != A_QUALIFIER]
    return tuple(Candidat(code, None, Somme()) for code in kept[:FIRST])


def _standing(found: Sequence[Candidat], gone: Mapping[str, str]) -> list[Candidat]:
    """Candidates, those that stand no more counted with the segment where they end."""
    kept: dict[str, Candidat] = {}
    for one in found:
        code = gone.get(one.code, one.code)
        other = kept.get(code, Candidat(code, 0, Somme()))
        kept[code] = Candidat(code, (other.part or 0) + (one.part or 0), other.deja + one.deja)
    return sorted(kept.values(), key=lambda one: -(one.part or 0))


def _named(mots: Sequence[str], rows: Sequence[Row]) -> bool:
    """Whether the purchases hold one of some keywords."""
    suites = [one for one in map(suite, mots) if one]
    return any(one in row["dits"] for row in rows for one in suites)
