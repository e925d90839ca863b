"""A person's word is asked first; it overrules a valid identifier only when it names it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from achatlas.domain.judgement import Decided, Judgement
from achatlas.reconcile.ecriture import ecrit_cle
from achatlas.reconcile.engine import Proposal, Savoir, Tiers, cascade, discover, named_by

BON, AUTRE = "000900001", "000900019"
CLE, VAT = "PAPETERIE DU PORT SARL | 69001", "DE129274999"


def savoir(*said: Decided) -> Savoir:
    return Savoir(decides={CLE: said})


def decided(siren: str = BON, malgre: str = "", motif: str = "vu sur la facture") -> Decided:
    return Decided(siren, "lea", "2026-11-25T10:00:00+00:00", motif, malgre)


def named(known: Savoir, siren: str = "", etat: str = "absent", buyer: str = "a") -> Proposal:
    tiers = Tiers(f"{buyer}|1", "Papèterie du Port, SARL", "", siren, etat, "69001")
    return cascade([tiers], known)[tiers.cle]


@pytest.mark.parametrize(
    ("nom", "code_postal", "cle"),
    [
        ("Papèterie du Port, SARL", "69001", CLE),
        ("  PAPETERIE DU-PORT   sarl ", "69001", CLE),
        ("Port du papèterie SARL", "", "PORT DU PAPETERIE SARL | "),
        ("—", "69001", ""),
    ],
)
def test_what_is_written_is_reduced_to_one_key(nom: str, code_postal: str, cle: str) -> None:
    assert ecrit_cle(nom, code_postal) == cle


def test_a_decision_names_the_enterprise_for_every_buyer_and_says_who_when_and_why() -> None:
    found = [named(savoir(decided()), buyer=buyer) for buyer in "ab"]
    assert {one.fournisseur_id for one in found} == {BON}
    assert found[0].identification == "decision"
    assert found[0].motif == "décidé par lea le 25/11/2026 : vu sur la facture"


def test_the_last_decision_wins() -> None:
    assert named(savoir(decided(BON), decided(AUTRE))).fournisseur_id == AUTRE


def test_a_valid_identifier_is_overruled_only_by_a_decision_that_names_it() -> None:
    assert named(savoir(decided(BON)), AUTRE, "siren").identification == "siren"
    assert named(savoir(decided(BON, malgre="000900027")), AUTRE, "siren").fournisseur_id == AUTRE
    overruled = named(savoir(decided(BON, malgre=AUTRE)), AUTRE, "siren")
    assert (overruled.fournisseur_id, overruled.identification) == (BON, "decision")
    assert f"malgré le SIREN {AUTRE}" in overruled.motif


@pytest.mark.parametrize(
    ("malgre", "expected"), [("", "tva_etrangere"), (AUTRE, "tva_etrangere"), (VAT, "decision")]
)
def test_a_number_of_another_country_is_overruled_only_by_a_decision_that_names_it(
    malgre: str, expected: str
) -> None:
    tiers = Tiers("a|1", "Papèterie du Port, SARL", "", "", "tva_etrangere", "69001", tva=VAT)
    found = cascade([tiers], savoir(decided(BON, malgre=malgre)))[tiers.cle]
    assert found.identification == expected
    assert found.fournisseur_id == (BON if expected == "decision" else VAT)
    assert expected != "decision" or f"malgré le numéro de TVA {VAT}" in found.motif


def test_a_name_that_is_a_member_s_is_judged_though_it_reads_as_a_person_s() -> None:
    tiers = Tiers("a|1", "Martin Paul", "", "", "absent", "69001")
    said = Savoir(
        decides={ecrit_cle(tiers.nom, "69001"): [decided()]}, membres={"MARTIN PAUL": (AUTRE, "69")}
    )
    assert cascade([tiers], said)[tiers.cle].fournisseur_id == BON


def test_a_natural_person_is_never_made_an_enterprise() -> None:
    assert named(savoir(decided()), etat="personne_physique").identification == "personne_physique"


def test_a_person_is_asked_before_every_rule() -> None:
    assert next(iter(discover())) == "decision"


class ByName:
    """An engine that tells whatever it is asked by its name, as the search of names may."""

    rang = 30

    def propose(self, tiers: Sequence[Tiers], savoir: Savoir) -> Mapping[str, Proposal]:
        return {one.cle: Proposal(BON, "nom", "même nom") for one in tiers}


def test_an_enterprise_that_a_person_refused_is_proposed_by_no_engine() -> None:
    tiers = Tiers("a|1", "Papèterie du Port, SARL", "", "", "absent", "69001")
    refused = Savoir(jugements={(CLE, BON): Judgement.NON})
    engines = [ByName(), discover()["propre"]]
    assert cascade([tiers], Savoir(), engines)[tiers.cle].identification == "nom"
    assert cascade([tiers], refused, engines)[tiers.cle].identification == "absent"
    doubted = Savoir(jugements={(CLE, BON): Judgement.INCERTAIN})
    assert cascade([tiers], doubted, engines)[tiers.cle].identification == "nom"


def test_a_refusal_says_nothing_of_a_tiers_that_bears_a_valid_identifier() -> None:
    refused = Savoir(jugements={(CLE, BON): Judgement.NON})
    assert named(refused, BON, "siren").fournisseur_id == BON


def test_who_refuses_the_enterprise_of_the_books_and_names_another_is_obeyed() -> None:
    tiers = Tiers("a|1", "Martin Paul", "", "", "absent", "69001")
    key = ecrit_cle(tiers.nom, tiers.code_postal)
    said = {key: [decided()]}
    books = {named_by(tiers): (AUTRE, frozenset({"69001"}))}
    refused = {(key, AUTRE): Judgement.NON}
    alone = cascade([tiers], Savoir(decides=said))[tiers.cle]
    assert alone.identification == "personne_physique"
    told = cascade([tiers], Savoir(decides=said, noms=books, jugements=refused))[tiers.cle]
    assert (told.identification, told.fournisseur_id) == ("decision", BON)
