"""A rule of a person: the first whose conditions all hold, whatever index finds it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.classify.cas import Cas
from achatlas.classify.regles import Forme, Lu, Regles, lu_of
from achatlas.domain.regle import Conditions, Regle

JOUR = "2026-11-26T10:00:00+00:00"


def lu(texte: str = "", marche: str = "", acheteur: str = "a", **known: str) -> Lu:
    return lu_of(Cas(acheteur, texte=texte, objet_marche=marche, **known))


def holds(asked: Conditions, seen: Lu) -> bool:
    return Forme.of(Regle(1, 0, asked, "15.03", "lea", JOUR)).holds(seen)


@pytest.mark.parametrize(
    ("asked", "seen", "expected"),
    [
        (Conditions(mots=("esp ext",)), lu("entr. esp. ext résidence 09/25"), True),
        (Conditions(mots=("Espaces  EXTÉRIEURS",)), lu("espace extérieur"), True),
        (Conditions(mots=("esp ext",)), lu("esp verts ext"), False),
        (Conditions(mots=("tonte", "taille")), lu("taille de haies"), True),
        (Conditions(mots=("tont",)), lu("tonte"), False),
        (Conditions(mots=("espaces verts",)), lu("facture 12", "entretien des espaces verts"), True),
        (Conditions(mots=("verts facture",)), lu("espaces verts", "facture"), False),
        (Conditions(mots=("...",)), lu("tonte"), False),
        (Conditions(compte="6152"), lu(compte="61521"), True),
        (Conditions(compte="6152"), lu(compte="6151"), False),
        (Conditions(acheteur="b", compte="6152"), lu(compte="61521"), False),
        (Conditions(tiers="Verdure & Cie"), lu(tiers="VERDURE ET CIE"), False),
        (Conditions(tiers="Verdure & Cie"), lu(tiers="verdure-cie"), True),
        (Conditions(cpv="773"), lu(cpv="77310000"), True),
        (Conditions(code="61-02"), lu(code="61.02.4"), True),
        (Conditions(mots=("tonte",), compte="61"), lu("tonte", compte="60"), False),
        (Conditions(tiers="Engie", muet=True), lu("selon facture 12 ENGIE", tiers="Engie"), True),
        (Conditions(tiers="Engie", muet=True), lu("gaz facture 12", tiers="Engie"), False),
        (Conditions(tiers="Engie", muet=True), lu("facture 12", "gaz", tiers="Engie"), False),
    ],
)
def test_every_condition_must_hold(asked: Conditions, seen: Lu, expected: bool) -> None:
    assert holds(asked, seen) is expected


WORDS = st.lists(st.sampled_from(["tonte", "taille", "haie", "gaz", "facture"]), max_size=4).map(" ".join)
ASKED = st.builds(
    Conditions,
    acheteur=st.sampled_from(["", "a", "b"]),
    mots=st.lists(WORDS, max_size=2).map(tuple),
    compte=st.sampled_from(["", "6", "61"]),
    tiers=st.sampled_from(["", "Verdure", "ENGIE"]),
    muet=st.booleans(),
).filter(lambda one: not one.vague)
SEEN = st.builds(
    lu,
    texte=WORDS,
    marche=WORDS,
    acheteur=st.sampled_from("ab"),
    compte=st.sampled_from(["61521", "60612"]),
    tiers=st.sampled_from(["", "Engie", "verdure"]),
)


@given(st.lists(ASKED, max_size=6), SEEN)
def test_the_index_finds_the_first_rule_that_brute_force_finds(every: list[Conditions], seen: Lu) -> None:
    rules = [Regle(n, n, asked, "15.03", "lea", JOUR) for n, asked in enumerate(every)]
    expected = next((one for one in rules if Forme.of(one).holds(seen)), None)
    assert Regles(rules).of(seen) == expected
