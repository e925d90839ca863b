"""A share is what is known, from the least to the most that it may be: what is unknown is never a no."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.analyse.taux import Part, part
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models import Taux
from achatlas.domain.nombres import interval

CATALOGUE = Catalogue()
TAUX = CATALOGUE.taux
PME = TAUX["pme"]
CENTS = st.integers(0, 10**13)
SIGNED = st.integers(-(10**13), 10**13)
KINDS = ("oui", "presume", "non", "inconnu", "hors")
PART = st.builds(Part, *(CENTS for _ in KINDS))
ANY = st.builds(Part, *(SIGNED for _ in KINDS))


def bounds(said: Part) -> str:
    """A share as it is written."""
    return interval(*said.bornes, said.base)


def told(definition: Taux) -> list[str]:
    """The members of the axis of a share, and unknown."""
    return [*CATALOGUE.axes[definition.axe].membres, ""]


def test_the_euros_of_each_kind_are_told() -> None:
    amounts = {"micro": 10, "pme": 20, "presumee": 5, "eti": 30, "ge": 35, "hors_champ": 40, "": 60}
    said = part(PME, amounts)
    assert said == Part(oui=30, presume=5, non=65, inconnu=60, hors=40)
    assert (said.connu, said.bornes, said.base) == ((30, 95), (30, 95), 160)
    assert bounds(said) == "18 à 60"


def test_a_member_that_no_share_names_is_unknown() -> None:
    assert part(PME, {"nouvelle": 7}).inconnu == 7
    assert part(TAUX["ess"], {"non_declaree": 7}).inconnu == 7


@pytest.mark.parametrize("name", TAUX)
def test_every_share_names_members_of_its_axis_once(name: str) -> None:
    definition = TAUX[name]
    named = [*definition.oui, *definition.presume, *definition.non, *definition.hors]
    assert len(named) == len(set(named)) and set(named) <= set(told(definition))
    assert definition.oui and definition.non and definition.reference and definition.definition


@given(st.sampled_from(sorted(TAUX)), st.data())
def test_the_five_parts_add_up_to_the_whole(name: str, data: st.DataObject) -> None:
    amounts = data.draw(st.dictionaries(st.sampled_from([*told(TAUX[name]), "autre"]), SIGNED))
    said = part(TAUX[name], amounts)
    assert sum(getattr(said, kind) for kind in KINDS) == sum(amounts.values())
    assert said.base + said.hors == sum(amounts.values())


@given(PART)
def test_the_bounds_hold_what_is_known_and_stay_between_nothing_and_all(said: Part) -> None:
    (least, most), (yes, known) = said.bornes, said.connu
    assert 0 <= least <= most <= said.base
    assert said.dicible is (said.base > 0)
    assert least * known <= yes * said.base <= most * known or known == 0


@given(PART, CENTS)
def test_what_is_unknown_never_lowers_the_upper_bound_nor_raises_the_lower(said: Part, more: int) -> None:
    wider = Part(said.oui, said.presume, said.non, said.inconnu + more, said.hors)
    assert wider.bornes[1] * said.base >= said.bornes[1] * wider.base
    assert wider.bornes[0] * said.base <= said.bornes[0] * wider.base


@given(PART, st.integers(0, 100), st.booleans())
def test_learning_narrows_the_bounds(said: Part, share: int, yes: bool) -> None:
    """Whatever the unknown turns out to be, the share was between the bounds that were told."""
    learnt = said.inconnu * share // 100
    after = Part(
        said.oui + learnt * yes, said.presume, said.non + learnt * (not yes), said.inconnu - learnt, said.hors
    )
    assert said.bornes[0] <= after.bornes[0] and after.bornes[1] <= said.bornes[1]
    assert after.base == said.base


@given(PART, CENTS)
def test_what_is_out_of_the_field_changes_nothing(said: Part, hors: int) -> None:
    other = Part(said.oui, said.presume, said.non, said.inconnu, hors)
    assert (other.bornes, other.base, other.connu) == (said.bornes, said.base, said.connu)


@given(ANY)
def test_credits_never_turn_the_bounds_over_nor_tell_a_share_out_of_bounds(said: Part) -> None:
    least, most = said.bornes
    assert least <= most
    assert said.dicible is (said.base > 0 and least >= 0 and most <= said.base)


def test_a_credit_of_an_unknown_operator_lowers_the_least() -> None:
    said = Part(oui=100, presume=0, non=100, inconnu=-50, hors=0)
    assert said.bornes == (50, 100) and said.base == 150 and said.dicible


@pytest.mark.parametrize(
    "said",
    [Part(100, 0, -20, 0, 0), Part(-10, 0, 100, 0, 0), Part(0, 0, 0, 0, 50), Part(10, 0, -10, 0, 0),
     Part(-5, -5, -5, -5, 0)],
)  # fmt: skip
def test_a_share_that_credits_make_absurd_is_not_told(said: Part) -> None:
    assert not said.dicible


@given(PART.filter(lambda said: said.base > 0))
def test_what_is_written_holds_what_is_true(said: Part) -> None:
    least, most = said.bornes
    if least == most:
        return
    low, high = (int(number) for number in bounds(said).split(" à "))
    assert 100 * least >= low * said.base and 100 * most <= high * said.base
    assert 0 <= low <= high <= 100


def test_a_share_that_nothing_makes_doubtful_is_one_figure() -> None:
    assert bounds(Part(41, 0, 59, 0, 7)) == "41"
    assert bounds(Part(1, 0, 999, 0, 0)) == "<\u202f1"
    assert bounds(Part(999, 0, 1, 0, 0)) == ">\u202f99"
