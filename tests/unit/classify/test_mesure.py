"""The measure of the classification, counted by hand."""

from __future__ import annotations

from achatlas.classify.mesure import Reponse, Titre, measured

FIVE = ("08.03", "08.04", "18.05", "16.05", "27.04")


def test_shares_are_those_of_a_count_by_hand() -> None:
    said = [
        Reponse(Titre("a", "08.03", ("08.03", "18.05")), FIVE, 90),
        Reponse(Titre("b", "16.01", ("18.05", "08.03")), FIVE, 80),
        Reponse(Titre("c", "", ("16.05",)), FIVE, 80),
        Reponse(Titre("d", "08.04"), FIVE, 40),
        Reponse(Titre("e", "", ("02.01",)), (), 0),
    ]
    told = measured(said, 75)
    assert (told["n"], told["lus"]) == (5, 4)
    assert told["segment_top1"] == 0.2 and told["segment_top5"] == 0.8
    assert told["famille_top1"] == 0.4
    assert told["acceptable"] == 0.5 and told["acceptable_top5"] == 0.75 and told["famille_acceptable"] == 0.5
    assert told["accord_cpv"] == round(1 / 3, 4)
    assert told["automatise"] == 0.6 and told["precision_automatise"] == round(2 / 3, 4)
    assert [(one["de"], one["n"], one["juste"]) for one in told["surete"]] == [
        (40, 1, 0.0),
        (80, 2, 0.5),
        (90, 1, 1.0),
    ]


def test_nothing_measured_is_no_share() -> None:
    told = measured([], 75)
    assert told["n"] == 0 and told["acceptable"] is None and told["acceptable_ic"] is None
