"""Hostile or broken files: each gives one clear French sentence, and nothing else happens."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from achatlas.catalogue.load import PACKAGE
from achatlas.domain.errors import AchatlasError, UnknownColumn, UnreadableFile
from tests.unit.ingest.atelier import ENTETE, ingest, ingest_mandats, mandats

RIRES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    b"<PES_Aller>&b;</PES_Aller>"
)
PES = b"""<PES_Aller><PES_DepenseAller><Bordereau><Piece><LigneDePiece/></Piece>"""
EXTERNE = b"""<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><PES_Aller/>"""
CACHE = b"<PES_Aller>" + b" " * 70_000 + b"<!DOCTYPE x []></PES_Aller>"

CAS = {
    "rires.xml": (RIRES, "pes_depense", "DOCTYPE"),
    "externe.xml": (EXTERNE, "pes_depense", "DOCTYPE"),
    "doctype_tardif.xml": (CACHE, "pes_depense", "mal formé"),
    "tronque.xml": (PES, "pes_depense", "tronqué"),
    "vide.xml": (b"  \n", "pes_depense", "vide"),
    "faux.xml": (b'{"marches": []}', "pes_depense", "JSON"),
    "pdf.json": (b"%PDF-1.7 ...", "decp_2019", "PDF"),
    "tronque.json": (b'{"marches": [{"id": "1", "objet": "x"', "decp_2019", "tronqué"),
    "coupe.json": (b'{"marches": [{"id": "1", "nature": "M", "objet": "x"}', "decp_2019", "trop tôt"),
    "suite.json": (b'{"marches": []} {"x": 1}', "decp_2019", "suit la fin"),
    "autre.json": (b'{"contrats": []}', "decp_2019", "absente"),
    "rien.json": (b'{"marches": []}', "decp_2019", "aucune donnée"),
    "infini.json": (b'{"marches": [{"id": "1", "montant": Infinity}]}', "decp_2019", "nombre JSON"),
    "profond.json": (b'{"marches": [' + b"[" * 100_000, "decp_2019", "mal formé"),
    "binaire.csv": (b"a;b\n\x00\x01\x02;3\n", "decp_tabulaire", "binaire"),
    "excel.csv": (b"PK\x03\x04xxxx", "decp_tabulaire", "classeur"),
    "latin.csv": ("uid,id\ncaf\xe9,1\n".encode("latin-1"), "decp_tabulaire", "ligne 2"),
}


@pytest.mark.parametrize("nom", CAS)
def test_a_broken_file_is_refused_in_one_sentence(nom: str, tmp_path: Path) -> None:
    contenu, source, attendu = CAS[nom]
    with pytest.raises(UnreadableFile) as refus:
        ingest(tmp_path, nom, contenu, source)
    phrase = str(refus.value)
    assert attendu in phrase
    assert nom in phrase
    assert "\n" not in phrase


def test_a_quote_never_closed_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="ligne 3") as refus:
        ingest_mandats(tmp_path, mandats("1,00") + '2024;00;"jamais fermé;\n;;\n')
    assert "guillemet" in str(refus.value)


def test_an_unknown_column_is_named_with_those_expected(tmp_path: Path) -> None:
    with pytest.raises(UnknownColumn) as refus:
        ingest_mandats(tmp_path, mandats("1,00").replace("Mt HT", "Mt HT;Remise"))
    assert "« Remise »" in str(refus.value)
    assert "« Mt HT »" in refus.value.pourquoi
    assert "ligne 1" in refus.value.ou


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnknownColumn, match="« Service »"):
        ingest_mandats(tmp_path, mandats("1,00").replace("Service", "Antenne"))


def test_a_repeated_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownColumn, match="en double"):
        ingest_mandats(tmp_path, ENTETE + ";Mt HT\n2024;;;;;;;;;1,00;2,00\n")


def test_an_unknown_json_key_is_refused(tmp_path: Path) -> None:
    contenu = b'{"marches": [{"id": "1", "nature": "M", "objet": "x", "couleur": "bleu"}]}'
    with pytest.raises(UnknownColumn, match="couleur"):
        ingest(tmp_path, "a.json", contenu, "decp_2019")


@pytest.mark.parametrize(
    ("interieur", "attendu"),
    [
        ("xl/workbook.xml", "son XML déclare un DOCTYPE"),
        ("a.csv", "une archive zip (a.csv) ; décompressez-la"),
    ],
)
def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path, interieur: str, attendu: str) -> None:
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w") as archive:
        archive.writestr(interieur, RIRES)
    with pytest.raises(UnreadableFile) as refus:
        ingest(tmp_path, "a.xlsx", octets.getvalue(), "mandats_tableur", "exemple_xlsx")
    assert attendu in str(refus.value)


def test_a_truncated_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="tronqués ou endommagés"):
        ingest(tmp_path, "a.xlsx", b"PK\x03\x04" + b"\x00" * 500, "mandats_tableur", "exemple_xlsx")


def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    from achatlas.ingest.stage import ingest_file

    with pytest.raises(AchatlasError, match="introuvable"):
        ingest_file(tmp_path / "x.csv", acheteur_siren=None, source="decp_2019", cible=tmp_path)


def test_a_file_without_a_last_line_break_is_flagged(tmp_path: Path) -> None:
    assert ingest_mandats(tmp_path, mandats("1,00").rstrip()).signalements == {"fin_de_ligne_absente": 1}


def test_the_amount_of_a_shifted_row_is_no_euro(tmp_path: Path) -> None:
    """A separator in a field, or a field lost, puts another number in the place of the amount."""
    large = "2024;00;1;15/01/2024;60623;S;F1;LES PRIMEURS;Légumes;20230701;5,00"
    court, blanc = "Exercice;20230701", mandats("7,00").splitlines()[1] + ";"
    bilan = ingest_mandats(tmp_path, mandats("1,00") + "\n".join([large, court, blanc, ""])).bilan
    assert (bilan.lu.centimes, bilan.acceptes.centimes) == (800, 800)
    assert {motif: (c.lignes, c.centimes) for motif, c in bilan.rejets.items()} == {
        "colonnes_en_trop": (1, 0),
        "colonnes_manquantes": (1, 0),
    }


def test_a_shifted_line_of_a_fec_is_no_euro(tmp_path: Path) -> None:
    exemple = PACKAGE / "sources/fec/exemples/debit_credit.txt"
    lignes = exemple.read_bytes().splitlines(keepends=True)
    separateur = b"\t" if b"\t" in lignes[0] else b"|"
    avant = ingest(tmp_path, "a.txt", b"".join(lignes), "fec").bilan
    decalee = separateur.join([b"9"] * (lignes[0].count(separateur) + 2)) + b"\r\n"
    apres = ingest(tmp_path, "b.txt", b"".join([*lignes, decalee]), "fec").bilan
    assert (apres.lu.lignes, apres.lu.centimes) == (avant.lu.lignes + 1, avant.lu.centimes)
    assert apres.lu.centimes_absolus == avant.lu.centimes_absolus
