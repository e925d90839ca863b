"""A figure of an indicator is whole numbers: its value stands within its bounds, whatever is unknown."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from achatlas.analyse.formes import saisie
from achatlas.analyse.parts import AMOUNTS, Part
from achatlas.analyse.readings import NOTHING, SENSELESS, TOLD, UNKNOWN, WITHOUT, folded, of_parts, tallied
from achatlas.catalogue.models_indicateurs import Calcul
from achatlas.cli.indicateurs_json import exact

CENTS = st.integers(0, 10**13)
SIGNED = st.integers(-(10**13), 10**13)
COUNT = st.builds(Part, *(st.integers(0, 50) for _ in AMOUNTS))
KIND = st.integers(0, len(AMOUNTS) - 1)
UNITS = st.dictionaries(st.tuples(st.sampled_from("ab"), st.sampled_from("vwxyz")), st.tuples(KIND, CENTS))
ENTRY = st.fixed_dictionaries({}, optional={"numerateur": CENTS, "denominateur": CENTS})


@given(st.builds(Part, *(SIGNED for _ in AMOUNTS)), COUNT)
def test_a_value_that_is_told_stands_between_the_least_and_the_most(led: Part, nombre: Part) -> None:
    one = of_parts(led, nombre, led)
    if one.etat != TOLD:
        assert one.valeur is None and one.etat in (SENSELESS, UNKNOWN, NOTHING)
        return
    assert one.valeur is not None and one.bornes is not None
    assert 0 <= one.bornes[0] <= one.valeur <= one.bornes[1] <= 1


@given(CENTS, CENTS, CENTS, CENTS, COUNT)
def test_what_is_unknown_moves_the_bounds_and_never_the_value(
    yes: int, no: int, doubt: int, more: int, nombre: Part
) -> None:
    one = of_parts(Part(yes, 0, no, doubt, 0), nombre)
    other = of_parts(Part(yes, 0, no, doubt + more, 0), nombre)
    assert one.valeur == other.valeur
    if one.bornes and other.bornes:
        assert other.bornes[0] <= one.bornes[0] and one.bornes[1] <= other.bornes[1]


@given(UNITS)
def test_units_are_each_counted_once(units: dict[tuple[str, str], tuple[int, int]]) -> None:
    found = tallied(units, "nombre")
    hors = AMOUNTS.index("hors")
    for member in "ab":
        kinds = [kind for (who, _), (kind, _) in units.items() if who == member]
        told = found[member] if kinds else None
        assert (member in found) == bool(kinds)
        if told:
            assert told.base == sum(kind != hors for kind in kinds) == told.connus[1]
            assert told.numerateur == kinds.count(0) and told.n == told.connus[0]


@given(st.lists(KIND, min_size=1))
def test_one_yes_is_enough_and_one_doubt_keeps_from_a_no(kinds: list[int]) -> None:
    told = AMOUNTS[folded(kinds)]
    said = {AMOUNTS[kind] for kind in kinds}
    assert (told == "oui") == ("oui" in said)
    assert told != "non" or not said & {"oui", "presume", "inconnu"}


@given(st.lists(ENTRY), st.sampled_from(["part", "rapport", "somme"]))
def test_nothing_typed_is_nothing_told_and_never_nil(entries: list[dict[str, int]], genre: str) -> None:
    one = saisie.summed(entries, Calcul.model_validate({"forme": "saisie", "genre": genre}))
    assert (one.etat == WITHOUT) == (entries == [])
    known = [e for e in entries if "numerateur" in e and (genre == "somme" or "denominateur" in e)]
    assert one.n == len(known) and one.numerateur == sum(e["numerateur"] for e in known)
    assert known or one.valeur is None


@given(st.fractions(min_value=0, max_value=1))
def test_a_share_is_written_to_the_nearest_ten_thousandth(share: Fraction) -> None:
    written = exact(share, "pourcent")
    assert written is not None and abs(Fraction(written) - 100 * share) <= Fraction(1, 20_000)
    assert exact(None, "pourcent") is None
