"""Essential data: golden days of each case, each gap and each reserve."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from achatlas import langues
from achatlas.catalogue.load import Catalogue
from achatlas.domain.nombres import lisser
from achatlas.watch.publication import Cas, Lacune, Reserve, Savoir, Situation, counted, publications
from achatlas.watch.publication_mots import cas_dit, phrases
from achatlas.watch.suivi import Suivi
from tests.unit.watch.rows import suivi

SAVOIR = Savoir.of(Catalogue())
TODAY = date(2026, 2, 1)
MISSING = {"sources": "registre_tableur", "date_publication": None}
K40, K25 = 4_000_000, 2_500_000


def told(*rows: Suivi) -> tuple[Situation, ...]:
    return publications(rows, TODAY, SAVOIR)


def judged(**changed: Any) -> tuple[Cas, Lacune]:
    (one,) = told(suivi(**changed))
    return one.cas, one.lacune


@pytest.mark.parametrize(
    ("changed", "cas"),
    [
        ({"date_publication": date(2024, 3, 1)}, Cas.PUBLIE),
        ({"date_publication": date(2024, 3, 2)}, Cas.PUBLIE_TARD),
        ({"date_publication": date(2026, 1, 1), "montant_initial_centimes": K40 - 1}, Cas.PUBLIE),
        ({"sources": "scdl_marches"}, Cas.PUBLIE),
        ({**MISSING, "date_notification": date(2025, 11, 30)}, Cas.MANQUANT),
        ({**MISSING, "date_notification": date(2025, 12, 1)}, Cas.PAS_ENCORE),
        ({**MISSING, "sources": "pes_marche"}, Cas.MANQUANT),
        ({**MISSING, "montant_initial_centimes": K40}, Cas.MANQUANT),
        ({**MISSING, "montant_initial_centimes": K40 - 1}, Cas.LISTE_ALLEGEE),
        ({**MISSING, "montant_initial_centimes": K25}, Cas.LISTE_ALLEGEE),
        ({**MISSING, "montant_initial_centimes": K25 - 1}, Cas.NON_SOUMIS),
        ({**MISSING, "montant_initial_centimes": K25, "date_notification": date(2019, 1, 1)}, Cas.MANQUANT),
        ({**MISSING, "montant_initial_centimes": K25, "date_notification": date(2020, 1, 1)}, Cas.NON_SOUMIS),
    ],
)
def test_a_marche_is_judged_by_the_law_of_its_notification(changed: dict[str, Any], cas: Cas) -> None:
    assert judged(**changed) == (cas, Lacune.AUCUNE)


@pytest.mark.parametrize(
    ("changed", "gap"),
    [
        ({"date_notification": None}, Lacune.NOTIFICATION),
        ({"montant_initial_centimes": None, "montant_ht_centimes": 99}, Lacune.MONTANT),
        ({"date_notification": date(2018, 9, 30)}, Lacune.SEUIL),
        ({"technique": "Concession"}, Lacune.CONCESSION),
        ({"date_deduite": True}, Lacune.NOTIFICATION),
    ],
)
def test_what_is_missing_to_judge_is_told(changed: dict[str, Any], gap: Lacune) -> None:
    assert judged(**{**MISSING, **changed}) == (Cas.INCONNU, gap)
    assert judged(**changed) == (Cas.PUBLIE_DELAI_INCONNU, gap)


def test_a_publication_without_its_day_has_no_delay() -> None:
    assert judged(date_publication=None) == (Cas.PUBLIE_DELAI_INCONNU, Lacune.PUBLICATION)


def test_a_register_lacks_what_it_should_hold() -> None:
    kept = [
        suivi(**MISSING, marche_cle=str(year), date_notification=date(year, 6, 1)) for year in (2023, 2025)
    ]
    alone = {"sources": "decp_2022", "date_notification": date(2024, 1, 1)}
    found = told(*kept, suivi(**alone), suivi(**{**alone, "date_notification": date(2025, 6, 2)}))
    assert [one.hors_registre for one in found] == [False, False, True, False]
    bounds = (suivi(**{**alone, "date_notification": date(year, 6, 1)}) for year in (2023, 2025))
    assert [one.hors_registre for one in told(*kept, *bounds)][2:] == [True, True]
    assert not told(suivi(**alone))[0].hors_registre
    assert not told(*kept, suivi(**alone, acheteur_siren="9"))[2].hors_registre


@pytest.mark.parametrize(
    ("changed", "reserve"),
    [
        ({"technique": "Marché subséquent"}, Reserve.SUBSEQUENT),
        ({"centrale": "UGAP"}, Reserve.CENTRALE),
        ({"coordonnateur_siren": "9"}, Reserve.COORDONNATEUR),
        ({"date_notification": date(2021, 1, 1)}, Reserve.SEUIL),
        ({"date_notification": date(2024, 1, 2)}, Reserve.APRES_FICHIER),
    ],
)
def test_what_to_check_first_is_told(changed: dict[str, Any], reserve: Reserve) -> None:
    published = suivi(marche_cle="p")
    found = told(published, suivi(**{**MISSING, **changed}))[1]
    assert found.reserves == (reserve,)
    assert phrases(found)[-1].startswith("À vérifier")


REFUSED = json.dumps(
    [{"message": "Montant inférieur à 1 € : 0,00 €", "fichier": "decp.json", "depot": "d", "numero_ligne": 7,
      "date_publication": "2024-03-20"}]
)  # fmt: skip


@pytest.mark.parametrize("changed", [{}, {"montant_initial_centimes": K25}, {"date_notification": None}])
def test_what_was_refused_is_published_and_to_be_corrected(changed: dict[str, Any]) -> None:
    (one,) = told(suivi(**{**MISSING, "a_corriger": REFUSED, **changed}))
    assert (one.cas, one.lacune, one.en_retard) == (Cas.A_CORRIGER, Lacune.AUCUNE, False)
    where = "À vérifier dans decp.json, n°\xa07, publié le 20/03/2024."
    assert phrases(one)[0] == f"{where} {lisser('Montant inférieur à 1 € : 0,00 €')}."
    assert judged(a_corriger=REFUSED, date_publication=date(2024, 3, 1)) == (Cas.PUBLIE, Lacune.AUCUNE)


def test_a_buyer_whose_records_were_all_refused_has_deposited_some() -> None:
    found = told(suivi(**MISSING, a_corriger=REFUSED), suivi(**MISSING))
    assert [one.reserves for one in found] == [(), ()]


def test_a_marche_that_may_be_published_under_another_identifier_is_not_missing() -> None:
    twin = suivi(marche_cle="p")
    found = told(suivi(**MISSING, jumeau_cle="p"), twin)
    assert [one.cas for one in found] == [Cas.INCONNU, Cas.PUBLIE]
    assert found[0].lacune is Lacune.JUMEAU and "à vérifier" in phrases(found[0])[-1]
    alone = told(suivi(**MISSING, jumeau_cle="p"), suivi(**MISSING, marche_cle="p"))
    assert alone[0].cas is Cas.MANQUANT


def test_an_acheteur_whose_data_nobody_deposited_is_told() -> None:
    assert told(suivi(**MISSING))[0].reserves == (Reserve.SANS_FICHIER,)


def test_each_marche_is_counted_once_and_every_case_is_told() -> None:
    found = counted(told(suivi(), suivi(**MISSING), suivi(**MISSING)))
    assert (found[Cas.PUBLIE], found[Cas.MANQUANT], found[Cas.INCONNU]) == (1, 2, 0)
    assert list(found) == list(Cas)


def test_a_situation_is_said_with_its_values() -> None:
    (late,) = told(suivi(date_publication=date(2024, 3, 2)))
    assert late.en_retard and (late.montant, late.seuil, late.limite) == (20_000_000, K40, date(2024, 3, 1))
    said = "Montant de 200\u202fk€, seuil de 40\u202fk€ le 01/01/2024 (valeur à la date de notification)."
    assert phrases(late) == ("Publié le 02/03/2024, délai passé le 01/03/2024.", said)
    (soon,) = told(suivi(**MISSING, date_notification=date(2025, 12, 15)))
    assert phrases(soon)[0] == "À publier avant le 15/02/2026." and not soon.en_retard
    with langues.parlant("en"):
        assert [cas_dit(one.cas) for one in (late, soon)] == [
            "published late",
            "to be published, delay running",
        ]


def test_what_is_unknown_or_outside_the_register_is_said() -> None:
    kept = [
        suivi(**MISSING, marche_cle=str(year), date_notification=date(year, 6, 1)) for year in (2023, 2025)
    ]
    found = told(*kept, suivi(sources="decp_2022", date_deduite=True))
    assert "Date de notification inconnue." in phrases(found[2])
    assert any(one.startswith("Absent du registre") for one in phrases(found[2]))
    assert "délai passé le 01/08/2023" in phrases(found[0])[0]
