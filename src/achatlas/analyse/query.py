"""The only door to figures and lines: closed vocabulary, mandatory scope, smallest table that can answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from achatlas.analyse import expressions, gate
from achatlas.analyse.answers import Etat, Figures, Lines, Pareto, Point, Row, Rows
from achatlas.analyse.expressions import Source, Top
from achatlas.analyse.lines import line, lines
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection
from achatlas.catalogue.models import Axe, Mesure
from achatlas.domain.text import searchable

__all__ = [
    "Figures",
    "Lines",
    "Pareto",
    "Point",
    "Row",
    "Rows",
    "figures",
    "libelles",
    "line",
    "lines",
    "pareto",
    "rows",
]
POINTS = 80
libelles = gate.libelles


def figures(
    mesures: Sequence[str], selection: Selection, scope: Scope, *, reference: Selection | None = None
) -> Figures:
    """Measures of all that a selection keeps (cents or counts), each from the smallest table that can tell.

    The measures are of one fact. Raises UnknownAxis for a measure or an axis that the fact does not carry.
    """

    def compute() -> Figures:
        known = gate.mesures_of(mesures, scope)
        compared = None if reference is None else _measured(known, reference, scope)
        return Figures(_measured(known, selection, scope), compared)

    answer: Figures = gate.answer(scope, ("figures", tuple(mesures), selection, reference), compute)
    return answer


def _measured(mesures: Sequence[Mesure], selection: Selection, scope: Scope) -> dict[str, int]:
    fait = mesures[0].fait
    shape, values = gate.bound(selection, fait, scope)
    by_source: dict[Source, list[Mesure]] = {}
    for mesure in mesures:
        by_source.setdefault(gate.route(scope, fait, gate.columns(shape, [mesure])), []).append(mesure)
    said: dict[str, int] = {}
    for source, asked in by_source.items():
        said |= gate.run(scope, expressions.summed(source, tuple(asked), shape), values)[0]
    return {mesure.id: int(said[mesure.id] or 0) for mesure in mesures}


@dataclass(frozen=True)
class _Question:
    """An axis, its measures and the scope: what every part of an answer needs."""

    axe: Axe
    mesures: tuple[Mesure, ...]
    scope: Scope

    def ask(
        self, selection: Selection, top: Top, values: Mapping[str, Any], among: Sequence[str] | None = None
    ) -> list[dict[str, Any]]:
        """The members of the axis under a selection, its own clause dropped, or only those of ``among``."""
        fait = self.mesures[0].fait
        free = selection.without(self.axe.id)
        if among is not None and not among:
            return []
        kept = free if among is None else free.only(self.axe.id, among)
        shape, bound = gate.bound(kept, fait, self.scope)
        source = gate.route(self.scope, fait, gate.columns(shape, self.mesures, self.axe.colonne))
        query = expressions.grouped(source, self.axe.colonne, self.mesures, shape, top)
        return gate.run(self.scope, query, {**bound, **values})

    def values(self, member: Mapping[str, Any]) -> dict[str, int]:
        """The measures of a member."""
        return {m.id: int(member[m.id] or 0) for m in self.mesures}

    def compared(self, codes: list[str], reference: Selection) -> dict[str, dict[str, int]]:
        """The measures of the same members under the reference selection."""
        found = self.ask(reference, Top(), {}, codes)
        return {member["code"]: self.values(member) for member in found}


def rows(
    axe: str,
    mesures: Sequence[str],
    selection: Selection,
    scope: Scope,
    *,
    limite: int | None = None,
    reference: Selection | None = None,
    recherche: str = "",
    page: int = 1,
) -> Rows:
    """Members of an axis with their measures (cents or counts), largest first, or by code for time.

    The axis's own clause is dropped: a chart is filtered by every clause but its own. Members chosen or
    excluded outside the page are kept after it. ``reference`` gives each member its compared measures;
    ``recherche`` keeps the members whose name contains it. Raises UnknownAxis.
    """

    def compute() -> Rows:
        known = gate.mesures_of(mesures, scope)
        question = _Question(gate.axe_of(axe, known[0].fait, scope), known, scope)
        among = _searched(question.axe, scope, recherche) if recherche else None
        return _rows(question, selection, reference, among, (limite, page))

    key = ("rows", axe, tuple(mesures), selection, limite, reference, recherche, page)
    answer: Rows = gate.answer(scope, key, compute)
    return answer


def _searched(axe: Axe, scope: Scope, recherche: str) -> list[str]:
    wanted = searchable(recherche)
    return [code for code, name in gate.libelles(axe, scope).items() if wanted in searchable(name)]


def _rows(
    question: _Question,
    selection: Selection,
    reference: Selection | None,
    among: list[str] | None,
    window: tuple[int | None, int],
) -> Rows:
    limite, page = window
    clause = selection.get(question.axe.id)
    chosen = gate.padded(clause.valeurs) if clause and limite is not None else []
    top = Top(
        limite=limite,
        choisis=len(chosen),
        par_code=question.axe.ordre == "code",
    )
    values: dict[str, Any] = {f"choisi_{rank}": value for rank, value in enumerate(chosen)}
    if limite is not None:
        values["debut"] = str((page - 1) * limite)
    members = question.ask(selection, top, values, among)
    codes = [member["code"] for member in members]
    compared = None if reference is None else question.compared(codes, reference)
    return _assembled(question, selection, members, compared)


def _assembled(
    question: _Question,
    selection: Selection,
    members: list[dict[str, Any]],
    compared: Mapping[str, Mapping[str, int]] | None,
) -> Rows:
    names = gate.libelles(question.axe, question.scope)
    nothing = {m.id: 0 for m in question.mesures}
    found = tuple(
        Row(
            code=member["code"],
            libelle=names.get(member["code"], member["code"]),
            valeurs=question.values(member),
            reference=None if compared is None else compared.get(member["code"], nothing),
            etat=_etat(question.axe.id, member["code"], selection),
        )
        for member in members
    )
    additive = [m.id for m in question.mesures if m.agregation == "somme"]
    first = members[0] if members else {"nombre": 0} | {f"total_{m}": 0 for m in additive}
    total = {m: int(first[f"total_{m}"] or 0) for m in additive}
    return Rows(found, _others(found, total, int(first["nombre"])), total, int(first["nombre"]))


def _others(shown: tuple[Row, ...], total: Mapping[str, int], count: int) -> Row | None:
    """All the members that are not shown, as one row."""
    left = count - len(shown)
    rest = {m: value - sum(row.valeurs[m] for row in shown) for m, value in total.items()}
    return Row("", f"{left} autres", rest, None, "") if left else None


def _etat(axe: str, code: str, selection: Selection) -> Etat:
    clause = selection.get(axe)
    if clause and code in clause.valeurs:
        return "choisi" if clause.mode == "dans" else "exclu"
    return "incertain" if code == "" else ""


def pareto(axe: str, mesure: str, selection: Selection, scope: Scope) -> Pareto:
    """How much the first members make: cumulated cents against rank, the axis's own clause dropped."""

    def compute() -> Pareto:
        (asked,) = gate.mesures_of([mesure], scope)
        column = gate.axe_of(axe, asked.fait, scope).colonne
        shape, values = gate.bound(selection.without(axe), asked.fait, scope)
        source = gate.route(scope, asked.fait, gate.columns(shape, [asked], column))
        curve = gate.run(scope, expressions.cumulated(source, column, asked, shape, POINTS), values)
        return _curve(curve)

    answer: Pareto = gate.answer(scope, ("pareto", axe, mesure, selection), compute)
    return answer


def _curve(curve: list[dict[str, Any]]) -> Pareto:
    points = tuple(Point(int(p["rang"]), int(p["cumul"])) for p in curve)
    total, count = (int(curve[0]["total"] or 0), int(curve[0]["nombre"])) if curve else (0, 0)
    reach = [next((p.rang for p in points if p.cumul * 100 >= total * part), 0) for part in (50, 80)]
    return Pareto(points, total, count, *reach)
