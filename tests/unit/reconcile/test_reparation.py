"""A false number is repaired by the name and the directory together, by neither alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from achatlas.domain.judgement import Judgement
from achatlas.reconcile.ecriture import ecrit_cle
from achatlas.reconcile.engine import Candidat, Savoir, Tiers, cascade
from achatlas.reconcile.engines.reparation import ENGINE

SIREN, SIRET = "000900001", "00090000100017"
CLE = ecrit_cle("Papeterie du Port", "69001")
OTHER = Candidat("000900019", "00090001900015", "PAPETERIE DES PORTES", "69001", "69381", 40, ())
FOUND = Candidat(SIREN, SIRET, "PAPETERIE DU PORT", "69001", "69381", 60, ())


def written(number: str) -> Tiers:
    return Tiers("b|1", "Papeterie du Port", "", "", "invalide", "69001", ecrit=number)


def repaired(number: str, *candidats: Candidat, **more: object) -> str:
    savoir = Savoir(candidats={"b|1": candidats or (FOUND, OTHER)}, **more)  # type: ignore[arg-type]
    said = ENGINE.propose([written(number)], savoir)
    return said["b|1"].fournisseur_id if said else ""


@pytest.mark.parametrize(
    ("number", "what"),
    [
        ("00090000100018", "a digit changed"),
        ("0009000010001", "a digit lost"),
        ("000900001000170", "a digit added"),
        ("00090000100071", "two digits swapped"),
        ("OOO9OOOO1OOO17", "letters for digits"),
        ("00090000199999", "another establishment"),
        ("000900002", "a digit of the SIREN"),
        ("90000100018", "a digit changed, after the zeros that a spreadsheet drops"),
    ],
)
def test_a_number_one_digit_away_from_the_enterprise_of_that_name_is_repaired(number: str, what: str) -> None:
    assert repaired(number) == SIREN, what


@pytest.mark.parametrize("number", ["", "000900", "12345678901234", "NEANT", "00090000100099999"])
def test_a_number_that_is_not_near_says_nothing(number: str) -> None:
    assert repaired(number, FOUND) == ""


def test_without_a_candidate_by_the_name_no_number_is_repaired() -> None:
    assert ENGINE.propose([written("00090000100018")], Savoir()) == {}


def test_two_enterprises_as_near_are_neither() -> None:
    twin = Candidat("000900011", "00090001100017", "PAPETERIE DU PORT", "69001", "69381", 60, ())
    assert repaired("000900021", FOUND, twin) == ""
    assert repaired("000900021", twin) == "000900011"


def test_refusing_one_of_two_enterprises_as_near_does_not_make_the_other_sure() -> None:
    twin = Candidat("000900011", "00090001100017", "PAPETERIE DU PORT", "69001", "69381", 60, ())
    assert repaired("000900021", FOUND, twin, jugements={(CLE, SIREN): Judgement.NON}) == ""


def test_what_a_person_refused_is_not_repaired() -> None:
    savoir = Savoir(candidats={"b|1": (FOUND,)})
    refused = replace(savoir, jugements={(CLE, SIREN): Judgement.NON})
    tiers = written("00090000100018")
    told = [cascade([tiers], known)["b|1"].identification for known in (savoir, refused)]
    assert told == ["reparation", "invalide"]


def test_the_reason_quotes_the_number_written_and_the_one_that_is_true() -> None:
    said = ENGINE.propose([written("00090000100018")], Savoir(candidats={"b|1": (FOUND,)}))["b|1"]
    assert said.identification == "reparation"
    assert "00090000100018" in said.motif and SIRET in said.motif and "PAPETERIE DU PORT" in said.motif
