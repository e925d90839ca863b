"""What the main activity of who is paid says of a purchase: the segments that an enterprise of that activity
usually sells to public buyers (``regles/naf_segments.csv``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from achatlas.catalogue.load import Catalogue, Stamp, records
from achatlas.domain.naf import above

FICHIER, NAF = "regles/naf_segments.csv", "referentiels/naf.csv"
ONE, SEVERAL, MUTE = "naf_seul", "naf_partage", "naf_sans_mot"
LETTER = 6


@dataclass(frozen=True)
class Activites:
    """The segments of each sub-class of the NAF rév. 2 (« 43.34Z »): those of the longest beginning that the
    table has. What the table leaves empty is silent, and so is a code that the NAF rév. 2 has not.
    """

    sold: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, catalogue: Catalogue) -> Activites:
        """What the table says. A segment that the nomenclature of the territory has not is left out."""
        return _read(catalogue.stamp(FICHIER), catalogue.stamp(NAF), frozenset(catalogue.segments))

    def segments(self, naf: str) -> tuple[str, ...]:
        """What an activity usually sells; nothing for one that says nothing, or that is not known."""
        return self.sold.get(naf, ())

    def clues(self, naf: str, indices: Mapping[str, float], *, mute: bool = False) -> dict[str, float]:
        """What an activity adds to the score of segments: less to each when it names several, more where the
        purchase is ``mute``.
        """
        sold = self.segments(naf)
        worth = indices[ONE if len(sold) == 1 else SEVERAL]
        return dict.fromkeys(sold, worth * indices[MUTE] if mute else worth)


@lru_cache(maxsize=4)
def _read(table: Stamp, naf: Stamp, known: frozenset[str]) -> Activites:
    said = {
        line["naf"]: tuple(one for one in line["segments"].split("|") if one in known)
        for _, line in records(table)
    }
    codes = (line["code"] for _, line in records(naf) if len(line["code"]) == LETTER)
    return Activites({code: next((said[one] for one in above(code) if one in said), ()) for code in codes})
