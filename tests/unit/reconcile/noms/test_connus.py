"""What a buyer knows by its numbers tells between homonyms: it lifts the very name, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.reconcile.candidats import known
from achatlas.reconcile.engine import Candidat, Tiers
from achatlas.reconcile.noms.preuves import KNOWN as SAID
from achatlas.reconcile.noms.recherche import Asked, batched
from achatlas.reconcile.noms.voisins import NOWHERE, Entry, Lieu
from demo.identifiers import make_siren, make_siret
from tests.unit.reconcile.noms.test_banc_des_lieux import DENSITIES, SEARCH, bench
from tests.unit.reconcile.noms.test_recherche import FILLER

A, B, C = (make_siren(n) for n in (501, 502, 503))
TWINS = [
    Entry(A, make_siret(A, 1), "MENUISERIE CHARVILLON", "42000"),
    Entry(B, make_siret(B, 1), "MENUISERIE CHARVILLON", "75011"),
]


def best(nom: str, connus: frozenset[str], known: list[Entry], lieu: Lieu = NOWHERE) -> Candidat:
    ((_, found),) = SEARCH.run([Asked("1", nom, lieu, connus)], lambda: [*known, *FILLER])
    return found[0]


@pytest.mark.parametrize("siren", [A, B])
def test_of_two_homonyms_the_one_that_the_buyer_knows(siren: str) -> None:
    said = best("MENUISERIE CHARVILLON SARL", frozenset({siren}), TWINS)
    assert said.siren == siren and said.score >= SEARCH.seuil
    assert SAID in said.preuves


@pytest.mark.parametrize("connus", [frozenset(), frozenset({A, B}), frozenset({C})])
def test_a_buyer_that_knows_none_or_both_of_them_leaves_it_to_a_person(connus: frozenset[str]) -> None:
    assert best("MENUISERIE CHARVILLON SARL", connus, TWINS).score < SEARCH.seuil


def test_a_known_homonym_gains_nothing_where_it_does_not_stand() -> None:
    said = best("MENUISERIE CHARVILLON", frozenset({A}), TWINS, Lieu("75011"))
    assert (said.siren, SAID in said.preuves) == (B, False)


@pytest.mark.parametrize("nom", ["CHARVILLON", "MENUISERIE", "MENUISERIE CHARVILLON DUPARC"])
def test_a_known_enterprise_whose_name_is_longer_or_shorter_gains_nothing(nom: str) -> None:
    without, told = (best(nom, one, TWINS[:1]) for one in (frozenset[str](), frozenset({A})))
    assert told.score == without.score and SAID not in told.preuves


def test_a_known_enterprise_gains_nothing_of_initials() -> None:
    sigle = Entry(C, make_siret(C, 1), "MCO", "42000")
    assert SAID not in best("MENUISERIE CHARVILLON ORMEZAN", frozenset({C}), [sigle]).preuves


def test_a_known_enterprise_gains_nothing_of_a_word_near_its_own_that_another_bears() -> None:
    near = Entry(C, make_siret(C, 1), "MENUISERIE CHARVILLONS", "42000")
    assert SAID not in best("MENUISERIE CHARVILLON", frozenset({C}), [near, TWINS[1]]).preuves


def books(entries: list[Entry], asked: list[tuple[Asked, str]]) -> list[Asked]:
    """Buyers of twenty names each, written without a place, of which they know seven in ten by their number,
    and anybody else of the directory once in two hundred.
    """
    draw, told = Random(12), []
    for some in batched(asked, 20):
        own = {siren for _, siren in some if draw.random() < 0.7}
        connus = frozenset(own | {one.siren for one in entries if draw.random() < 0.005})
        told += [replace(one, lieu=NOWHERE, connus=connus) for one, _ in some]
    return told


def test_a_machine_that_decides_with_the_books_is_right_more_often() -> None:
    entries, asked = bench(DENSITIES["le_pays"])
    truth = {one.cle: siren for one, siren in asked}
    alone = [replace(one, lieu=NOWHERE) for one, _ in asked]
    before, after = (
        [
            found[0].siren == truth[one.cle]
            for one, found in SEARCH.run(every, lambda: entries)
            if found and found[0].score >= SEARCH.seuil
        ]
        for every in (alone, books(entries, asked))
    )
    assert sum(after) >= 0.99 * len(after)
    assert sum(after) >= 1.2 * sum(before)


def test_a_buyer_that_knows_everybody_proves_nothing() -> None:
    everybody = frozenset(one.siren for one in [TWINS[0], *FILLER])
    assert best("MENUISERIE CHARVILLON", everybody, TWINS).score < SEARCH.seuil


@given(st.lists(st.tuples(st.sampled_from(["000900001", "000900002"]), st.sampled_from(["", A, B]))))
def test_no_buyer_knows_what_another_writes(lines: list[tuple[str, str]]) -> None:
    tiers = [
        Tiers(f"{acheteur}|{rank}", "CHARVILLON", "", siren, "siren" if siren else "absent")
        for rank, (acheteur, siren) in enumerate(lines)
    ]
    assert known(tiers) == {
        acheteur: frozenset(s for a, s in lines if s and a == acheteur)
        for acheteur in {a for a, s in lines if s}
    }
