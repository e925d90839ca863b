"""What comes due is never before the day, never told twice, and never surer than what proves it."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from achatlas.catalogue.load import Catalogue
from achatlas.watch.fins import Etat, Genre, fins
from achatlas.watch.regles import Veille
from achatlas.watch.suivi import Suivi
from tests.unit.watch.rows import suivi

VEILLE = Veille.of(Catalogue())
DAYS = st.dates(date(2022, 1, 1), date(2030, 12, 31))
PROCEDURES = ["", *(name for one in VEILLE.figures["delais"] for name in one.get("procedures", ()))]


@st.composite
def marches(draw: st.DrawFn) -> Suivi:
    return suivi(
        date_fin=draw(st.none() | DAYS),
        date_fin_max=draw(st.none() | DAYS),
        reconductions=draw(st.none() | st.integers(0, 4)),
        duree_reconduction_mois=draw(st.none() | st.integers(1, 24)),
        dernier_paiement=draw(st.none() | DAYS),
        procedure=draw(st.sampled_from(PROCEDURES)),
        membres=draw(st.sampled_from(["", "210000010|210000028"])),
    )


@given(marches(), DAYS, st.integers(0, 60))
def test_nothing_due_is_past_but_what_is_to_confirm(one: Suivi, today: date, months: int) -> None:
    for due in fins(one, today, months, VEILLE):
        past = due.jour is not None and due.jour < today
        assert past == (due.genre is Genre.A_CONFIRMER)
        assert due.agir is None or due.jour is None or due.agir <= due.jour


@given(marches(), DAYS, st.integers(0, 60), st.integers(0, 60))
def test_a_longer_horizon_takes_nothing_away(one: Suivi, today: date, months: int, more: int) -> None:
    shorter, longer = fins(one, today, months, VEILLE), fins(one, today, months + more, VEILLE)
    assert set(shorter) <= set(longer) and len(set(longer)) == len(longer)


@given(marches(), DAYS)
def test_more_proof_leaves_less_to_confirm(one: Suivi, today: date) -> None:
    def doubtful(paid: date | None) -> int:
        told = fins(suivi(**{**vars(one), "dernier_paiement": paid}), today, 60, VEILLE)
        return sum(due.genre is Genre.A_CONFIRMER for due in told)

    assert doubtful(date(2050, 1, 1)) == 0 <= doubtful(one.dernier_paiement) <= doubtful(None)


@given(marches(), DAYS)
def test_time_only_makes_a_last_end_more_pressing(one: Suivi, today: date) -> None:
    ranks = [Etat.CALME, Etat.A_PREVOIR, Etat.MAINTENANT, Etat.RETARD]
    later = date(today.year + 1, 1, 1)
    told = [
        next((d.etat for d in fins(one, day, 200, VEILLE) if d.genre is Genre.FIN), None)
        for day in (today, later)
    ]
    assert not set(told) <= set(ranks) or ranks.index(told[0]) <= ranks.index(told[1])  # type: ignore[arg-type]
