"""The work of the months to come: what is launched, decided and ends, month by month, counted once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from achatlas.catalogue.load import Catalogue
from achatlas.watch.charge import Poste, Tache, ahead, an, nombre, of_month, postes
from achatlas.watch.fins import fins
from achatlas.watch.regles import Veille
from achatlas.watch.suivi import Suivi
from tests.unit.watch.rows import suivi

VEILLE = Veille.of(Catalogue())
TODAY, MONTHS = date(2026, 8, 15), 18
PROVED = {"dernier_paiement": date(2026, 6, 1), "arrete": date(2026, 7, 31)}
ALONE = {"date_fin_max": None, "reconductions": 0, **PROVED}


def work(*suivis: Suivi, today: date = TODAY, months: int = MONTHS) -> tuple[Poste, ...]:
    return postes([(one, fins(one, today, months, VEILLE)) for one in suivis], today, months)


def told(some: tuple[Poste, ...]) -> list[tuple[str, date]]:
    return [(str(one.tache), one.jour) for one in some]


def lot(cle: str, **changed: Any) -> Suivi:
    held = {"marche_cle": cle, "consultation": "C1", "date_fin": date(2027, 6, 30), **ALONE}
    return suivi(**{**held, **changed})


def test_a_marche_is_decided_ends_unless_renewed_and_is_followed_after_its_last_end() -> None:
    assert told(work(suivi(**PROVED))) == [
        ("reconduire", date(2026, 9, 30)),
        ("finir", date(2026, 12, 31)),
        ("lancer", date(2027, 8, 31)),
    ]


def test_what_is_launched_within_the_months_ends_perhaps_after_them() -> None:
    far = suivi(date_fin=date(2028, 6, 15), **ALONE)
    assert told(work(far)) == [("lancer", date(2028, 2, 15))]
    assert work(replace(far, date_fin=date(2028, 6, 16))) == ()


def test_no_consultation_follows_a_convention_between_members_nor_an_unknown_procedure() -> None:
    ends = [("finir", date(2027, 6, 30))]
    assert told(work(replace(lot("a"), entre_membres=True))) == ends
    assert told(work(lot("a", procedure=""))) == ends


def test_what_should_be_done_already_is_apart_from_its_month() -> None:
    late, now = lot("a", date_fin=date(2026, 12, 14)), lot("b", date_fin=date(2026, 12, 15))
    found = work(late, now)
    assert [one.suivi.marche_cle for one in of_month(found, Tache.LANCER, None, TODAY)] == ["a"]
    assert [one.suivi.marche_cle for one in of_month(found, Tache.LANCER, date(2026, 8, 1), TODAY)] == ["b"]
    assert of_month(found, Tache.LANCER, date(2026, 9, 1), TODAY) == ()
    assert len(of_month(found, Tache.FIN, date(2026, 12, 1), TODAY)) == 2


def test_the_lots_of_a_consultation_are_launched_once_and_end_each() -> None:
    others = lot("c", consultation=""), lot("d", consultation=""), lot("e", acheteur_siren="210000028")
    found = work(lot("a"), lot("b"), *others)
    launched = of_month(found, Tache.LANCER, date(2027, 2, 1), TODAY)
    assert (len(launched), nombre(launched)) == (5, 4)
    assert nombre(of_month(found, Tache.FIN, date(2027, 6, 1), TODAY)) == 5


def test_euros_of_a_year_count_each_marche_once_and_unknown_for_nothing() -> None:
    found = work(lot("a"), lot("b", paye_an_centimes=None), lot("c", paye_an_centimes=7))
    assert an(found) == 5_000_007 and an(()) == 0


def test_the_months_hold_both_ends_of_the_horizon() -> None:
    found = ahead(TODAY, MONTHS)
    assert (found[0], found[-1], len(found)) == (date(2026, 8, 1), date(2028, 2, 1), 19)
    assert ahead(date(2026, 12, 31), 1) == (date(2026, 12, 1), date(2027, 1, 1))
