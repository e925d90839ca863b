"""How a page says the years that it shows."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from achatlas.domain.nombres import pourcent


@pytest.mark.parametrize(
    ("exercice", "years", "expected"),
    [
        ("2025", ("2023", "2025"), "en 2025"),
        ("tous", ("2023", "2024", "2025"), "de 2023 à 2025"),
        ("tous", ("2024",), "en 2024"),
        ("tous", (), "sur toute la période"),
    ],
)
def test_one_year_is_no_interval(exercice: str, years: tuple[str, ...], expected: str) -> None:
    from achatlas.screens.mots import periode

    asked = SimpleNamespace(exercice=exercice, exercices=years)
    assert periode(asked) == expected  # type: ignore[arg-type]


def test_a_share_of_the_score_is_told_as_the_other_pages_tell_it() -> None:
    from achatlas.analyse.quality import Share
    from achatlas.catalogue.load import Catalogue
    from achatlas.web.depots.scores import sentence

    (terme,) = (one for one in Catalogue().termes if one.id == "fournisseur")
    assert sentence(terme, Share(9646, 10000)).startswith(f"{pourcent(9646, 10000)}\u202f% des euros")
