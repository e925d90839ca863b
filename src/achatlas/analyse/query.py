"""The only door to figures and lines: closed vocabulary, mandatory scope, smallest table that can answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from achatlas.analyse import expressions, gate
from achatlas.analyse.answers import Etat, Figures, Lines, Pareto, Point, Row, Rows
from achatlas.analyse.expressions import Shape
from achatlas.analyse.gate import Place
from achatlas.analyse.groups import PART, Groups, Order, Window
from achatlas.analyse.lines import line, lines, stream
from achatlas.analyse.paired import Paired, paired
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection
from achatlas.catalogue.models import Axe, Mesure
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.personnes import held
from achatlas.domain.text import searchable
from achatlas.langues import dire

__all__ = [
    "Figures",
    "Lines",
    "Order",
    "Pareto",
    "Point",
    "Row",
    "Rows",
    "Window",
    "figures",
    "libelles",
    "line",
    "lines",
    "opens",
    "pareto",
    "ranked",
    "rows",
    "stream",
]
POINTS = 80
NOM, INCONNU = "libelle", ""
libelles = gate.libelles


def figures(
    mesures: Sequence[str], selection: Selection, scope: Scope, *, reference: Selection | None = None
) -> Figures:
    """Measures of all that a selection keeps (cents or counts), each from the smallest table that can tell.

    The measures are of one fact. A count that only a closed crossing could tell is named in ``fermes``.
    Raises UnknownAxis for a measure or an axis that the fact does not carry, ClosedCrossing when nothing can
    be told.
    """

    def compute() -> Figures:
        known = gate.mesures_of(mesures, scope)
        said, compared = _both(known, selection, reference, scope)
        return Figures(said, compared, frozenset(mesures) - said.keys())

    answer: Figures = gate.answer(scope, ("figures", tuple(mesures), selection, reference), compute)
    return answer


def _both(
    mesures: Sequence[Mesure], selection: Selection, reference: Selection | None, scope: Scope
) -> tuple[dict[str, int], dict[str, int] | None]:
    """Measures of a selection and of its reference: at once when one question tells both."""
    fait = mesures[0].fait
    one = gate.bound(selection, fait, scope)
    if reference is None:
        return _measured(mesures, *one, scope)[""], None
    other = gate.bound(reference, fait, scope)
    if both := paired(one, other):
        told = _measured(mesures, both.shape, both.values, scope, both.colonne, both.pair)
        return told[both.pair[0]], told[both.pair[1]]
    return _measured(mesures, *one, scope)[""], _measured(mesures, *other, scope)[""]


def _measured(
    mesures: Sequence[Mesure],
    shape: Shape,
    values: Mapping[str, str],
    scope: Scope,
    part: str = "",
    parts: Sequence[str] = ("",),
) -> dict[str, dict[str, int]]:
    """Measures of all that a filter keeps, by each of these values of a column (``part``) if one is named."""
    said: dict[str, dict[str, int]] = {one: {} for one in parts}
    for place, asked in _placed(mesures, shape, scope):
        query = expressions.summed(place.source, tuple(asked), shape, part)
        rows = {row.get(PART, ""): row for row in gate.run(scope, query, values, place)}
        for one in parts:
            said[one] |= {m.id: int(rows.get(one, {}).get(m.id) or 0) for m in asked}
    return {one: {m.id: told[m.id] for m in mesures if m.id in told} for one, told in said.items()}


def _placed(mesures: Sequence[Mesure], shape: Shape, scope: Scope) -> list[tuple[Place, list[Mesure]]]:
    """Where measures are told, those that one question tells together. Raises ClosedCrossing when none is."""
    by_place: dict[tuple[Place, str], list[Mesure]] = {}
    closed: list[ClosedCrossing] = []
    for mesure in mesures:
        try:
            place = gate.route(scope, mesure.fait, gate.columns(shape, [mesure]))
            by_place.setdefault((place, mesure.id if mesure.apart else ""), []).append(mesure)
        except ClosedCrossing as refus:
            closed.append(refus)
    if len(closed) == len(mesures):
        raise closed[0]
    return [(place, asked) for (place, _), asked in by_place.items()]


def _together(mesures: Sequence[Mesure]) -> list[tuple[Mesure, ...]]:
    """The measures that one query tells: those that are gathered first are each asked apart."""
    plain = tuple(m for m in mesures if not m.apart)
    return [*([plain] if plain else []), *((m,) for m in mesures if m.apart)]


@dataclass(frozen=True)
class _Question:
    """An axis, its measures and the scope: what every part of an answer needs."""

    axe: Axe
    mesures: tuple[Mesure, ...]
    scope: Scope

    def groups(self, selection: Selection, reference: Selection | None = None) -> Groups:
        """The members of the axis under a selection, its own clause dropped; the last answers are kept, with
        those under the reference when one question tells both.
        """
        free = selection.without(self.axe.id)
        other = reference.without(self.axe.id) if reference else None

        def compute() -> Groups:
            both = self._paired(free, other) if other else None
            if other is None or both is None:
                return self._told(*gate.bound(free, self.fait, self.scope))
            told = self._told(both.shape, both.values, both.colonne)
            before = told.of(both.pair[1])
            self._kept(other, lambda: before)
            return told.of(both.pair[0])

        return self._kept(free, compute)

    @property
    def fait(self) -> str:
        """The fact of the measures."""
        return self.mesures[0].fait

    def _kept(self, free: Selection, compute: Callable[[], Groups]) -> Groups:
        key = ("groupes", self.axe.id, tuple(m.id for m in self.mesures), free)
        found: Groups = gate.recent(self.scope, key, compute)
        return found

    def _paired(self, free: Selection, other: Selection) -> Paired | None:
        """Both selections as one, unless they differ by what the axis tells, or several questions tell the
        measures.
        """
        both = paired(*(gate.bound(one, self.fait, self.scope) for one in (free, other)))
        alone = len(_together(self.mesures)) == 1
        return both if both and alone and both.colonne != self.axe.colonne else None

    def _told(self, shape: Shape, values: Mapping[str, str], part: str = "") -> Groups:
        """Every member, for each value of a column (``part``) if one is named."""
        found = []
        for asked in _together(self.mesures):
            place = gate.route(self.scope, self.fait, gate.columns(shape, asked, self.axe.colonne))
            place, more = gate.gathered(place, (self.axe,))
            query = expressions.grouped(place.source, self.axe.groupe_par, asked, shape, part)
            found.append(gate.groups(self.scope, query, {**values, **more}, place, self.axe))
        return found[0].beside(found[1:])

    def values(self, member: Mapping[str, Any]) -> dict[str, int]:
        """The measures of a member."""
        return {m.id: member[m.id] for m in self.mesures}

    def compared(self, codes: list[str], reference: Selection | None) -> dict[str, dict[str, int]]:
        """The measures of members under the reference selection, nothing where they had none; empty when no
        reference is asked.
        """
        if reference is None:
            return {}
        found = self.groups(reference).among(codes)
        said = {member["code"]: self.values(member) for member in found.rows.to_pylist()}
        return {code: said.get(code, {m.id: 0 for m in self.mesures}) for code in codes}

    @property
    def order(self) -> Order:
        """The order of the axis: time by code, the others largest first."""
        return Order("code", False) if self.axe.ordre == "code" else Order(self.mesures[0].id, True)


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
    ``recherche`` keeps the members whose name contains it. Past the last page, no other member and still the
    totals. Raises UnknownAxis, ClosedCrossing.
    """
    window = Window(limite, page)
    return ranked(axe, mesures, selection, scope, window, reference=reference, recherche=recherche)


def ranked(
    axe: str,
    mesures: Sequence[str],
    selection: Selection,
    scope: Scope,
    window: Window,
    *,
    reference: Selection | None = None,
    recherche: str = "",
) -> Rows:
    """``rows`` in the order that a window asks: by one of the measures, or by name (``libelle``)."""

    def compute() -> Rows:
        known = gate.mesures_of(mesures, scope)
        question = _Question(gate.axe_of(axe, known[0].fait, scope), known, scope)
        groups = question.groups(selection, reference)
        if recherche:
            groups = groups.among(_searched(question.axe, scope, recherche))
        return _rows(question, selection, groups, window, reference)

    key = ("rows", axe, tuple(mesures), selection, window, reference, recherche)
    answer: Rows = gate.answer(scope, key, compute)
    return answer


def opens(axe: str, mesures: Sequence[str], selection: Selection, scope: Scope) -> bool:
    """Whether the scope can tell measures under a selection: of an axis's members, its own clause dropped, or
    in all when the axis is empty.
    """
    known = gate.mesures_of(mesures, scope)
    fait = known[0].fait
    shape, _ = gate.bound(selection.without(axe), fait, scope)
    more = [gate.axe_of(axe, fait, scope).colonne] if axe else []
    return gate.opened(scope, fait, gate.columns(shape, known, *more))


def gone(axe: str, mesure: str, selection: Selection, reference: Selection, scope: Scope) -> tuple[int, int]:
    """How many members of an axis the reference holds and the selection no longer does, and what they held
    there (cents or a count). Raises UnknownAxis, ClosedCrossing.
    """

    def compute() -> tuple[int, int]:
        known = gate.mesures_of([mesure], scope)
        question = _Question(gate.axe_of(axe, known[0].fait, scope), known, scope)
        here = question.groups(selection, reference)
        left = question.groups(reference).without(here)
        return left.nombre, left.total(mesure)

    found: tuple[int, int] = gate.answer(scope, ("gone", axe, mesure, selection, reference), compute)
    return found


def _searched(axe: Axe, scope: Scope, recherche: str) -> list[str]:
    wanted = searchable(recherche)
    return [code for code, name in gate.libelles(axe, scope).items() if wanted in searchable(name)]


def _rows(
    question: _Question, selection: Selection, groups: Groups, window: Window, reference: Selection | None
) -> Rows:
    names = gate.libelles(question.axe, question.scope)
    clause = selection.get(question.axe.id)
    order = window.tri or question.order
    sortable = groups.named(names) if order.colonne == NOM else groups
    kept = (*(clause.valeurs if clause else ()), *([INCONNU] if window.doute else []))
    members = sortable.shown(window, order, tuple(dict.fromkeys(kept)))
    compared = question.compared([member["code"] for member in members], reference)
    found = tuple(
        Row(
            code=member["code"],
            libelle=names.get(member["code"], member["code"]),
            valeurs=question.values(member),
            reference=compared.get(member["code"]),
            etat=_etat(question.axe, member["code"], selection),
        )
        for member in members
    )
    total = {m.id: groups.total(m.id) for m in question.mesures if m.additive}
    return Rows(found, _others(found, total, groups.nombre), total, groups.nombre)


def _others(shown: tuple[Row, ...], total: Mapping[str, int], count: int) -> Row | None:
    """All the members that are not shown, as one row."""
    left = count - len(shown)
    rest = {m: value - sum(row.valeurs[m] for row in shown) for m, value in total.items()}
    return Row("", dire("{nombre} autres", nombre=left), rest, None, "") if left else None


def _etat(axe: Axe, code: str, selection: Selection) -> Etat:
    clause = selection.get(axe.id)
    if clause and held(axe.groupe_par, code, clause.valeurs):
        return "choisi" if clause.mode == "dans" else "exclu"
    return "incertain" if code == "" else ""


def pareto(axe: str, mesure: str, selection: Selection, scope: Scope) -> Pareto:
    """How much the first members make: cumulated cents against rank, the axis's own clause dropped."""

    def compute() -> Pareto:
        known = gate.mesures_of([mesure], scope)
        question = _Question(gate.axe_of(axe, known[0].fait, scope), known, scope)
        return question.groups(selection).curve(mesure, POINTS)

    answer: Pareto = gate.answer(scope, ("pareto", axe, mesure, selection), compute)
    return answer
