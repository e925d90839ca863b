"""One segment, as many words as there are buyers: under which code of its own each of them buys it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from achatlas.domain.correspondance import CodeAcheteur
from achatlas.pipeline import codes
from achatlas.pipeline.workshop import Workshop
from achatlas.pipeline.written import Portee

FEWEST = 2


@dataclass(frozen=True)
class Spoken:
    """A segment, and the code of each buyer (SIREN) that persons mapped to it, in the order of buyers."""

    segment: str
    codes: tuple[tuple[str, CodeAcheteur], ...]


def spoken(atelier: Workshop, portee: Portee, most: int) -> list[Spoken]:
    """The segments that most buyers of a scope have a code for, one a family, ``most`` of them at most; none
    that a single buyer has.
    """
    found: dict[str, dict[str, CodeAcheteur]] = {}
    for siren, segment, code in _mapped(atelier, portee):
        found.setdefault(segment, {}).setdefault(siren, code)
    ranked = sorted(found, key=lambda segment: (-len(found[segment]), segment))
    kept: dict[str, str] = {}
    for segment in ranked:
        if len(found[segment]) >= FEWEST:
            kept.setdefault(segment[:2], segment)
    return [Spoken(one, tuple(found[one].items())) for one in [*kept.values()][:most]]


def _mapped(atelier: Workshop, portee: Portee) -> Iterator[tuple[str, str, CodeAcheteur]]:
    """The buyer, the segment and the code of each line in force that asks nothing of the account nor of the
    CPV.
    """
    read = codes.read(atelier)
    order = [one.siren for one in atelier.territoire.acheteurs if one.siren in portee.acheteurs]
    for siren in filter(read.__contains__, order):
        own = {one.code: one for one in read[siren].own.codes}
        for line in read[siren].own.correspondances:
            if not any(line.condition) and line.code in own:
                yield siren, line.segment, own[line.code]
