"""The file of a nomenclature: tolerant headings, every fault with its line, nothing kept of a faulty file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
import xlsxwriter

from achatlas.catalogue.load import Catalogue
from achatlas.domain.correspondance import CodeAcheteur, Correspondance
from achatlas.domain.errors import UnreadableFile
from achatlas.ingest.correspondances import ACCOUNT, Lue, encoded, judged, read

SEGMENTS = ("15.03", "15.10", "08.03", "01.10")


def laid(folder: Path, text: str, encoding: str = "utf-8", name: str = "codes.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def taken(folder: Path, *lines: str) -> Lue:
    return read(
        laid(folder, "\n".join(["code;libelle;parent;famille_homogene;segment;compte;cpv", *lines])), SEGMENTS
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_headings_separators_and_encodings_are_taken_as_they_come(
    tmp_path: Path, encoding: str, mark: str
) -> None:
    lines = ["Nomenclature 2026", "Code NCHFS;Intitulé;Famille homogène;Segment pivot;Si compte;Budget",
             "61.02;Espaces verts été;oui;15.03 Entretien;6152;F"]  # fmt: skip
    lue = read(laid(tmp_path, "\n".join(lines).replace(";", mark), encoding), SEGMENTS)
    assert lue.fautes == () and lue.ignored == ("Budget",)
    assert lue.nomenclature.codes == (CodeAcheteur("61.02", "Espaces verts été", "", "61.02"),)
    assert lue.nomenclature.correspondances == (Correspondance("61.02", "15.03", "6152"),)


def test_a_workbook_that_took_a_segment_for_a_number_is_understood(tmp_path: Path) -> None:
    path = tmp_path / "codes.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for rank, row in enumerate([["Code", "Segment"], ["A", 15.1], ["B", 1.1], ["C", "08.03"]]):
            sheet.write_row(rank, 0, row)
    found = read(path, SEGMENTS).nomenclature.correspondances
    assert [(one.code, one.segment) for one in found] == [("A", "15.10"), ("B", "01.10"), ("C", "08.03")]


def test_several_lines_tell_one_code_and_a_whole_cpv_stands_for_all_it_holds(tmp_path: Path) -> None:
    lue = taken(tmp_path, "61;Vert;;non;15.03;;77310000-6", "61;;;H1;08.03;60;")
    assert lue.fautes == () and lue.nomenclature.codes == (CodeAcheteur("61", "Vert", "", "H1"),)
    told = [(one.segment, one.compte, one.cpv) for one in lue.nomenclature.correspondances]
    assert told == [("08.03", "60", ""), ("15.03", "", "7731")]


@pytest.mark.parametrize(
    ("lines", "ligne", "colonne", "words"),
    [
        (["61;;;;99.99;;"], 2, "segment", "n'est pas un segment"),
        (["61;Vert;;;;;", "61;Bleu;;;;;"], 3, "libelle", "quand la ligne 2 dit « Vert »"),
        (["61;;;;15.03;60;", "6 1;;;;08.03;60;"], 3, "segment", "a déjà un segment pour la condition"),
        (["61;;;;15.03;;", "61;;;;15.03;;"], 3, "segment", "sans condition, ligne 2"),
        (["a;;b;;;;", "b;;a;;;;"], 2, "parent", "revient à lui-même"),
        (["a;;z;;;;"], 2, "parent", "ni un code de ce fichier ni un segment"),
        ([";Vert;;;;;"], 2, "code", "le code manque"),
        (["61;;;;;60;"], 2, "segment", "sans segment"),
        (["61;;;;15.03;6-0;"], 2, "compte", "n'est pas un compte"),
        (["61;;;;15.03;6O611;"], 2, "compte", "« 6O611 » n'est pas un compte"),
        (["61;;;;15.03;60611 ou 60612;"], 2, "compte", "n'est pas un compte"),
        (["61;;;;15.03;60611 60612;"], 2, "compte", "n'est pas un compte"),
        (["61;;;;15.03;;vert"], 2, "cpv", "n'est pas un code CPV"),
    ],
)
def test_a_fault_says_where_and_why(
    tmp_path: Path, lines: list[str], ligne: int, colonne: str, words: str
) -> None:
    fault = taken(tmp_path, *lines).fautes[0]
    assert (fault.ligne, fault.colonne) == (ligne, colonne) and words in fault.pourquoi and fault.que_faire


def test_every_account_of_the_charts_is_one_and_its_digits_may_be_parted(tmp_path: Path) -> None:
    charts = {line["compte"] for line in Catalogue().lines("referentiels/comptes.csv")}
    assert {one for one in charts if not ACCOUNT.fullmatch(one)} == set()
    found = taken(tmp_path, "61;;;;15.03;60 611;").nomenclature.correspondances
    assert [one.compte for one in found] == ["60611"]


def test_every_fault_is_told_in_the_order_of_lines(tmp_path: Path) -> None:
    lue = taken(tmp_path, "a;;zz;;;;", "b;;;;99.01;;", ";x;;;;;")
    assert [one.ligne for one in lue.fautes] == [2, 3, 4]


@pytest.mark.parametrize("text", ["intitulé\nvert", "code;code achat\n1;2"])
def test_what_is_no_nomenclature_is_refused_with_the_heading_to_write(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(laid(tmp_path, text), SEGMENTS)
    assert "code;libelle;parent" in refused.value.que_faire


def test_an_empty_line_is_nothing_and_a_common_segment_may_be_a_parent(tmp_path: Path) -> None:
    lue = taken(tmp_path, ";;;;;;", "X1;Tonte;15.03;;;;")
    assert lue.fautes == () and lue.nomenclature.codes == (CodeAcheteur("X1", "Tonte", "15.03"),)


def test_what_looks_like_a_formula_is_harmless_in_the_file_and_comes_back(tmp_path: Path) -> None:
    lue = taken(tmp_path, "'=1+1;'@vert;;;;;")
    assert lue.nomenclature.codes == (CodeAcheteur("=1+1", "@vert"),)
    assert b"'=1+1;'@vert" in encoded(lue.nomenclature)


def test_a_segment_is_read_without_its_first_zero(tmp_path: Path) -> None:
    (line,) = taken(tmp_path, "70;;;;8.03;;").nomenclature.correspondances
    assert line.segment == "08.03"


@pytest.mark.parametrize("sign", ["\u200b", "\u202e", "\x00", "\xad"])
def test_a_sign_that_cannot_be_seen_is_told(tmp_path: Path, sign: str) -> None:
    (faute,) = taken(tmp_path, f"70{sign};;;;08.03;;").fautes
    assert f"U+{ord(sign):04X}" in faute.told


def test_a_file_without_end_is_not_read_to_it() -> None:
    taken_out = 0

    def lines() -> Iterator[tuple[int, dict[str, str]]]:
        nonlocal taken_out
        for number in count(1):
            taken_out = number
            yield number, {"code": "70"}

    lue = judged(lines(), SEGMENTS)
    assert "la lecture s'arrête à 100\u202f000 lignes" in lue.fautes[-1].told
    assert taken_out <= 100_001


def test_faults_without_number_are_not_all_told() -> None:
    lue = judged(((n, {"code": f"7{n}", "segment": "99.99"}) for n in count(1)), SEGMENTS)
    assert len(lue.fautes) == 1_001


@pytest.mark.parametrize(
    ("content", "why"),
    [("code;segment\n".encode("utf-16"), "UTF-16"), (b"PK\x03\x04 rien d'un classeur", "archive")],
)
def test_what_is_no_text_is_called_by_its_name(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "codes.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=why):
        read(path, SEGMENTS)
