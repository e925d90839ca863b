"""The lists that a territory gives: what they may hold, and where a message says that they err."""

from __future__ import annotations

from pathlib import Path

import pytest

from achatlas.domain.errors import CatalogueError
from achatlas.enrich import listes
from tests.unit.enrich import savoirs as s
from tests.unit.enrich.savoirs import SECOND, SIREN, SIRET

HEAD = "identifiant;liste;valeur;source;date"
GOOD = f"{SIRET};inclusion;EI;DREETS;2026-01-01"


def read(folder: Path, *lines: str, head: str = HEAD) -> listes.Listes:
    return listes.read(s.overlay(folder, {s.LISTES: [head, *lines]}))


def test_a_siret_and_a_siren_are_listed(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD, f"{SIREN};esus;oui;DGE;2026-01-01")
    assert found.said("inclusion", SIRET, SIREN) == "EI"
    assert found.said("inclusion", SECOND, SIREN) == ""
    assert found.said("esus", SECOND, SIREN) == "oui"
    assert (found.given("inclusion"), found.given("qpv")) == (True, False)
    assert found.elsewhere("inclusion", SIREN) and not found.elsewhere("inclusion", s.AUTRE)


def test_an_establishment_outweighs_its_enterprise(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD, f"{SIREN};inclusion;EA;DREETS;2026-01-01")
    assert [found.said("inclusion", one, SIREN) for one in (SIRET, SECOND, "")] == ["EI", "EA", "EA"]


def test_a_structure_may_be_two_kinds_at_once_and_the_first_counts(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD, f"{SIRET};inclusion;ACI;DREETS;2026-01-01")
    assert found.said("inclusion", SIRET, SIREN) == "EI"


def test_an_empty_list_says_nothing(tmp_path: Path) -> None:
    assert not any(read(tmp_path).given(liste) for liste in listes.LISTES)


@pytest.mark.parametrize(
    ("line", "column", "why"),
    [
        (";inclusion;EI;DREETS;2026-01-01", "identifiant", "vide ou absente"),
        (f"{SIRET};inclusion;EI;;2026-01-01", "source", "vide ou absente"),
        (f"{SIRET};inclusion;EI;DREETS", "date", "vide ou absente"),
        ("12345678901234;inclusion;EI;DREETS;2026-01-01", "identifiant", "ni un SIREN ni un SIRET"),
        (f"{SIRET};insertion;EI;DREETS;2026-01-01", "liste", "« insertion » est inconnue"),
        (f"{SIRET};inclusion;ei;DREETS;2026-01-01", "valeur", "« ei » est inconnue"),
        (f"{SIRET};inclusion;aucune;DREETS;2026-01-01", "valeur", "« aucune » est inconnue"),
        (f"{SIRET};qpv;non;ANCT;2026-01-01", "valeur", "« non » est inconnue"),
        (f"{SIREN};groupe;123456789;maison;2026-01-01", "valeur", "n'est pas un SIREN"),
        (f"{SIREN};groupe;{SIRET};maison;2026-01-01", "valeur", "n'est pas un SIREN"),
        (f"{SIRET};inclusion;EI;DREETS;01/02/2026", "date", "n'est pas une date"),
        (f"{SIRET};inclusion;EI;DREETS;2999-01-01", "date", "est à venir"),
        (f"{SIREN};qpv;oui;ANCT;2026-01-01", "identifiant", "situe un établissement"),
        (f"{SIRET};inclusion;EI;DREETS;2026-01-01;42", "sans nom", "elle est de trop"),
    ],
)  # fmt: skip
def test_a_line_at_fault_is_named_with_its_column(tmp_path: Path, line: str, column: str, why: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        read(tmp_path, GOOD, "", line)
    said = str(refused.value)
    assert f"{s.LISTES}, ligne 4, colonne « {column} »" in said and why in said


def test_two_lines_that_disagree_are_refused(tmp_path: Path) -> None:
    lines = [f"{SIREN};groupe;Un;maison;2026-01-01", f"{SIRET};groupe;Deux;maison;2026-01-01"]
    with pytest.raises(CatalogueError, match="ligne 3, colonne « valeur ».*« Un »"):
        read(tmp_path, *lines)


def test_another_separator_names_the_columns(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="identifiant;liste;valeur;source;date"):
        read(tmp_path, GOOD.replace(";", ","), head=HEAD.replace(";", ","))


def test_a_file_of_a_spreadsheet_that_is_not_utf8_says_so(tmp_path: Path) -> None:
    catalogue = s.overlay(tmp_path, {s.LISTES: []})
    text = f"{HEAD}\n{SIREN};groupe;Société générale;maison;2026-01-01\n"
    catalogue.file(s.LISTES).write_bytes(text.encode("cp1252"))
    with pytest.raises(CatalogueError, match="CSV UTF-8"):
        listes.read(catalogue)
