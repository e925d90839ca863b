"""Every marché is in one case, whatever is unknown of it; time and amounts only move it as the law says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from achatlas.catalogue.load import Catalogue
from achatlas.watch.publication import Cas, Lacune, Savoir, counted, publications
from achatlas.watch.suivi import Suivi
from tests.unit.watch.rows import suivi

SAVOIR = Savoir.of(Catalogue())
DAYS = st.dates(date(2017, 1, 1), date(2027, 12, 31))
CENTS = st.none() | st.integers(0, 10_000_000)
SOURCES = ["", "decp_2022", "scdl_marches", "pes_marche", "registre_tableur", "decp_2019|registre_procedures"]
REFUSED = '[{"message":"m","fichier":"f","depot":"d","numero_ligne":1,"date_publication":""}]'
PUBLISHED = {Cas.PUBLIE, Cas.PUBLIE_TARD, Cas.PUBLIE_DELAI_INCONNU}


@st.composite
def marches(draw: st.DrawFn) -> Suivi:
    return suivi(
        acheteur_siren=draw(st.sampled_from(["1", "2"])),
        technique=draw(st.sampled_from(["Marché", "Accord-cadre", "Marché subséquent", "Concession", ""])),
        date_notification=draw(st.none() | DAYS),
        date_deduite=draw(st.booleans()),
        date_publication=draw(st.none() | DAYS),
        montant_initial_centimes=draw(CENTS),
        montant_ht_centimes=draw(CENTS),
        sources=draw(st.sampled_from(SOURCES)),
        a_corriger=draw(st.sampled_from(["", REFUSED])),
        jumeau_cle=draw(st.sampled_from(["", "210000010|2024-01"])),
    )


REGISTERS = st.lists(marches(), max_size=6)


@given(REGISTERS, DAYS)
def test_counts_add_up_to_the_marches(rows: list[Suivi], today: date) -> None:
    found = publications(rows, today, SAVOIR)
    assert sum(counted(found).values()) == len(rows) == len(found)
    assert [one.suivi for one in found] == rows


@given(REGISTERS, DAYS)
def test_what_is_published_is_told_so_and_nothing_else_is(rows: list[Suivi], today: date) -> None:
    for one in publications(rows, today, SAVOIR):
        there = any(source.startswith(("decp_", "scdl_")) for source in one.suivi.sources)
        assert (one.cas in PUBLISHED) == there
        assert (one.cas is Cas.A_CORRIGER) == (bool(one.suivi.a_corriger) and not there)
        assert not one.hors_registre or there


@given(REGISTERS, DAYS)
def test_nothing_is_judged_when_something_is_missing(rows: list[Suivi], today: date) -> None:
    for one in publications(rows, today, SAVOIR):
        assert (one.lacune is Lacune.AUCUNE) == (one.cas not in (Cas.INCONNU, Cas.PUBLIE_DELAI_INCONNU))
        if one.en_retard:
            assert one.montant is not None and one.seuil is not None and one.montant >= one.seuil
            assert one.limite is not None and one.limite < (one.suivi.date_publication or date.max)


@given(marches(), DAYS, DAYS)
def test_time_only_makes_what_is_not_yet_due_missing(one: Suivi, first: date, second: date) -> None:
    before, later = (publications([one], day, SAVOIR)[0].cas for day in sorted((first, second)))
    assert before == later or (before, later) == (Cas.PAS_ENCORE, Cas.MANQUANT)


@given(marches(), DAYS, st.integers(0, 10_000_000))
def test_a_greater_amount_never_frees_a_marche(one: Suivi, today: date, more: int) -> None:
    ranks = [Cas.NON_SOUMIS, Cas.LISTE_ALLEGEE, Cas.PAS_ENCORE, Cas.MANQUANT]
    greater = replace(one, montant_initial_centimes=(one.montant_initial_centimes or 0) + more)
    told = [publications([row], today, SAVOIR)[0].cas for row in (one, greater)]
    known = one.montant_initial_centimes is not None and one.montant_initial_centimes >= 100
    assert not known or not set(told) <= set(ranks) or ranks.index(told[0]) <= ranks.index(told[1])
