"""The dated values of the law: each has its reference, its dates in order and a mark for the legal eye."""

from datetime import date
from typing import Any

import pytest
import yaml

from tests.metier.lignes import METIER

SERIES: dict[str, dict[str, Any]] = {
    f"{path.stem}.{name}": series
    for path in sorted((METIER / "seuils").glob("*.yml"))
    for name, series in yaml.safe_load(path.read_text(encoding="utf-8")).items()
}
UNITS = {"EUR_HT", "EUR_HT_par_an", "EUR", "jours", "mois", "pourcent", "pour_mille"}
MARKS = {"sourcé", "connu", "à vérifier"}


@pytest.mark.parametrize("name", SERIES)
def test_a_series_names_its_unit_and_its_reference(name: str) -> None:
    series = SERIES[name]
    assert {"libelle", "unite", "reference", "valeurs", "statuts"} <= set(series)
    assert set(series) <= {"libelle", "unite", "reference", "note", "valeurs", "statuts", "dernier_jour"}
    assert series["unite"] in UNITS and len(series["reference"]) > 5


@pytest.mark.parametrize("name", SERIES)
def test_dates_are_in_order_and_values_are_whole(name: str) -> None:
    values = SERIES[name]["valeurs"]
    assert all(isinstance(day, date) for day in values)
    assert list(values) == sorted(values)
    assert all(isinstance(value, int) and value > 0 for value in values.values())


@pytest.mark.parametrize("name", SERIES)
def test_every_value_says_how_sure_it_is(name: str) -> None:
    series = SERIES[name]
    assert list(series["statuts"]) == list(series["valeurs"])
    assert set(series["statuts"].values()) <= MARKS


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("procedure_formalisee.collectivites_fournitures_services", date(2025, 6, 1), 221000),
        ("procedure_formalisee.travaux_et_concessions", date(2026, 1, 1), 5404000),
        ("dispense_de_publicite.fournitures_services", date(2026, 3, 31), 40000),
        ("dispense_de_publicite.fournitures_services", date(2026, 4, 1), 60000),
        ("dispense_de_publicite.travaux", date(2024, 1, 1), 100000),
        ("spaser.assujettissement", date(2024, 1, 1), 50000000),
    ],
)
def test_the_value_on_a_day_is_the_last_one_begun(name: str, day: date, expected: int) -> None:
    values = SERIES[name]["valeurs"]
    assert values[max(begun for begun in values if begun <= day)] == expected
