"""Joint windows: golden examples of each act, of each reason to stay out, and of what is said of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from achatlas import langues
from achatlas.catalogue.load import Catalogue
from achatlas.watch.fenetres import Fenetre, Motif, Place, fenetre
from achatlas.watch.fenetres_mots import phrases, resume
from achatlas.watch.possibles import Acte, Origine
from achatlas.watch.regles import Veille
from achatlas.watch.suivi import Suivi
from tests.unit.watch.rows import suivi

VEILLE = Veille.of(Catalogue())
TODAY = date(2026, 2, 1)
DAY = date(2027, 12, 31)
PROVED = {"dernier_paiement": date(2026, 6, 1)}
ALONE = {"date_fin_max": None, "reconductions": 0, **PROVED}

LATER = {"date_fin_max": date(2028, 10, 31), "reconductions": 1}


def held(siren: str, **changed: Any) -> Suivi:
    return suivi(marche_cle=f"m{siren}", acheteur_siren=siren, **{**PROVED, **changed})


def plain(told: tuple[str, ...]) -> tuple[str, ...]:
    """Sentences with ordinary spaces."""
    return tuple(one.replace("\u202f", " ").replace("\xa0", " ") for one in told)


def window(*rows: Suivi, **more: int) -> Fenetre:
    found = fenetre(rows, TODAY, VEILLE, **more)
    assert found is not None
    return found


def beside(**changed: Any) -> Place:
    """The place of a marché beside two others, on the only day that may be launched within the horizon."""
    others = [held(siren, **ALONE, date_fin=DAY) for siren in "12"]
    found = fenetre([*others, held("3", **changed)], date(2026, 12, 31), VEILLE, months=12)
    assert found is not None and found.jour == DAY
    return found.places[-1]


def test_the_day_is_the_one_with_the_most_euros() -> None:
    found = window(
        held("1", **ALONE, date_fin=date(2027, 6, 30)),
        held("2", **ALONE, date_fin=date(2027, 6, 30), duree_mois=6),
        held("3", **ALONE, date_fin=date(2028, 6, 30), paye_an_centimes=9_000_000),
        held("4", **ALONE, date_fin=date(2028, 6, 30), duree_mois=6),
    )
    assert (found.jour, found.lancement) == (date(2028, 6, 30), date(2027, 6, 30))
    assert (found.an, found.total, found.mois) == (14_000_000, 24_000_000, 0)
    assert list(found.par_acheteur) == ["1", "2", "3", "4"]


def test_at_the_same_euros_the_fewest_months_then_the_earliest_day() -> None:
    both = (held("1"), held("2"))
    assert (window(*both).jour, window(*both).mois) == (DAY, 0)
    early = (held("1", date_fin_max=date(2028, 12, 31), reconductions=3), held("2", reconductions=3))
    assert window(*early).jour == DAY
    late = (held("1", **ALONE, date_fin=date(2027, 9, 30)), held("2", **ALONE, date_fin=date(2027, 12, 31)))
    found = window(*late)
    assert (found.jour, found.mois) == (date(2027, 9, 30), 3)


def test_the_first_day_that_may_be_launched_is_looked_at() -> None:
    early = (held(siren, **ALONE, date_fin=date(2027, 1, 10)) for siren in "12")
    found = window(*early)
    assert (found.jour, found.lancement, found.mois) == (date(2027, 2, 1), TODAY, 2)


def test_the_day_after_a_marche_without_euros_leaves_is_looked_at() -> None:
    both = [held(siren, **ALONE, date_fin=DAY) for siren in "12"]
    unknown = {"paye_an_centimes": None, "montant_ht_centimes": None}
    third = held("3", **ALONE, **unknown, date_fin=date(2027, 10, 10))
    found = fenetre([*both, third], date(2025, 12, 15), VEILLE, months=24)
    assert found is not None and (found.jour, found.mois) == (date(2027, 12, 11), 2)


@pytest.mark.parametrize(
    ("changed", "acte", "fin", "months"),
    [
        ({**ALONE, "date_fin": DAY}, Acte.RIEN, DAY, 0),
        ({}, Acte.RECONDUIRE, DAY, 0),
        ({"date_fin_max": date(2029, 12, 31), "reconductions": 4}, Acte.RECONDUIRE, DAY, 0),
        ({"date_fin": DAY, "date_fin_max": date(2028, 12, 31)}, Acte.NE_PAS_RECONDUIRE, DAY, 0),
        ({**ALONE, "date_fin": date(2028, 2, 29)}, Acte.RIEN, date(2028, 2, 29), 2),
        ({**ALONE, "date_fin": date(2028, 3, 31)}, Acte.RIEN, date(2028, 3, 31), 3),
        ({**ALONE, "date_fin": date(2027, 8, 31)}, Acte.PROLONGER, DAY, 4),
        ({**ALONE, "date_fin": date(2027, 9, 10)}, Acte.PROLONGER, date(2028, 1, 10), 4),
        ({**ALONE, "date_fin": date(2027, 10, 31), "duree_mois": None}, Acte.RELAIS, date(2027, 10, 31), 2),
    ],
)
def test_each_act_is_the_least_that_serves_the_day(
    changed: dict[str, Any], acte: Acte, fin: date, months: int
) -> None:
    found = beside(**changed)
    assert (found.acte, found.fin, found.mois) == (acte, fin, months)
    assert bool(found.reference) == (acte not in (Acte.RIEN, Acte.RELAIS))


@pytest.mark.parametrize(
    ("changed", "motif"),
    [
        ({"technique": "Concession"}, Motif.CONCESSION),
        ({"technique": "Marché subséquent"}, Motif.SUBSEQUENT),
        ({"date_fin": None, "date_fin_max": None}, Motif.FIN_INCONNUE),
        ({**ALONE, "date_fin": date(2026, 1, 31)}, Motif.TERMINE),
        ({**ALONE, "date_fin": date(2027, 7, 31)}, Motif.TROP_TOT),
        ({**ALONE, "date_fin": date(2027, 9, 30), "duree_mois": None}, Motif.TROP_TOT),
        ({**ALONE, "date_fin": date(2028, 4, 1)}, Motif.TROP_TARD),
        ({"date_fin": date(2027, 6, 30), "date_fin_max": None}, Motif.ENTRE_DEUX),
        ({**LATER, "date_fin": date(2027, 3, 31)}, Motif.ENTRE_DEUX),
        ({**LATER, "date_fin": date(2027, 3, 30)}, Motif.TROP_TARD),
    ],
)
def test_a_marche_stays_out_for_a_reason(changed: dict[str, Any], motif: Motif) -> None:
    found = beside(**changed)
    assert (found.acte, found.motif, found.fin) == (Acte.HORS_FENETRE, motif, None)
    assert phrases(found)[0].startswith("Hors fenêtre")


def test_a_day_asks_for_two_acheteurs_and_for_time_to_launch() -> None:
    assert fenetre([held("1"), suivi(marche_cle="b", acheteur_siren="1")], TODAY, VEILLE) is None
    soon = [held(siren, **ALONE, date_fin=date(2026, 9, 30)) for siren in "12"]
    assert fenetre(soon, TODAY, VEILLE) is None
    assert fenetre([held("1"), held("2")], TODAY, VEILLE, months=11) is None
    assert fenetre([], TODAY, VEILLE) is None


def test_marches_subsequents_go_with_their_accord_cadre() -> None:
    child = suivi(marche_cle="ms", acheteur_siren="1", accord_cadre_cle="m1", paye_an_centimes=1)
    found = window(held("1", technique="Accord-cadre"), child, held("2"))
    assert [(one.marche_cle, one.an) for one in found.places] == [("m1", 5_000_001), ("m2", 5_000_000)]


@pytest.mark.parametrize(
    ("changed", "year", "origine"),
    [
        ({}, 5_000_000, Origine.PAYE),
        ({"paye_an_centimes": 0}, 5_000_000, Origine.ATTRIBUE),
        (
            {"paye_an_centimes": None, "montant_ht_centimes": 1_000_000, "duree_mois": 7},
            1_714_286,
            Origine.ATTRIBUE,
        ),
        ({"paye_an_centimes": None, "duree_mois": None}, 0, Origine.INCONNU),
        ({"paye_an_centimes": -5, "montant_ht_centimes": None}, 0, Origine.INCONNU),
    ],
)
def test_euros_a_year_say_where_they_come_from(changed: dict[str, Any], year: int, origine: Origine) -> None:
    found = beside(**changed)
    assert (found.an, found.origine) == (year, origine)


def test_a_window_is_explained() -> None:
    rows = held("1", **ALONE, date_fin=DAY), held("2", **ALONE, date_fin=date(2027, 11, 30))
    assert plain(resume(window(*rows, span=0))) == (
        "Fin commune le 31/12/2027 : 100 k€ par an à acheter ensemble, sur 100 k€, par 2 acheteurs.",
        "Consultation commune à lancer avant le 31/12/2026 (Appel d'offres en groupement, 12 mois).",
        "Déplacement total : 1 mois.",
    )
    assert plain(phrases(window(*rows, span=0).places[1])) == (
        "Prolonger de 1 mois par avenant, jusqu’au 31/12/2027.",
        "Modifications cumulées : 10 % du montant initial au plus, dont 20 k€ restent (CCP, art. R. 2194-8).",
    )


def test_what_is_not_sure_is_said() -> None:
    found = beside(dernier_paiement=None, paye_an_centimes=0)
    assert plain(phrases(found)) == (
        "Reconduire jusqu’au 31/12/2027, pas au-delà.",
        f"Règle : {VEILLE.reference('reconduction')}.",
        "Rien de payé : 50 k€ par an d’après le montant et la durée.",
        "Sous réserve que la reconduction du 31/12/2025, à confirmer, ait été faite.",
    )
    early = beside(**ALONE | {"date_fin": date(2027, 5, 31), "montant_initial_centimes": None})
    assert phrases(early)[1] == "Aucun avenant proposé : montant initial ou en vigueur inconnu."
    with langues.parlant("en"):
        assert phrases(early)[0] == "Out of the window: it ends on 31/05/2027, too early to wait."
