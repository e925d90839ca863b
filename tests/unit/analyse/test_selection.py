from __future__ import annotations

import pytest

from achatlas.analyse.selection import Clause, Selection
from achatlas.domain.errors import UnknownAxis

AXES = ("famille", "mois", "fournisseur")
NOTHING = Selection()


def test_choosing_a_member_keeps_only_it() -> None:
    both = NOTHING.only("famille", ["01", "02"])
    assert both.toggled("famille", "03").get("famille") == Clause("dans", ("03",))


def test_choosing_a_chosen_member_releases_the_axis() -> None:
    assert NOTHING.toggled("famille", "01").toggled("famille", "01") == NOTHING


def test_a_member_is_added_to_the_choice_then_taken_out() -> None:
    both = NOTHING.toggled("famille", "01").toggled("famille", "02", ajouter=True)
    assert both.get("famille") == Clause("dans", ("01", "02"))
    assert both.toggled("famille", "01", ajouter=True) == NOTHING.toggled("famille", "02")


def test_excluding_twice_takes_the_member_back() -> None:
    out = NOTHING.excluding("famille", "01").excluding("famille", "02")
    assert out.get("famille") == Clause("sauf", ("01", "02"))
    assert out.excluding("famille", "01").excluding("famille", "02") == NOTHING


def test_choosing_an_excluded_member_keeps_it_and_forgets_the_exclusion() -> None:
    assert NOTHING.excluding("famille", "01").toggled("famille", "01").get("famille") == Clause(
        "dans", ("01",)
    )


def test_excluding_a_chosen_member_forgets_the_choice() -> None:
    assert NOTHING.toggled("famille", "01").excluding("famille", "01").get("famille") == Clause(
        "sauf", ("01",)
    )


def test_an_axis_is_left_free_without_touching_the_others() -> None:
    both = NOTHING.toggled("famille", "01").toggled("mois", "02")
    assert both.without("famille") == NOTHING.toggled("mois", "02")


def test_a_selection_is_never_changed_in_place() -> None:
    kept = NOTHING.toggled("famille", "01")
    kept.toggled("mois", "02")
    assert list(kept.clauses) == ["famille"]
    with pytest.raises(TypeError):
        kept.clauses["mois"] = Clause("dans", ("02",))  # type: ignore[index]


def test_the_unknown_member_goes_through_the_address() -> None:
    unknown = NOTHING.toggled("famille", "")
    assert unknown.to_query() == [("famille", "")]
    assert Selection.from_query([("famille", "")], AXES) == unknown


def test_an_exclusion_goes_through_the_address() -> None:
    assert NOTHING.excluding("famille", "01").to_query() == [("sauf.famille", "01")]
    assert Selection.from_query([("sauf.famille", "01")], AXES) == NOTHING.excluding("famille", "01")


def test_equal_selections_have_equal_addresses_and_hashes() -> None:
    one = NOTHING.only("mois", ["02", "01", "02"]).only("famille", ["03"])
    other = NOTHING.only("famille", ["03"]).only("mois", ["01", "02"])
    assert one == other
    assert one.to_query() == other.to_query()
    assert hash(one) == hash(other)


@pytest.mark.parametrize("name", ["inconnu", "sauf.inconnu", "sauf.sauf.famille", "famille "])
def test_a_name_that_is_no_axis_is_refused(name: str) -> None:
    with pytest.raises(UnknownAxis, match="Axe inconnu"):
        Selection.from_query([(name, "01")], AXES)
