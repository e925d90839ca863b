"""What is told of a marché beside what it writes: each code from words, and nothing from silence."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.catalogue.load import Catalogue
from achatlas.cleanse.caractere import SAID, Savoir, discover, filled, verify
from achatlas.domain.errors import CatalogueError

CATALOGUE = Catalogue()
SAVOIR = Savoir(CATALOGUE)
CARACTERES = discover()
UGAP = "77605646700587"
SILENT = {"objet": "", "technique": "Marché", "cpv": "", "date_notification": None}


def told(name: str, **said: Any) -> str:
    return CARACTERES[name]({**SILENT, "montant_initial_centimes": 0, **said}, SAVOIR)


@pytest.mark.parametrize("name", CARACTERES)
def test_what_nobody_says_is_unknown(name: str) -> None:
    assert told(name) == ""


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Clause sociale", "clause"),
        ("Clause sociale|Crit\ufffdre social", "clause_critere"),
        ("Critère social", "critere"),
        ("Marché réservé|Clause sociale", "reserve"),
        ("March\ufffd r\ufffdserv\ufffd", "reserve"),
        ("Pas de considération sociale", "non"),
        ("Pas de considération sociale|Clause sociale", ""),
        ("à préciser", ""),
    ],
)
def test_social_considerations_are_read_in_the_words_of_the_format(written: str, code: str) -> None:
    assert told("clause_sociale", considerations_sociales=written) == code


def test_a_register_says_clauses_by_yes_or_no() -> None:
    assert told("clause_sociale", clause_sociale="oui") == "clause"
    assert told("clause_sociale", clause_sociale="non") == "non"
    assert told("clause_sociale", clause_sociale="non", considerations_sociales="Clause sociale") == "clause"
    assert told("clause_sociale", clause_sociale="critère") == "critere"
    assert told("clause_sociale", clause_sociale="critère", considerations_sociales="Clause sociale") == (
        "clause_critere"
    )
    assert told("clause_sociale", clause_sociale="à voir") == ""
    assert told("clause_sociale", marche_reserve="oui") == "reserve"
    assert told("clause_sociale", marche_reserve="non") == ""
    assert (
        told("clause_environnementale", considerations_environnementales="Critère environnemental")
        == "critere"
    )


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"niveau_mutualisation": "4"}, "4"),
        ({"niveau_mutualisation": "Niveau 6 : UGAP"}, "6"),
        ({"niveau_mutualisation": "12"}, ""),
        ({"niveau_mutualisation": "Groupement permanent"}, "3"),
        ({"niveau_mutualisation": "groupement de commandes (ponctuel)"}, "2"),
        ({"niveau_mutualisation": "Groupement", "coordonnateur_id": "CCAS"}, "2_3"),
        ({"niveau_mutualisation": "Achat individuel", "coordonnateur_id": "CCAS"}, "0"),
        ({"niveau_mutualisation": "Transversal (inter-directions)"}, "1"),
        ({"niveau_mutualisation": "Service commun"}, "4"),
        ({"niveau_mutualisation": "Centrale d'achat territoriale"}, "5"),
        ({"niveau_mutualisation": "centrale", "centrale": "RESAH"}, "5_6"),
        ({"niveau_mutualisation": "Marché RESAH"}, "6"),
        ({"niveau_mutualisation": "GHT"}, "7"),
        ({"niveau_mutualisation": "Quasi-régie (SPL)"}, "8"),
        ({"niveau_mutualisation": "à préciser"}, ""),
        ({"niveau_mutualisation": "à préciser", "centrale": UGAP}, "6"),
        ({"centrale": UGAP}, "6"),
        ({"centrale": "RESAH"}, "5_6"),
        ({"centrale": "non"}, ""),
        ({"coordonnateur_id": "20006258600157"}, "2_3"),
        ({"objet": "Assurances pour le groupement de commandes Ville et CCAS"}, "2_3"),
        ({"objet": "Linge des établissements du GHT"}, "7"),
        ({"objet": "Groupement solidaire d'entreprises"}, ""),
    ],
)
def test_a_level_of_mutualisation_is_what_somebody_wrote(said: dict[str, str], code: str) -> None:
    assert told("mutualisation", **said) == code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"lot": "3"}, "Lot 03"),
        ({"lot": "Lot n° B"}, "Lot N B"),
        ({"objet": "Assurances - Lot n° 2 : flotte"}, "Lot 02"),
        ({"objet": "Travaux LOT 01GROS ŒUVRE"}, ""),
        ({"objet": "Gros œuvre, lots 2, 4 et 5"}, "plusieurs"),
        ({"objet": "Transports (lot 1 et lot 2)"}, "plusieurs"),
        ({"objet": "Denrées, lot unique"}, "unique"),
        ({"objet": "Papier", "allotissement": "non"}, "sans_lot"),
        ({"objet": "Allotissement de 12 véhicules"}, ""),
    ],
)
def test_a_lot_is_the_one_that_is_named(said: dict[str, str], code: str) -> None:
    assert told("lot", **said) == code


def band(euros: int, day: date, cpv: str = "30190000", technique: str = "Marché", **said: str) -> str:
    amount = {"montant_initial_centimes": 100 * euros, "date_notification": day, "cpv": cpv}
    return told("tranche", technique=technique, **amount, **said)


def test_bands_follow_the_thresholds_of_the_day_and_of_works() -> None:
    assert band(39_999, date(2024, 5, 2)) == "1_dispense" and band(40_000, date(2024, 5, 2)) == "2_adaptee"
    assert band(40_000, date(2026, 5, 2)) == "1_dispense"
    assert (
        band(90_000, date(2024, 5, 2)) == "3_publicite" and band(221_000, date(2024, 5, 2)) == "4_formalisee"
    )
    assert band(221_000, date(2024, 5, 2), "45000000") == "3_publicite"
    assert band(99_999, date(2024, 5, 2), "45000000") == "1_dispense"
    assert band(90_000, date(2024, 5, 2), technique="Concession") == "hors_champ"


def test_a_band_is_told_without_a_nature_only_where_both_natures_have_it() -> None:
    day = date(2024, 5, 2)
    assert band(9_000_000, day, "") == "4_formalisee" and band(1_000, day, "") == "1_dispense"
    assert band(300_000, day, "") == "" and band(300_000, day, "", type_marche="Travaux") == "3_publicite"


@given(st.integers(1, 10**8), st.integers(1, 10**8), st.dates(date(2018, 1, 1), date(2027, 12, 31)))
def test_a_larger_amount_is_never_in_a_lower_band(one: int, other: int, day: date) -> None:
    least, most = sorted((one, other))
    assert band(least, day) <= band(most, day)


def test_what_the_record_kept_does_not_say_is_what_another_says() -> None:
    main = dict.fromkeys(SAID, "") | {"lot": "2"}
    other = {"lot": "9", "considerations_sociales": "Clause sociale", "objet": "Autre"}
    found = filled(main, [main, other])
    assert (found["lot"], found["considerations_sociales"], found.get("objet")) == (
        "2",
        "Clause sociale",
        None,
    )


def test_every_code_is_a_member_of_its_axis_or_names_a_lot() -> None:
    verify(CATALOGUE)
    for name, axe in CATALOGUE.caracteres.items():
        assert ("sans_marche" in axe.membres) == ("achats" in axe.faits), name


def test_an_axis_without_its_module_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "metier" / "axes"
    folder.mkdir(parents=True)
    text = (CATALOGUE.paths("axes")["lot"]).read_text(encoding="utf-8")
    (folder / "parcelle.yml").write_text(text.replace("colonne: lot", "colonne: parcelle"), encoding="utf-8")
    with pytest.raises(CatalogueError, match="sans module : « parcelle »"):
        verify(Catalogue(tmp_path))


@pytest.mark.parametrize(
    ("count", "code"), [(None, ""), (0, ""), (1, "1"), (2, "2"), (3, "3_5"), (5, "3_5"), (6, "6_plus")]
)
def test_offers_are_told_by_bands_and_none_is_unknown(count: int | None, code: str) -> None:
    assert told("offres", offres_recues=count) == code


@pytest.mark.parametrize(
    ("written", "code"), [("oui", "oui"), ("true", "oui"), ("0", "non"), ("Non", "non"), ("à voir", "")]
)
def test_a_marche_is_innovating_where_it_is_said(written: str, code: str) -> None:
    assert told("innovant", marche_innovant=written) == code


def test_an_advance_is_what_cleansing_read() -> None:
    assert [told("avance", avance=one) for one in ("oui", "non", "", "peut-être")] == ["oui", "non", "", ""]


@pytest.mark.parametrize(
    ("euros", "day", "code"),
    [
        (39_999, date(2025, 3, 1), "1_sous"),
        (40_000, date(2025, 3, 1), "2_des"),
        (25_000, date(2019, 3, 1), "2_des"),
        (40_000, date(2015, 3, 1), ""),
        (40_000, None, ""),
        (0, date(2025, 3, 1), ""),
    ],
)
def test_the_threshold_of_publication_is_that_of_the_day(euros: int, day: date | None, code: str) -> None:
    assert told("seuil_40k", montant_initial_centimes=euros * 100, date_notification=day) == code
