"""Every lever leads somewhere, counts for what it serves, and computes its own example."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from achatlas.catalogue.leviers import fits, serving
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.references import check
from achatlas.domain.errors import CatalogueError
from achatlas.domain.levier import effet

CATALOGUE = Catalogue()
LEVIERS = CATALOGUE.leviers
POINTS = 100


def test_every_reference_of_a_lever_leads_somewhere() -> None:
    check(CATALOGUE)


@pytest.mark.parametrize("name", LEVIERS)
def test_the_example_of_a_lever_gives_what_it_says(name: str) -> None:
    levier, example = LEVIERS[name], LEVIERS[name].exemple
    part = (example.fait, example.base)
    one, every = effet(part, example.fenetre[0]), effet(part, sum(example.fenetre))
    assert one is not None and every is not None
    assert (one * POINTS, every * POINTS) == (Fraction(levier.attendu.un), Fraction(levier.attendu.tous))
    kept = tuple(code for code in example.segments if code in fits(CATALOGUE, levier))
    assert kept == levier.attendu.convient


@pytest.mark.parametrize("name", LEVIERS)
def test_a_lever_is_an_example_of_what_it_serves_and_fits_somewhere(name: str) -> None:
    assert LEVIERS[name].exemple.indicateur in LEVIERS[name].indicateurs
    assert fits(CATALOGUE, LEVIERS[name])


@pytest.mark.parametrize("name", [name for name, one in LEVIERS.items() if one.axe])
def test_what_a_marche_says_of_a_lever_counts_for_one_figure_that_reads_it(name: str) -> None:
    levier = LEVIERS[name]
    served = [CATALOGUE.indicateurs[one] for one in levier.indicateurs]
    reading = [one for each in served for one in each.calculs.values() if one.axe == levier.axe]
    assert reading and all(levier.membre in (*one.oui, *one.presume) for one in reading)


@pytest.mark.parametrize("name", [n for n, one in LEVIERS.items() if one.genre in ("clause", "reservation")])
def test_a_clause_has_a_text_that_may_be_copied(name: str) -> None:
    assert LEVIERS[name].redaction


def test_the_first_lever_of_an_indicator_is_the_first_in_order() -> None:
    assert [one.id for one in serving(CATALOGUE, "s01")] == [
        "clause_insertion",
        "reservation",
        "critere_social",
    ]


def test_an_overlay_adds_a_lever_and_a_wrong_column_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "metier/leviers"
    folder.mkdir(parents=True)
    text = (Path(CATALOGUE.paths("leviers")["reservation"])).read_text(encoding="utf-8")
    (folder / "reserve_bis.yml").write_text(text, encoding="utf-8")
    assert "reserve_bis" in Catalogue(tmp_path).leviers
    (folder / "reserve_bis.yml").write_text(text.replace("colonne: reservable", "colonne: rien"))
    with pytest.raises(CatalogueError, match="colonne « rien »"):
        check(Catalogue(tmp_path))
