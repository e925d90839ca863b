"""The only door to figures and lines: closed vocabulary, mandatory scope, smallest table that can answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from achatlas.analyse import expressions
from achatlas.analyse.expressions import Shape, Source, Top
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection
from achatlas.catalogue.models import Axe, Mesure
from achatlas.domain.errors import UnknownAxis
from achatlas.domain.text import searchable

Etat = Literal["", "choisi", "exclu", "incertain"]
TRIS = {"montant": "montant_ht_centimes", "date": "date"}
DATES = {"achats": "date_mandat", "marches": "date_notification"}
POINTS = 80


@dataclass(frozen=True)
class Row:
    """A member of an axis: code (empty when unknown), name, measures (cents or counts), and those of the reference."""

    code: str
    libelle: str
    valeurs: Mapping[str, int]
    reference: Mapping[str, int] | None
    etat: Etat


@dataclass(frozen=True)
class Rows:
    """Members of an axis in order, the rest summed in ``autres``, additive totals, and how many members there are."""

    lignes: tuple[Row, ...]
    autres: Row | None
    total: Mapping[str, int]
    nombre: int


@dataclass(frozen=True)
class Figures:
    """Measures of a selection, and those of the reference selection if one was asked."""

    valeurs: Mapping[str, int]
    reference: Mapping[str, int] | None


@dataclass(frozen=True)
class Lines:
    """A page of lines, and how many there are in all in the files that the scope may open."""

    lignes: tuple[Mapping[str, Any], ...]
    nombre: int


@dataclass(frozen=True)
class Point:
    """A point of a Pareto curve: rank among all, cumulated cents."""

    rang: int
    cumul: int


@dataclass(frozen=True)
class Pareto:
    """A cumulative curve: points, total in cents, number of members, ranks that make half and 80 %."""

    points: tuple[Point, ...]
    total: int
    nombre: int
    moitie: int
    quatre_cinquiemes: int


def axe_of(name: str, fait: str, scope: Scope) -> Axe:
    """The axis of this name; raises UnknownAxis if the fact does not carry it."""
    known = scope.atlas.catalogue.axes_of(fait)
    if name not in known:
        raise UnknownAxis(
            quoi=f"Axe inconnu : « {name} »",
            ou=f"vue « {fait} »",
            pourquoi="cette vue ne connaît pas cet axe",
            que_faire=f"Choisissez parmi : {', '.join(known)}",
        )
    return known[name]


def _mesures(names: Sequence[str], fait: str, scope: Scope) -> tuple[Mesure, ...]:
    known = scope.atlas.catalogue.mesures
    for name in names:
        if name not in known or known[name].fait != fait:
            raise UnknownAxis(
                quoi=f"Mesure inconnue : « {name} »",
                ou=f"vue « {fait} »",
                pourquoi="cette vue ne connaît pas cette mesure",
                que_faire=f"Choisissez parmi : {', '.join(m for m, d in known.items() if d.fait == fait)}",
            )
    return tuple(known[name] for name in names)


def _bound(selection: Selection, fait: str, scope: Scope) -> tuple[Shape, dict[str, str]]:
    """The shape of a selection and the values to bind."""
    shape, values = [], {}
    for name, clause in selection.clauses.items():
        column = axe_of(name, fait, scope).colonne
        shape.append((column, clause.mode, len(clause.valeurs)))
        values |= {f"{column}_{i}": valeur for i, valeur in enumerate(clause.valeurs)}
    return Shape(tuple(shape)), values


def route(scope: Scope, fait: str, needed: frozenset[str], alias: str | None = None) -> Source:
    """The smallest published table of a fact that holds the columns needed; raises UnknownAxis if none does."""
    tables = scope.atlas.publication.tables(alias or scope.chiffres)
    fit = [(t["lignes"], n) for n, t in tables.items() if t["fait"] == fait and needed <= t["colonnes"].keys()]
    if not fit:
        raise UnknownAxis(
            quoi="Croisement indisponible dans cette vue",
            ou=f"vue « {fait} »",
            pourquoi="aucune table publiée ne porte ensemble ces axes",
            que_faire="Retirez un filtre, ou passez à la vue d'un acheteur",
        )
    name = min(fit)[1]
    return expressions.source_of(name, tables[name]["colonnes"])


def _columns(shape: Shape, mesures: Sequence[Mesure], *more: str) -> frozenset[str]:
    return frozenset({*(c for c, _, _ in shape.clauses), *(m.colonne for m in mesures), *more})


def _answer(scope: Scope, key: tuple[Any, ...], compute: Callable[[], Any]) -> Any:
    return scope.atlas.sessions.answer((scope.key, *key), compute)


def _run(scope: Scope, query: expressions.Prepared, values: Mapping[str, Any], alias: str = "") -> list[dict[str, Any]]:
    reader = scope.atlas.sessions.reader(scope.atlas.publication, scope.aliases)
    return reader.rows(query, values, alias=alias or scope.chiffres)


def libelles(axe: Axe, scope: Scope, alias: str = "") -> Mapping[str, str]:
    """The names of the members of an axis in the file of the scope, by code."""
    where = alias or scope.chiffres

    def load() -> dict[str, str]:
        source = route(scope, "membres", frozenset({"libelle"}), where)
        found = _run(scope, expressions.found(source, ("axe",)), {"axe": axe.id}, where)
        return {line["code"]: line["libelle"] for line in found} | {"": axe.inconnu}

    return dict(_answer(scope, ("libelles", axe.id, where), load))


def figures(
    mesures: Sequence[str], selection: Selection, scope: Scope, *, fait: str, reference: Selection | None = None
) -> Figures:
    """Measures of all that a selection keeps (cents or counts); each is read from the smallest table that can tell."""

    def measure(chosen: Selection) -> dict[str, int]:
        shape, values = _bound(chosen, fait, scope)
        by_source: dict[Source, list[Mesure]] = {}
        for mesure in _mesures(mesures, fait, scope):
            by_source.setdefault(route(scope, fait, _columns(shape, [mesure])), []).append(mesure)
        said: dict[str, int] = {}
        for source, asked in by_source.items():
            said |= _run(scope, expressions.summed(source, tuple(asked), shape), values)[0]
        return {name: int(said[name] or 0) for name in mesures}

    def compute() -> Figures:
        return Figures(measure(selection), None if reference is None else measure(reference))

    answer: Figures = _answer(scope, ("figures", fait, tuple(mesures), selection, reference), compute)
    return answer


def _etat(axe: str, code: str, selection: Selection) -> Etat:
    clause = selection.get(axe)
    if clause and code in clause.valeurs:
        return "choisi" if clause.mode == "dans" else "exclu"
    return "incertain" if code == "" else ""


def _searched(axe: Axe, scope: Scope, recherche: str) -> list[str]:
    wanted = searchable(recherche)
    return [code for code, name in libelles(axe, scope).items() if wanted in searchable(name)]


def rows(
    axe: str,
    mesures: Sequence[str],
    selection: Selection,
    scope: Scope,
    *,
    fait: str = "achats",
    limite: int | None = None,
    reference: Selection | None = None,
    recherche: str = "",
    page: int = 1,
) -> Rows:
    """Members of an axis with their measures, largest first (or by code for time).

    The axis's own clause is dropped: a chart is filtered by every clause but its own. Members chosen or excluded
    outside the first ``limite`` are kept after them. ``reference`` gives each member its compared measures.
    """
    key = ("rows", fait, axe, tuple(mesures), selection, limite, reference, recherche, page)
    answer: Rows = _answer(scope, key, lambda: _rows(axe, mesures, selection, scope, *key[5:], fait=fait))
    return answer


def _rows(
    name: str, names: Sequence[str], selection: Selection, scope: Scope, *options: Any, fait: str
) -> Rows:  # fmt: skip
    limite, reference, recherche, page = options
    axe, mesures = axe_of(name, fait, scope), _mesures(names, fait, scope)
    clause = selection.get(name)
    chosen = clause.valeurs if clause else ()
    among = _searched(axe, scope, recherche) if recherche else None
    top = Top(limite, (page - 1) * (limite or 0), len(chosen), axe.ordre == "code", None if among is None else len(among))
    values = {f"choisi_{i}": v for i, v in enumerate(chosen)} | {f"parmi_{i}": v for i, v in enumerate(among or ())}
    members = _grouped(axe, mesures, selection, scope, fait, top, values)
    compared: dict[str, dict[str, int]] | None = None
    if reference is not None:
        codes = [m["code"] for m in members]
        bound = {f"parmi_{i}": code for i, code in enumerate(codes)}
        again = _grouped(axe, mesures, reference, scope, fait, Top(parmi=len(codes)), bound) if codes else []
        compared = {m["code"]: _values(m, mesures) for m in again}
    return _assembled(axe, mesures, members, compared, selection, scope)


def _grouped(
    axe: Axe, mesures: tuple[Mesure, ...], selection: Selection, scope: Scope, fait: str, top: Top, values: Mapping[str, Any]
) -> list[dict[str, Any]]:  # fmt: skip
    shape, bound = _bound(selection.without(axe.id), fait, scope)
    source = route(scope, fait, _columns(shape, mesures, axe.colonne))
    return _run(scope, expressions.grouped(source, axe.colonne, mesures, shape, top), {**bound, **values})


def _values(member: Mapping[str, Any], mesures: Sequence[Mesure]) -> dict[str, int]:
    return {m.id: int(member[m.id] or 0) for m in mesures}


def _assembled(
    axe: Axe, mesures: tuple[Mesure, ...], members: list[dict[str, Any]],
    compared: Mapping[str, Mapping[str, int]] | None, selection: Selection, scope: Scope,
) -> Rows:  # fmt: skip
    names = libelles(axe, scope)
    nothing = {m.id: 0 for m in mesures}
    lines = tuple(
        Row(
            code=m["code"],
            libelle=names.get(m["code"], m["code"]),
            valeurs=_values(m, mesures),
            reference=None if compared is None else compared.get(m["code"], nothing),
            etat=_etat(axe.id, m["code"], selection),
        )
        for m in members
    )
    additive = [m for m in mesures if m.agregation == "somme"]
    count = int(members[0]["nombre"]) if members else 0
    total = {m.id: int(members[0][f"total_{m.id}"] or 0) if members else 0 for m in additive}
    rest = {k: v - sum(line.valeurs[k] for line in lines) for k, v in total.items()}
    left = count - len(lines)
    others = Row("", f"{left} autres", rest, None, "") if left else None
    return Rows(lines, others, total, count)


def pareto(axe: str, mesure: str, selection: Selection, scope: Scope, *, fait: str = "achats") -> Pareto:
    """How much the first members make: cumulated cents against rank among all, the axis's own clause dropped."""

    def compute() -> Pareto:
        found, (asked,) = axe_of(axe, fait, scope), _mesures([mesure], fait, scope)
        shape, values = _bound(selection.without(axe), fait, scope)
        source = route(scope, fait, _columns(shape, [asked], found.colonne))
        curve = _run(scope, expressions.cumulated(source, found.colonne, asked, shape, POINTS), values)
        points = tuple(Point(int(p["rang"]), int(p["cumul"])) for p in curve)
        total = int(curve[0]["total"] or 0) if curve else 0
        reach = [next((p.rang for p in points if p.cumul * 100 >= total * part), 0) for part in (50, 80)]
        return Pareto(points, total, int(curve[0]["nombre"]) if curve else 0, *reach)

    answer: Pareto = _answer(scope, ("pareto", fait, axe, mesure, selection), compute)
    return answer


def lines(
    selection: Selection, scope: Scope, *, fait: str = "achats", page: int = 1, taille: int = 50,
    tri: str = "-montant", texte: str = "",
) -> Lines:  # fmt: skip
    """A page of lines in the files that the scope may open, sorted by ``montant`` or ``date`` (``-`` first: largest).

    ``texte`` keeps the lines whose object contains it. Raises UnknownAxis for an unknown order.
    """
    shape, values = _bound(selection, fait, scope)
    if texte:
        shape, values = Shape(shape.clauses, texte=True), values | {"texte": texte.lower()}
    order = (_order(tri, fait), tri.startswith("-"))
    kept: list[dict[str, Any]] = []
    count = 0
    for alias in scope.lignes:
        source = route(scope, fait, frozenset({"depot", "numero_ligne"}), alias)
        kept += _run(scope, expressions.listed(source, shape, order, page * taille), values, alias)
        counted = _run(scope, expressions.summed(source, _mesures([_compte(fait)], fait, scope), shape), values, alias)
        count += int(counted[0][_compte(fait)] or 0)
    kept.sort(key=lambda line: (line["depot"], line["numero_ligne"]))
    kept.sort(key=lambda line: line[order[0]], reverse=order[1])
    return Lines(tuple(_named(line, fait, scope) for line in kept[(page - 1) * taille : page * taille]), count)


def _order(tri: str, fait: str) -> str:
    name = tri.removeprefix("-")
    if name not in TRIS:
        raise UnknownAxis(
            quoi=f"Tri inconnu : « {tri} »",
            ou="adresse de la page",
            pourquoi="les lignes ne se trient que par montant ou par date",
            que_faire="Choisissez montant ou date, précédé de - pour commencer par le plus grand",
        )
    return DATES[fait] if name == "date" else TRIS[name]


def _compte(fait: str) -> str:
    return "lignes" if fait == "achats" else "lignes_marches"


def _named(line: Mapping[str, Any], fait: str, scope: Scope) -> dict[str, Any]:
    """A line with the name of each of its members beside its code: ``famille_libelle``…"""
    alias = scope.lignes[0] if scope.vue == "individuelle" else ""
    said = dict(line)
    for axe in scope.atlas.catalogue.axes_of(fait).values():
        said[f"{axe.id}_libelle"] = libelles(axe, scope, alias).get(line[axe.colonne], line[axe.colonne])
    return said


def line(depot: str, numero_ligne: int, scope: Scope, *, fait: str = "achats") -> Mapping[str, Any] | None:
    """All that is known of one line (file hash and row), or None when the scope does not hold it."""
    for alias in scope.lignes:
        source = route(scope, fait, frozenset({"depot", "numero_ligne"}), alias)
        query = expressions.found(source, ("depot", "numero_ligne"))
        for found in _run(scope, query, {"depot": depot, "numero_ligne": str(numero_ligne)}, alias):
            return _named(found, fait, scope)
    return None
