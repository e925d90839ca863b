"""A DOCX being laid: paragraphs, headings, tables, shaded bars, charts, in the identity of the product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from achatlas.containers.documents import dress
from achatlas.containers.documents.dress import INK, LARGE, SERIF, TALL, W, clean, instruction, mark, twips
from achatlas.containers.documents.modele import Document

GREY, MER, ROUTE = "3E515B", "1B6B80", "B0125B"
DEPTHS = ("FFFFFF", "DCECEF", "B5D6DD", "80B7C3", "4790A3", "1F6D82", "0B4253")
SHALLOW = 3
WIDTH, WIDE = 9860, 14_800
"""How wide the text is, in twentieths of a point: A4 upright, A4 lying."""
CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
NUMERIC = 1000


@dataclass(frozen=True)
class Piece:
    """A run of a paragraph."""

    texte: str
    bold: bool = False


class Feuille:
    """The file and what lays each kind of thing in it."""

    def __init__(self, file: Any, document: Document) -> None:
        self.file = file
        self.adresse = document.adresse
        self.charts = 0
        dress.dress(file, document)

    def title(self, text: str, *, size: float = 0) -> None:
        """The title of the cover."""
        from docx.shared import Pt

        one = self.file.add_paragraph(clean(text), style="Title")
        if size:
            one.runs[0].font.size = Pt(size)

    def heading(self, text: str, level: int) -> None:
        """A heading, which the table of contents and the readers find."""
        self.file.add_heading(clean(text), level)

    def paragraph(
        self,
        text: str,
        *,
        size: float = 9,
        colour: str = INK,
        serif: bool = False,
        before: int = 0,
        keep: bool = False,
    ) -> None:
        """A paragraph of one voice."""
        one = self.pieces([Piece(text)], size=size, before=before)
        from docx.shared import RGBColor

        one.runs[0].font.color.rgb = RGBColor.from_string(colour)
        if serif:
            one.runs[0].font.name = SERIF
        one.paragraph_format.keep_with_next = keep

    def pieces(self, told: Sequence[Piece], *, size: float, before: int = 0) -> Any:
        """A paragraph of several runs."""
        from docx.shared import Pt

        one = self.file.add_paragraph()
        one.paragraph_format.space_before = Pt(before)
        for piece in told:
            run = one.add_run(clean(piece.texte))
            run.bold, run.font.size = piece.bold or None, Pt(size)
        return one

    def turn(self) -> None:
        """Go on on the next page."""
        from docx.enum.text import WD_BREAK

        self.file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def contents(self, titles: Sequence[str]) -> None:
        """A table of contents: written, and that the word processor fills with pages."""
        self.turn()
        self.paragraph("Sommaire", size=17, serif=True)
        first = self.file.add_paragraph()
        mark(first, "begin", dirty=True)
        instruction(first, 'TOC \\o "1-1" \\h \\z \\u')
        mark(first, "separate")
        for title in titles:
            self.file.add_paragraph(clean(title))
        mark(self.file.add_paragraph(), "end")
        self.turn()

    def table(
        self, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int],
        numbers: Sequence[bool], total: Sequence[str] = (), *, size: float = 8.5, wide: bool = False,
    ) -> list[list[Any]]:  # fmt: skip
        """A table under a head that each page repeats; answers its cells as XML elements, row by row."""
        span, all_of = (WIDE if wide else WIDTH), sum(widths)
        sizes = [span * one // all_of for one in widths]
        lines = [list(heads), *(list(row) for row in rows), *([list(total)] if total else [])]
        made = [_row(line, sizes, numbers, _look(rank, len(rows), size)) for rank, line in enumerate(lines)]
        grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in sizes)
        self._append(
            f'<w:tbl xmlns:w="{W}"><w:tblPr><w:tblW w:w="{span}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            '<w:tblBorders><w:bottom w:val="single" w:sz="6" w:color="10222B"/>'
            '<w:insideH w:val="single" w:sz="2" w:color="D3DCDF"/></w:tblBorders>'
            '<w:tblCellMar><w:left w:w="50" w:type="dxa"/><w:right w:w="50" w:type="dxa"/></w:tblCellMar>'
            f'<w:tblLook w:firstRow="1" w:firstColumn="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
            f"{''.join(made)}</w:tbl>"
        )
        last = self.file.element.body.findall(f"{{{W}}}tbl")[-1]
        self.paragraph("", size=4)
        return [list(row.findall(f"{{{W}}}tc")) for row in last.findall(f"{{{W}}}tr")]

    def _append(self, xml: str) -> None:
        from docx.oxml import parse_xml

        body = self.file.element.body
        body.insert(len(body) - 1, parse_xml(xml))

    def links(self, grid: list[list[Any]], paths: Sequence[Sequence[str]]) -> None:
        """Have cells of the rows of a table open the paths of their figures, where the product is served."""
        told = ((rank, c, path) for rank, row in enumerate(paths, 1) for c, path in enumerate(row) if path)
        for rank, column, path in told if self.adresse else ():
            self._link(grid[rank][column], f"{self.adresse}{path}")

    def _link(self, cell: Any, address: str) -> None:
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.oxml import parse_xml

        rel = self.file.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        run = cell.find(f"{{{W}}}p/{{{W}}}r")
        drawn = parse_xml(f'<w:color xmlns:w="{W}" w:val="{MER}"/>')
        run.find(f"{{{W}}}rPr").insert(len(run.find(f"{{{W}}}rPr")) - 1, drawn)
        link = parse_xml(f'<w:hyperlink xmlns:w="{W}" xmlns:r="{RELATIONS}" r:id="{rel}"/>')
        run.getparent().replace(run, link)
        link.append(run)

    def bar(self, grid: list[list[Any]], place: tuple[int, int], pieces: Sequence[tuple[int, str]]) -> None:
        """Draw lengths (thousandths, colour) in a cell, one after the other, as shaded cells in it."""
        from docx.oxml import parse_xml

        cell = grid[place[0]][place[1]]
        room = int(cell.find(f"{{{W}}}tcPr/{{{W}}}tcW").get(f"{{{W}}}w")) - 110
        left = NUMERIC - sum(length for length, _ in pieces)
        drawn = [
            (room * n // NUMERIC, c) for n, c in [*pieces, (max(left, 0), "")] if room * n // NUMERIC > 0
        ]
        grid_of = "".join(f'<w:gridCol w:w="{width}"/>' for width, _ in drawn)
        cells = "".join(_block(width, colour) for width, colour in drawn)
        cell.insert(1, parse_xml(
            f'<w:tbl xmlns:w="{W}"><w:tblPr><w:tblW w:w="{room}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
            f'</w:tblPr><w:tblGrid>{grid_of}</w:tblGrid><w:tr><w:trPr>'
            f'<w:trHeight w:val="150" w:hRule="exact"/></w:trPr>{cells}</w:tr></w:tbl>'
        ))  # fmt: skip

    def shade(self, grid: list[list[Any]], place: tuple[int, int], colour: str, *, light: bool) -> None:
        """Give a cell its depth, and its words the ink that reads on it."""
        from docx.oxml import parse_xml

        cell = grid[place[0]][place[1]]
        cell.find(f"{{{W}}}tcPr").append(
            parse_xml(f'<w:shd xmlns:w="{W}" w:val="clear" w:color="auto" w:fill="{colour}"/>')
        )
        if light:
            for run in cell.iter(f"{{{W}}}rPr"):
                run.insert(len(run) - 1, parse_xml(f'<w:color xmlns:w="{W}" w:val="FFFFFF"/>'))

    def italic(self, grid: list[list[Any]], place: tuple[int, int]) -> None:
        """Write what is unknown in italics."""
        from docx.oxml import parse_xml

        for run in grid[place[0]][place[1]].iter(f"{{{W}}}rPr"):
            run.insert(0, parse_xml(f'<w:i xmlns:w="{W}"/>'))

    def chart(self, xml: str, said: str) -> None:
        """Lay a chart of the word processor, with the words that stand for it."""
        from xml.sax.saxutils import quoteattr

        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        self.charts += 1
        package = self.file.part.package
        part = Part(PackURI(f"/word/charts/chart{self.charts}.xml"), CHART, xml.encode(), package)
        rel = self.file.part.relate_to(part, REL)
        told = quoteattr(clean(f"{said} : les valeurs sont dans le tableau qui suit"))
        self._append(
            f'<w:p xmlns:w="{W}" xmlns:wp="{DRAWING}" '
            'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><w:r><w:drawing><wp:inline>'
            f'<wp:extent cx="6200000" cy="2000000"/><wp:docPr id="{100 + self.charts}" '
            f'name="Graphique {self.charts}" descr={told}/>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
            '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
            f'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="{rel}"/>'
            "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
        )

    def landscape(self) -> None:
        """Go on on a page that lies."""
        self._turn(TALL, LARGE, lying=True)

    def portrait(self) -> None:
        """Go on on a page that stands."""
        self._turn(LARGE, TALL, lying=False)

    def _turn(self, width: int, height: int, *, lying: bool) -> None:
        from docx.enum.section import WD_ORIENT, WD_SECTION

        section = self.file.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE if lying else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = twips(width), twips(height)


@dataclass(frozen=True)
class _Look:
    size: float
    bold: bool
    head: bool


def _look(rank: int, rows: int, size: float) -> _Look:
    return _Look(size, rank == 0 or rank > rows, rank == 0)


def _row(line: Sequence[str], sizes: Sequence[int], numbers: Sequence[bool], look: _Look) -> str:
    cells = "".join(
        _cell(text, width, look, right=number)
        for text, width, number in zip(line, sizes, numbers, strict=False)
    )
    head = "<w:tblHeader/>" if look.head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>"


def _cell(text: str, width: int, look: _Look, *, right: bool) -> str:
    from xml.sax.saxutils import escape

    bold = "<w:b/>" if look.bold else ""
    side = '<w:jc w:val="right"/>' if right else ""
    size = f'<w:sz w:val="{round(2 * look.size)}"/>'
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr>'
        f'<w:spacing w:before="20" w:after="20"/>{side}</w:pPr><w:r><w:rPr>{bold}{size}</w:rPr>'
        f'<w:t xml:space="preserve">{escape(clean(text))}</w:t></w:r></w:p></w:tc>'
    )


def _block(width: int, colour: str) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{colour}"/>' if colour else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr><w:p><w:pPr>'
        '<w:spacing w:before="0" w:after="0"/>'
        '<w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p></w:tc>'
    )
