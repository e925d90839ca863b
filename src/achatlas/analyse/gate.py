"""Between a question and the files: closed vocabulary, smallest table, bound values, answers kept."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from achatlas.analyse import expressions
from achatlas.analyse.expressions import Shape, Source
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection
from achatlas.catalogue.models import Axe, Mesure
from achatlas.domain.errors import UnknownAxis
from achatlas.store.engine import Prepared


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


def mesures_of(names: Sequence[str], scope: Scope) -> tuple[Mesure, ...]:
    """The measures of these names, all of one fact; raises UnknownAxis otherwise."""
    known = scope.atlas.catalogue.mesures
    fait = known[names[0]].fait if names and names[0] in known else ""
    for name in names:
        if name not in known or known[name].fait != fait:
            raise UnknownAxis(
                quoi=f"Mesure inconnue : « {name} »",
                ou=f"vue « {fait} »" if fait else "vue demandée",
                pourquoi="cette vue ne connaît pas cette mesure",
                que_faire=f"Choisissez parmi : {', '.join(known)}",
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
    for name, clause in selection.clauses.items():
        column = axe_of(name, fait, scope).colonne
        valeurs = padded(clause.valeurs)
        shape.append((column, clause.mode, len(valeurs)))
        values |= {f"{column}_{i}": valeur for i, valeur in enumerate(valeurs)}
    return Shape(tuple(shape)), values


def route(scope: Scope, fait: str, needed: frozenset[str], alias: str | None = None) -> Source:
    """The smallest published table of a fact that holds the columns needed; raises UnknownAxis if none
    does.
    """
    tables = scope.atlas.publication.tables(alias or scope.chiffres)
    fit = [
        (t["lignes"], n) for n, t in tables.items() if t["fait"] == fait and needed <= t["colonnes"].keys()
    ]
    if not fit:
        raise UnknownAxis(
            quoi="Croisement indisponible dans cette vue",
            ou=f"vue « {fait} »",
            pourquoi="aucune table publiée ne porte ensemble ces axes",
            que_faire="Retirez un filtre, ou passez à la vue d'un acheteur",
        )
    name = min(fit)[1]
    return expressions.source_of(name, tables[name]["colonnes"])


def columns(shape: Shape, mesures: Sequence[Mesure], *more: str) -> frozenset[str]:
    """The columns that a question needs."""
    return frozenset({*(c for c, _, _ in shape.clauses), *(m.colonne for m in mesures), *more})


def answer(scope: Scope, key: tuple[Any, ...], compute: Callable[[], Any]) -> Any:
    """The answer kept for this scope and this question, or computed now."""
    return scope.atlas.sessions.answer((scope.key, *key), compute)


def run(scope: Scope, query: Prepared, values: Mapping[str, Any], alias: str = "") -> list[dict[str, Any]]:
    """Runs a prepared query in one file of the scope: the one that holds the figures, unless named."""
    reader = scope.atlas.sessions.reader(scope.atlas.publication, scope.aliases)
    return reader.rows(query, values, alias=alias or scope.chiffres)


def libelles(axe: Axe, scope: Scope, alias: str = "") -> Mapping[str, str]:
    """The names of the members of an axis in the file of the scope, by code."""
    where = alias or scope.chiffres

    def load() -> dict[str, str]:
        source = route(scope, "membres", frozenset({"libelle"}), where)
        found = run(scope, expressions.found(source, ("axe",)), {"axe": axe.id}, where)
        return {line["code"]: line["libelle"] for line in found} | {"": axe.inconnu}

    return dict(answer(scope, ("libelles", axe.id, where), load))
