"""Joint windows against a search of every day, with the rules written a second time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.catalogue.load import Catalogue
from achatlas.domain.jours import later
from achatlas.watch.fenetres import Fenetre, fenetre
from achatlas.watch.jours import extended
from achatlas.watch.possibles import Acte
from achatlas.watch.regles import Veille
from achatlas.watch.suivi import Suivi
from tests.unit.watch.rows import suivi

VEILLE = Veille.of(Catalogue())
TODAY = date(2026, 2, 1)
LEAD, NOTICE, GAP, MOST = 12, 3, 2, 6
TOKEN = 10_000
"""Cents below which an amount is a mark, no amount."""
HORIZONS = st.integers(12, 18)
SPANS = st.integers(0, 4)
DAY = timedelta(days=1)


@st.composite
def segments(draw: st.DrawFn) -> list[Suivi]:
    return [draw(marches(rank)) for rank in range(draw(st.integers(0, 4)))]


@st.composite
def marches(draw: st.DrawFn, rank: int) -> Suivi:
    awarded = draw(st.sampled_from([10_000, 20_000_000]))
    return suivi(
        marche_cle=f"m{rank}",
        acheteur_siren=draw(st.sampled_from(["1", "2", "3"])),
        nature=draw(st.sampled_from(["F", "T", ""])),
        technique=draw(
            st.sampled_from(["Marché", "Marché", "Accord-cadre", "Concession", "Marché subséquent"])
        ),
        date_fin=draw(st.none() | st.dates(date(2025, 6, 1), date(2028, 6, 1))),
        date_fin_max=None,
        reconductions=draw(st.integers(0, 3)),
        duree_reconduction_mois=draw(st.sampled_from([6, 12])),
        duree_mois=draw(st.sampled_from([None, 12, 46, 48])),
        montant_initial_centimes=awarded,
        montant_ht_centimes=awarded * draw(st.integers(90, 115)) // 100,
        paye_an_centimes=draw(st.sampled_from([None, 0, 1_000, 2_000])),
    )


def months_between(first: date, last: date) -> int:
    return next(count for count in range(100) if extended(first, count) >= last)


def ends(one: Suivi) -> Iterator[tuple[date, bool]]:
    """(day, whether it is the last) of each end that may still be chosen."""
    if one.date_fin is None or one.technique in ("Concession", "Marché subséquent"):
        return
    count = one.reconductions or 0
    for rank in range(count + 1):
        day = extended(one.date_fin, rank * (one.duree_reconduction_mois or 0))
        if day >= TODAY and (rank == count or extended(day, -NOTICE) >= TODAY):
            yield day, rank == count


def allowed(one: Suivi) -> int:
    """Months of amendment within the rules, counted one by one; less than a hundred euros is no amount."""
    initial, held, length = one.montant_initial_centimes or 0, one.montant_ht_centimes or 0, one.duree_mois
    if held < TOKEN:
        return 0
    share = 15 if one.nature == "T" else 10
    fits = [0]
    for count in range(1, MOST + 1):
        added = 100 * (max(held - initial, 0) * (length or 0) + initial * count)
        if length and added <= share * initial * length and not (one.accord_cadre and length + count > 48):
            fits.append(count)
    return max(fits)


def moved(one: Suivi, day: date, span: int) -> int | None:
    """By how many months a marché moves for a common day, None when it cannot."""
    found = list(ends(one))
    waits = [months_between(day, end) for end, _ in found if end >= day]
    if waits and min(waits) <= span:
        return min(waits)
    longer = [months_between(end, day) for end, last in found if last and end < day]
    if longer and longer[0] <= allowed(one):
        return longer[0]
    gaps = [months_between(end, day) for end, _ in found if end < day]
    return min(gaps) if gaps and min(gaps) <= GAP else None


def worth(one: Suivi) -> int:
    if one.paye_an_centimes:
        return one.paye_an_centimes
    if not one.duree_mois or one.montant_ht_centimes is None or one.montant_ht_centimes < TOKEN:
        return 0
    return (2 * one.montant_ht_centimes * 12 + one.duree_mois) // (2 * one.duree_mois)


def searched(rows: list[Suivi], months: int, span: int) -> tuple[int, int, date] | None:
    """Every day, one after another."""
    found, day = [], TODAY
    while day <= later(TODAY, months):
        inside = [(one, shift) for one in rows if (shift := moved(one, day, span)) is not None]
        if extended(day, -LEAD) >= TODAY and len({one.acheteur_siren for one, _ in inside}) > 1:
            found.append((-sum(worth(one) for one, _ in inside), sum(shift for _, shift in inside), day))
        day += DAY
    return min(found, default=None)


def told(found: Fenetre | None) -> tuple[int, int, date] | None:
    return None if found is None else (-found.an, found.mois, found.jour)


@settings(max_examples=60, deadline=None)
@given(segments(), HORIZONS, SPANS)
def test_no_day_is_better_than_the_one_told(rows: list[Suivi], months: int, span: int) -> None:
    assert told(fenetre(rows, TODAY, VEILLE, months, span)) == searched(rows, months, span)


@given(segments(), HORIZONS, SPANS)
def test_no_proposal_breaks_a_rule(rows: list[Suivi], months: int, span: int) -> None:
    found = fenetre(rows, TODAY, VEILLE, months, span)
    for place in found.dedans if found else ():
        one = next(row for row in rows if row.marche_cle == place.marche_cle)
        assert found is not None and place.fin is not None and found.lancement >= TODAY
        chosen = dict(ends(one))
        if place.acte is Acte.PROLONGER:
            last = next(day for day, final in chosen.items() if final)
            assert place.mois <= allowed(one) and place.fin == extended(last, place.mois) >= found.jour
        else:
            assert place.fin in chosen and (place.acte is not Acte.RIEN or chosen[place.fin])
            assert place.mois <= (GAP if place.acte is Acte.RELAIS else span)


@given(segments(), HORIZONS, SPANS, st.integers())
def test_the_order_of_rows_changes_nothing(rows: list[Suivi], months: int, span: int, seed: int) -> None:
    mixed = random.Random(seed).sample(rows, len(rows))
    assert fenetre(mixed, TODAY, VEILLE, months, span) == fenetre(rows, TODAY, VEILLE, months, span)


@given(segments().filter(bool), HORIZONS, SPANS)
def test_a_marche_taken_away_never_raises_the_euros(rows: list[Suivi], months: int, span: int) -> None:
    whole, less = (fenetre(some, TODAY, VEILLE, months, span) for some in (rows, rows[1:]))
    assert (less.an if less else 0) <= (whole.an if whole else 0)


@given(segments(), HORIZONS, SPANS)
def test_every_marche_has_a_place(rows: list[Suivi], months: int, span: int) -> None:
    found = fenetre(rows, TODAY, VEILLE, months, span)
    if found is not None:
        assert sorted(one.marche_cle for one in found.places) == sorted(one.marche_cle for one in rows)
        assert all(bool(one.motif) != one.dedans for one in found.places)
        assert sum(map(len, found.par_acheteur.values())) == len(rows)
