"""Conventions between members: how they are told, and where they do not count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.watch.besoins import Mois
from achatlas.watch.conventions import between, parted, told
from achatlas.watch.fenetres import fenetre
from achatlas.watch.regles import Veille
from achatlas.watch.simulation import Question, simulate
from achatlas.watch.suivi import Suivi
from tests.unit.watch.examens import DROIT, alertes, marche, silences
from tests.unit.watch.rows import suivi

VEILLE = Veille.of(Catalogue())
VILLE, SYNDICAT, SEM = "210000010", "210000028", "210000036"
MEMBRES = frozenset({VILLE, SYNDICAT, SEM})
DIRECTE = "Sans publicité ni mise en concurrence"
WITHIN = {"procedure": DIRECTE, "titulaires": "Syndicat", "fournisseurs": SYNDICAT}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, True),
        ({"procedure": ""}, True),
        ({"titulaires": "Syndicat|SEM", "fournisseurs": f"{SYNDICAT}|{SEM}"}, True),
        ({"titulaires": ""}, True),
        ({"procedure": "Procédure adaptée"}, False),
        ({"titulaires": "Syndicat|Vert", "fournisseurs": f"{SYNDICAT}|900000000"}, False),
        ({"titulaires": "Syndicat|Vert", "fournisseurs": f"{SYNDICAT}|"}, False),
        ({"fournisseurs": ""}, False),
        ({"fournisseurs": "900000000"}, False),
        ({"marche_id": "2022CONV27", "objet": "Convention", "fournisseurs": "900000000"}, False),
    ],
)
def test_it_is_one_when_each_titulaire_is_a_member_without_competition(
    changed: dict[str, str], expected: bool
) -> None:
    assert between(suivi(**{**WITHIN, **changed}), MEMBRES, VEILLE) is expected


def test_marches_are_told_and_parted_in_their_order() -> None:
    rows = [suivi(marche_cle="a"), suivi(marche_cle="b", **WITHIN), suivi(marche_cle="c")]
    found = told(rows, MEMBRES, VEILLE)
    assert [one.entre_membres for one in found] == [False, True, False]
    assert [[one.marche_cle for one in some] for some in parted(found)] == [["a", "c"], ["b"]]


def ending(siren: str, **changed: Any) -> Suivi:
    once = {"date_fin": date(2027, 12, 31), "date_fin_max": None, "reconductions": 0}
    return suivi(marche_cle=f"m{siren}", acheteur_siren=siren, **{**once, **changed})


def test_it_is_neither_in_a_joint_window_nor_in_its_total() -> None:
    rows = [ending("1"), ending("2"), ending("3", paye_an_centimes=9_000_000)]
    whole = fenetre(rows, date(2026, 2, 1), VEILLE)
    less = fenetre([*rows[:2], replace(rows[2], entre_membres=True)], date(2026, 2, 1), VEILLE)
    assert whole is not None and less is not None
    assert (whole.total, less.total, less.an) == (19_000_000, 10_000_000, 10_000_000)
    assert [one.acheteur_siren for one in less.places] == ["1", "2"]
    assert fenetre([rows[0], replace(rows[1], entre_membres=True)], date(2026, 2, 1), VEILLE) is None


def test_it_is_no_part_of_a_fractionnement_and_is_told_as_such() -> None:
    one, other = (marche(30_000, marche_cle=key, procedure=DIRECTE) for key in "ab")
    assert len(alertes("F", one, other)) == 1
    within = replace(other, entre_membres=True)
    assert alertes("F", one, within) == []
    assert silences("F", one, within) == ["convention entre membres du territoire"]


def test_it_bears_no_achat() -> None:
    begun = marche(90_000, acheteur_siren=VILLE, date_notification=date(2025, 1, 1))
    asked = Question(VILLE, "MOB", 3_000_000, date(2026, 4, 15), "FS", "23.01", "collectivite")
    rows = [Mois(VILLE, "MOB", "FS", date(2026, 2, 1), 1, 1, 1, 1)]
    assert len(simulate(DROIT, asked, rows, (), [begun]).porteurs) == 1
    assert simulate(DROIT, asked, rows, (), [replace(begun, entre_membres=True)]).porteurs == ()
