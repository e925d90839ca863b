"""A row of the register is read with its unknowns, and tells the days on which its marché may end."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from achatlas.domain.jours import later
from achatlas.watch import jours
from achatlas.watch.suivi import Suivi
from tests.unit.watch.rows import suivi

FIRST, SECOND, LAST = date(2025, 12, 31), date(2026, 12, 31), date(2027, 12, 31)


def test_an_empty_row_knows_nothing() -> None:
    assert Suivi.of({}) == Suivi()
    assert Suivi.of({"montant_ht_centimes": None, "titulaires": None, "date_fin": None}) == Suivi()
    assert (Suivi().ends, Suivi().last_end, Suivi().plafond_centimes, Suivi().payers) == ((), None, None, ())


def test_a_row_is_typed() -> None:
    read = suivi(date_fin=datetime(2025, 12, 31, 8), numero_ligne="12", titulaires=["A", "A", "B"], autre=1)
    assert (read.date_fin, read.numero_ligne, read.titulaires) == (FIRST, 12, ("A", "B"))
    assert type(read.date_fin) is date and read.sources == ("decp_2022", "registre_procedures")


def test_who_holds_and_who_pays() -> None:
    assert suivi().holders == ("s-1", "s-2")
    assert suivi(fournisseurs="").holders == ("Vert et Fils", "Jardins du Sud")
    assert suivi(membres="210000028|210000010").payers == ("210000010", "210000028")
    assert [suivi(**more).shared for more in ({}, {"exterieurs": "SDIS"}, {"membres": "1|2"})] == [
        False, True, True,
    ]  # fmt: skip


def test_what_it_is() -> None:
    assert suivi(nature="T").travaux and not suivi().travaux
    assert suivi(technique="Accord-cadre").accord_cadre and suivi(technique="Concession").concession
    assert suivi(technique="Marché subséquent").subsequent and suivi(accord_cadre_cle="a").subsequent
    assert not suivi().subsequent and suivi(montant_ht_centimes=9_999).plafond_centimes is None
    assert suivi(montant_ht_centimes=10_000).plafond_centimes == 10_000


@pytest.mark.parametrize(
    ("changed", "ends", "told"),
    [
        ({}, (FIRST, SECOND, LAST), True),
        ({"reconductions": None}, (FIRST, SECOND, LAST), True),
        ({"date_fin_max": None}, (FIRST, SECOND, LAST), True),
        ({"duree_reconduction_mois": None}, (FIRST, LAST), False),
        ({"duree_reconduction_mois": None, "reconductions": 1}, (FIRST, LAST), True),
        ({"reconductions": None, "duree_reconduction_mois": 7}, (FIRST, LAST), False),
        ({"reconductions": 0, "date_fin_max": None}, (FIRST,), True),
        ({"date_fin_max": FIRST, "reconductions": None}, (FIRST,), True),
        ({"date_fin": None}, (LAST,), False),
        ({"date_fin": None, "date_fin_max": None}, (), False),
        ({"date_fin_max": date(2026, 6, 30)}, (FIRST, date(2026, 6, 30)), False),
        ({"reconductions": 1}, (FIRST, LAST), True),
        ({"reconductions": 0}, (FIRST, LAST), False),
    ],
)
def test_a_marche_ends_on_known_days_only(
    changed: dict[str, Any], ends: tuple[date, ...], told: bool
) -> None:
    assert (suivi(**changed).ends, suivi(**changed).ends_told) == (ends, told)


def test_months_are_counted_from_the_day_after_the_last() -> None:
    assert jours.extended(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert jours.extended(date(2025, 2, 28), 36) == date(2028, 2, 29)
    assert later(date(2025, 3, 31), -1) == date(2025, 2, 28)
    assert [jours.apart(FIRST, day) for day in (date(2020, 1, 1), FIRST, SECOND)] == [0, 0, 12]
    assert jours.apart(FIRST, date(2026, 1, 1)) == 1
    assert jours.written(FIRST) == "31/12/2025"
