"""Between a question and the files: closed vocabulary, smallest table, bound values, answers kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from achatlas.analyse import expressions, groupements, merged
from achatlas.analyse.expressions import Shape, Source
from achatlas.analyse.groups import Groups
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Clause, Selection
from achatlas.catalogue.models import Axe, Mesure
from achatlas.catalogue.segments import named
from achatlas.domain.errors import ClosedCrossing, UnknownAxis
from achatlas.domain.personnes import PERSONNE, TOGETHER
from achatlas.langues import FRENCH, dire, in_french, langue, spoken
from achatlas.store.templates import Merged, Prepared

WORDED = ("categorie", "temps")
"""The natures of axes whose members the product names."""
FEW = 2_000
"""How many members an axis has whose groups are told row by row."""


def axe_of(name: str, fait: str, scope: Scope) -> Axe:
    """The axis of this name; raises UnknownAxis if the fact does not carry it."""
    known = scope.atlas.catalogue.axes_of(fait)
    if name not in known:
        raise UnknownAxis(
            quoi=dire("Axe inconnu : « {nom} »", nom=name),
            ou=dire("vue « {fait} »", fait=fait),
            pourquoi="cette vue ne connaît pas cet axe",
            que_faire=dire("Choisissez parmi : {noms}", noms=", ".join(known)),
        )
    return known[name]


def mesures_of(names: Sequence[str], scope: Scope) -> tuple[Mesure, ...]:
    """The measures of these names, all of one fact; raises UnknownAxis otherwise."""
    known = scope.atlas.catalogue.mesures
    fait = known[names[0]].fait if names and names[0] in known else ""
    for name in names:
        if name not in known or known[name].fait != fait:
            raise UnknownAxis(
                quoi=dire("Mesure inconnue : « {nom} »", nom=name),
                ou=dire("vue « {fait} »", fait=fait) if fait else "vue demandée",
                pourquoi="cette vue ne connaît pas cette mesure",
                que_faire=dire("Choisissez parmi : {noms}", noms=", ".join(known)),
            )
    return tuple(known[name] for name in names)


def padded(values: Sequence[str]) -> list[str]:
    """The values, the last repeated up to a power of two: few queries serve any number of values."""
    found = list(values)
    size = 1 << max(len(found) - 1, 0).bit_length()
    return found + found[-1:] * (size - len(found))


def bound(selection: Selection, fait: str, scope: Scope) -> tuple[Shape, dict[str, str]]:
    """The shape of a selection and the values to bind."""
    shape: list[tuple[str, str, int]] = []
    values: dict[str, str] = {}
    told: list[tuple[str, Merged]] = []
    for column, clause in _clauses(selection, fait, scope).items():
        valeurs = padded(clause.valeurs)
        shape.append((column, clause.mode, len(valeurs)))
        values |= {f"{column}_{i}": valeur for i, valeur in enumerate(valeurs)}
        told += merged.together(column, clause) if scope.vue == "individuelle" else ()
    return Shape(tuple(shape), merged=tuple(told)), values


def _clauses(selection: Selection, fait: str, scope: Scope) -> dict[str, Clause]:
    """What a selection keeps of each column: that of an axis may be gathered by others."""
    found: dict[str, Clause] = {}
    for name, clause in selection.clauses.items():
        axe = axe_of(name, fait, scope)
        told = groupements.opened(axe, clause) if axe.groupes else clause
        before = found.get(axe.colonne)
        found[axe.colonne] = told if before is None else groupements.both(before, told, axe.colonne)
    return found


def _persons(axe: Axe) -> bool:
    """Whether all natural persons are a member of one of the groups of an axis."""
    return axe.colonne in TOGETHER and any(PERSONNE in members for members in axe.groupes.values())


def gathered(place: Place, axes: Iterable[Axe]) -> tuple[Place, dict[str, str]]:
    """A place whose rows bear the groups of these axes, and the values to bind for them."""
    groups, values = [], dict[str, str]()
    for axe in (one for one in axes if one.groupes):
        held = {code: padded(sorted(members)) for code, members in axe.groupes.items() if members}
        sizes = tuple((code, len(members)) for code, members in held.items())
        groups.append(expressions.Gathered(axe.id, axe.colonne, sizes, _persons(axe)))
        values |= {f"{axe.id}_{c}_{n}": m for c, members in held.items() for n, m in enumerate(members)}
    return replace(place, source=replace(place.source, groupes=tuple(groups))), values


@dataclass(frozen=True)
class Place:
    """Where a question is answered: a file of the scope, and a table of that file."""

    alias: str
    source: Source


def route(scope: Scope, fait: str, needed: frozenset[str], alias: str = "") -> Place:
    """The smallest table of a fact that holds the columns needed, in the files of the figures unless one is
    named.

    Raises ClosedCrossing when the scope may open none.
    """
    published = scope.atlas.publication
    places = (alias,) if alias else (scope.chiffres, *scope.crossings)
    fit = [
        (table["lignes"], rank, name)
        for rank, place in enumerate(places)
        for name, table in published.tables(place).items()
        if table["fait"] == fait and needed <= table["colonnes"].keys()
    ]
    if not fit:
        raise _closed(fait, every=bool(scope.crossings))
    _, rank, name = min(fit)
    return Place(places[rank], expressions.source_of(name, published.tables(places[rank])[name]["colonnes"]))


def _closed(fait: str, *, every: bool) -> ClosedCrossing:
    """Why a crossing is closed: who may open every line (``every``) is kept from nobody's payments."""
    reasons = {
        False: "il irait jusqu'aux paiements, un par un, d'un autre acheteur",
        True: "il se lit ligne à ligne, et les fichiers communs ne tiennent que des totaux",
    }
    return ClosedCrossing(
        quoi="Croisement fermé dans la vue commune",
        ou=dire("vue « {fait} »", fait=fait),
        pourquoi=reasons[every],
        que_faire="Retirez un filtre, ou passez à la vue d'un acheteur",
    )


def opened(scope: Scope, fait: str, needed: frozenset[str]) -> bool:
    """Whether the scope may tell what needs these columns of a fact."""
    try:
        route(scope, fait, needed)
    except ClosedCrossing:
        return False
    return True


def columns(shape: Shape, mesures: Sequence[Mesure], *more: str) -> frozenset[str]:
    """The columns that a question needs."""
    asked = {c for c, _, _ in shape.clauses} | {one.colonne for _, one in shape.merged}
    return frozenset({*asked, *(c for m in mesures for c in m.colonnes), *more})


def answer(scope: Scope, key: tuple[Any, ...], compute: Callable[[], Any]) -> Any:
    """The answer kept for this scope and this question, or computed now."""
    return scope.atlas.sessions.answer((scope.key, *key), compute)


def recent(scope: Scope, key: tuple[Any, ...], compute: Callable[[], Any]) -> Any:
    """A large answer, kept only while it is among the last ones."""
    return scope.atlas.sessions.recent((scope.key, *key), compute)


def run(scope: Scope, query: Prepared, values: Mapping[str, Any], place: Place) -> list[dict[str, Any]]:
    """Runs a prepared query where it was routed."""
    reader = scope.atlas.sessions.reader(scope.atlas.publication, scope.aliases)
    return reader.rows(query, values, alias=place.alias)


def across(
    scope: Scope, query: Prepared, values: Mapping[str, Any], aliases: Collection[str]
) -> list[dict[str, Any]]:  # fmt: skip
    """Runs a prepared query over several files of the scope."""
    reader = scope.atlas.sessions.reader(scope.atlas.publication, scope.aliases)
    return reader.across(query, values, aliases=aliases)


def batches(
    scope: Scope, query: Prepared, values: Mapping[str, Any], aliases: Collection[str]
) -> Iterator[pa.RecordBatch]:  # fmt: skip
    """The rows of a prepared query over several files of the scope, never held together."""
    reader = scope.atlas.sessions.reader(scope.atlas.publication, scope.aliases)
    return reader.batches(query, values, aliases=aliases)


def groups(scope: Scope, query: Prepared, values: Mapping[str, Any], place: Place, axe: Axe) -> Groups:
    """Every member of an axis that a prepared query groups, where it was routed."""
    reader = scope.atlas.sessions.reader(scope.atlas.publication, scope.aliases)
    if len(libelles(axe, scope)) > FEW:
        return Groups(reader.table(query, values, alias=place.alias))
    return Groups.told(*reader.columns(query, values, alias=place.alias))


def noms(axe: Axe, codes: Collection[str], scope: Scope) -> Mapping[str, str]:
    """``libelles`` of some members only, when they are all that is named of an axis of many."""
    if axe.groupes or named(scope.atlas.catalogue, axe.id):
        return libelles(axe, scope)
    asked = padded(sorted(codes))
    if not asked:
        return {}
    place = route(scope, "membres", frozenset({"axe", "code", "libelle"}), scope.chiffres)
    shape = Shape((("axe", "dans", 1), ("code", "dans", len(asked))))
    query = expressions.listed(place.source, shape, ("code", False), None)
    values = {"axe_0": axe.id, **{f"code_{rank}": code for rank, code in enumerate(asked)}}

    def load() -> dict[str, str]:
        told = spoken if axe.nature in WORDED else in_french
        found = {line["code"]: told(line["libelle"]) for line in run(scope, query, values, place)}
        return {"": axe.inconnu, **found}

    found: Mapping[str, str] = answer(scope, ("noms", axe.id, *asked), load)
    return found


def _published(axe: Axe, scope: Scope, where: str) -> dict[str, str]:
    """The names of all the members of an axis as a file tells them: by columns, since they may be a hundred
    thousand.
    """
    place = route(scope, "membres", frozenset({"libelle"}), where)
    reader = scope.atlas.sessions.reader(scope.atlas.publication, scope.aliases)
    question = expressions.found(place.source, ("axe",))
    rows = reader.table(question, {"axe": axe.id}, alias=place.alias)
    said = rows["libelle"].to_pylist()
    if axe.nature in WORDED or langue() is not FRENCH:
        said = list(map(spoken if axe.nature in WORDED else in_french, said))
    return dict(zip(rows["code"].to_pylist(), said, strict=True))


def libelles(axe: Axe, scope: Scope, alias: str = "") -> Mapping[str, str]:
    """The names of the members of an axis in the file of the scope, by code; those of segments are the names
    that they have now, whatever they had when it was published.
    """
    where = alias or scope.chiffres

    def load() -> dict[str, str]:
        if axe.groupes:
            return {**axe.membres, "": axe.inconnu}
        published = _published(axe, scope, where)
        renamed = {code: in_french(name) for code, name in named(scope.atlas.catalogue, axe.id).items()}
        return published | renamed | {"": axe.inconnu}

    asked = scope.key if axe.groupes else scope.key_of(where)
    found: Mapping[str, str] = scope.atlas.sessions.answer((*asked, "libelles", axe.id, where), load)
    return found
