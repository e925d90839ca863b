"""Texts that were cut, encoded twice, or in another encoding than said: told or refused (F02, F04)."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.signalements import told
from achatlas.containers.accents import likelier
from achatlas.containers.nature import nature_of
from achatlas.containers.texts import signs_of
from achatlas.domain.errors import UnreadableFile
from tests.unit.ingest.atelier import ingest, ingest_mandats, mandats
from tests.unit.ingest.workbooks import ENTETE, line, ods, sheet_xml, xls, xlsx

SENTENCES = (
    "Réfection de la toiture de l'école élémentaire",
    "Prêt à usage : bâtiment, forêt, dîner, ça coûte 12 €",
    "Cœur de ville, réaménagement « à l'été »",
    "Fenêtres, volets, huisseries, câblage, 30 m² à 20 °C",
)
ONE_BYTE = ("cp1252", "iso8859-15", "mac-roman", "cp850")


@pytest.mark.parametrize(
    ("last", "suspect"),
    [("4,56", 0), ("4,5", 1), ("4,", 1), ("4", 1), ("", 1)],
)
def test_a_number_cut_short_makes_the_end_suspect(last: str, suspect: int, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"a;b\nx;1,00\ny;22,10\nz;{last}", encoding="utf-8")
    notices = signs_of(path, "utf-8", ";").notices
    assert (notices["fin_de_ligne_absente"], notices["fin_suspecte"]) == (1, suspect)


def test_a_line_with_fewer_cells_makes_the_end_suspect(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a;b;c\nx;y;1\nx;y", encoding="utf-8")
    assert signs_of(path, "utf-8", ";").first == {"fin_de_ligne_absente": 3, "fin_suspecte": 3}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_half_a_line_break_is_no_end(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for text, flagged in (("a;b\r\n1;2\r\n", 0), ("a;b\r\n1;2\r", 1), ("a;b\r\n1;2", 1), ("a\r1\r", 0)):
        path.write_bytes(text.encode(encoding))
        assert signs_of(path, encoding, ";").notices["fin_de_ligne_absente"] == flagged


def test_accents_encoded_twice_are_counted_and_kept(tmp_path: Path) -> None:
    good = "tête;1\nŒuvre;2\nCHÂTEAU « ÂGE »;3\n"
    twice = "école à Noël, l’été".encode().decode("cp1252", "replace") + ";4\n"
    path = tmp_path / "a.csv"
    path.write_text(good + twice * 2 + "perdu\ufffd;5\n", encoding="utf-8")
    signs = signs_of(path, "utf-8", ";")
    assert +signs.notices == {"accents_doubles": 2, "caracteres_perdus": 1 + twice.count("\ufffd") * 2}
    assert signs.first["accents_doubles"] == 4


def test_lines_of_another_encoding_are_told_with_the_first(tmp_path: Path) -> None:
    lines = mandats("1,00", "2,00", "3,00").encode("cp1252").split(b"\n")
    lines[2] = lines[2].replace("Légumes".encode("cp1252"), "Légumes".encode())
    result = ingest_mandats(tmp_path, b"\n".join(lines))
    assert result.signalements == {"encodages_meles": 1}
    assert result.premieres_lignes == {"encodages_meles": 3}


def test_a_line_that_is_not_utf8_in_a_file_that_is_names_its_line(tmp_path: Path) -> None:
    content = "uid,id\ncafé,1\n".encode() + "café,2\n".encode("cp1252")
    with pytest.raises(UnreadableFile, match="ligne 3"):
        ingest(tmp_path, "a.csv", content, "decp_tabulaire")


@given(
    st.lists(st.sampled_from(SENTENCES), min_size=12, max_size=40),
    st.sampled_from(ONE_BYTE),
    st.sampled_from(ONE_BYTE[:2]),
)
def test_french_in_one_encoding_said_to_be_another_is_seen(
    tmp_path_factory: pytest.TempPathFactory, sentences: list[str], real: str, said: str
) -> None:
    """A profile says cp1252 or latin-9; what comes may be any of the four."""
    path = tmp_path_factory.mktemp("a") / "a.txt"
    octets = "\n".join([*SENTENCES, *sentences]).encode(real, "ignore")
    path.write_bytes(octets)
    same = octets.decode(said, "replace") == octets.decode(real)
    assert (likelier(path, said)[1] > 0) is not same


def test_a_file_surely_in_another_encoding_is_refused_and_the_right_one_named(tmp_path: Path) -> None:
    content = mandats(*["1,00"] * 30).encode("mac-roman")
    with pytest.raises(UnreadableFile, match="semble en mac-roman.*cp1252"):
        ingest_mandats(tmp_path, content)


def test_a_sign_that_might_be_of_another_encoding_is_told(tmp_path: Path) -> None:
    content = mandats("1,00").replace("LES PRIMEURS", "PRIMEURS 5 ¤").encode("cp1252")
    assert ingest_mandats(tmp_path, content).signalements == {"encodage_douteux": 1}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), max_size=4), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_unicode_files_are_read_by_their_own_marks(
    tmp_path_factory: pytest.TempPathFactory, sentences: list[str], encoding: str
) -> None:
    content = mandats("1,00").replace("Légumes", " ".join(sentences)).encode(encoding)
    folder = tmp_path_factory.mktemp("a")
    if encoding == "utf-8":
        with pytest.raises(UnreadableFile, match="UTF-8"):
            ingest_mandats(folder, content)
    else:
        assert ingest_mandats(folder, content).bilan.acceptes.centimes == 100


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("label", ["Légumes", "Œuvre à 5 €", "L’été"])
def test_utf16_without_its_mark_is_read(label: str, order: str, tmp_path: Path) -> None:
    content = mandats("1,00", "2,00").replace("Légumes", label)
    result = ingest_mandats(tmp_path, content.encode(order))
    assert (result.bilan.acceptes.centimes, result.encodage) == (300, order)
    assert set(pq.read_table(result.chemin)["objet"].to_pylist()) == {label}


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("content", ["<a>\n</a>\n", '{"marches": []}\n'])
def test_json_and_xml_in_utf16_without_its_mark_are_named(content: str, order: str, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(content.encode(order))
    assert "UTF-16 sans marque" in nature_of(path).nom


def test_a_zero_byte_in_a_text_is_told_with_its_line(tmp_path: Path) -> None:
    content = mandats("1,00", "2,00", "3,00").encode().replace(b"LES", b"L\0S", 2).replace(b"L\0S", b"LES", 1)
    with pytest.raises(UnreadableFile, match=r"caractère nul.*ligne 3 ; supprimez"):
        ingest_mandats(tmp_path, content)


CONTENTS: dict[str, tuple[bytes, str]] = {
    "csv": (mandats("1,00").encode("cp1252"), "csv"),
    "json": (b'{"marches": []}', "json"),
    "xml": (b"<?xml version='1.0'?><a/>", "xml"),
    "xlsx": (xlsx({"A": sheet_xml([ENTETE, line(1)])}), "xlsx"),
    "ods": (ods({"A": [ENTETE, line(1)]}), "ods"),
    "xls": (xls({"A": [ENTETE, line(1)]}), "xls"),
    "pdf": (b"%PDF-1.7 x", ""),
    "html": (b"<html><table><tr><td>1", ""),
    "xml 2003": (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', ""),
    "gz": (b"\x1f\x8b\x08", ""),
    "7z": (b"7z\xbc\xaf\x27\x1c", ""),
    "png": (b"\x89PNG\r\n", ""),
    "parquet": (b"PAR1", ""),
}


@pytest.mark.parametrize("extension", ["csv", "txt", "json", "xml", "xlsx", "ods", "xls", "pdf", "zip", ""])
@pytest.mark.parametrize("kind", CONTENTS)
def test_the_bytes_say_the_kind_whatever_the_extension(kind: str, extension: str, tmp_path: Path) -> None:
    content, expected = CONTENTS[kind]
    path = tmp_path / f"a.{extension}"
    path.write_bytes(content)
    nature = nature_of(path)
    assert (nature.genre, bool(nature.nom), bool(nature.que_faire)) == (expected, True, True)


def test_every_flag_of_a_text_has_its_words() -> None:
    flags = (
        "fin_de_ligne_absente fin_suspecte accents_doubles encodages_meles encodage_douteux caracteres_perdus"
    )
    for one in told(Catalogue(), dict.fromkeys(flags.split(), 2)):
        assert one.que_faire, one.nom
