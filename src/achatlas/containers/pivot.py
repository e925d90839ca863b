"""Native pivot tables (ECMA-376 part 1, §18.10) in a closed workbook, that no writer of workbooks writes.

A pivot stands over the rows of a sheet of the same workbook. Its cache keeps the members of its two axes and
no record: the spreadsheet reads the sheet again when it opens. The cells of the sheet that shows it are
written too, for who reads the file without opening it in a spreadsheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_col_to_name

from achatlas.containers.package import BOOK, RELATION, Package
from achatlas.containers.workbook import COLUMNS, FORMATS, ROWS, Cell, Number, Sheet

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.pivot"
TOP, LEFT = 3, 1
"""Rows above a pivot in its sheet, columns of its labels."""
GRAND, BLANK = "Total général", "(vide)"
LONG, VERSION = 255, 3
REFUSED = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\ufffe\uffff]")
AXES = ("axisRow", "axisCol")
Cross = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Source:
    """The rows under a pivot: their sheet, how many they are under the headings, and these."""

    feuille: str
    count: int
    champs: Sequence[str]


@dataclass(frozen=True)
class Pivot:
    """A pivot: the name of its sheet, its title; its rows; the ranks of the headings that make its rows, its
    columns and its sums; what each cell sums (``euros``: cents; ``nombre``), by the names of its members;
    the axes told by name (0: rows, 1: columns), the others being told the heaviest first.
    """

    nom: str
    titre: str
    source: Source
    places: tuple[int, int, int]
    sommes: Cross
    forme: Literal["euros", "nombre"] = "euros"
    par_nom: frozenset[int] = frozenset()

    @property
    def champs(self) -> Sequence[str]:
        """The headings of the rows."""
        return self.source.champs

    @property
    def somme(self) -> str:
        """How the sum is called: never as a heading of the rows."""
        return f"Somme de {self.champs[self.places[2]]}"

    @property
    def fits(self) -> bool:
        """Whether one sheet holds all the rows and one holds the columns: of a part, nothing is summed."""
        return 0 < self.source.count < ROWS and len(self.membres[1]) < COLUMNS - LEFT

    @cached_property
    def membres(self) -> tuple[list[str], list[str]]:
        """The members of the rows and of the columns, in the order shown."""
        return self._members(0), self._members(1)

    def _members(self, axis: int) -> list[str]:
        weights: dict[str, int] = {}
        for names, value in self.sommes.items():
            weights[names[axis]] = weights.get(names[axis], 0) + value
        if axis in self.par_nom:
            return sorted(weights)
        return sorted(weights, key=lambda name: (name == "", -weights[name], name))


def shown(pivot: Pivot) -> Sheet:
    """The sheet of a pivot, as the spreadsheet will draw it."""
    return Sheet(pivot.nom, _cells(pivot), (44, *[20] * (len(pivot.membres[1]) + 1)), (TOP + 2, LEFT))


def _cells(pivot: Pivot) -> Iterator[Sequence[Cell]]:
    lines, columns = pivot.membres
    names = [pivot.champs[place] for place in pivot.places[:2]]
    yield [pivot.titre]
    yield ["Recalculé à l’ouverture par le tableur ; glissez d’autres champs de la liste pour croiser."]
    yield []
    yield [pivot.somme, names[1]]
    yield [names[0], *(one or BLANK for one in columns), GRAND]
    for line in lines:
        held = [pivot.sommes.get((line, column)) for column in columns]
        yield [line or BLANK, *_row(pivot, held, sum(one or 0 for one in held))]
    down = [sum(pivot.sommes.get((line, column), 0) for line in lines) for column in columns]
    yield [GRAND, *_row(pivot, down, sum(down))]


def _row(pivot: Pivot, values: Sequence[int | None], total: int) -> Iterator[Cell]:
    for one in (*values, total):
        euros = pivot.forme == "euros" and one is not None
        yield None if one is None else Number(Decimal(one).scaleb(-2) if euros else one, pivot.forme)


def grafted(content: bytes, pivots: Sequence[Pivot]) -> bytes:
    """A workbook with its pivots; it has their sheets already (``shown``)."""
    if not pivots:
        return content
    package = Package(content)
    graft(package, pivots)
    return package.written()


def graft(package: Package, pivots: Sequence[Pivot]) -> None:
    """Adds pivots to the parts of a workbook that has their sheets."""
    links = [_added(package, pivot, rank) for rank, pivot in enumerate(pivots, 1)]
    caches = "".join(f'<pivotCache cacheId="{rank}" r:id="{link}"/>' for rank, link in enumerate(links, 1))
    book = package.text(BOOK)
    end = book.index("/>", book.index("<calcPr")) + 2
    package.put(BOOK, f"{book[:end]}<pivotCaches>{caches}</pivotCaches>{book[end:]}" if links else book)


def _added(package: Package, pivot: Pivot, rank: int) -> str:
    """Adds the parts of a pivot; the link from the book to its cache."""
    cache, table = f"xl/pivotCache/pivotCacheDefinition{rank}.xml", f"xl/pivotTables/pivotTable{rank}.xml"
    package.add(cache, _cache(pivot), f"{KIND}CacheDefinition+xml")
    package.add(table, _table(pivot, rank, package.format(FORMATS[pivot.forme])), f"{KIND}Table+xml")
    package.relate(table, f"../pivotCache/pivotCacheDefinition{rank}.xml", "pivotCacheDefinition")
    package.relate(package.sheet(pivot.nom), f"../pivotTables/pivotTable{rank}.xml", "pivotTable")
    return package.relate(BOOK, f"pivotCache/pivotCacheDefinition{rank}.xml", "pivotCacheDefinition")


def _cache(pivot: Pivot) -> str:
    """The cache (§18.10.1.67): where the rows are, what each heading holds."""
    ref = f"A1:{xl_col_to_name(len(pivot.champs) - 1)}{pivot.source.count + 1}"
    fields = "".join(f'<cacheField name="{_told(name)}" numFmtId="0">{_shared(pivot, place)}</cacheField>'
                     for place, name in enumerate(pivot.champs))  # fmt: skip
    return (
        f'<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{RELATION}" saveData="0" refreshOnLoad="1"'
        f' refreshedBy="Achatlas" createdVersion="{VERSION}" refreshedVersion="{VERSION}"'
        f' minRefreshableVersion="{VERSION}"><cacheSource type="worksheet">'
        f'<worksheetSource ref="{ref}" sheet="{_told(pivot.source.feuille)}"/></cacheSource>'
        f'<cacheFields count="{len(pivot.champs)}">{fields}</cacheFields></pivotCacheDefinition>'
    )


def _shared(pivot: Pivot, place: int) -> str:
    """The members of an axis; of a sum, that it is numbers; of any other heading, nothing."""
    if place == pivot.places[2]:
        return '<sharedItems containsSemiMixedTypes="0" containsString="0" containsNumber="1"/>'
    if place not in pivot.places:
        return "<sharedItems/>"
    names = pivot.membres[pivot.places.index(place)]
    said = "".join(f'<s v="{_told(name)}"/>' if name else "<m/>" for name in names)
    blank = "" if all(names) else ' containsBlank="1"'
    long = ' longText="1"' if any(len(name) > LONG for name in names) else ""
    return f'<sharedItems{blank} count="{len(names)}"{long}>{said}</sharedItems>'


def _table(pivot: Pivot, rank: int, format_: int) -> str:
    """The pivot (§18.10.1.73): its place, its headings, its axes, its sum; in the order of the schema."""
    lines, columns = map(len, pivot.membres)
    ref = f"A{TOP + 1}:{xl_col_to_name(columns + 1)}{TOP + 3 + lines}"
    fields = "".join(_field(pivot, place) for place in range(len(pivot.champs)))
    axes = "".join(
        f'<{axis}Fields count="1"><field x="{place}"/></{axis}Fields>'
        f'<{axis}Items count="{count + 1}">{_items(count)}</{axis}Items>'
        for axis, place, count in zip(("row", "col"), pivot.places, (lines, columns), strict=False)
    )
    return (
        f'<pivotTableDefinition xmlns="{MAIN}" name="{_told(pivot.nom)}" cacheId="{rank}"'
        ' applyNumberFormats="0" applyBorderFormats="0" applyFontFormats="0" applyPatternFormats="0"'
        f' applyAlignmentFormats="0" applyWidthHeightFormats="1" dataCaption="Valeurs"'
        f' grandTotalCaption="{GRAND}" updatedVersion="{VERSION}" minRefreshableVersion="{VERSION}"'
        f' useAutoFormatting="1" itemPrintTitles="1" createdVersion="{VERSION}" indent="0" compact="0"'
        f' compactData="0"><location ref="{ref}" firstHeaderRow="1" firstDataRow="2" firstDataCol="{LEFT}"/>'
        f'<pivotFields count="{len(pivot.champs)}">{fields}</pivotFields>{axes}'
        f'<dataFields count="1"><dataField name="{_told(pivot.somme)}" fld="{pivot.places[2]}"'
        f' baseField="0" baseItem="0" numFmtId="{format_}"/></dataFields>'
        '<pivotTableStyleInfo name="PivotStyleLight16" showRowHeaders="1" showColHeaders="1"'
        ' showRowStripes="0" showColStripes="0" showLastColumn="1"/></pivotTableDefinition>'
    )


def _field(pivot: Pivot, place: int) -> str:
    plain = 'compact="0" outline="0" showAll="0"'
    if place == pivot.places[2]:
        return f'<pivotField dataField="1" {plain}/>'
    if place not in pivot.places:
        return f"<pivotField {plain}/>"
    axis = pivot.places.index(place)
    count = len(pivot.membres[axis])
    held = "".join(f'<item x="{rank}"/>' for rank in range(count))
    return (
        f'<pivotField axis="{AXES[axis]}" {plain}>'
        f'<items count="{count + 1}">{held}<item t="default"/></items></pivotField>'
    )


def _items(count: int) -> str:
    ranks = ("<i><x/></i>" if not rank else f'<i><x v="{rank}"/></i>' for rank in range(count))
    return f'{"".join(ranks)}<i t="grand"><x/></i>'


def _told(text: str) -> str:
    """A text in an attribute; what XML refuses is written as cells write it (§22.9.2.19)."""
    plain = REFUSED.sub(lambda sign: f"_x{ord(sign[0]):04X}_", text)
    return escape(plain, {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
