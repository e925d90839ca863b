"""Preambles, groups of headers, totals, sheets, quotes: the table is found, and nothing is counted twice."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from achatlas.domain.errors import UnreadableFile
from achatlas.propose import propose
from tests.unit.propose.atelier import CATALOGUE, answered, columns, ingest, mandats, rows, write_csv

PLAIN = (
    "Exercice=ex | N° mandat=num | Date mandat=date | Compte=compte | Tiers=nom | Objet=objet | Montant HT=ht"
)
CENTS = [line.cents for line in mandats()]


def amounts(path: Path, tmp_path: Path, answers: dict[str, str] | None = None) -> list[object]:
    result = ingest(answered(path, answers)[0], path, tmp_path)
    assert result.bilan.equilibre
    return [row["montant_ht_centimes"] for row in rows(result)]


def test_a_preamble_is_skipped_and_the_line_of_the_header_told(tmp_path: Path) -> None:
    before = "Commune de Valserine;;;;;;\r\nMandats émis en 2024;;;;;;\r\n\r\n"
    path = write_csv(tmp_path / "a.csv", columns(PLAIN), mandats(), before=before)
    assert propose(path, CATALOGUE).entete == 4
    assert amounts(path, tmp_path) == CENTS


def test_a_header_under_merged_groups_is_understood(tmp_path: Path) -> None:
    heads = (
        "Exercice=ex | N° mandat=num | Date mandat=date | Compte=compte | Code=code | Nom=nom | Objet=objet"
    )
    heads += " | HT=ht | TVA=tva"
    path = write_csv(tmp_path / "a.csv", columns(heads), mandats(), before=";;;;Tiers;;;Montant;\r\n")
    assert {c.nom: c.cible for c in propose(path, CATALOGUE).colonnes}["Code"] == "tiers_code"
    assert amounts(path, tmp_path) == CENTS


def test_a_header_on_two_lines_is_joined(tmp_path: Path) -> None:
    heads = "=ex | =num | =date | =compte | Code=code | Nom=nom | =objet | HT=ht | TVA=tva"
    before = "Exercice;N° mandat;Date mandat;Compte;Tiers;;Objet;Montant;\r\n"
    path = write_csv(tmp_path / "a.csv", columns(heads), mandats(), before=before)
    found = propose(path, CATALOGUE)
    assert found.certaine, found.questions
    assert [c.nom for c in found.colonnes][4:] == ["Tiers Code", "Nom", "Objet", "Montant HT", "TVA"]
    assert amounts(path, tmp_path) == CENTS


def test_a_file_without_a_header_is_refused_with_advice(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", columns(PLAIN), mandats())
    path.write_bytes(path.read_bytes().partition(b"\n")[2])
    with pytest.raises(UnreadableFile, match="en-tête.*première ligne"):
        propose(path, CATALOGUE)


def with_totals(path: Path, label: str, *, total: bool) -> Path:
    """Insert after every ten lines a line that bears their sum alone."""
    lines = path.read_text("cp1252").splitlines()
    out = lines[:1]
    for start in range(0, 40, 10):
        part = sum(CENTS[start : start + 10]) if total else 12345
        sign, whole, cents = "-" * (part < 0), *divmod(abs(part), 100)
        out += [*lines[1 + start : 11 + start], f"{label};;;;;;{sign}{whole},{cents:02}"]
    path.write_bytes("\r\n".join([*out, ""]).encode("cp1252"))
    return path


@pytest.mark.parametrize("label", ["TOTAL", "Sous-total 011", "Chapitre 011", ""])
def test_subtotals_are_never_counted_twice(label: str, tmp_path: Path) -> None:
    path = with_totals(write_csv(tmp_path / "a.csv", columns(PLAIN), mandats()), label, total=True)
    assert propose(path, CATALOGUE).certaine
    assert amounts(path, tmp_path) == CENTS


def test_an_amount_that_nothing_names_and_that_sums_nothing_is_asked_about(tmp_path: Path) -> None:
    path = with_totals(write_csv(tmp_path / "a.csv", columns(PLAIN), mandats()), "Chapitre 011", total=False)
    assert [q.id for q in propose(path, CATALOGUE).questions] == ["totaux"]
    assert len(amounts(path, tmp_path, {"totaux": "depense"})) == 44


def test_a_repeated_header_is_no_contradiction(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", columns(PLAIN), mandats())
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:20], lines[0], *lines[20:]]))
    assert amounts(path, tmp_path) == CENTS


def test_a_stray_quote_does_not_hide_the_table(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", columns(PLAIN), mandats())
    path.write_bytes(path.read_bytes().replace(b";Entretien;", b';"Entretien" annuel;'))
    assert amounts(path, tmp_path) == CENTS


def workbook(path: Path, sheets: dict[str, int], *, hidden: str = "") -> Path:
    """A workbook of typed cells; each sheet holds so many lines under the plain header, after a title."""
    book = xlsxwriter.Workbook(str(path))
    style = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, count in sheets.items():
        page = book.add_worksheet(name)
        page.write(0, 0, f"Feuille {name}")
        if name == hidden:
            page.hide()
        for place, (head, role) in enumerate(columns(PLAIN) if count else []):
            page.write(2, place, head)
            for row, line in enumerate(mandats(count), start=3):
                if role == "date":
                    page.write_datetime(row, place, line.day, style)
                elif role == "ht":
                    page.write_number(row, place, line.cents / 100)
                else:
                    page.write_string(row, place, line.cell(role, ",-", "iso"))
    book.get_worksheet_by_name(list(sheets)[-1]).activate()
    if hidden != list(sheets)[0]:
        book.get_worksheet_by_name(list(sheets)[0]).set_first_sheet()
    book.close()
    return path


def test_the_visible_sheet_that_holds_the_table_is_found(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Ancien": 5, "Lisez-moi": 0, "Mandats": 40}, hidden="Ancien")
    found = propose(path, CATALOGUE)
    assert (found.feuille, found.entete, found.certaine) == ("Mandats", 3, True)
    assert amounts(path, tmp_path) == CENTS


def test_two_sheets_that_hold_a_table_are_asked_about(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Janvier": 12, "Février": 40})
    assert [q.id for q in propose(path, CATALOGUE).questions] == ["feuille"]
    assert amounts(path, tmp_path, {"feuille": "Février"}) == CENTS
