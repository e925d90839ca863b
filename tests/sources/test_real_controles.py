"""The real files as published, asked every rule: the defects counted in them are found. Skipped where they
are not.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow.parquet as pq
import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.cleanse import contrats, examen, marches
from achatlas.cleanse.doublons import proposed
from achatlas.cleanse.marches import Made
from achatlas.domain.text import reference
from achatlas.ingest.stage import ingest_file
from tests.sources.test_real_files import DONNEES

pytestmark = [pytest.mark.skipif(not DONNEES.is_dir(), reason="skipped: no real data"), pytest.mark.lent]
Records = list[dict[str, Any]]
CATALOGUE = Catalogue()
FILES = {
    "decp_2019/data.gouv.fr_aife.json": "decp_2019",
    "decp_2019/e-marchespublics.json": "decp_2019",
    "decp_2019/marches-publics.info.json": "decp_2019",
    "decp_2024_travaux/decp_2024H2_travaux_cpv4521.csv": "decp_tabulaire",
}
DE_2019 = 9_509
TABULAIRE = 8_957


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Records:
    """Every record of the four files, as if every buyer were a member of the territory."""
    found: Records = []
    for name, source in FILES.items():
        target = tmp_path_factory.mktemp("reel")
        result = ingest_file(DONNEES / name, acheteur_siren=None, source=source, cible=target)
        rows = pq.read_table(result.chemin).to_pylist()
        found += [{k: "" if v is None else v for k, v in row.items()} for row in rows]
    return [{**one, "acheteur_siren": one["acheteur_id"][:9]} for one in found]


@pytest.fixture(scope="module")
def made(records: Records) -> Made:
    found = examen.examine(CATALOGUE, records)
    retained, out = marches.sort_out(records, found, CATALOGUE.regle("versions"))
    return Made(retained, out, found, [], [])


@pytest.fixture(scope="module")
def cases(made: Made) -> Counter[str]:
    return Counter(line["cas"] for line in made.examen.lignes if line["numero_ligne"] is not None)


def test_identifiers_that_are_not_a_siret_are_found(cases: Counter[str], records: Records) -> None:
    """README: 55 invalid buyers, 141 titulaires not of 14 digits, 137 that fail Luhn.

    Here by record: 79 and 4 named by a SIREN, 23 distinct values. 141 titulaires told as SIRET and 13 of the
    tabular layout, which tells no kind, are not of 14 digits; of these 2 are foreign VAT numbers. 159 of 14
    digits fail, 128 distinct; 33 of those are told as TAHITI or VAT, which rule V01 does not judge.
    """
    assert (cases["acheteur_invalide"], cases["acheteur_siren"]) == (79, 4)
    assert (cases["titulaire_invalide"], cases["titulaire_siren"]) == (250, 28)


def test_cpv_codes_are_found_again_or_said_to_be_lost(cases: Counter[str]) -> None:
    """README: 95 of seven digits, as here; 61 unknown. Here 119 of eight, 56 « 12345678 »."""
    assert cases["cpv_zero_de_tete"] + cases["cpv_zero_final"] == 95
    assert (cases["cpv_parent"], cases["cpv_introuvable"]) == (27, 97)


def test_amounts_that_are_none_are_refused(cases: Counter[str], records: Records) -> None:
    """README: 78 zero or negative, two of them modifications that say nothing; 54 below 100 €, as here;
    999,999,999 once, not twice.
    """
    assert (cases["montant_nul"], cases["montant_aberrant"]) == (76, 1)
    assert sum(0 < r["montant_ht_centimes"] < 100_00 for r in records) == 54


def test_dates_missing_or_odd_are_told(cases: Counter[str]) -> None:
    """README: year « 218 » twice, as here; 55 % of one source has neither date."""
    assert (cases["date_illisible"], cases["dates_absentes"]) == (2, 2_493)


def test_places_are_checked_by_their_kind(cases: Counter[str], made: Made) -> None:
    """README: 82 are no INSEE code. Here 631 records, 186 codes: postal codes of CEDEX and départements given
    as postal codes. 8 codes have no kind.
    """
    assert (cases["lieu_inconnu"], cases["type_de_lieu_inconnu"]) == (631, 0)
    untold = [int(x["valeur"]) for x in made.examen.lignes if x["cas"] == "type_de_lieu_absent"]
    assert sum(untold) == 8


def test_few_records_are_refused_and_each_by_a_rule(made: Made) -> None:
    reasons = Counter(reason for _, category, reason, _ in made.out if category == "rejet")
    assert reasons == {"v01": 79, "v08": 77, "identifiant_absent": 7, "v10": 1}


def test_a_third_of_one_source_are_accords_cadres(records: Records) -> None:
    """README: 31 %, as in marches-publics.info; 29 % of the three files of 2019 together."""
    of = [contrats.technique(r) for r in records if r["fichier"] == "marches-publics.info.json"]
    assert round(100 * of.count("Accord-cadre") / len(of)) == 31


def test_marches_of_several_amounts_are_histories(made: Made) -> None:
    """README: 658 in 2024 by (SIRET, identifier); here 521, the others being several marchés under one
    number.
    """
    several = Counter(
        one.marche["source"]
        for one in made.retained
        if len({v["montant_ht_centimes"] for v in one.versions}) > 1
    )
    assert several["decp_tabulaire"] == 521
    assert all(
        one.marche["montant_ht_centimes"] == one.versions[-1]["montant_ht_centimes"] for one in made.retained
    )


def test_what_may_be_a_lot_is_not_passed_off_as_a_modification(made: Made) -> None:
    orders = Counter(version["ordre"] for one in made.retained for version in one.versions)
    assert orders["indecis"] == 58


def test_no_marche_of_these_files_stands_in_two_sources(records: Records) -> None:
    """README: 167 in two sources. None here: no number of a buyer is in two of the four files."""
    places: dict[tuple[str, str], set[str]] = {}
    for one in records:
        places.setdefault((one["acheteur_siren"], reference(one["marche_id"])), set()).add(one["depot"])
    assert [key for key, files in places.items() if len(files) > 1 and all(key)] == []


def test_pairs_that_may_be_one_are_proposed_to_a_person(made: Made) -> None:
    pairs = proposed(made.retained, CATALOGUE.regle("doublons"))
    assert len(pairs) == 936
    assert all(pair["raison"].startswith("même acheteur, même titulaire") for pair in pairs)


def test_cents_are_conserved_from_records_to_marches(made: Made, records: Records) -> None:
    kept = sum(one.marche["montant_lu_centimes"] for one in made.retained)
    assert kept + sum(r["montant_ht_centimes"] for r, *_ in made.out) == sum(
        r["montant_ht_centimes"] for r in records
    )
    assert len(made.retained) + len(made.out) == len(records) == DE_2019 + TABULAIRE


def test_a_rule_without_its_data_says_so(made: Made) -> None:
    lacking = {line["controle"] for line in made.examen.lignes if line["cas"] == "sans_donnee"}
    assert lacking >= {"v11", "v13", "v14", "v18"}
