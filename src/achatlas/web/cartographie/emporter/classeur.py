"""A whole dashboard as a workbook: its figures, a sheet for each panel with its chart over real cells, the
detail that a pivot takes as its source, and what must be known to read it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate
from pathlib import Path

from django.http import Http404, HttpResponseBase

from achatlas.analyse import gate, query
from achatlas.analyse.answers import Figures
from achatlas.analyse.crossed import Row, crossed
from achatlas.analyse.lines import COMPTES
from achatlas.analyse.taux import taux
from achatlas.catalogue.models import Panneau
from achatlas.containers import pivot, workbook
from achatlas.containers import table as written
from achatlas.containers.pivot import Pivot, Source
from achatlas.containers.table import Column, Table, Value
from achatlas.containers.workbook import Cell, Chart, Number, Sheet
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.nombres import accord, entier, lisser
from achatlas.screens import chiffres, mots, parts
from achatlas.screens.demande import Demande
from achatlas.web.acces import catalogue
from achatlas.web.cartographie.emporter import charts, dit, pivots, sending, tables, views
from achatlas.web.cartographie.views import composer, demande_de
from achatlas.web.policies import Requete

LINES = 50_000
"""How many lines the sheet of detail holds at most: more make a file of their own."""
DETAIL = "Detail"
CROSSED = ("exercice", "acheteur", "famille", "segment")


@dataclass(frozen=True)
class Feuille:
    """The sheet of a panel: its title, its table, the chart that draws its first rows."""

    titre: str
    table: Table
    chart: Chart


def classeur(request: Requete, tableau: str) -> HttpResponseBase:
    """Send a dashboard as a workbook. Raises Http404 for a heat map, which has no panels, ClosedCrossing."""
    demande = demande_de(request, tableau)
    if demande.tableau.matrice:
        raise Http404
    pages = list(_pages(demande))
    detail, note = _detail(demande)
    found = _pivot(demande, detail)
    sheets = [
        Sheet("Sommaire", _summary(demande), (46, 22, 12, 70), (1, 0)),
        *(_sheet(page) for page in pages),
        *map(pivot.shown, found),
        _plain(detail),
        Sheet(dit.FEUILLE, list(_about(demande, pages, note)), dit.WIDTHS, (0, 1)),
    ]

    def write(path: Path) -> None:
        workbook.poured(path, sheets)
        path.write_bytes(pivot.grafted(path.read_bytes(), found))

    return sending.made(tableau, "xlsx", demande, write)


def _pivot(demande: Demande, detail: Table) -> list[Pivot]:
    """The native pivot of the detail, where there is one."""
    noms, rows = detail.noms, list(detail.lignes)
    crossing = pivots.axes(demande, noms)
    value = tables.MONTANT if tables.MONTANT in noms else demande.tableau.mesure
    if crossing is None:
        return []
    sommes, source = pivots.summed(noms, crossing, value, rows), Source(DETAIL, len(rows), noms)
    made = pivots.of(source, views.said(demande, demande.tableau.libelle), crossing, value, sommes)
    return [made] if made else []


def _summary(demande: Demande) -> Iterator[Sequence[Cell]]:
    """The figures of the dashboard in numbers, and its shares from the least to the most."""
    figures = chiffres.demander(demande, catalogue().mesures)
    interne = chiffres.entre_membres(demande)
    yield [mots.titre(demande, mots.noms_choisis(demande)), mots.periode(demande), "au plus", "à savoir"]
    shown = chiffres.presenter(demande, figures, interne, catalogue().mesures)
    for nom, one in zip(demande.tableau.chiffres, shown, strict=True):
        yield [lisser(one.nom), _figure(demande, figures, nom, one.valeur), None, one.note]
    for name, share in zip(demande.tableau.taux, parts.vues(demande), strict=True):
        least, most = _bounds(demande, name)
        yield [share.nom, least, most, " ; ".join(share.notes)]


def _figure(demande: Demande, figures: Figures, nom: str, shown: str) -> Cell:
    """A figure as a number: euros, a count, or the share of the first that its amount is."""
    mesure, premiere = catalogue().mesures[nom], demande.tableau.mesure
    if nom in figures.fermes or shown == "—":
        return shown
    value, total = figures.valeurs[nom], figures.valeurs[premiere]
    if mesure.unite == "jours":
        return Number(Decimal(value).scaleb(-1), "jours") if value else "—"
    if mesure.unite != "centimes":
        return Number(value)
    if nom == premiere or not mesure.additive:
        return Number(Decimal(value).scaleb(-2), "euros")
    return Number(Decimal(value) / Decimal(total), "part")


def _bounds(demande: Demande, nom: str) -> tuple[Cell, Cell]:
    """The least and the most of a share; nothing where it is closed or cannot be told."""
    try:
        found = taux(demande.catalogue.taux[nom], demande.retenue, demande.acces.scope)
    except ClosedCrossing:
        return "—", None
    if not found.dicible:
        return "—", None
    least, most = (Number(Decimal(end) / Decimal(found.base), "part") for end in found.bornes)
    return least, most


def _pages(demande: Demande) -> Iterator[Feuille]:
    """The panels that this view opens, in their order."""
    for panel in (panel for column in composer(demande) for panel in column):
        try:
            yield _page(demande, panel)
        except ClosedCrossing:
            continue


def _page(demande: Demande, panel: Panneau) -> Feuille:
    axe = demande.axes[panel.axe]
    rows = views.members(demande, axe)
    found = tables.of_axis(demande, axe, rows, ())
    base, first = rows.total[demande.tableau.mesure], list(found.lignes)
    amounts = [_cents(one[2]) for one in first]
    shares = [_share(cents, base) for cents in amounts]
    extra, added = [Column("part", "part")], [[one] for one in shares]
    if charts.drawing(demande, axe) == "pareto":
        extra.append(Column("part cumulee", "part"))
        added = [[one, _share(cents, base)] for one, cents in zip(shares, accumulate(amounts), strict=True)]
    columns = [*found.colonnes, *extra]
    lines = [[*cells, *more] for cells, more in zip(first, added, strict=True)]
    last = [*found.total, Decimal(1) if base else None, *([None] * (len(extra) - 1))]
    whole = Table(axe.id, columns, lines, last)
    titre = lisser(panel.titre or axe.pluriel)
    return Feuille(titre, whole, _chart(demande, panel, titre, columns, len(lines)))


def _cents(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _share(cents: int, base: int) -> Decimal | None:
    return Decimal(cents) / Decimal(base) if base else None


def _chart(
    demande: Demande, panel: Panneau, titre: str, columns: Sequence[Column], count: int
) -> Chart:  # fmt: skip
    """A panel drawn as it is on screen: a Pareto is the line of its cumulated share, a time is columns, every
    other is bars.
    """
    names, axe = [column.nom for column in columns], demande.axes[panel.axe]
    if "part cumulee" in names:
        return Chart("line", f"{titre}, part cumulée par rang", count, 0, [names.index("part cumulee")])
    most = count if axe.nature == "temps" else min(count, panel.limite)
    return replace(charts.of_axis(demande, axe, columns, most), titre=titre)


def _sheet(page: Feuille) -> Sheet:
    table = page.table
    total = written.row(table, table.total)
    widths = sending.widths(table)
    return Sheet(
        page.titre, written.cells(table), widths, (1, 2), filtre=True, total=total, charts=[page.chart]
    )


def _plain(table: Table) -> Sheet:
    return Sheet(DETAIL, written.cells(table), sending.widths(table), (1, 0), filtre=True, repere=DETAIL)


def _detail(demande: Demande) -> tuple[Table, str]:
    """The rows from which anybody makes a pivot: the lines where this view opens them and they are not too
    many, else the amounts by year, buyer and segment; and which of the two it is, in words.
    """
    compte = COMPTES[demande.tableau.fait]
    if demande.acces.lignes(demande.tableau.fait):
        count = query.figures([compte], demande.retenue, demande.acces.scope).valeurs[compte]
        if count <= LINES:
            told = f"{accord(count, 'ligne')}, toutes celles de cette vue."
            return tables.rows_of(tables.of_lines(demande)), told
        why = f"Les {entier(count)} lignes s’emportent à part (Exporter, Les lignes)"
    else:
        why = "Cette vue n’ouvre pas les lignes"
    return _crossed(demande), f"{why} : voici les montants par exercice, acheteur et segment."


def _crossed(demande: Demande) -> Table:
    axes = [axe for axe in CROSSED if axe in demande.axes]
    mesures = [demande.tableau.mesure, tables.counting(demande)]
    found = crossed(axes, mesures, demande.retenue, demande.acces.scope)
    names = {axe: gate.libelles(demande.axes[axe], demande.acces.scope) for axe in axes}
    rows: list[list[Value]] = [
        [*_names(one, names), *(int(one[mesure]) for mesure in mesures)] for one in found
    ]
    columns = [Column(f"{axe}{end}") for axe in axes for end in ("_code", "_libelle")]
    columns += [Column(mesures[0], "euros"), Column(mesures[1], "nombre")]
    return Table(DETAIL, columns, rows)


def _names(one: Row, names: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """The code and the name of each axis of a row."""
    for axe, libelles in names.items():
        yield one[axe]
        yield libelles.get(one[axe], one[axe])


def _about(demande: Demande, pages: Sequence[Feuille], note: str) -> Iterator[dit.Dit]:
    contenu = views.said(demande, demande.tableau.libelle)
    axes = [page.table.nom for page in pages]
    told = [
        (
            DETAIL,
            f"{note} La feuille est filtrable, et le nom « {DETAIL} » la désigne toute ; le tableau croisé "
            f"dynamique de la feuille « {pivots.PIVOTED} » la somme.",
        ),
        *(dit.axis(demande, axe) for axe in axes),
        *dit.measures(demande, [demande.tableau.mesure, *demande.tableau.chiffres]),
        *((f"Part {one.nom}", one.definition) for one in parts.vues(demande)),
    ]
    return dit.about(demande, contenu, told, *axes)
