"""Charts of the word processor (DrawingML), drawn by it as vectors, from the lengths of the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

NS = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
HEAD = f'{XML}<c:chartSpace {NS}><c:lang val="fr-FR"/>'
TEXT = (
    '<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="800"/></a:pPr><a:endParaRPr lang="fr-FR"/></a:p></c:txPr>'
)


@dataclass(frozen=True)
class Serie:
    """A series: its name, its values in thousandths, its colour, whether it is a line."""

    nom: str
    valeurs: Sequence[int]
    colour: str
    line: bool = False


def columns(names: Sequence[str], series: Sequence[Serie]) -> str:
    """Columns, and lines over them."""
    bars = "".join(_series(rank, one, names) for rank, one in enumerate(series) if not one.line)
    lines = "".join(_series(rank, one, names) for rank, one in enumerate(series) if one.line)
    plot = (
        f'<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/>{bars}<c:gapWidth val="30"/>{AXES}'
        "</c:barChart>"
    )
    if lines:
        plot += f'<c:lineChart><c:grouping val="standard"/>{lines}<c:marker val="1"/>{AXES}</c:lineChart>'
    axes = f"{_axis('catAx', 1, 'low')}{_axis('valAx', 2, 'none')}"
    return _space(plot, axes, LEGEND if len(series) > 1 else "")


def curve(points: Sequence[tuple[int, int]]) -> str:
    """A line from rank to cumulated share, each point where it is."""
    fill = '<a:ln w="22225"><a:solidFill><a:srgbClr val="1B6B80"/></a:solidFill></a:ln>'
    held = [(0, 0), *points]
    across, up = (_numbers([point[side] for point in held]) for side in (0, 1))
    plot = (
        '<c:scatterChart><c:scatterStyle val="lineMarker"/><c:ser><c:idx val="0"/><c:order val="0"/>'
        f"<c:tx><c:v>part cumulée</c:v></c:tx><c:spPr>{fill}</c:spPr>"
        f'<c:marker><c:symbol val="none"/></c:marker><c:xVal>{across}</c:xVal><c:yVal>{up}</c:yVal>'
        f'<c:smooth val="0"/></c:ser>{AXES}</c:scatterChart>'
    )
    return _space(plot, f"{_axis('valAx', 1, 'low')}{_axis('valAx', 2, 'low')}")


def _numbers(values: Sequence[int]) -> str:
    """Numbers of a series, in shares of one."""
    held = "".join(f'<c:pt idx="{n}"><c:v>{value / 1000}</c:v></c:pt>' for n, value in enumerate(values))
    return f'<c:numLit><c:formatCode>0%</c:formatCode><c:ptCount val="{len(values)}"/>{held}</c:numLit>'


AXES = '<c:axId val="1"/><c:axId val="2"/>'


def _series(rank: int, one: Serie, names: Sequence[str]) -> str:
    fill = f'<a:solidFill><a:srgbClr val="{one.colour}"/></a:solidFill>'
    look = f'<a:ln w="22225">{fill}</a:ln>' if one.line else fill
    marker = '<c:marker><c:symbol val="none"/></c:marker>' if one.line else '<c:invertIfNegative val="0"/>'
    smooth = '<c:smooth val="0"/>' if one.line else ""
    told = "".join(f'<c:pt idx="{n}"><c:v>{escape(name)}</c:v></c:pt>' for n, name in enumerate(names))
    return (
        f'<c:ser><c:idx val="{rank}"/><c:order val="{rank}"/><c:tx><c:v>{escape(one.nom)}</c:v></c:tx>'
        f'<c:spPr>{look}</c:spPr>{marker}<c:cat><c:strLit><c:ptCount val="{len(names)}"/>{told}</c:strLit>'
        f"</c:cat><c:val>{_numbers(one.valeurs)}</c:val>{smooth}</c:ser>"
    )


LEGEND = f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{TEXT}</c:legend>'
BARE = "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"
GRID = (
    '<c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="D3DCDF"/></a:solidFill></a:ln>'
    "</c:spPr></c:majorGridlines>"
)


def _axis(genre: str, rank: int, labels: str) -> str:
    """An axis (1: across, 2: up): from nothing to all where it is of numbers."""
    number = genre == "valAx"
    ends = '<c:max val="1"/><c:min val="0"/>' if number else ""
    shown = f'<c:numFmt formatCode="{"0%" if number else "General"}" sourceLinked="0"/>'
    return (
        f'<c:{genre}><c:axId val="{rank}"/><c:scaling><c:orientation val="minMax"/>{ends}</c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{"bl"[rank - 1]}"/>{GRID if rank > 1 else ""}{shown}'
        f'<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="{labels}"/>'
        f'{BARE if rank > 1 else ""}{TEXT}<c:crossAx val="{3 - rank}"/></c:{genre}>'
    )


def _space(plot: str, axes: str, legend: str = "") -> str:
    """The whole chart: no frame, a pale grid, words in small letters."""
    return (
        f'{HEAD}<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        f'{plot}{axes}</c:plotArea>{legend}<c:plotVisOnly val="1"/></c:chart>{BARE}</c:chartSpace>'
    )
