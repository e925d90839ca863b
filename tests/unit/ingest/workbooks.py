"""Workbooks written by hand (ODS, XLS, raw XLSX), with the oddities that no library writes."""

from __future__ import annotations

import io
import itertools
import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

ENTETE = ["Année", "Mandat", "Date", "Compte", "Fournisseur", "N° SIRET", "Libellé", "Montant HT", "D/C"]
MIME_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_MANDATS = itertools.count(1)
ERRORS = {"#NULL!": 0x00, "#DIV/0!": 0x07, "#VALUE!": 0x0F, "#REF!": 0x17, "#NAME?": 0x1D, "#N/A": 0x2A}


@dataclass(frozen=True)
class Day:
    """A date, by its ISO form and its serial number in the 1900 system."""

    iso: str
    serial: int


@dataclass(frozen=True)
class Fault:
    """An error cell, as the sheet shows it."""

    shown: str = "#REF!"


@dataclass(frozen=True)
class Formula:
    """A formula with its cached value, None when the program that wrote it computed nothing."""

    value: float | str | None = None


Cell = str | int | float | bool | None | Day | Fault | Formula
Rows = Sequence[Sequence[Cell]]


def line(montant: Cell, **change: Cell) -> list[Cell]:
    """One line of the example profile of workbooks, with a mandat of its own; ``siret`` and ``date`` may be
    given.
    """
    return [2024, next(_MANDATS), change.get("date"), "60", "X", change.get("siret"), "Y", montant, "D"]


def zipped(content: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return out.getvalue()


# ODS


def ods(
    sheets: Mapping[str, Rows], *, hidden: Sequence[str] = (), before: str = "", rows_xml: str = ""
) -> bytes:
    """An OpenDocument workbook; ``before`` goes before the root, ``rows_xml`` ends each table as it is."""
    tables = "".join(_ods_table(name, rows, name in hidden, rows_xml) for name, rows in sheets.items())
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
        ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3">'
        '<office:automatic-styles><style:style style:name="masq" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    manifest = f'<manifest xmlns="{space}"><file-entry media-type="{MIME_ODS}"/></manifest>'
    return zipped({"mimetype": MIME_ODS, "content.xml": content, "META-INF/manifest.xml": manifest})


def _ods_table(name: str, rows: Rows, hidden: bool, rows_xml: str) -> str:
    style = ' table:style-name="masq"' if hidden else ""
    lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    return f"<table:table table:name={quoteattr(name)}{style}>{lines}{rows_xml}</table:table>"


def _ods_cell(cell: Cell) -> str:
    match cell:
        case None:
            return "<table:table-cell/>"
        case bool():
            return _typed("boolean", f'office:boolean-value="{str(cell).lower()}"', str(cell))
        case int() | float():
            return _typed("float", f'office:value="{cell!r}"', str(cell))
        case str():
            return _typed("string", "", cell)
        case Day():
            return _typed("date", f'office:date-value="{cell.iso}"', cell.iso)
        case Fault():
            attributes = 'table:formula="of:=[.#REF!]" office:string-value="" calcext:value-type="error"'
            return _typed("string", attributes, cell.shown)
        case Formula():
            inside = _ods_cell(cell.value)
            return inside.replace("<table:table-cell", '<table:table-cell table:formula="of:=1+1"', 1)


def _typed(kind: str, attributes: str, shown: str) -> str:
    return (
        f'<table:table-cell office:value-type="{kind}" {attributes}>'
        f"<text:p>{escape(shown)}</text:p></table:table-cell>"
    )


# XLS


def xls(
    sheets: Mapping[str, Rows],
    *,
    hidden: Sequence[str] = (),
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
    merged: Sequence[tuple[int, int, int, int]] = (),
    since_1904: bool = False,
    encrypted: bool = False,
) -> bytes:
    """A BIFF8 workbook; rows and columns are ranks from 0."""
    texts = list(
        dict.fromkeys(c for rows in sheets.values() for row in rows for c in row if isinstance(c, str))
    )
    bodies = [_xls_sheet(rows, texts, hidden_rows, hidden_columns, merged) for rows in sheets.values()]

    def globals_of(offsets: Sequence[int]) -> bytes:
        bounds = b"".join(
            _record(0x85, struct.pack("<IBB", offset, name in hidden, 0) + _short(name))
            for name, offset in zip(sheets, offsets, strict=True)
        )
        return b"".join(
            [
                _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0x1CC0, 1997, 0x41, 6)),
                _record(0x2F, b"\0" * 54) if encrypted else b"",
                _record(0x42, struct.pack("<H", 1200)),
                _record(0x22, struct.pack("<H", since_1904)),
                *[_record(0x31, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + b"\5\0Arial")]
                * 5,
                *[_xf(0)] * 16,
                _xf(14),
                bounds,
                _sst(texts),
                _record(0x0A, b""),
            ]
        )

    start = len(globals_of([0] * len(bodies)))
    offsets = [start + sum(map(len, bodies[:rank])) for rank in range(len(bodies))]
    return compound({"Workbook": globals_of(offsets) + b"".join(bodies)})


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _short(text: str) -> bytes:
    raw = text.encode("utf-16-le")
    return struct.pack("<BB", len(text), 1) + raw


def _xf(fmt: int) -> bytes:
    return _record(
        0xE0, struct.pack("<HHHBBBBIIH", 0, fmt, 0xFFF5 if fmt == 0 else 1, 0x20, 0, 0, 0xFC, 0, 0, 0)
    )


def _sst(texts: Sequence[str]) -> bytes:
    """The shared strings, cut into CONTINUE records between two texts."""
    records, current = [], struct.pack("<II", len(texts), len(texts))
    for text in texts:
        raw = struct.pack("<HB", len(text.encode("utf-16-le")) // 2, 1) + text.encode("utf-16-le")
        if len(current) + len(raw) > 8000:
            records.append(current)
            current = b""
        current += raw
    records.append(current)
    return _record(0xFC, records[0]) + b"".join(_record(0x3C, data) for data in records[1:])


def _xls_sheet(
    rows: Rows,
    texts: Sequence[str],
    hidden_rows: Sequence[int],
    hidden_columns: Sequence[int],
    merged: Sequence[tuple[int, int, int, int]],
) -> bytes:
    rank_of = {text: rank for rank, text in enumerate(texts)}
    out = [_record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0x1CC0, 1997, 0x41, 6))]
    out += [_record(0x7D, struct.pack("<HHHHHH", c, c, 2560, 15, 1, 0)) for c in hidden_columns]
    out.append(_record(0x200, struct.pack("<IIHHH", 0, 3, 0, 3, 0)))  # a lie: three rows, three columns
    for r in hidden_rows:
        out.append(_record(0x208, struct.pack("<HHHHHHI", r, 0, 9, 255, 0, 0, 0x20 | 0x100)))
    for r, row in enumerate(rows):
        out += [_xls_cell(r, c, cell, rank_of) for c, cell in enumerate(row) if cell is not None]
    if merged:
        ranges = b"".join(struct.pack("<HHHH", *area) for area in merged)
        out.append(_record(0xE5, struct.pack("<H", len(merged)) + ranges))
    return b"".join([*out, _record(0x0A, b"")])


def _xls_cell(r: int, c: int, cell: Cell, rank_of: Mapping[str, int]) -> bytes:
    place = struct.pack("<HHH", r, c, 16 if isinstance(cell, Day) else 15)
    match cell:
        case bool():
            return _record(0x205, place + struct.pack("<BB", cell, 0))
        case str():
            return _record(0xFD, place + struct.pack("<I", rank_of[cell]))
        case Day():
            return _record(0x203, place + struct.pack("<d", cell.serial))
        case Fault():
            return _record(0x205, place + struct.pack("<BB", ERRORS[cell.shown], 1))
        case Formula():
            return _formula(place, cell.value)
        case int() if -(2**29) <= cell < 2**29:
            return _record(0x27E, place + struct.pack("<i", cell << 2 | 2))
        case _:
            return _record(0x203, place + struct.pack("<d", cell))


def _formula(place: bytes, value: float | str | None) -> bytes:
    tail = struct.pack("<HIH", 0, 0, 3) + b"\x1e\x01\x00"
    if isinstance(value, str):
        text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
        return _record(0x06, place + b"\0\0\0\0\0\0\xff\xff" + tail) + _record(0x207, text)
    cached = b"\3\0\0\0\0\0\xff\xff" if value is None else struct.pack("<d", value)
    return _record(0x06, place + cached + tail)


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file (OLE2) of these streams, all of them in ordinary sectors."""
    sectors: list[bytes] = []
    fat: list[int] = []
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, 1)]
    for rank, (name, data) in enumerate(streams.items(), start=1):
        whole = data.ljust(4096, b"\0")
        whole += b"\0" * (-len(whole) % 512)
        start = len(sectors)
        sectors += [whole[at : at + 512] for at in range(0, len(whole), 512)]
        fat += [*range(start + 1, len(sectors)), 0xFFFFFFFE]
        after = rank + 1 if rank < len(streams) else 0xFFFFFFFF
        entries.append(_entry(name, 2, start, len(whole), 0xFFFFFFFF, after))
    directory = b"".join(entries)
    directory += _entry("", 0, 0, 0, 0xFFFFFFFF) * (-len(entries) % 4)
    at = len(sectors)
    sectors += [directory[i : i + 512] for i in range(0, len(directory), 512)]
    fat += [*range(at + 1, len(sectors)), 0xFFFFFFFE]
    tables = 1
    while tables * 128 < len(fat) + tables:
        tables += 1
    places = list(range(len(sectors), len(sectors) + tables))
    fat += [0xFFFFFFFD] * tables
    fat += [0xFFFFFFFF] * (tables * 128 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += b"\0" * 6 + struct.pack("<IIIIIIIII", 0, tables, at, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", *places[:109], *[0xFFFFFFFF] * (109 - len(places[:109])))
    return header + b"".join(sectors) + struct.pack(f"<{len(fat)}I", *fat)


def _entry(name: str, kind: int, start: int, size: int, child: int, after: int = 0xFFFFFFFF) -> bytes:
    raw = name.encode("utf-16-le") + (b"\0\0" if name else b"")
    head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, 0xFFFFFFFF, after, child)
    return head + b"\0" * 36 + struct.pack("<IQ", start, size)


# XLSX

WORKBOOK = (
    '<?xml version="1.0"?>{before}'
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">{properties}<sheets>{sheets}</sheets></workbook>'
)


def xlsx(
    sheets: Mapping[str, str],
    *,
    hidden: Sequence[str] = (),
    since_1904: bool = False,
    before: str = "",
    more: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """A workbook of raw sheets, each the content of its ``worksheet`` element."""
    states = {name: ' state="hidden"' for name in hidden}
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{rank}" r:id="rId{rank}"{states.get(name, "")}/>'
        for rank, name in enumerate(sheets, start=1)
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    links = "".join(
        f'<Relationship Id="rId{rank}" Type="{office}/worksheet" Target="worksheets/sheet{rank}.xml"/>'
        for rank in range(1, len(sheets) + 1)
    )
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    bodies = {
        f"xl/worksheets/sheet{rank}.xml": '<?xml version="1.0"?>'
        + before
        + f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{body}</worksheet>'
        for rank, body in enumerate(sheets.values(), start=1)
    }
    styles = (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2">'
        '<xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    types = f'<Override PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/>'
    first = f'<Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/>'
    properties = '<workbookPr date1904="1"/>' if since_1904 else ""
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types">{types}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships">{first}</Relationships>',
            "xl/workbook.xml": WORKBOOK.format(before="", sheets=listed, properties=properties),
            "xl/_rels/workbook.xml.rels": (
                f'<Relationships xmlns="{package}/relationships">{links}</Relationships>'
            ),
            "xl/styles.xml": styles,
            **bodies,
            **(more or {}),
        }
    )


def sheet_xml(rows: Rows, *, head: str = "", tail: str = "", hidden_rows: Sequence[int] = ()) -> str:
    """The content of a worksheet; ``head`` stands before its data, ``tail`` after them."""
    lines = []
    for r, row in enumerate(rows):
        cells = "".join(_xlsx_cell(r, c, cell) for c, cell in enumerate(row) if cell is not None)
        mark = ' hidden="1"' if r in hidden_rows else ""
        lines.append(f'<row r="{r + 1}"{mark}>{cells}</row>')
    return f"{head}<sheetData>{''.join(lines)}</sheetData>{tail}"


def _xlsx_cell(r: int, c: int, cell: Cell) -> str:
    place = f'{chr(65 + c)}{r + 1}"'
    match cell:
        case bool():
            return f'<c r="{place} t="b"><v>{int(cell)}</v></c>'
        case str():
            return f'<c r="{place} t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
        case Day():
            return f'<c r="{place} s="1"><v>{cell.serial}</v></c>'
        case Fault():
            return f'<c r="{place} t="e"><f>A0</f><v>{cell.shown}</v></c>'
        case Formula(None):
            return f'<c r="{place}><f>SUM(A1:A2)</f></c>'
        case Formula():
            text = ' t="str"' if isinstance(cell.value, str) else ""
            return f'<c r="{place}{text}><f>SUM(A1:A2)</f><v>{cell.value}</v></c>'
        case _:
            return f'<c r="{place}><v>{cell!r}</v></c>'
