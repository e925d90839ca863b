"""The unit of the amounts: what a header, a title, a note, a sheet or a column says of it is asked, then
obeyed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.propose import match_profile, propose, save_profile
from tests.unit.ingest.workbooks import Rows, sheet_xml, xlsx
from tests.unit.propose.atelier import CATALOGUE, answered, ingest, rows
from tests.unit.propose.test_doutes import asked, cents, many

HEAD = "Exercice;N° mandat;Date mandat;Tiers;Objet;{}"


def export(path: Path, *cells: str, head: str = "Montant HT", before: str = "", after: str = "") -> Path:
    """Lines of 2024 under one column of amounts or more, under a title and over a note."""
    body = [f"2024;{i};14/03/2024;A;b;{cell}" for i, cell in enumerate(cells)]
    path.write_text("\n".join([*filter(None, [before, HEAD.format(head), *body, after]), ""]), "utf-8")
    return path


SAID = [
    ("Montants exprimés en K€", "milliers"),
    ("Dépenses mandatées 2024 (en k€)", "milliers"),
    ("Mandats 2024 - montants en milliers d'euros;;", "milliers"),
    ("Unité : KEUR", "milliers"),
    ("Montants en kEuros", "milliers"),
    ("(en millions d'euros)", "millions"),
    ("Montants en M€", "millions"),
    ("Montants en centimes", "centimes"),
]
WORTH = {"milliers": 1358000, "millions": 1358000000, "centimes": 1358, "euros": 1358}


@pytest.mark.parametrize("where", ["before", "after"])
@pytest.mark.parametrize(("said", "unite"), SAID)
def test_a_unit_told_beside_the_lines_is_asked_and_obeyed(
    said: str, unite: str, where: str, tmp_path: Path
) -> None:
    cell = "1358" if unite == "centimes" else "13,58"
    path = export(tmp_path / "a.csv", *[cell] * 20, **{where: said})
    (question,) = propose(path, CATALOGUE).questions
    assert (question.id, [value for value, _ in question.choix]) == ("unite", [unite, "euros"])
    assert cents(path, tmp_path, unite=unite) == [WORTH[unite]] * 20


def test_amounts_that_are_euros_in_spite_of_the_title_stay_euros(tmp_path: Path) -> None:
    path = export(tmp_path / "a.csv", *["13,58"] * 20, before="Budget de 3 millions d'euros")
    assert cents(path, tmp_path, unite="euros") == [1358] * 20


def workbook(path: Path, name: str, *above: str) -> Path:
    head = ["Exercice", "N° mandat", "Tiers", "Objet", "Montant HT"]
    lines: Rows = [["2024", str(i), "A", "b", 13.584 + i] for i in range(5)]
    titles: Rows = [[text] for text in above]
    path.write_bytes(xlsx({name: sheet_xml([*titles, head, *lines])}))
    return path


@pytest.mark.parametrize(("name", "above"), [("Mandats (K€)", ()), ("Mandats", ("Montants en K€",))])
def test_the_unit_of_a_workbook_is_asked(name: str, above: tuple[str, ...], tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", name, *above)
    assert asked(path) == {"unite"}
    assert cents(path, tmp_path, unite="milliers") == [1358400 + 100000 * i for i in range(5)]


def test_a_column_that_only_says_a_unit_is_asked_about(tmp_path: Path) -> None:
    path = export(tmp_path / "a.csv", *["13,58;K€"] * 20, head="Montant HT;Unité")
    assert asked(path) == {"unite"}
    assert cents(path, tmp_path, unite="milliers") == [1358000] * 20


@pytest.mark.parametrize("head", ["Montant HT (centimes)", "Mt HT en centimes", "Montant HT (cts)", "HT c€"])
def test_centimes_named_by_a_header_over_whole_numbers_are_believed(head: str, tmp_path: Path) -> None:
    path = export(tmp_path / "a.csv", "51998", "-254747", "1432994", head=head)
    assert asked(path) == set()
    assert cents(path, tmp_path) == [51998, -254747, 1432994]


def test_centimes_named_over_decimals_are_asked_about(tmp_path: Path) -> None:
    path = export(tmp_path / "a.csv", *["519,98"] * 20, head="Montant HT (centimes)")
    assert asked(path) == {"unite"}
    assert cents(path, tmp_path, unite="euros") == [51998] * 20


def test_the_three_amounts_of_a_line_are_held_together_in_their_own_unit(tmp_path: Path) -> None:
    path = export(tmp_path / "a.csv", *["13,58;2,72;16,31"] * 20, head="HT (k€);TVA (k€);TTC (k€)")
    assert asked(path) == {"unite"}
    assert cents(path, tmp_path, unite="milliers") == [1358000] * 20
    path = export(tmp_path / "b.csv", *["1358;272;1630"] * 20, head="HT (cts);TVA (cts);TTC (cts)")
    assert asked(path) == set()


def test_amounts_in_thousands_may_be_finer_than_the_hundredth(tmp_path: Path) -> None:
    path = export(tmp_path / "a.csv", *["13,58419"] * 20, before="Montants en k€")
    found, _ = answered(path, {"unite": "milliers"})
    assert [row["montant_ht_centimes"] for row in rows(ingest(found, path, tmp_path))] == [1358419] * 20


def test_a_column_that_repeats_the_euros_in_thousands_is_left(tmp_path: Path) -> None:
    cells = [f"1358{i}.19;13.58" for i in range(9)]
    path = export(tmp_path / "a.csv", *cells, head="Montant HT;Montant HT (k€)")
    found = propose(path, CATALOGUE)
    assert found.certaine and found.nombres is not None and found.nombres.unite == ""


def test_a_saved_profile_serves_no_file_that_says_another_unit(tmp_path: Path) -> None:
    territory, folder = Catalogue(tmp_path / "t"), tmp_path / "t/sources/mandats_tableur/profils"
    plain = export(tmp_path / "a.csv", *["13,58"] * 20)
    save_profile(propose(plain, CATALOGUE), folder, "mensuel", "Mensuel")
    assert match_profile(plain, territory) == ("mandats_tableur", "mensuel")
    for where in ({"before": "Montants en K€"}, {"after": "Montants en K€"}):
        assert match_profile(export(tmp_path / "b.csv", *["13,58"] * 20, **where), territory) is None


def test_a_profile_of_thousands_serves_no_file_that_does_not_say_them(tmp_path: Path) -> None:
    territory, folder = Catalogue(tmp_path / "t"), tmp_path / "t/sources/mandats_tableur/profils"
    titled = export(tmp_path / "a.csv", *["13,58"] * 20, before="Montants en K€")
    save_profile(answered(titled, {"unite": "milliers"})[0], folder, "mensuel", "Mensuel")
    assert match_profile(titled, territory) == ("mandats_tableur", "mensuel")
    assert match_profile(export(tmp_path / "b.csv", *["13580,00"] * 20), territory) is None


def test_lines_without_any_unit_raise_no_question(tmp_path: Path) -> None:
    path = export(tmp_path / "a.csv", *many("1{i},50", 20), before="Commune de Valserine;Mandats en euros")
    assert asked(path) == set()
