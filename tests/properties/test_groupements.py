"""Axes that persons make answer as plain Python does: every measure, grouped, filtered and crossed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.analyse import gate, grid, query
from achatlas.analyse.groupements import AUTRES
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Clause, Selection
from achatlas.catalogue.load import Catalogue, with_axes
from achatlas.catalogue.models import Axe
from achatlas.domain.errors import ClosedCrossing
from tests.petit import Petit, Record
from tests.properties.test_answers import PREMIERE, Rows, keeps, measured, mesures

CATALOGUE = Catalogue()
BASES = [("achats", "segment"), ("marches", "fournisseur")]
NOM = "gr_1"


def made(base: str, groupes: dict[str, tuple[str, ...]]) -> Axe:
    """An axis that gathers members of another."""
    names = {code: f"Groupe {code}" for code in groupes} | {AUTRES: "Autres"}
    told = {"id": NOM, "base": base, "groupes": groupes, "membres": names, "attribut": False}
    return CATALOGUE.axes[base].model_copy(update=told)


def holding(scope: Scope, axe: Axe) -> Scope:
    return replace(scope, atlas=replace(scope.atlas, catalogue=with_axes(scope.atlas.catalogue, [axe])))


def group_of(axe: Axe, row: Record) -> str:
    member = row[axe.colonne]
    found = (code for code, members in axe.groupes.items() if member in members)
    return next(found, AUTRES if member else "")


def axes(base: str, rows: list[Record]) -> st.SearchStrategy[Axe]:
    """Up to three groups, of members that are there or not, none in two of them."""
    codes = sorted({row[CATALOGUE.axes[base].colonne] for row in rows} - {""} | {"nulle part"})
    placed = st.dictionaries(st.sampled_from(codes), st.sampled_from("123"), max_size=6)

    def build(where: dict[str, str]) -> Axe:
        groups = {code: tuple(m for m, c in where.items() if c == code) for code in "123"}
        return made(base, groups)

    return placed.map(build)


@pytest.fixture(scope="module")
def mine(petit: Petit) -> tuple[Scope, Rows]:
    own = petit.sirens[0]
    return petit.individuel(own), {
        fait: [r for r in petit.mart(fait) if r["acheteur_siren"] == own] for fait in PREMIERE
    }


@pytest.mark.parametrize(("fait", "base"), BASES)
def test_groups_filter_group_and_cross_exactly(mine: tuple[Scope, Rows], fait: str, base: str) -> None:
    scope, facts = mine
    rows, names = facts[fait], mesures(fait)
    column = CATALOGUE.axes[base].colonne
    codes = sorted({row[column] for row in rows})
    chosen = st.lists(st.sampled_from(["1", "2", "3", AUTRES, "", "9"]), min_size=1, max_size=3)
    clause = st.builds(Clause, st.sampled_from(["dans", "sauf"]), chosen.map(tuple))
    own = st.builds(
        Clause, st.sampled_from(["dans", "sauf"]), st.lists(st.sampled_from(codes), min_size=1, max_size=4)
    )

    @settings(max_examples=4)
    @given(axes(base, rows), clause, st.none() | own)
    def check(axe: Axe, asked: Clause, beside: Clause | None) -> None:
        held = holding(scope, axe)
        kept = [r for r in rows if beside is None or keeps(r, Selection({base: beside}))]
        first = Selection({base: beside} if beside else {})
        said = {row.code: dict(row.valeurs) for row in query.rows(NOM, names, first, held).lignes}
        groups = {group_of(axe, row) for row in kept}
        assert said == {g: measured([r for r in kept if group_of(axe, r) == g], names) for g in groups}
        inside = [r for r in kept if (group_of(axe, r) in asked.valeurs) == (asked.mode == "dans")]
        both = Selection({**first.clauses, NOM: asked})
        assert query.figures(names, both, held).valeurs == measured(inside, names)
        crossed = grid.distinct(grid.Question((NOM, "famille"), Selection(), held), names[1])
        assert crossed.lignes == {
            g: measured([r for r in rows if group_of(axe, r) == g], names)[names[1]]
            for g in {group_of(axe, row) for row in rows}
        }

    check()


def test_a_grouping_opens_what_its_base_opens_and_no_more(petit: Petit) -> None:
    shared = petit.consolide()
    mois = holding(shared, made("mois", {"1": ("01", "02", "03")}))
    assert query.rows(NOM, ["montant_paye"], Selection(), mois).nombre > 1
    chosen = Selection({NOM: Clause("dans", ("1",))})
    assert query.opens("famille", ["montant_paye"], chosen, mois)
    assert not query.opens("fournisseur", ["montant_paye"], chosen, mois)
    with pytest.raises(ClosedCrossing):
        query.figures(["fournisseurs"], chosen, mois)


def test_two_groupings_of_one_name_never_share_an_answer(petit: Petit) -> None:
    scope, codes = petit.consolide(), [f"{n:02d}" for n in range(1, 13)]
    halves = (holding(scope, made("mois", {"1": tuple(half)})) for half in (codes[:6], codes[6:]))
    one, other = (
        query.figures(["montant_paye"], Selection({NOM: Clause("dans", ("1",))}), half).valeurs
        for half in halves
    )
    assert one != other
    assert gate.libelles(made("mois", {"1": ("01",)}), scope)[AUTRES] == "Autres"


def test_a_group_that_holds_natural_persons_holds_them_for_their_buyers(petit: Petit) -> None:
    axe, asked = made("fournisseur", {"1": ("PP",), "2": ("nulle part",)}), ["montant_paye", "lignes"]
    scopes = [holding(petit.individuel(siren), axe) for siren in petit.sirens]
    common = holding(petit.consolide(*petit.sirens), axe)
    chosen = {code: Selection().only(NOM, [code]) for code in ("1", AUTRES)}
    for code, selection in chosen.items():
        whole = query.figures(asked, selection, common).valeurs
        parts = [query.figures(asked, selection, scope).valeurs for scope in scopes]
        assert {name: sum(part[name] for part in parts) for name in asked} == dict(whole)
        assert query.lines(selection, common, taille=1).nombre == whole["lignes"] > 0
        for scope, part in zip(scopes, parts, strict=True):
            rows = {row.code: row.valeurs for row in query.rows(NOM, asked, Selection(), scope).lignes}
            assert rows.get(code, dict.fromkeys(asked, 0)) == part
    both = chosen["1"].only("fournisseur", ["PP"])
    assert query.figures(asked, both, scopes[0]) == query.figures(asked, chosen["1"], scopes[0])
    assert (
        query.figures(["lignes"], chosen[AUTRES].only("fournisseur", ["PP"]), scopes[0]).valeurs["lignes"]
        == 0
    )
