"""Shares within an interval, and what each threshold gives: drawn where their values say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from achatlas.marks import _interval, _seuils
from achatlas.marks._seuils import Courbe

ends = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(lambda pair: tuple(sorted(pair)))


def length(text: str) -> float:
    return float(text.removesuffix("%"))


@given(ends)
def test_a_bar_is_plain_to_the_low_end_then_hatched_and_stays_in_its_place(pair: tuple[float, float]) -> None:
    drawn = _interval.barre(pair)
    plain, doubt = length(drawn["plein"]), length(drawn["doute"])
    assert plain <= 100 * pair[0] + 0.01 and plain + doubt <= 100.01
    assert abs(plain + doubt - 100 * pair[1]) < 0.02 or doubt < 0.6


def test_a_doubt_is_never_too_thin_to_be_seen() -> None:
    assert length(_interval.barre((0.9999, 1.0))["doute"]) == 0.6


@given(st.lists(ends, min_size=1, max_size=6))
def test_the_same_rows_are_drawn_wide_and_narrow(rows: list[tuple[float, float]]) -> None:
    drawn = _interval.dessiner([(f"Part {rank}", "dit", pair) for rank, pair in enumerate(rows)])
    for one in drawn["formats"].values():
        assert len(one["barres"]) == len(rows)
        assert all(float(bar["doute_x"]) + float(bar["doute"]) <= one["largeur"] for bar in one["barres"])


def line(name: str, *shares: float) -> Courbe:
    scores = (10, 50, 83, 98)
    return Courbe(name, tuple((s, p, (p - 0.02, p)) for s, p in zip(scores, shares, strict=True)))


def test_the_curve_marks_the_threshold_in_use_on_each_line() -> None:
    drawn = _seuils.dessiner([line("précision", 0.6, 0.8, 0.9, 1.0), line("rappel", 0.9, 0.8, 0.7, 0.3)], 83)
    for one in drawn["formats"].values():
        marks = [[r["x"] for r in found["reperes"] if r["ici"]] for found in one["lignes"]]
        assert marks == [[one["seuil"]["x"]]] * 2
        ys = [float(r["y"]) for found in one["lignes"] for r in found["reperes"]]
        assert one["haut"] <= min(ys) and max(ys) <= one["base"]


def test_the_names_of_two_lines_that_end_together_are_kept_apart() -> None:
    drawn = _seuils.dessiner([line("précision", 1, 1, 1, 1), line("rappel", 1, 1, 1, 0.99)], 83)
    for one in drawn["formats"].values():
        first, second = sorted(float(found["ty"]) for found in one["lignes"])
        assert second - first >= _seuils.APART


def test_the_axis_of_shares_says_where_it_starts() -> None:
    high = _seuils.dessiner([line("précision", 0.9, 0.95, 0.97, 1.0)], 83)["formats"]["large"]
    low = _seuils.dessiner([line("rappel", 0.9, 0.8, 0.7, 0.1)], 83)["formats"]["large"]
    assert high["grille"][0]["texte"] == "75" and low["grille"][0]["texte"] == "0"


def test_nothing_is_drawn_of_a_line_without_two_points() -> None:
    assert _seuils.dessiner([Courbe("précision", ())], 83)["formats"] == {}
