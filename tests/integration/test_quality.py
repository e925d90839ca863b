"""The score of the data, of a published territory."""

from __future__ import annotations

from achatlas.analyse.quality import shares
from achatlas.analyse.selection import Selection
from achatlas.catalogue.load import Catalogue
from tests.petit import Petit


def test_the_terms_are_read_in_the_publication(petit: Petit) -> None:
    termes = Catalogue().termes
    years = [str(year) for year in petit.atelier.territoire.exercices]
    found = shares(termes, Selection(), petit.consolide(*petit.sirens), years)
    assert set(found) == {t.id for t in termes if t.genre in ("part", "mois")}
    assert 0 < found["mois"].nombre <= found["mois"].sur == 12 * len(years)
    assert all(0 <= part.nombre <= part.sur for part in found.values())
