"""Totals neither lose nor double a cent, whatever hangs under whatever; projections stay in their bounds."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from achatlas.catalogue.load import Catalogue
from achatlas.watch.consommation import consommations, families
from achatlas.watch.regles import Veille
from achatlas.watch.suivi import Suivi
from tests.unit.watch.rows import suivi

VEILLE = Veille.of(Catalogue())
KEYS = ["a", "b", "c", "d", "e"]
CENTS = st.integers(-10_000, 10**12)
DAYS = st.dates(date(2022, 1, 1), date(2030, 12, 31))


@st.composite
def registers(draw: st.DrawFn) -> list[Suivi]:
    keys = draw(st.lists(st.sampled_from(KEYS), unique=True, min_size=1))
    return [
        suivi(
            marche_cle=key,
            accord_cadre_cle=draw(st.sampled_from(["", *KEYS])),
            technique=draw(st.sampled_from(["Marché", "Accord-cadre", "Concession"])),
            montant_ht_centimes=draw(st.none() | CENTS),
            paye_centimes=draw(st.none() | CENTS),
            paye_an_centimes=draw(st.none() | CENTS),
            date_fin=draw(st.none() | DAYS),
            date_fin_max=None,
            reconductions=0,
            arrete=draw(st.none() | DAYS),
        )
        for key in keys
    ]


@given(registers())
def test_each_marche_counts_once(rows: list[Suivi]) -> None:
    found = [one.marche_cle for family in families(rows).values() for one in family]
    assert sorted(found) == sorted(one.marche_cle for one in rows)
    told = [key for one in consommations(rows, VEILLE) for key in (one.marche_cle, *one.subsequents)]
    assert sorted(told) == sorted(found)


@given(registers())
def test_no_cent_paid_is_lost_or_doubled(rows: list[Suivi]) -> None:
    told = sum(one.paye or 0 for one in consommations(rows, VEILLE))
    assert told == sum(one.paye_centimes or 0 for one in rows)


@given(registers(), st.randoms())
def test_the_order_of_rows_changes_nothing(rows: list[Suivi], chance: object) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert consommations(mixed, VEILLE) == consommations(rows, VEILLE)


@given(registers())
def test_a_projection_keeps_its_bounds(rows: list[Suivi]) -> None:
    for one in consommations(rows, VEILLE):
        assert one.projete is None or (one.paye is not None and one.projete >= one.paye)
        if one.epuisement is not None:
            assert one.jour is not None and one.fin is not None and one.jour <= one.epuisement <= one.fin
            assert one.projete is not None and one.maximum is not None and one.projete >= one.maximum
        assert one.depassement is None or one.depassement >= 0


@given(registers())
def test_amounts_are_whole_cents(rows: list[Suivi]) -> None:
    for one in consommations(rows, VEILLE):
        told = (one.maximum, one.engage, one.paye, one.an, one.projete, one.reste, one.depassement_projete)
        assert all(amount is None or type(amount) is int for amount in told)
