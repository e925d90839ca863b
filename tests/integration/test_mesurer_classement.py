"""``mesurer classement``: any titles, whatever wrote them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from achatlas.cli import main

TITRES = (
    "objet,cpv,segments\nNettoyage des locaux,90911200,08.03|18.05\nMaintenance des ascenseurs,50750000-7,\n"
)


def told(
    path: Path, text: str, capsys: pytest.CaptureFixture[str], encoding: str = "utf-8"
) -> dict[str, Any]:
    path.write_text(text, encoding=encoding)
    code = main(["mesurer", "classement", "--verite", str(path), "--json"])
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert said["ok"] is (code == 0)
    return said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_titles_are_measured_whatever_separates_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], separator: str, encoding: str
) -> None:
    said = told(tmp_path / "t.csv", TITRES.replace(",", separator), capsys, encoding)
    assert (said["n"], said["lus"], said["segment_top1"], said["acceptable"]) == (2, 1, 1.0, 1.0)
    assert said["precision_automatise"] == 1.0 and said["ecartees"] == []


def test_lines_that_say_nothing_to_measure_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = told(tmp_path / "t.csv", f'{TITRES},33000000,\nTravaux,,\n"sur\ndeux lignes",09310000,\n', capsys)
    assert said["n"] == 3 and said["ecartees"] == [4, 5]
    assert said["motifs"] == {"sans_objet": 1, "sans_segment": 1}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("titre,cpv\na,b\n", "la colonne objet"),
        ("", "la colonne objet"),
        ("objet,cpv,objet\n", "deux colonnes se nomment objet"),
        ('objet,cpv\nTonte,77310000\n"Travaux de r', "ligne 3"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, reason: str
) -> None:
    said = told(tmp_path / "t.csv", text, capsys)
    assert said["ok"] is False and reason in json.dumps(said, ensure_ascii=False)


@pytest.mark.parametrize(
    "stray",
    [
        '"Maison du peuple : travaux de toiture,45261900-3',
        '"Les Halles" : travaux de toiture,45261900-3',
        '"Travaux de "toiture"","45261900-3"',
    ],
)
@pytest.mark.parametrize("after", ["Tonte,77310000-6", 'Tuyau de 5",44160000', '"Papier, blanc",30197630-1'])
def test_a_stray_quote_swallows_no_title(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], stray: str, after: str
) -> None:
    rows = ["Tonte,77310000-6"] * 20
    said = told(tmp_path / "t.csv", "\n".join(["objet,cpv", *rows, stray, *rows, after, *rows]), capsys)
    assert (said["n"], said["ecartees"], said["guillemets"]) == (62, [], [22])


def test_a_cell_goes_on_in_the_next_lines_when_it_is_quoted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = '77310000,"Tonte, lot 1,\nlot 2,\n\n""lot 3"""\n45261900,Toiture\n'
    said = told(tmp_path / "t.csv", f"cpv,objet\n{rows}", capsys)
    assert (said["n"], said["ecartees"], said["guillemets"]) == (2, [], [])


def test_an_unknown_alternative_leaves_the_title(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "Tonte,77310000,15.03|99.99\nTonte,77310000,99.99|15.03\nTonte, taille,77310000,15.03\n"
    said = told(tmp_path / "t.csv", f"objet,cpv,segments\n{rows}", capsys)
    assert (said["n"], said["segments_inconnus"], said["acceptable"]) == (1, 1, 1.0)
    assert said["motifs"] == {"segment_inconnu": 1, "cellules_en_trop": 1}


def test_what_a_french_spreadsheet_writes_is_read_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "objet;cpv\nRéfection de l’école;45261900\n"
    assert told(tmp_path / "t.csv", text, capsys, "cp1252")["encodage"] == "Windows-1252"
    refused = told(tmp_path / "t.csv", text, capsys, "utf-16")
    assert refused["ok"] is False and "UTF-16" in refused["pourquoi"]


def test_people_read_what_was_left_out_and_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = 'objet,cpv,segments\n"Tonte,77310000,15.03|99.99\nÉlagage,77310000,99.98\n'
    (tmp_path / "t.csv").write_text(rows, encoding="cp1252")
    assert main(["mesurer", "classement", "--verite", str(tmp_path / "t.csv")]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    for words in ("(ligne 3)", "comme 99.99", "lu en Windows-1252", "n'entourent rien (ligne 2)"):
        assert words in shown


def test_what_the_activity_of_titulaires_changes_is_told_beside(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "Nettoyage des locaux,90911200,08.03,8121Z\nTravaux de peinture,45442100,,64.20Z\n"
    said = told(tmp_path / "t.csv", f"objet,cpv,segments,naf\n{rows}Travaux,45442100,27.02,43.34 Z\n", capsys)
    heard = said["activite"]
    assert (said["n"], heard["n"], heard["accord"]) == (3, 2, 0.5)
    assert heard["sans"]["n"] == heard["avec"]["n"] == 2
    bare = told(tmp_path / "t.csv", "objet,cpv,segments\nTravaux de peinture,45442100,\n", capsys)
    blank = told(tmp_path / "t.csv", "objet,cpv,naf\nTravaux de peinture,45442100,\n", capsys)
    assert bare == blank and "activite" not in blank


def test_people_read_shares_with_their_intervals(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "t.csv").write_text(TITRES, encoding="utf-8")
    assert main(["mesurer", "classement", "--verite", str(tmp_path / "t.csv")]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "2 titres, dont 1 lus par quelqu'un" in shown and "défendable selon le lecteur 100,0 %" in shown
