"""Workbooks: reader and counter agree on what sheets hold, lies about their size included."""

from __future__ import annotations

import os
import re
import zipfile
from pathlib import Path
from typing import Any

import xlsxwriter

from achatlas.catalogue.load import Catalogue
from achatlas.ingest.stage import IngestResult, ingest_file

ENTETE = ["Année", "Mandat", "Date", "Compte", "Fournisseur", "N° SIRET", "Libellé", "Montant HT", "D/C"]


def _book(path: Path, montants: list[Any], shared: bool) -> None:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": not shared})
    sheet = book.add_worksheet("Mandats")
    lines = ([2024, n, "", "60", "X", "", "Y", m, "D"] for n, m in enumerate(montants, start=1))
    for rang, cellules in enumerate([ENTETE, *lines], start=3):
        sheet.write_row(rang, 2, cellules)
    book.close()


def _ingest(path: Path) -> IngestResult:
    cible = path.parent / "cible"
    cible.mkdir(exist_ok=True)
    return ingest_file(
        path,
        acheteur_siren=None,
        source="mandats_tableur",
        profil="exemple_xlsx",
        cible=cible,
        catalogue=Catalogue(),
    )


def test_numbers_and_texts_are_read_alike(tmp_path: Path) -> None:
    for shared in (True, False):
        path = tmp_path / "a.xlsx"
        _book(
            path,
            [1234.56, "1 234,56", "1234.56", 0.1 + 0.2, -12, 1e-320, 1e12, "12.345", "1E5", True, ""],
            shared,
        )
        bilan = _ingest(path).bilan
        assert bilan.acceptes.centimes == 3 * 123456 + 30 - 1200 + 10**14
        assert {motif: compte.lignes for motif, compte in bilan.rejets.items()} == {
            "montant_absent": 1,
            "montant_illisible": 2,
            "montant_sous_centime": 1,
        }


def test_a_false_dimension_hides_no_row(tmp_path: Path) -> None:
    path, faux = tmp_path / "a.xlsx", tmp_path / "faux.xlsx"
    _book(path, [1.0] * 500, shared=True)
    with zipfile.ZipFile(path) as lu, zipfile.ZipFile(faux, "w") as ecrit:
        for nom in lu.namelist():
            octets = lu.read(nom)
            if nom.endswith("sheet1.xml"):
                octets = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:C3"', octets)
            ecrit.writestr(nom, octets)
    assert _ingest(faux).bilan.acceptes.lignes == 500


def test_a_date_in_the_column_of_amounts_is_rejected_alone(tmp_path: Path) -> None:
    """Dates, hours and durations are no euros; a colour or a word in a number format makes no date."""
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Mandats")
    sheet.write_row(0, 0, ENTETE)
    dates = [14, 20, 22, 45, 46, 47, "dd/mm/yyyy", "[$-40C]d mmm yyyy;@", "[h]:mm", '"le "dd']
    nombres = ["General", 4, "[Red]0.00", '0.00" HT du mois"', "0.00\\ \\d;[Red]-0.00"]
    for rang, code in enumerate([*dates, *nombres], start=1):
        sheet.write_row(rang, 0, [2024, rang, "", "60", "X", "", "Y"])
        sheet.write_number(rang, 7, 45292, book.add_format({"num_format": code}))
        sheet.write(rang, 8, "D")
    book.close()
    bilan = _ingest(path).bilan
    assert bilan.rejets["montant_illisible"].lignes == len(dates)
    assert bilan.lu.centimes == bilan.acceptes.centimes == 4529200 * len(nombres)


def test_a_workbook_whose_name_is_not_utf8_is_read(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"nom_\xe9.xlsx")
    _book(tmp_path / "a.xlsx", [1.0], shared=True)
    (tmp_path / "a.xlsx").rename(path)
    assert _ingest(path).fichier == "nom_é.xlsx"
