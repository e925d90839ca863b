"""What the common view lets anybody cross: no payment of another buyer stands beside its payee."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.analyse import query
from achatlas.analyse.scope import Droits, Scope, consolidated
from achatlas.analyse.selection import Clause, Selection
from achatlas.catalogue.load import Catalogue
from achatlas.domain.errors import ClosedCrossing
from achatlas.store.publications import CONSOLIDE, CROSSINGS
from tests.petit import Petit

CATALOGUE = Catalogue()
AXES = CATALOGUE.axes_of("achats")
PAYEE = "fournisseur_id"
WHEN_WHERE = {"mois", "direction_code", "service_code", "compte_code", "section", "fonction_code"}
FINE = {PAYEE, "segment_code", "departement_code", "identification", "rattachement", "classement"}
FINE |= {axe.colonne for axe in (*CATALOGUE.attributs.values(), *CATALOGUE.caracteres.values())}
FINE.add("marche_cle")


@pytest.fixture(scope="module")
def rows(petit: Petit) -> list[dict[str, object]]:
    """The mart of purchases, natural persons merged as the common view does."""
    found = petit.mart("achats")
    merged = {PAYEE: "PP", "groupe": "PP"}
    return [{**r, **(merged if r[PAYEE].startswith("PP") else {})} for r in found]


def closed(columns: set[str]) -> bool:
    """Whether a set of columns would tell when or by which direction what is told of suppliers was paid. A
    service names its direction: both tell no more than it does.
    """
    told = columns & WHEN_WHERE - ({"direction_code"} if "service_code" in columns else set())
    return bool(columns & FINE) and bool(told) or len(told) > 1


def test_no_table_of_the_common_file_holds_payee_and_date_or_direction(petit: Petit) -> None:
    tables = petit.publication.tables(CONSOLIDE).values()
    paid = [set(t["colonnes"]) for t in tables if t["fait"] == "achats"]
    assert paid
    assert [columns for columns in paid if closed(columns)] == []


def test_only_who_may_open_every_line_may_cross_everything(petit: Petit) -> None:
    assert CROSSINGS in petit.consolide(*petit.sirens).aliases
    for sirens in ((), petit.sirens[:1], petit.sirens[1:]):
        assert CROSSINGS not in petit.consolide(*sirens).aliases


def test_a_right_on_a_buyer_that_is_not_published_opens_nothing_more(petit: Petit) -> None:
    rights = Droits(frozenset({*petit.sirens[1:], "999999999"}), consolide=True)
    assert CROSSINGS not in consolidated(petit.atlas, rights).aliases


BORNE = ("taille", "commune", "groupe", "mutualisation")
ALIKE = {*CATALOGUE.attributs, *CATALOGUE.caracteres, "fonction"}
FEW = [axe for axe in AXES if axe not in ALIKE or axe in BORNE]
"""Attributes, or characters, stand in the same tables: where three axes cross, some of them stand for all."""


@pytest.mark.parametrize("count", [2, 3])
def test_every_crossing_is_either_exact_or_refused(
    petit: Petit, rows: list[dict[str, object]], count: int
) -> None:
    shared, opened = petit.consolide(), 0
    for axes in combinations(AXES if count == 2 else FEW, count):
        columns = [AXES[axe].colonne for axe in axes]
        codes = {axe: str(rows[0][column]) for axe, column in zip(axes, columns, strict=True)}
        chosen = Selection({axe: Clause("dans", (code,)) for axe, code in codes.items()})
        kept = [r for r in rows if all(r[AXES[a].colonne] == code for a, code in codes.items())]
        try:
            said = query.figures(["montant_paye"], chosen, shared).valeurs
        except ClosedCrossing:
            continue
        opened += 1
        assert not closed(set(columns)), f"{axes} is open"
        assert said == {"montant_paye": sum(int(str(r["montant_ht_centimes"])) for r in kept)}
    assert opened


OWN = ["besoin"]
"""What a buyer alone calls its needs means nothing to the others (ADR 55)."""


def test_every_axis_is_open_by_itself_but_what_is_a_buyer_s_own(petit: Petit) -> None:
    def shut(scope: Scope) -> list[str]:
        return [axe for axe in AXES if not query.opens(axe, ["montant_paye"], Selection(), scope)]

    assert shut(petit.consolide()) == OWN
    assert shut(petit.consolide(*petit.sirens)) == shut(petit.individuel(petit.sirens[0])) == []


def test_what_opens_says_so_before_it_is_asked(petit: Petit) -> None:
    shared = petit.consolide()

    @settings(max_examples=60)
    @given(st.sampled_from(sorted(AXES)), st.sets(st.sampled_from(sorted(AXES)), max_size=3))
    def check(axe: str, chosen: set[str]) -> None:
        selection = Selection({name: Clause("dans", ("x",)) for name in chosen})
        try:
            query.rows(axe, ["montant_paye"], selection, shared)
            answered = True
        except ClosedCrossing:
            answered = False
        assert query.opens(axe, ["montant_paye"], selection, shared) is answered

    check()


def test_a_figure_that_is_closed_is_named_and_the_others_are_told(petit: Petit) -> None:
    month = Selection().only("mois", ["03"])
    asked = ["montant_paye", "fournisseurs", "lignes"]
    said = query.figures(asked, month, petit.consolide())
    assert (said.fermes, set(said.valeurs)) == ({"fournisseurs"}, {"montant_paye", "lignes"})
    assert query.figures(asked, month, petit.consolide(*petit.sirens)).fermes == frozenset()


def test_the_view_of_a_buyer_crosses_everything(petit: Petit) -> None:
    own = petit.individuel(petit.sirens[0])
    everything = Selection({axe: Clause("sauf", ("x",)) for axe in AXES})
    said = query.figures(["fournisseurs"], everything, own)
    assert said == query.figures(["fournisseurs"], Selection(), own)
