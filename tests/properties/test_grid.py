"""Two axes crossed say what plain Python counts: sums, counts without repetition, shares, folded or not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from achatlas.analyse import grid, query
from achatlas.analyse.grid import AUTRES, Croix, Question
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection
from achatlas.analyse.taux import NOTHING, Part, part, taux
from achatlas.catalogue.load import Catalogue
from tests.properties.test_cross_filter import kept, selections
from tests.web import atelier

CATALOGUE = Catalogue()
SIRENS = frozenset(siren for siren, _ in atelier.ACHETEURS)
SUMS = {"achats": "montant_paye", "marches": "montant_notifie"}
COUNTS = {"achats": "fournisseurs", "marches": "marches"}
Lines = list[dict[str, Any]]
Told = Callable[[Lines], Any]


def pairs(fait: str) -> st.SearchStrategy[tuple[str, str]]:
    axes = st.sampled_from(sorted(CATALOGUE.axes_of(fait)))
    return st.tuples(axes, axes).filter(lambda both: both[0] != both[1])


def member(line: Mapping[str, Any], axe: str) -> str:
    return line[CATALOGUE.axes[axe].colonne] or ""


def counted(lines: Lines, axes: tuple[str, str], told: Told) -> Croix[Any]:
    """What plain Python counts of each cell, each row, each column and in all."""
    places: tuple[dict[Any, Lines], ...] = (defaultdict(list), defaultdict(list), defaultdict(list))
    for line in lines:
        key = member(line, axes[0]), member(line, axes[1])
        for held, place in zip(places, (key, *key), strict=True):
            held[place].append(line)
    return Croix(*({place: told(some) for place, some in held.items()} for held in places), told(lines))


def summed(mesure: str) -> Told:
    column = CATALOGUE.mesures[mesure].colonne
    return lambda lines: sum(line[column] for line in lines)


def distinct(mesure: str) -> Told:
    column = CATALOGUE.mesures[mesure].colonne
    return lambda lines: len({line[column] for line in lines})


def share(name: str) -> Told:
    definition = CATALOGUE.taux[name]
    column = CATALOGUE.mesures[definition.mesure].colonne

    def told(lines: Lines) -> Part:
        amounts: dict[str, int] = defaultdict(int)
        for line in lines:
            amounts[member(line, definition.axe)] += line[column]
        return part(definition, amounts)

    return told


def folding(line: Mapping[str, Any], axe: str, stand: list[str]) -> dict[str, Any]:
    """The line as one of the others when its member does not stand alone."""
    column = CATALOGUE.axes[axe].colonne
    return {**line, column: line[column] if member(line, axe) in stand else AUTRES}


@pytest.mark.parametrize("fait", SUMS)
def test_sums_and_counts_are_what_python_counts(
    fait: str, scope: Scope, written: Mapping[str, Lines]
) -> None:
    @settings(max_examples=25, deadline=None)
    @given(pairs(fait), selections(fait, written))
    def check(axes: tuple[str, str], selection: Selection) -> None:
        asked = Question(axes, selection, scope)
        lines = [line for line in written[fait] if kept(line, asked.free)]
        assert grid.sums(asked, SUMS[fait]) == counted(lines, axes, summed(SUMS[fait]))
        assert grid.distinct(asked, COUNTS[fait]) == counted(lines, axes, distinct(COUNTS[fait]))

    check()


@pytest.mark.parametrize("name", CATALOGUE.taux)
def test_shares_are_what_python_counts_whatever_the_axes(
    name: str, scope: Scope, written: Mapping[str, Lines]
) -> None:
    fait = CATALOGUE.mesures[CATALOGUE.taux[name].mesure].fait

    @settings(max_examples=15, deadline=None)
    @given(pairs(fait), selections(fait, written))
    def check(axes: tuple[str, str], selection: Selection) -> None:
        asked = Question(axes, selection, scope)
        lines = [line for line in written[fait] if kept(line, asked.free)]
        found = grid.shares(asked, CATALOGUE.taux[name])
        assert found == counted(lines, axes, share(name))
        assert sum(found.cases.values(), NOTHING) == found.total
        if CATALOGUE.taux[name].axe not in axes:
            assert found.total == taux(CATALOGUE.taux[name], asked.free, scope)

    check()


@pytest.mark.parametrize("genre", ["sums", "distinct", "shares"])
def test_what_is_folded_is_counted_again_and_never_wrong(
    genre: str, scope: Scope, written: Mapping[str, Lines]
) -> None:
    told = {"sums": summed("montant_paye"), "distinct": distinct("fournisseurs"), "shares": share("local")}

    @settings(max_examples=15, deadline=None)
    @given(pairs("achats"), selections("achats", written), st.data())
    def check(axes: tuple[str, str], selection: Selection, data: st.DataObject) -> None:
        assume("local" not in axes and "fournisseur" not in axes)  # folding would change what is counted
        asked = Question(axes, selection, scope)
        lines = [line for line in written["achats"] if kept(line, asked.free)]
        stand = [
            data.draw(st.lists(st.sampled_from(sorted({member(line, axe) for line in lines}) or ["zz"])))
            for axe in axes
        ]
        folded = [folding(folding(line, axes[0], stand[0]), axes[1], stand[1]) for line in lines]
        found: Any
        if genre == "distinct":
            whole = grid.distinct(asked, "fournisseurs")
            found = grid.folded_distinct(asked, "fournisseurs", whole, stand[0], stand[1])
        elif genre == "sums":
            found = grid.folded(grid.sums(asked, "montant_paye"), stand[0], stand[1])
        else:
            found = grid.folded(grid.shares(asked, CATALOGUE.taux["local"]), stand[0], stand[1])
        assert found == counted(folded, axes, told[genre])

    check()


def test_a_row_counts_its_members_once(scope: Scope) -> None:
    asked = Question(("segment", "acheteur"), Selection(), scope)
    found = grid.distinct(asked, "fournisseurs")
    assert found.total == query.figures(["fournisseurs"], Selection(), scope).valeurs["fournisseurs"]
    assert found.total < sum(found.cases.values())
