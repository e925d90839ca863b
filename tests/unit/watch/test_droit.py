"""The ladder of thresholds on a day is the one of the standards, with the text that sets each step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.watch.droit import Achat, Droit
from tests.unit.watch.rows import suivi

DROIT = Droit(Catalogue())
FIRST, LAST = date(2018, 1, 1), date(2027, 12, 31)
DAYS = tuple(FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
COLL, ENTITE, ETAT = "collectivite", "entite_adjudicatrice", "etat"

GOLDEN: dict[tuple[str, str, str], list[tuple[date, int | None]]] = {
    ("dispense", COLL, "F"): [(FIRST, 25), (date(2020, 1, 1), 40), (date(2026, 4, 1), 60)],
    ("dispense", COLL, "S"): [(FIRST, 25), (date(2020, 1, 1), 40), (date(2026, 4, 1), 60)],
    ("dispense", COLL, "T"): [
        (FIRST, 25), (date(2020, 1, 1), 40), (date(2020, 7, 24), 70), (date(2020, 12, 8), 100),
    ],
    ("publicite", COLL, "S"): [(FIRST, 90)],
    ("publicite", COLL, "T"): [(FIRST, 90)],
    ("formalisee", ETAT, "F"): [
        (FIRST, 144), (date(2020, 1, 1), 139), (date(2022, 1, 1), 140), (date(2024, 1, 1), 143),
        (date(2026, 1, 1), 140),
    ],
    ("formalisee", COLL, "FS"): [
        (FIRST, 221), (date(2020, 1, 1), 214), (date(2022, 1, 1), 215), (date(2024, 1, 1), 221),
        (date(2026, 1, 1), 216),
    ],
    ("formalisee", ENTITE, "S"): [
        (FIRST, 443), (date(2020, 1, 1), 428), (date(2022, 1, 1), 431), (date(2024, 1, 1), 443),
        (date(2026, 1, 1), 432),
    ],
    ("formalisee", COLL, "T"): [
        (FIRST, 5548), (date(2020, 1, 1), 5350), (date(2022, 1, 1), 5382), (date(2024, 1, 1), 5538),
        (date(2026, 1, 1), 5404),
    ],
    ("decp", COLL, "S"): [(FIRST, None), (date(2018, 10, 1), 25), (date(2020, 1, 1), 40)],
    ("profil_d_acheteur", COLL, "S"): [
        (FIRST, None), (date(2018, 10, 1), 25), (date(2020, 1, 1), 40), (date(2026, 4, 1), 60),
    ],
}  # fmt: skip
"""Standards, 6.1, 6.2 and 1.1: thousands of euros HT, from each day on."""


def changes(code: str, achat: Achat) -> list[tuple[date, int | None]]:
    """What a step is worth on the first day, and on each day on which it is no more what it was."""
    found: list[tuple[date, int | None]] = []
    for day in DAYS:
        value = DROIT.palier(code, achat, day).centimes
        if not found or found[-1][1] != value:
            found.append((day, value))
    return found


@pytest.mark.parametrize("asked", GOLDEN, ids=str)
def test_a_step_is_worth_what_the_standards_say_on_every_day_of_ten_years(
    asked: tuple[str, str, str],
) -> None:
    code, acheteur, nature = asked
    expected = [(day, None if value is None else value * 100_000) for day, value in GOLDEN[asked]]
    assert changes(code, Achat(acheteur, nature)) == expected


STEPS, BESIDE = DROIT.regle["paliers"].values(), DROIT.regle["exceptions"].values()
SERIES = sorted(
    {one["seuil"] for step in STEPS for one in step["series"]} | {e["seuil"] for e in BESIDE if "seuil" in e}
)


@pytest.mark.parametrize("name", SERIES)
def test_a_series_changes_on_its_own_dates_only(name: str) -> None:
    serie = DROIT.serie(name)
    ended = serie.dernier_jour and serie.dernier_jour + timedelta(days=1)
    listed = {*serie.valeurs, *([ended] if ended else [])}
    values = [serie.on(day) for day in DAYS]
    moved = {day for day, before, now in zip(DAYS[1:], values, values[1:], strict=False) if before != now}
    assert moved <= listed and all(value is None or value > 0 for value in values)


def test_the_food_of_2020_is_exempt_for_a_few_months() -> None:
    serie = DROIT.serie("dispense_de_publicite.denrees_alimentaires")
    days = (date(2020, 7, 23), date(2020, 7, 24), date(2020, 12, 10), date(2020, 12, 11))
    assert [serie.on(day) for day in days] == [None, 100_000, 100_000, None]


def test_a_step_says_its_day_its_text_and_how_sure_it_is() -> None:
    step = DROIT.palier("dispense", Achat(COLL, "S"), date(2026, 3, 31))
    assert step.texte.replace("\u202f", " ").replace("\xa0", " ") == (
        "Dispense de publicité et de mise en concurrence : 40 000 € HT, valeur au 31/03/2026, depuis le "
        "01/01/2020 (CCP, art. R. 2122-8 ; décrets n° 2019-1344 du 12 décembre 2019 et n° 2025-1386 du "
        "29 décembre 2025)"
    )
    assert (step.depuis, step.statut, step.sure) == (
        date(2020, 1, 1),
        "sourcé",
        True,
    ) and "60 000" in step.note


def test_the_value_itself_is_no_more_below() -> None:
    step = DROIT.palier("dispense", Achat(COLL, "S"), date(2025, 1, 1))
    assert [step.passed(cents) for cents in (3_999_999, 4_000_000)] == [False, True]
    assert not replace(step, centimes=None).passed(10**12)


def test_what_is_unknown_keeps_the_highest_value_and_says_so() -> None:
    day = date(2025, 1, 1)
    nature, kind = (
        DROIT.palier("dispense", Achat(COLL, ""), day),
        DROIT.palier("formalisee", Achat("", "S"), day),
    )
    assert (nature.centimes, nature.sure) == (10_000_000, False)
    assert (kind.centimes, kind.sure) == (44_300_000, False) and "la plus haute" in kind.texte
    assert DROIT.palier("dispense", Achat("", "S"), day).sure


def test_a_step_that_no_text_sets_says_none() -> None:
    step = DROIT.palier("profil_d_acheteur", Achat(), date(2018, 1, 1))
    assert step.centimes is None and step.texte == "Profil d'acheteur : aucune valeur au 01/01/2018"


@pytest.mark.parametrize(
    ("cpv", "nature", "day", "expected"),
    [
        ("85310000", "S", date(2025, 1, 1), {"annexe_3", "innovation"}),
        ("85310000", "F", date(2025, 1, 1), {"innovation"}),
        ("15000000", "F", date(2020, 8, 1), {"denrees_alimentaires", "innovation"}),
        ("15000000", "F", date(2020, 12, 11), {"innovation"}),
        ("22113000", "F", date(2025, 1, 1), {"livres", "innovation"}),
        ("79110000", "S", date(2018, 1, 1), {"representation_juridique"}),
        ("90910000", "S", date(2025, 1, 1), {"innovation"}),
        ("", "S", date(2025, 1, 1), {"innovation"}),
    ],
)
def test_exceptions_are_told_beside_the_ladder(cpv: str, nature: str, day: date, expected: set[str]) -> None:
    achat = Achat(COLL, nature, (cpv,) if cpv else ())
    told = DROIT.exemptions(achat, day)
    assert {one.code for one in told} == expected
    assert all("à vérifier" in one.texte and one.par_cpv == (one.code != "innovation") for one in told)
    assert DROIT.echelle(achat, day) == DROIT.echelle(replace(achat, cpv=()), day)


def test_the_ladder_is_whole_and_in_order() -> None:
    steps = [one.code for one in DROIT.echelle(Achat(COLL, "F"), date(2025, 1, 1))]
    assert steps == ["dispense", "publicite", "formalisee", "decp", "profil_d_acheteur"]
    assert all(DROIT.procedure(code) for code in steps)


def test_the_day_that_counts_is_the_launch() -> None:
    known = suivi(date_avis=date(2026, 3, 30), date_notification=date(2026, 8, 1))
    assert DROIT.lancement(known) == (date(2026, 3, 30), False)
    assert DROIT.lancement(suivi(date_notification=date(2026, 8, 31))) == (date(2026, 4, 30), True)
    assert DROIT.lancement(suivi(date_notification=None)) == (None, True)


def test_the_kind_of_an_acheteur_is_told_by_its_type() -> None:
    types = set(Catalogue().axes["type_acheteur"].membres)
    assert set(DROIT.regle["acheteurs"]) == types - {"autre"}
    assert [DROIT.kind(one) for one in ("commune", "hopital", "autre", "")] == [COLL, COLL, "", ""]
    assert DROIT.achat(suivi(type_acheteur="commune", cpv="85310000")) == Achat(COLL, "S", ("85310000",))
