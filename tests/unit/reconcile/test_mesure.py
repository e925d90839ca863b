from __future__ import annotations

from achatlas.domain.accuracy import wilson
from achatlas.reconcile.engine import Candidat
from achatlas.reconcile.mesure import Answer, Case, measured
from achatlas.reconcile.noms.voisins import Lieu


def answer(siren: str, found: str, score: int, *, present: bool = True, centimes: int = 0) -> Answer:
    case = Case("x", siren, Lieu(), centimes)
    first = Candidat(found, "", "", "", "", score, ()) if found else None
    return Answer(case, present, first)


SAID = [
    answer("1", "1", 90, centimes=300_00),
    answer("2", "3", 90, centimes=100_00),
    answer("4", "4", 50, centimes=600_00),
    answer("5", "6", 95, present=False, centimes=50_00),
    answer("7", "", 0, present=False),
]


def test_a_match_of_a_name_that_is_not_in_the_directory_costs_precision_not_recall() -> None:
    told = measured(SAID, 80)
    assert (told["precision"], told["rappel"], told["n"]) == (round(1 / 3, 4), round(1 / 3, 4), 5)


def test_the_same_is_measured_by_euros_where_amounts_are_known() -> None:
    euros = measured(SAID, 80)["euros"]
    assert (euros["precision"], euros["rappel"]) == (round(300 / 450, 4), 0.3)


def test_the_curve_finds_more_as_the_threshold_falls() -> None:
    recalls = [point["rappel"] for point in measured(SAID, 80)["courbe"]]
    assert recalls == sorted(recalls, reverse=True)


def test_nothing_found_has_no_precision() -> None:
    assert measured(SAID, 100)["precision"] is None and wilson(0, 0) is None


def test_each_share_stands_within_its_interval_by_names_and_by_euros() -> None:
    told = measured(SAID, 80)
    for counted in (told, told["euros"], *told["moteurs"], *told["courbe"][:9]):
        for name in ("precision", "rappel"):
            low, high = counted[f"{name}_ic"]
            assert low <= counted[name] <= high
    assert told["precision_ic"] == wilson(1, 3)


def test_the_curve_holds_the_threshold_in_use() -> None:
    assert 83 in [point["seuil"] for point in measured(SAID, 83)["courbe"]]
