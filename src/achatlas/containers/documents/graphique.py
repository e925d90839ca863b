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
HEAD = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace {NS}><c:lang val="fr-FR"/>'
TEXT = (
    '<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="800"/></a:pPr><a:endParaRPr lang="fr-FR"/></a:p></c:txPr>'
)


@dataclass(frozen=True)
class Serie:
    """A series: its name, its values in thousandths, its colour, whether it is a line."""

    nom: str
    valeurs: Sequence[int]
    couleur: str
    line: bool = False


def columns(names: Sequence[str], series: Sequence[Serie]) -> str:
    """Columns, and lines over them."""
    bars = "".join(_series(rank, one, names) for rank, one in enumerate(series) if not one.line)
    lines = "".join(_series(rank, one, names) for rank, one in enumerate(series) if one.line)
    plot = f'<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/>{bars}<c:gapWidth val="30"/>{AXES}</c:barChart>'
    if lines:
        plot += f'<c:lineChart><c:grouping val="standard"/>{lines}<c:marker val="1"/>{AXES}</c:lineChart>'
    return _space(plot, legend=len(series) > 1)


def curve(points: Sequence[tuple[int, int]]) -> str:
    """A line from rank to cumulated share."""
    names = [f"{x / 10:.1f} %".replace(".", ",") for x, _ in points]
    one = Serie("part cumulée", [y for _, y in points], "1B6B80", line=True)
    plot = f'<c:lineChart><c:grouping val="standard"/>{_series(0, one, names)}<c:marker val="0"/>{AXES}</c:lineChart>'
    return _space(plot, legend=False, skip=max(len(points) // 10, 1))


AXES = '<c:axId val="1"/><c:axId val="2"/>'


def _series(rank: int, one: Serie, names: Sequence[str]) -> str:
    fill = f'<a:solidFill><a:srgbClr val="{one.couleur}"/></a:solidFill>'
    look = f'<a:ln w="22225">{fill}</a:ln>' if one.line else fill
    marker = '<c:marker><c:symbol val="none"/></c:marker>' if one.line else '<c:invertIfNegative val="0"/>'
    told = "".join(f'<c:pt idx="{n}"><c:v>{escape(name)}</c:v></c:pt>' for n, name in enumerate(names))
    held = "".join(f'<c:pt idx="{n}"><c:v>{value / 1000}</c:v></c:pt>' for n, value in enumerate(one.valeurs))
    smooth = '<c:smooth val="0"/>' if one.line else ""
    count = f'<c:ptCount val="{len(names)}"/>'
    return (
        f'<c:ser><c:idx val="{rank}"/><c:order val="{rank}"/><c:tx><c:v>{escape(one.nom)}</c:v></c:tx>'
        f"<c:spPr>{look}</c:spPr>{marker}<c:cat><c:strLit>{count}{told}</c:strLit></c:cat>"
        f"<c:val><c:numLit><c:formatCode>0%</c:formatCode>{count}{held}</c:numLit></c:val>"
        f"{smooth}</c:ser>"
    )


def _space(plot: str, *, legend: bool, skip: int = 0) -> str:
    """The whole chart: no frame, a pale grid, words in small letters. Heights are read in the table."""
    every = f'<c:tickLblSkip val="{skip}"/>' if skip else ""
    shown = f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{TEXT}</c:legend>' if legend else ""
    grid = '<c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="D3DCDF"/></a:solidFill></a:ln></c:spPr></c:majorGridlines>'
    labels = "low" if skip else "none"
    return (
        f'{HEAD}<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>{plot}'
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="b"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/>{TEXT}<c:crossAx val="2"/>{every}</c:catAx>'
        '<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:max val="1"/><c:min val="0"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="l"/>{grid}<c:numFmt formatCode="0%" sourceLinked="0"/>'
        f'<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="{labels}"/>'
        f'<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{TEXT}<c:crossAx val="1"/></c:valAx></c:plotArea>{shown}'
        '<c:plotVisOnly val="1"/></c:chart><c:spPr><a:ln><a:noFill/></a:ln></c:spPr></c:chartSpace>'
    )
