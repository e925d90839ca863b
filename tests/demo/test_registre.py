"""The registers of procedures say what the truth says, but for the defects that are listed; joint purchases
exist.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
import yaml

from achatlas.catalogue.load import Catalogue
from achatlas.domain.money import NumberFormat, parse_centimes
from achatlas.ingest.discover import discover
from achatlas.ingest.stage import ingest_file
from demo.territoire import read_yaml

Record = dict[str, Any]
TENUS = read_yaml("registres.yml")["tenus"]
FORMES = read_yaml("registres.yml")["formes"]
FRENCH = NumberFormat(",", " ", frozenset({"avant"}), "€")
ATTENDU = Path(__file__).parent / "registre.attendu.csv"


def table(territoire: Path, nom: str) -> list[Record]:
    rows: list[Record] = pq.read_table(territoire / "verite" / f"{nom}.parquet").to_pylist()
    return rows


@pytest.fixture(scope="module")
def procedures(territoire: Path) -> dict[str, Record]:
    return {one["uid"]: one for one in table(territoire, "procedures")}


@pytest.fixture(scope="module")
def rattachements(territoire: Path) -> list[Record]:
    return table(territoire, "rattachements")


def registers(territoire: Path) -> list[Record]:
    fiche = yaml.safe_load((territoire / "territoire.yml").read_text(encoding="utf-8"))
    return [one for one in fiche["fichiers"] if "-registre" in one["chemin"]]


def rows_of(chemin: Path, forme: Record) -> Iterator[tuple[int, Record]]:
    """The rows of a register with their numbers, keyed by what each column holds."""
    names = list(forme["colonnes"].values())
    if forme["classeur"]:
        sheet = openpyxl.load_workbook(io.BytesIO(chemin.read_bytes())).active
        top = 3 if "bandeaux" in forme else 1
        lines = list(sheet.iter_rows(values_only=True))
        assert list(lines[top - 1]) == list(forme["colonnes"])
    else:
        lines = list(csv.reader(io.StringIO(chemin.read_bytes().decode(forme["encodage"])), delimiter=";"))
        assert lines[0] == list(forme["colonnes"])
        top = 1
    for numero, line in enumerate(lines[top:], start=top + 1):
        yield numero, dict(zip(names, line, strict=True))


def cents(cell: object) -> int:
    return parse_centimes(cell, FRENCH) if isinstance(cell, str) else round(float(cell) * 100)


def read(territoire: Path) -> Iterator[tuple[str, int, Record]]:
    for one in registers(territoire):
        chemin = territoire / one["chemin"]
        cle = chemin.name.partition("-registre")[0]
        for numero, row in rows_of(chemin, FORMES[TENUS[cle]["forme"]]):
            yield chemin.name, numero, row


def test_most_bodies_keep_a_register_and_some_keep_none(territoire: Path) -> None:
    every = {a["cle"] for a in read_yaml("acheteurs.yml")["acheteurs"]}
    named = {Path(one["chemin"]).name.partition("-registre")[0] for one in registers(territoire)}
    assert named == set(TENUS) and len(named) == 11
    assert every - named == {"vaucrenne", "malvenche", "sem", "epcc"}


def test_each_line_tells_a_true_contract_for_its_true_amount(
    territoire: Path, procedures: dict[str, Record]
) -> None:
    truth = {(one["fichier"], one["numero_ligne"]): one for one in table(territoire, "registres")}
    seen = Counter[str]()
    for fichier, numero, row in read(territoire):
        line = truth.pop((fichier, numero))
        one, told = procedures[line["marche_uid"]], set(line["defauts"].split("|"))
        seen.update(told)
        assert row["objet"]
        if not told & {"montant_absent", "montant_en_mots"}:
            assert cents(row["montant"]) == one["montant_ht_centimes"], (fichier, numero)
        if row.get("avenant_montant"):
            assert cents(row["avenant_montant"]) == one["montant_apres_avenant_centimes"]
    assert not truth
    assert {"niveau_absent", "fin_absente", "marche_d_un_autre", "montant_absent"} <= set(seen)


def test_a_register_and_the_published_record_give_one_amount(
    territoire: Path, procedures: dict[str, Record]
) -> None:
    for marche in table(territoire, "marches"):
        one = procedures[marche["uid"]]
        assert one["montant_ht_centimes"] == marche["montant_ht_centimes"]
        assert one["date_fin_max"] == marche["date_fin"]
        if marche["identifiant_publie"] and one["nature"] == "Marché":
            assert one["montant_apres_avenant_centimes"] == marche["montant_modifie_centimes"] or (
                one["montant_apres_avenant_centimes"] is None
            )


def test_the_truth_places_every_purchase_and_no_other(
    rattachements: list[Record], lignes: dict[str, list[Record]]
) -> None:
    bought = {
        (nom, one["numero_ligne"]): one
        for nom, liste in lignes.items()
        for one in liste
        if one["in_perimetre"]
    }
    assert {(one["fichier"], one["numero_ligne"]) for one in rattachements} == set(bought)
    for one in rattachements:
        line = bought[one["fichier"], one["numero_ligne"]]
        assert one["montant_ht_centimes"] == line["montant_ht_centimes"]
        assert (one["raison"] == "cite") == bool(line["marche_uid"])
        assert (one["raison"] == "") == (one["marche_uid"] is None)
        if line["marche_uid"]:
            assert one["marche_uid"] == line["marche_uid"]


def test_what_is_paid_on_a_contract_is_the_sum_of_its_lines(
    rattachements: list[Record], procedures: dict[str, Record], lignes: dict[str, list[Record]]
) -> None:
    twice = {
        (nom, one["numero_ligne"])
        for nom, liste in lignes.items()
        for one in liste
        if one["defaut"] == "doublon"
    }
    sums: dict[str, int] = defaultdict(int)
    for one in rattachements:
        if one["marche_uid"] and (one["fichier"], one["numero_ligne"]) not in twice:
            sums[one["marche_uid"]] += one["montant_ht_centimes"]
    assert {uid: one["paye_centimes"] for uid, one in procedures.items() if one["paye_centimes"]} == {
        uid: paye for uid, paye in sums.items() if paye
    }


def test_a_payment_that_cites_nothing_fits_its_contract(
    rattachements: list[Record], procedures: dict[str, Record], lignes: dict[str, list[Record]]
) -> None:
    """Segment, supplier, buyer or member: what a bridge may see."""
    bought = {(nom, one["numero_ligne"]): one for nom, liste in lignes.items() for one in liste}
    for one in rattachements:
        if one["raison"] in ("", "cite"):
            continue
        line, marche = bought[one["fichier"], one["numero_ligne"]], procedures[one["marche_uid"]]
        assert line["segment"] == marche["segment"]
        holders = marche["sous_traitants"] if one["raison"] == "sous_traitant" else marche["titulaires"]
        assert line["fournisseur"] in holders
        buyers = marche["membres_siren"] if one["raison"] == "groupement" else [marche["acheteur_siren"]]
        assert line["acheteur_siren"] in buyers
        assert one["raison"] != "groupement" or line["acheteur_siren"] != marche["acheteur_siren"]


def test_joint_purchases_exist_and_most_are_not(
    rattachements: list[Record], procedures: dict[str, Record]
) -> None:
    levels = Counter(one["niveau"] for one in procedures.values())
    assert sum(levels[n] for n in (0, 1)) > 0.75 * len(procedures)
    assert levels[2] and levels[3] and levels[6] and levels[7] and levels[8]
    reasons = Counter(one["raison"] for one in rattachements)
    assert reasons["groupement"] and reasons["centrale"] and reasons["quasi_regie"] and reasons["non_cite"]
    for one in procedures.values():
        shared = 2 <= one["niveau"] <= 5
        assert shared == (len(one["membres_siren"]) > 1)
        assert one["coordonnateur_siren"] in [*one["membres_siren"], None]
        assert (one["niveau"] == 6) == (one["centrale_siren"] is not None)
        assert one["date_notification"] < one["date_fin_periode"] <= one["date_fin_max"]
        assert (one["date_fin_periode"] == one["date_fin_max"]) or one["reconductions"]


def test_every_column_written_is_one_that_the_product_reads() -> None:
    sources = discover(Catalogue())
    for nom, forme in FORMES.items():
        source = sources[forme["source"]]
        described = source.profils.get(nom) or source.definition
        assert set(forme["colonnes"]) == set(described.colonnes) | set(described.ignore)


def test_the_smallest_register_is_written_and_read_as_expected(
    territoire: Path, tmp_path: Path, accept: bool
) -> None:
    """Golden: what the file of one body holds, as the product reads it."""
    (one,) = [one for one in registers(territoire) if "ccas-registre" in one["chemin"]]
    read_ = ingest_file(
        territoire / one["chemin"],
        acheteur_siren=one["acheteur"],
        source=one["source"],
        profil=one["profil"],
        cible=tmp_path,
    )
    shown = ("numero_ligne", "marche_id", "lot", "objet", "date_notification", "duree_mois", "date_fin_max",
             "montant_ht_centimes", "niveau_mutualisation", "coordonnateur_id", "membres", "clause_sociale",
             "titulaires")  # fmt: skip
    out = io.StringIO()
    pen = csv.writer(out, delimiter=";", lineterminator="\n")
    pen.writerow(shown)
    for row in pq.read_table(read_.chemin).to_pylist():
        pen.writerow([row[name] for name in shown])
    assert read_.bilan.equilibre
    if accept:
        ATTENDU.write_text(out.getvalue(), encoding="utf-8")
    assert out.getvalue() == ATTENDU.read_text(encoding="utf-8")
