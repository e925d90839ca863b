"""The demonstration's SIRENE holds its suppliers, true to the truth, among others that are near."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from achatlas.domain.identifiers import is_siren, is_siret
from demo.generer import generer
from demo.stock import columns

Rows = list[dict[str, str]]
NAMES = {
    "unites": "StockUniteLegale_utf8.csv",
    "etablissements": "StockEtablissement_utf8.csv",
    "successions": "StockEtablissementLiensSuccession_utf8.csv",
}


def read(territoire: Path, genre: str) -> Rows:
    with (territoire / "sirene" / NAMES[genre]).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="session")
def unites(territoire: Path) -> Rows:
    return read(territoire, "unites")


@pytest.fixture(scope="session")
def etablissements(territoire: Path) -> Rows:
    return read(territoire, "etablissements")


@pytest.fixture(scope="session")
def tiers(territoire: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = pq.read_table(territoire / "verite" / "fournisseurs.parquet").to_pylist()
    return found


@pytest.mark.parametrize("genre", NAMES)
def test_the_layout_is_that_of_the_insee(territoire: Path, genre: str) -> None:
    assert list(read(territoire, genre)[0]) == columns(genre)


def test_every_identifier_is_valid_once_and_in_the_invented_block(unites: Rows, etablissements: Rows) -> None:
    sirens, sirets = [u["siren"] for u in unites], [e["siret"] for e in etablissements]
    assert all(map(is_siren, sirens)) and all(map(is_siret, sirets))
    assert all(number.startswith("000") for number in (*sirens, *sirets))
    assert (len(set(sirens)), len(set(sirets))) == (len(sirens), len(sirets))
    assert {e["siren"] for e in etablissements} == set(sirens)


def test_every_true_supplier_stands_where_the_truth_says(tiers: Rows, etablissements: Rows) -> None:
    places = {e["siret"]: e["codeCommuneEtablissement"] for e in etablissements}
    named = [t for t in tiers if t["siret"]]
    assert len(named) > 100
    assert {t["siret"]: t["commune"] for t in named} == {t["siret"]: places.get(t["siret"]) for t in named}


def test_a_size_is_the_true_one_or_is_not_told(tiers: Rows, unites: Rows) -> None:
    said = {u["siren"]: u["categorieEntreprise"] for u in unites}
    wrong = [t for t in tiers if t["siren"] and said[t["siren"]] not in ("", t["taille"] or "")]
    known = [t for t in tiers if t["taille"] and said[t["siren"]]]
    assert wrong == [] and len(known) > 0.8 * sum(bool(t["taille"]) for t in tiers)


def test_associations_are_of_the_ess(tiers: Rows, unites: Rows) -> None:
    ess = {u["siren"]: u["economieSocialeSolidaireUniteLegale"] for u in unites}
    assert {ess[t["siren"]] for t in tiers if t["type"] == "association"} == {"O"}


def test_a_supplier_that_moved_is_closed_and_followed(territoire: Path, etablissements: Rows) -> None:
    states = {e["siret"]: e["etatAdministratifEtablissement"] for e in etablissements}
    moved = [link for link in read(territoire, "successions") if link["transfertSiege"] == "true"]
    assert moved
    for link in moved:
        former, new = link["siretEtablissementPredecesseur"], link["siretEtablissementSuccesseur"]
        assert (states[former], former[:9]) == ("F", new[:9])
        assert states[new] == "A" or new in {
            one["siretEtablissementPredecesseur"] for one in taken(territoire)
        }


def taken(territoire: Path) -> Rows:
    return [link for link in read(territoire, "successions") if link["transfertSiege"] == "false"]


def test_a_supplier_that_was_taken_over_has_ceased_and_another_enterprise_holds_its_place(
    territoire: Path, etablissements: Rows, unites: Rows, tiers: Rows
) -> None:
    told = {e["siret"]: e for e in etablissements}
    states = {u["siren"]: u["etatAdministratifUniteLegale"] for u in unites}
    heirs = {t["siren"]: t["repreneur"] for t in tiers if t["repreneur"]}
    links = taken(territoire)
    assert len(links) == 15 == len(heirs)
    for link in links:
        former, new = told[link["siretEtablissementPredecesseur"]], told[link["siretEtablissementSuccesseur"]]
        assert heirs[former["siren"]] == new["siren"] != former["siren"]
        assert (states[former["siren"]], states[new["siren"]]) == ("C", "A")
        assert (former["etatAdministratifEtablissement"], new["etatAdministratifEtablissement"]) == ("F", "A")
        assert former["codeCommuneEtablissement"] == new["codeCommuneEtablissement"]
        assert former["dateDebut"] == new["dateCreationEtablissement"] == link["dateLienSuccession"]
    paid_too = {t["siren"] for t in tiers} & set(heirs.values())
    assert 0 < len(paid_too) < 15 and not set(heirs) & set(heirs.values())


def test_a_supplier_was_paid_before_it_was_taken_over_never_after(territoire: Path, tiers: Rows) -> None:
    days = {
        link["siretEtablissementPredecesseur"][:9]: link["dateLienSuccession"] for link in taken(territoire)
    }
    lignes = pq.read_table(territoire / "verite" / "lignes.parquet").to_pylist()
    last = {
        cle: max(x["exercice"] for x in lignes if x["fournisseur"] == cle and x["in_perimetre"])
        for cle in days
    }
    assert all(f"{year}-12-31" < days[cle] < f"{year + 1}-12-31" for cle, year in last.items())


def test_a_natural_person_that_is_paid_is_absent_or_silent(tiers: Rows, unites: Rows) -> None:
    people = {t["nom"].upper() for t in tiers if t["type"] == "personne"}
    written = {f"{u['nomUniteLegale']} {u['prenom1UniteLegale']}" for u in unites}
    assert not people & written
    silent = [u for u in unites if u["statutDiffusionUniteLegale"] == "P"]
    names = ("nomUniteLegale", "prenom1UniteLegale", "denominationUniteLegale")
    assert silent and {u[name] for u in silent for name in names} == {"", "[ND]"}


def test_a_homonym_is_of_another_departement(tiers: Rows, unites: Rows, etablissements: Rows) -> None:
    where = {e["siren"]: e["codeCommuneEtablissement"][:2] for e in etablissements}
    own = {t["siren"]: t for t in tiers if t["siren"] and t["type"] == "entreprise"}
    written = {u["denominationUniteLegale"]: t for u in unites if (t := own.get(u["siren"]))}
    homonyms = [u for u in unites if u["siren"] not in own and u["denominationUniteLegale"] in written]
    assert len(homonyms) > 50
    near = [u for u in homonyms if where[u["siren"]] == written[u["denominationUniteLegale"]]["departement"]]
    assert near == []


def test_the_same_seed_gives_the_same_bytes(territoire: Path, tmp_path: Path) -> None:
    generer(tmp_path, 7, 6_000)
    for name in NAMES.values():
        assert (tmp_path / "sirene" / name).read_bytes() == (territoire / "sirene" / name).read_bytes()
