"""What the demonstration says of its operators beyond their name: lists, basin, truth."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.territoire import load_territoire
from achatlas.domain.identifiers import is_siren, is_siret

Rows = list[dict[str, str]]
KINDS = {"EI", "ETTI", "ACI", "AI", "EITI", "EA", "ESAT", "GEIQ"}
BASIN = "Bassin de l'Auzère (fictif)"


@pytest.fixture(scope="session")
def tiers(territoire: Path) -> Rows:
    found: Rows = pq.read_table(territoire / "verite" / "fournisseurs.parquet").to_pylist()
    return found


@pytest.fixture(scope="session")
def catalogue(territoire: Path) -> Catalogue:
    return Catalogue(territoire / "instance")


@pytest.fixture(scope="session")
def listed(catalogue: Catalogue) -> Rows:
    return list(catalogue.lines("referentiels/operateurs_listes.csv"))


@pytest.fixture(scope="session")
def euros(territoire: Path) -> Counter[str]:
    """Cents of purchases by true supplier."""
    found: Counter[str] = Counter()
    for line in pq.read_table(territoire / "verite" / "lignes.parquet").to_pylist():
        if line["in_perimetre"]:
            found[line["fournisseur"]] += line["montant_ht_centimes"]
    return found


def test_the_lists_name_true_suppliers_with_a_source_and_a_day(listed: Rows, tiers: Rows) -> None:
    known = {t["siren"] for t in tiers} | {t["siret"] for t in tiers}
    assert {line["liste"] for line in listed} == {"inclusion", "esus", "qpv", "procedure", "groupe"}
    for line in listed:
        assert line["identifiant"] in known and (
            is_siren(line["identifiant"]) or is_siret(line["identifiant"])
        )
        assert line["source"] == "Liste inventée de la démonstration" and date.fromisoformat(line["date"])
    said = [(line["identifiant"], line["liste"]) for line in listed]
    assert len(set(said)) == len(said)


def test_the_truth_and_the_lists_say_the_same(listed: Rows, tiers: Rows) -> None:
    column = {"procedure": "etat"}
    said = {(line["liste"], line["identifiant"]): line["valeur"] for line in listed}
    for liste in ("inclusion", "esus", "qpv", "groupe"):
        own = {
            t["siret"] if liste in ("inclusion", "qpv") else t["siren"]: t[liste] for t in tiers if t[liste]
        }
        assert own == {number: value for (name, number), value in said.items() if name == liste}
    failing = {t["siren"] for t in tiers if t[column["procedure"]] == "procedure"}
    assert failing == {number for name, number in said if name == "procedure"}


def test_inclusion_weighs_two_or_three_euros_in_a_hundred(tiers: Rows, euros: Counter[str]) -> None:
    structures = {t["fournisseur"]: t for t in tiers if t["inclusion"]}
    assert {t["inclusion"] for t in structures.values()} <= KINDS
    assert len({t["inclusion"] for t in structures.values()}) >= 5
    assert 0.02 <= sum(euros[cle] for cle in structures) / euros.total() <= 0.03
    assert {t["type"] for t in structures.values()} == {"association", "entreprise"}
    assert {t["taille"] for t in structures.values()} == {None, "PME"}


def test_an_association_of_integration_has_the_legal_form_of_its_kind(tiers: Rows) -> None:
    forms = {t["inclusion"]: t["juridique"] for t in tiers if t["inclusion"] in ("AI", "ACI")}
    assert forms == {"AI": "9222", "ACI": "9221"}


def test_an_esus_is_of_the_ess(tiers: Rows) -> None:
    assert {t["ess"] for t in tiers if t["esus"]} == {"oui"}


def test_a_group_has_two_or_three_companies_of_one_size(tiers: Rows) -> None:
    members: dict[str, Rows] = {}
    for t in tiers:
        if t["groupe"]:
            members.setdefault(t["groupe"], []).append(t)
    assert {len(found) for found in members.values()} == {2, 3}
    assert all(len({t["taille"] for t in found}) == 1 for found in members.values())
    assert {t["taille"] for found in members.values() for t in found} == {"ETI", "GE"}
    heads = {name for name in members if is_siren(name)}
    assert heads and heads < set(members)
    assert all(name in {t["siren"] for t in members[name]} for name in heads)
    assert not (set(members) - heads) & {t["nom"] for t in tiers}


def test_what_has_ceased_is_on_no_list(listed: Rows, tiers: Rows) -> None:
    gone = {number for t in tiers if t["etat"] == "cesse" for number in (t["siren"], t["siret"])}
    assert len(gone) == 30 and not gone & {line["identifiant"] for line in listed}


def test_the_basin_is_said_to_be_invented_and_tells_what_is_local(catalogue: Catalogue, tiers: Rows) -> None:
    basin = {line["commune"]: line["bassin"] for line in catalogue.lines("referentiels/bassins.csv")}
    assert set(basin.values()) == {BASIN}
    placed = [t for t in tiers if t["commune"]]
    assert {t["local"] for t in placed if t["commune"] in basin} == {"oui"}
    assert {t["local"] for t in placed if t["commune"] not in basin} == {"non"}
    assert all((t["local_siege"] == "oui") == (t["commune_siege"] in basin) for t in placed)
    assert {t["bassin"] for t in placed} == {BASIN, None}
    assert {(t["local"], t["local_siege"]) for t in placed} == {
        (a, b) for a in ("oui", "non") for b in ("oui", "non")
    }


def test_the_territory_calls_local_what_its_basin_holds(territoire: Path) -> None:
    local = load_territoire(territoire).local
    assert (local.niveau, local.codes) == ("bassin", ())
    assert local.phrase() == "Local : établissement payé dans le bassin de l’Auzère (fictif)"


def test_a_foreign_firm_is_of_its_country_and_not_local(tiers: Rows) -> None:
    abroad = [t for t in tiers if t["type"] == "etranger"]
    assert {t["pays"] for t in abroad} <= {"DE", "BE", "LU", "NL", "IE", "CH", "GB"}
    assert {t["local"] for t in abroad} == {"non"}
    assert {t["pays"] for t in tiers if t["commune"]} == {"FR"}


def test_the_siege_and_the_form_are_those_of_its_sirene(territoire: Path, tiers: Rows) -> None:
    def read(name: str) -> Rows:
        with (territoire / "sirene" / f"{name}_utf8.csv").open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    sieges = {e["siren"]: e for e in read("StockEtablissement") if e["etablissementSiege"] == "true"}
    for unite in read("StockUniteLegale"):
        for t in (t for t in tiers if t["siren"] == unite["siren"]):
            assert t["commune_siege"] == sieges[t["siren"]]["codeCommuneEtablissement"]
            assert (t["juridique"], t["effectif"] or "") == (
                unite["categorieJuridiqueUniteLegale"], unite["trancheEffectifsUniteLegale"],
            )  # fmt: skip
            told = unite["economieSocialeSolidaireUniteLegale"]
            assert told in ("", {"oui": "O", "non": "N"}.get(t["ess"], told))


def test_a_silent_size_is_never_belied_by_the_staff(territoire: Path, tiers: Rows) -> None:
    few = {"00", "01", "02", "03", "11", "12", "21", "22"}
    assert not [t for t in tiers if t["taille"] in ("ETI", "GE") and t["effectif"] in few]


def test_the_centrale_of_the_territory_stands_beside_those_of_the_product(
    catalogue: Catalogue, tiers: Rows
) -> None:
    lines = {line["siren"]: line for line in catalogue.lines("referentiels/centrales.csv")}
    assert set(lines) == {"776056467", *(t["siren"] for t in tiers if t["type"] == "centrale")}


def test_every_list_of_the_territory_is_read_where_an_overlay_stands(territoire: Path) -> None:
    found = sorted(
        p.relative_to(territoire / "instance").as_posix() for p in (territoire / "instance").rglob("*.*")
    )
    assert found == [
        *(f"metier/referentiels/{name}.csv" for name in ("bassins", "centrales", "operateurs_listes")),
        "metier/regles/mutualisation.csv",
    ]
    assert yaml.safe_load((territoire / "territoire.yml").read_text(encoding="utf-8"))["simule"] is True
