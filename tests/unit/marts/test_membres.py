"""The names that a publication keeps of segments are those of the files: a decision shown at once, which
writes no name, and a whole run then publish the same.
"""

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.segments import SEGMENT
from achatlas.catalogue.territoire import Territoire
from achatlas.domain.evolution import Genre, Pivot, Segment
from achatlas.marts import membres

NOBODY = Territoire(id="e", libelle="E", acheteurs=())
WORDS = Segment("Autres mots", "Autres mots", "")
MOVED = Pivot(((Genre.MOVE, "10.01", "15.05", None), (Genre.WORDS, "01.01", "", WORDS)))


def segments(pivot: Pivot) -> list[membres.Member]:
    """The segments among what definitions name."""
    return [one for one in membres.common(Catalogue(pivot=pivot), NOBODY) if one[0] == SEGMENT]


def test_what_persons_make_of_segments_publishes_no_name() -> None:
    before = segments(Pivot())
    assert "15.05" in Catalogue(pivot=MOVED).segments
    assert segments(MOVED) == before
