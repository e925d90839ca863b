from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from achatlas.analyse.formes import saisie_par_montant
from achatlas.analyse.readings import TOLD, UNKNOWN, WITHOUT
from achatlas.analyse.selection import Selection
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models_indicateurs import Calcul
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.saisie import Saisie

CATALOGUE = Catalogue()
CALCUL = CATALOGUE.indicateurs["s05"].calculs["rapport"]
A, B, C = "000000001", "000000002", "000000003"
DAY = date(2025, 3, 1)
WORKS = [(siren, number) for siren in (A, B, C) for number in ("1", "2")]


@dataclass
class Told:
    """What a form is handed: entries, payments in works by buyer (cents), marchés."""

    entered: Sequence[Saisie]
    paid: Mapping[str, int]
    par: str = ""
    calcul: Calcul = field(default=CALCUL)
    catalogue: Catalogue = field(default=CATALOGUE)
    acheteurs: tuple[str, ...] = (A, B, C)
    notified: Mapping[str, date] = field(default_factory=dict)

    def chosen(self, fait: str) -> Selection:
        return Selection()

    def crossed(self, axes: Sequence[str], mesures: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        assert (list(axes), list(mesures)) == (["acheteur"], ["montant_paye"])
        return [{"acheteur": siren, "montant_paye": cents} for siren, cents in self.paid.items()]

    def registre(self, *, free: bool = False) -> Sequence[Mapping[str, Any]]:
        every = [*((s, n, "27") for s, n in WORKS), (A, "9", "08")]
        return [
            {
                "acheteur_siren": s,
                "marche_id": n,
                "famille_code": f,
                "date_notification": self.notified.get(s, DAY),
            }
            for s, n, f in every
        ]

    def entrees(self, de: str = "") -> Sequence[Saisie]:
        assert de == "s04"
        return self.entered

    def before(self, annees: int) -> None: ...

    def parts(self, mesure: str) -> Mapping[str, Any]:
        pytest.fail("a figure made of entries asks no share")


def hours(siren: str, objet: str, number: int | None) -> Saisie:
    return Saisie("s04", siren, 2025, objet, number, 100)


def test_hours_of_other_marches_are_left_out_and_those_of_works_are_added() -> None:
    told = Told([hours(A, "1", 300), hours(A, "2", 200), hours(A, "9", 7_000)], {A: 100_000_000})
    one = saisie_par_montant.told(told)[""]
    assert (one.numerateur, one.denominateur, one.n, one.connus) == (500, 100_000_000, 1, (1, 1))


@pytest.mark.parametrize(
    "unsplit",
    [hours(B, "", 40), hours(B, "2", None), hours(B, "lost", 40)],
    ids=["a total of the buyer", "hours not known", "a marché that the register does not know"],
)
def test_a_buyer_whose_hours_are_not_said_by_marche_is_unknown_with_its_payments(unsplit: Saisie) -> None:
    entered, paid = [hours(A, "1", 300), hours(B, "1", 900), unsplit], {A: 10_000_000, B: 90_000_000}
    one = saisie_par_montant.told(Told(entered, paid))[""]
    assert (one.numerateur, one.denominateur, one.connus) == (300, 10_000_000, (1, 2))
    by = saisie_par_montant.told(Told(entered, paid, par="acheteur"))
    assert {siren: read.etat for siren, read in by.items()} == {A: TOLD, B: UNKNOWN}


def test_a_buyer_who_entered_nothing_has_no_data_by_itself() -> None:
    by = saisie_par_montant.told(Told([hours(A, "1", 300)], {A: 50, B: 70}, par="acheteur"))
    assert {siren: read.etat for siren, read in by.items()} == {A: TOLD, B: WITHOUT}


def test_who_pays_no_works_is_not_asked_and_who_said_nothing_is_unknown() -> None:
    one = saisie_par_montant.told(Told([hours(A, "1", 300), hours(C, "1", 10)], {A: 50, B: 70, C: 0}))[""]
    assert (one.numerateur, one.denominateur, one.connus) == (300, 50, (1, 2))


def test_nobody_entered_anything_is_no_zero() -> None:
    assert saisie_par_montant.told(Told([], {A: 50}))[""].etat == WITHOUT


def test_entries_are_not_told_by_segment() -> None:
    with pytest.raises(ClosedCrossing):
        saisie_par_montant.told(Told([hours(A, "1", 300)], {A: 50}, par="segment"))


@pytest.mark.parametrize("year", [2024, 2026])
def test_a_buyer_whose_marches_of_the_year_nobody_gave_is_unknown_with_its_payments(year: int) -> None:
    entered, paid = [hours(A, "1", 300), hours(B, "1", 0)], {A: 10_000_000, B: 90_000_000}
    told = Told(entered, paid, notified={B: date(year, 3, 1)})
    one = saisie_par_montant.told(told)[""]
    assert (one.numerateur, one.denominateur, one.connus) == (300, 10_000_000, (1, 2))
