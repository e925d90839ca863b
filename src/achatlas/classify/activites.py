"""What the main activity of who is paid says of a purchase: the segments that an enterprise of that activity
usually sells to public buyers (``regles/naf_segments.csv``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from achatlas.catalogue.load import Catalogue, Stamp, records
from achatlas.domain.errors import CatalogueError
from achatlas.domain.naf import above, beginning

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
        """What the table says. A segment that the nomenclature of the territory has not is left out. Raises
        CatalogueError for a line without its columns.
        """
        return _read(catalogue.stamp(FICHIER), catalogue.stamp(NAF), frozenset(catalogue.segments))

    def segments(self, naf: str) -> tuple[str, ...]:
        """What an activity usually sells; nothing for one that says nothing, or that is not known."""
        return self.sold.get(naf, ())

    def clues(self, naf: str, indices: Mapping[str, float], *, mute: bool = False) -> dict[str, float]:
        """What an activity adds to the score of segments: less to each when it names several, more where the
        purchase is ``mute``. Nothing where a territory's own weights tell none of activities.
        """
        sold = self.segments(naf)
        worth = indices.get(ONE if len(sold) == 1 else SEVERAL, 0.0)
        return dict.fromkeys(sold, worth * indices.get(MUTE, 1.0) if mute else worth) if worth else {}


@lru_cache(maxsize=4)
def _read(table: Stamp, naf: Stamp, known: frozenset[str]) -> Activites:
    said: dict[str, tuple[str, ...]] = {}
    for number, line in records(table):
        if line.get("naf") is None or line.get("segments") is None:
            raise _unread(table[0], number)
        told = (one.strip() for one in line["segments"].split("|"))
        said[beginning(line["naf"])] = tuple(one for one in told if one in known)
    codes = (line["code"] for _, line in records(naf) if len(line["code"]) == LETTER)
    return Activites({code: next((said[one] for one in above(code) if one in said), ()) for code in codes})


def _unread(path: Path, number: int) -> CatalogueError:
    return CatalogueError(
        quoi="Table des activités illisible",
        ou=f"{path}, ligne {number}",
        pourquoi="il y manque la colonne naf, ou la colonne segments",
        que_faire="écrivez « naf;segments;motif » en première ligne, et ces trois cellules à chaque ligne",
    )
