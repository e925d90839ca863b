"""What comes due as events: their days, their alarms, identifiers that do not move."""

from __future__ import annotations

from datetime import date
from typing import Any

from achatlas.catalogue.load import Catalogue
from achatlas.watch.agenda import agenda, commun
from achatlas.watch.fenetres import fenetre
from achatlas.watch.ical import Evenement
from achatlas.watch.regles import Veille
from achatlas.watch.suivi import Suivi
from tests.unit.watch.rows import suivi

VEILLE = Veille.of(Catalogue())
TODAY = date(2026, 2, 1)


def page(one: Suivi) -> str:
    return f"https://a.fr/marches/{one.marche_id}/"


def events(*rows: Suivi, today: date = TODAY, months: int = 24) -> tuple[Evenement, ...]:
    return agenda(rows, today, months, VEILLE, page)


def test_each_thing_due_is_an_event_with_its_alarm() -> None:
    found = events(suivi())
    assert [(one.jour, one.titre.split(" : ")[0], one.alarme) for one in found] == [
        (date(2026, 12, 31), "Reconduction à décider", date(2026, 9, 30)),
        (date(2027, 12, 31), "Fin de marché", date(2027, 8, 31)),
    ]
    assert {one.adresse for one in found} == {"https://a.fr/marches/2024-01/"}
    assert len({one.uid for one in found}) == 2


def test_nothing_is_dated_before_the_day_but_its_doubt_is_said() -> None:
    found = events(suivi(arrete=date(2026, 6, 30)), today=date(2027, 2, 1))
    assert [one.jour for one in found] == [date(2027, 12, 31)]
    assert "à confirmer" in found[0].description


def test_a_reconduction_also_tells_the_end_that_it_spares() -> None:
    told = events(suivi())[0].description.split("\n")
    assert "Fin le 31/12/2026, sauf reconduction." in told
    assert told[-2:] == ["Marché n° 2024-01", "Vert et Fils, Jardins du Sud"]
    assert len(told) == len(set(told))


def test_identifiers_do_not_move_with_time() -> None:
    before, later = events(suivi()), events(suivi(objet="Autre"), today=date(2026, 6, 1))
    assert [one.uid for one in before] == [one.uid for one in later]


def test_a_maximum_exhausted_is_an_event() -> None:
    pressed: dict[str, Any] = {"paye_an_centimes": 10_000_000, "marche_id": "", "titulaires": ""}
    (one,) = (one for one in events(suivi(**pressed)) if "Maximum" in one.titre)
    assert (one.jour, one.alarme) == (date(2027, 1, 31), date(2026, 9, 30))
    assert "Estimation" in one.description and "n°" not in one.description
    assert not any("Maximum" in one.titre for one in events(suivi(**pressed), months=11))


def test_an_unknown_end_has_no_day() -> None:
    assert events(suivi(date_fin=None, date_fin_max=None)) == ()


def test_a_marche_subsequent_has_its_own_events() -> None:
    child = suivi(marche_cle="ms", accord_cadre_cle=suivi().marche_cle, date_notification=date(2026, 1, 2))
    found = events(suivi(), child)
    assert len({one.uid for one in found}) == len(found) == 4


def test_a_common_day_rings_when_the_consultation_is_to_be_launched() -> None:
    rows = [suivi(marche_cle=siren, acheteur_siren=siren) for siren in "12"]
    window = fenetre(rows, TODAY, VEILLE)
    assert window is not None
    one = commun(window, "ESP01", "Espaces verts", "")
    assert (one.jour, one.alarme, one.titre) == (
        window.jour,
        window.lancement,
        "Fenêtre commune : Espaces verts",
    )
