"""A, B and C: a need bought off contract holds a threshold, by the law of the month in which it passed."""

from __future__ import annotations

from datetime import date

import pytest

from achatlas.watch.besoins import Mois, besoins, communs
from tests.unit.watch.examens import DROIT, alertes, plain, silences

VILLE, CCAS = "210000010", "210000028"
KINDS = {VILLE: "collectivite", CCAS: "collectivite"}


def paid(euros: int, besoin: str = "23.01", genre: str = "FS", siren: str = VILLE, month: int = 3) -> Mois:
    return Mois(siren, besoin, genre, date(2026, month, 1), euros * 100, euros * 100, 1, 1)


def found(code: str, *rows: Mois) -> list[str]:
    return [one.besoin for one in alertes(code, besoins=besoins(DROIT, rows, KINDS))]


@pytest.mark.parametrize(
    ("code", "euros", "genre"),
    [
        ("A", 40_000, "FS"),
        ("B", 90_000, "FS"),
        ("C", 216_000, "FS"),
        ("A", 100_000, "T"),
        ("C", 5_404_000, "T"),
    ],
)
def test_it_fires_at_the_value_and_not_just_below(code: str, euros: int, genre: str) -> None:
    assert found(code, paid(euros, genre=genre)) == ["23.01"]
    below = paid(euros, genre=genre)
    rows = [below, Mois(VILLE, "23.01", genre, below.mois, -1, -1, 0, 0)]
    assert found(code, *rows) == []


def test_works_that_the_dispense_frees_raise_no_flag_of_publicity() -> None:
    assert found("B", paid(95_000, genre="T")) == []
    assert found("B", paid(100_000, genre="T")) == ["23.01"]


def test_it_says_what_since_when_by_which_text_and_its_evidence() -> None:
    (one,) = alertes("A", besoins=besoins(DROIT, [paid(30_000, month=2), paid(15_000)], KINDS))
    assert plain(one.phrase) == (
        "Besoin 23.01, année 2026 : 45 000,00 € HT hors marché sur 45 000,00 € HT ; 40 000 € HT atteints "
        "depuis 03/2026 (cumul de 45 000,00 € HT) : alerte à vérifier."
    )
    assert (one.valeur_centimes, one.seuil_centimes, one.acheteurs) == (4_500_000, 4_000_000, (VILLE,))
    assert "valeur au 31/03/2026, depuis le 01/01/2020 (CCP, art. R. 2122-8" in plain(one.texte)
    assert one.mois == (date(2026, 2, 1), date(2026, 3, 1)) and not one.approx


def test_an_exception_that_may_hold_is_told_and_the_alert_stays() -> None:
    segment = next(
        code
        for code, said in DROIT.catalogue.segments.items()
        if said["nature"] == "S" and said["prefixes_cpv"].startswith("85")
    )
    (one,) = alertes("C", besoins=besoins(DROIT, [paid(300_000, besoin=segment)], KINDS))
    assert any("services spécifiques" in told and "à vérifier" in told for told in one.exemptions)


def test_what_is_unclassified_or_of_an_unknown_nature_is_counted() -> None:
    told = besoins(DROIT, [paid(10**6, besoin=""), paid(50_000, besoin="x", genre="")], KINDS)
    assert alertes("A", besoins=told) == []
    assert sorted(silences("A", besoins=told)) == [
        "achats non classés", "nature ou acheteur inconnu : la plus haute valeur est retenue",
    ]  # fmt: skip


def test_the_group_is_told_as_such() -> None:
    rows = [paid(30_000), paid(30_000, siren=CCAS)]
    assert found("A", *rows) == []
    (one,) = alertes("A", besoins=communs(DROIT, rows, KINDS))
    assert "(ensemble du groupe)" in one.phrase and one.acheteurs == (VILLE, CCAS)
