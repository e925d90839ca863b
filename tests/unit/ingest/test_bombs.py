"""Files built to exhaust the machine or to deceive: refused in French, in flat memory (F40, F41, F44)."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.containers import archive
from achatlas.containers.nature import nature_of
from achatlas.domain.errors import UnreadableFile
from achatlas.ingest.probe import displayable
from achatlas.ingest.stage import ingest_file
from tests.unit.ingest.atelier import ingest
from tests.unit.ingest.workbooks import ENTETE, compound, line, ods, sheet_xml, xls, xlsx

TABLE = [ENTETE, line(5)]
SHEET = sheet_xml(TABLE)
MEBI = 1 << 20
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def said(folder: Path, content: bytes, name: str = "piege.xlsx") -> str:
    """The refusal of a workbook, which must cost less than 16 MiB of Python's memory."""
    path = folder / name
    path.write_bytes(content)
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableFile) as refus:
            ingest_file(
                path, acheteur_siren=None, source="mandats_tableur", profil="exemple_xlsx", cible=folder
            )
        assert tracemalloc.get_traced_memory()[1] < 16 * MEBI
    finally:
        tracemalloc.stop()
    assert name in refus.value.ou
    return str(refus.value)


def stuffed(**entries: bytes) -> bytes:
    return xlsx({"A": SHEET}, more={f"xl/{name}.bin": data for name, data in entries.items()})


def declaring(content: bytes, name: bytes, size: int) -> bytes:
    """The archive with another inflated size declared for one entry, in its directory and before its data."""
    out = bytearray(content)
    at = out.find(b"PK\x01\x02")
    while at >= 0:
        length = struct.unpack_from("<H", out, at + 28)[0]
        if out[at + 46 : at + 46 + length] == name:
            struct.pack_into("<I", out, at + 24, size)
            local = struct.unpack_from("<I", out, at + 42)[0]
            struct.pack_into("<I", out, local + 22, size)
        at = out.find(b"PK\x01\x02", at + 4)
    return bytes(out)


def test_sizes_declared_above_the_bound_are_refused_before_anything_is_inflated(tmp_path: Path) -> None:
    content = declaring(stuffed(a=b"x", b=b"y"), b"xl/a.bin", 3 << 30)
    assert "dépasse 2 Gio" in said(tmp_path, content)


def test_an_entry_larger_than_it_declares_is_refused(tmp_path: Path) -> None:
    content = declaring(stuffed(a=b"\0" * 40 * MEBI), b"xl/a.bin", 1_000)
    assert "plus grande qu'elle ne le déclare" in said(tmp_path, content)


def test_an_entry_smaller_than_it_declares_is_refused(tmp_path: Path) -> None:
    assert "endommagée" in said(tmp_path, declaring(stuffed(a=b"x" * 100), b"xl/a.bin", 101))


def test_a_ratio_that_no_workbook_has_is_refused(tmp_path: Path) -> None:
    assert "fois sa taille" in said(tmp_path, stuffed(a=b"\0" * 80 * MEBI))


def test_too_many_entries_are_refused(tmp_path: Path) -> None:
    assert "1105 entrées" in said(tmp_path, stuffed(**{f"e{rank}": b"" for rank in range(1_099)}))


def test_a_directory_of_entries_without_end_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("achatlas.containers.nature.DIRECTORY_MAX", 100)
    assert "entrées innombrables" in said(tmp_path, stuffed())


def test_archives_in_an_archive_are_never_opened(tmp_path: Path) -> None:
    """A nested archive is some entry that no reader wants: it is counted, and that is all."""
    inner = stuffed(a=b"\0" * MEBI)
    result = ingest(tmp_path, "a.xlsx", stuffed(inner=inner), "mandats_tableur", "exemple_xlsx")
    assert result.bilan.acceptes.centimes == 500


@pytest.mark.parametrize(
    "name", ["../../etc/cron.d/x", "/etc/passwd", "C:\\Windows\\x", "xl/../../x", "..\\x", "x" * 300, "a\nb"]
)
def test_an_entry_that_would_leave_its_folder_is_refused(name: str, tmp_path: Path) -> None:
    assert "porte un nom" in said(tmp_path, xlsx({"A": SHEET}, more={name: b"x"}))
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".parquet"] == ["piege.xlsx"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_entries_of_one_name_are_refused(tmp_path: Path) -> None:
    out = io.BytesIO(xlsx({"A": SHEET}))
    with zipfile.ZipFile(out, "a") as book:
        book.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    assert "portent le même nom" in said(tmp_path, out.getvalue())


@pytest.mark.parametrize(
    "before", [LAUGHS, OUTSIDE, "<!-- -->" * 200_000 + LAUGHS], ids=["laughs", "outside", "far"]
)
def test_entities_are_refused_in_every_kind_of_workbook(before: str, tmp_path: Path) -> None:
    assert "DOCTYPE" in said(tmp_path, xlsx({"A": SHEET}, before=before))
    assert "DOCTYPE" in said(tmp_path, ods({"A": TABLE}, before=before), "piege.ods")
    styles = f'<?xml version="1.0"?>{before}<styleSheet/>'
    assert "DOCTYPE" in said(tmp_path, xlsx({"A": SHEET}, more={"xl/sharedStrings.xml": styles}))


def test_entities_hidden_by_an_encoding_are_refused(tmp_path: Path) -> None:
    styles = ('<?xml version="1.0" encoding="UTF-16"?>' + LAUGHS + "<x/>").encode("utf-16")
    assert "DOCTYPE" in said(tmp_path, xlsx({"A": SHEET}, more={"xl/persons/x.xml": styles}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("before", [LAUGHS, OUTSIDE])
def test_entities_are_refused_in_an_xml_flow(before: str, encoding: str, tmp_path: Path) -> None:
    text = f'<?xml version="1.0" encoding="{encoding[:6]}"?>{before}<PES_Aller>&a;</PES_Aller>'
    with pytest.raises(UnreadableFile):
        ingest(tmp_path, "a.xml", text.encode(encoding), "pes_depense")


def test_cells_repeated_without_end_are_refused(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="{}"/>'
    row = '<table:table-row table:number-rows-repeated="{}">{}</table:table-row>'
    wide = ods({"A": TABLE}, rows_xml=row.format(1, cell.format(10**9)))
    tall = ods({"A": TABLE}, rows_xml=row.format(10**9, cell.format(1)))
    both = ods({"A": TABLE}, rows_xml=row.format(10**6, cell.format(1_000)))
    for content in (wide, tall, both):
        assert "trop étendue" in said(tmp_path, content, "piege.ods")
    for times in ("0", "-1", "x"):
        content = ods({"A": TABLE}, rows_xml=row.format(times, cell.format(1)))
        assert "illisible" in said(tmp_path, content, "piege.ods")


def test_two_cells_far_apart_are_refused(tmp_path: Path) -> None:
    """Two cells are a small file; the rectangle between them is not."""
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    content = xlsx({"A": SHEET.replace("</sheetData>", far)})
    assert "ligne 1048576 et la colonne 16384" in said(tmp_path, content)


def test_blank_rows_to_the_end_of_the_sheet_are_no_bomb(tmp_path: Path) -> None:
    """What every LibreOffice file ends with."""
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    row = f'<table:table-row table:number-rows-repeated="1048570">{blank}</table:table-row>'
    result = ingest(tmp_path, "a.ods", ods({"A": TABLE}, rows_xml=row), "mandats_tableur", "exemple_xlsx")
    assert result.bilan.lu.lignes == 1


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (compound({"EncryptionInfo": b"x", "EncryptedPackage": b"x"}), "mot de passe"),
        (xls({"A": TABLE}, encrypted=True), "mot de passe"),
        (compound({"WordDocument": b"x"}), "un texte Word"),
        (compound({"Book": b"x"}), "d'avant 1997"),
        (xls({"A": TABLE})[:700], "tronqué"),
        (compound({"Workbook": b"\x09\x08\x10\x00\x00\x06\x05\x00" + b"\xff" * 5_000}), "illisible"),
        (b"\xd0\xcf\x11\xe0" + b"\xff" * 600, "tronqué"),
    ],
)
def test_a_compound_file_that_is_no_open_workbook_is_refused(
    content: bytes, expected: str, tmp_path: Path
) -> None:
    assert expected in said(tmp_path, content, "piege.xls")


def test_a_workbook_with_a_password_in_its_archive_is_refused(tmp_path: Path) -> None:
    content = bytearray(xlsx({"A": SHEET}))
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 8] |= 1
        at = content.find(b"PK\x01\x02", at + 4)
    assert "mot de passe" in said(tmp_path, bytes(content))


@given(
    st.binary(max_size=300),
    st.sampled_from([b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b""]),
)
def test_any_bytes_have_a_nature_or_are_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, magic: bytes
) -> None:
    path = tmp_path_factory.mktemp("a") / "x"
    path.write_bytes(magic + content)
    try:
        assert nature_of(path).nom
    except UnreadableFile as refus:
        assert "vide" in str(refus)


@pytest.mark.parametrize("cut", range(1, 100, 7))
@pytest.mark.parametrize(
    "content", [xlsx({"A": SHEET}), ods({"A": TABLE}), xls({"A": TABLE})], ids=["xlsx", "ods", "xls"]
)
def test_a_workbook_cut_anywhere_is_refused_in_one_sentence(content: bytes, cut: int, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(content[: max(1, len(content) * cut // 100)])
    with pytest.raises(UnreadableFile) as refus:
        ingest_file(
            path, acheteur_siren=None, source="mandats_tableur", profil="exemple_xlsx", cible=tmp_path
        )
    assert "\n" not in str(refus.value)


@given(st.text(max_size=300))
def test_a_file_name_is_shown_on_one_line_in_one_direction(name: str) -> None:
    shown = displayable(name)
    assert not any(ord(c) < 32 or c in "\u202e\u2066\u200f\x7f" for c in shown)
    shown.encode()


@pytest.mark.parametrize("name", ["x" * 5_000, "a\0b", "..", "nul", "../../../absent", "\u202egnp.xlsx"])
def test_an_absurd_name_is_said_and_nothing_else(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="introuvable"):
        ingest_file(tmp_path / name, acheteur_siren=None, source="decp_2019", cible=tmp_path)


def test_the_guard_inflates_everything_and_keeps_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(stuffed(a=bytes(range(256)) * 4_000 * 60))
    tracemalloc.start()
    archive.check_archive(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * MEBI
