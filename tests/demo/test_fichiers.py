"""What the files hold is what the truth says, line by line and cent by cent."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
import yaml
from lxml import etree

from achatlas.domain.money import NumberFormat, centimes_of_number, parse_centimes
from demo.concessions import subsequents
from demo.ecriture.rendu import Layout, load_layout
from demo.marches import Marche
from demo.territoire import read_yaml

PROFILS = Path(__file__).parents[2] / "src" / "achatlas" / "sources" / "mandats_tableur" / "profils"
Lignes = dict[str, list[dict[str, object]]]
Sommes = dict[int, int]


def listed(territoire: Path, source: str) -> list[dict[str, str]]:
    """The files of a source."""
    fiche = yaml.safe_load((territoire / "territoire.yml").read_text(encoding="utf-8"))
    return [ligne for ligne in fiche["fichiers"] if ligne["source"] == source]


def read_csv_lines(chemin: Path, layout: Layout) -> Sommes:
    """Cents by physical line of a clean delimited file."""
    forme = NumberFormat(layout.decimale, layout.milliers, frozenset({layout.signe}))
    place = [quoi for _, quoi in layout.colonnes].index("ht")
    texte = chemin.read_bytes().decode(layout.encodage).splitlines(keepends=True)
    lecteur = csv.reader(texte, delimiter=layout.separateur)
    assert next(lecteur) == layout.entetes
    return dict((lecteur.line_num, parse_centimes(ligne[place], forme)) for ligne in lecteur)


def read_workbook_lines(chemin: Path, layout: Layout) -> Sommes:
    """Cents by sheet row of a workbook, its title and total left out."""
    noms = [quoi for _, quoi in layout.colonnes]
    rangees = list(openpyxl.load_workbook(io.BytesIO(chemin.read_bytes())).active.iter_rows(values_only=True))
    sommes = {}
    for numero, rangee in enumerate(rangees[4:-1], start=5):
        signe = -1 if "sens" in noms and rangee[noms.index("sens")] == "A" else 1
        sommes[numero] = signe * centimes_of_number(rangee[noms.index("ht")])
    return sommes


def true_lines(lignes: list[dict[str, object]]) -> dict[object, object]:
    """Cents by physical line as the truth has them."""
    return {ligne["numero_ligne"]: ligne["montant_ht_centimes"] for ligne in lignes}


def test_clean_spreadsheets_hold_the_true_lines(territoire: Path, lignes: Lignes) -> None:
    for fiche in listed(territoire, "mandats_tableur"):
        chemin, layout = territoire / fiche["chemin"], load_layout(fiche["profil"])
        if any(ligne["defaut"] == "siret_zeros_perdus" for ligne in lignes[chemin.name]):
            continue
        lire = read_workbook_lines if layout.format == "tableur" else read_csv_lines
        assert lire(chemin, layout) == true_lines(lignes[chemin.name]), chemin.name


def test_dirty_files_hold_the_true_lines_among_the_dirt(territoire: Path, lignes: Lignes) -> None:
    defauts = pq.read_table(territoire / "verite" / "defauts.parquet").to_pylist()
    structure = {"preambule", "ligne_vide", "entete_repetee", "ligne_de_total"}
    for sale in read_yaml("acheteurs.yml")["sales"]:
        nom = f"{sale['acheteur']}-mandats-{sale['exercice']}.csv"
        physiques = (territoire / "fichiers" / nom).read_text(encoding="cp1252").splitlines()
        autour = {d["numero_ligne"] for d in defauts if d["fichier"] == nom and d["genre"] in structure}
        vraies = {ligne["numero_ligne"] for ligne in lignes[nom]}
        assert len(lignes[nom]) == len(vraies)
        assert not vraies & autour
        assert len(physiques) == len(vraies) + len(autour) + 1


def test_the_two_dirty_files_have_every_kind_of_defect(territoire: Path, lignes: Lignes) -> None:
    genres = Counter(ligne["defaut"] for liste in lignes.values() for ligne in liste)
    assert genres["siret_zeros_perdus"] and genres["siret_scientifique"]
    assert genres["siret_absent"] and genres["siret_cle_fausse"] and genres["siret_tronque"]
    assert any(not ligne["montant_lisible"] for liste in lignes.values() for ligne in liste)


def test_pes_lines_sum_to_the_truth(territoire: Path, lignes: Lignes) -> None:
    for fiche in listed(territoire, "pes_depense"):
        chemin = territoire / fiche["chemin"]
        sommes = {}
        for piece in etree.parse(chemin).iter("Piece"):
            retour = piece.find(".//TypPce").get("V") == "02" or piece.find(".//NatPce").get("V") == "06"
            for ligne in piece.iter("MtHT"):
                cents = int(Decimal(ligne.get("V") or "0") * 100)
                sommes[len(sommes) + 1] = -cents if retour else cents
        assert sommes == true_lines(lignes[chemin.name]), chemin.name


def test_pes_files_are_in_latin_1_and_say_so(territoire: Path) -> None:
    for fiche in listed(territoire, "pes_depense"):
        octets = (territoire / fiche["chemin"]).read_bytes()
        assert octets.startswith(b'<?xml version="1.0" encoding="ISO-8859-1"?>')


def test_every_entry_of_the_fec_is_balanced(territoire: Path, lignes: Lignes) -> None:
    for fiche in listed(territoire, "fec"):
        chemin = territoire / fiche["chemin"]
        texte = chemin.read_text(encoding="cp1252").splitlines()
        rangees = list(csv.DictReader(texte, delimiter="\t", quoting=csv.QUOTE_NONE))
        soldes: dict[str, int] = defaultdict(int)
        sommes = {}
        for numero, rangee in enumerate(rangees, start=2):
            cents = int(rangee["Debit"].replace(",", "")) - int(rangee["Credit"].replace(",", ""))
            soldes[rangee["EcritureNum"]] += cents
            sommes[numero] = cents
        assert rangees and set(soldes.values()) == {0}
        assert sommes == true_lines(lignes[chemin.name])


def test_every_published_contract_is_a_true_one(territoire: Path) -> None:
    vrais = {
        m["identifiant_publie"] for m in pq.read_table(territoire / "verite" / "marches.parquet").to_pylist()
    }
    for source in ("decp_2019", "decp_2022"):
        for fiche in listed(territoire, source):
            racine = json.loads((territoire / fiche["chemin"]).read_text(encoding="utf-8"))["marches"]
            marches = racine if source == "decp_2019" else racine["marche"]
            assert marches
            assert {m["id"] for m in marches} <= vrais


def test_payments_name_true_contracts(territoire: Path, lignes: Lignes) -> None:
    vrais = {m["uid"] for m in pq.read_table(territoire / "verite" / "marches.parquet").to_pylist()}
    cites = {ligne["marche_uid"] for liste in lignes.values() for ligne in liste if ligne["marche_uid"]}
    assert cites
    assert cites <= vrais


@pytest.mark.parametrize("identifiant", sorted(read_yaml("layouts.yml")))
def test_the_profile_reads_or_ignores_every_column(identifiant: str) -> None:
    profil = yaml.safe_load((PROFILS / f"{identifiant}.yml").read_text(encoding="utf-8"))
    assert set(load_layout(identifiant).entetes) == set(profil["colonnes"]) | set(profil.get("ignore", {}))


def test_marches_subsequents_name_an_accord_cadre_and_share_what_is_paid_on_it() -> None:
    commun = {"segment": 0, "titulaires": [3, 5], "poids": 1.0, "objet": "Papier", "cpv": "30197630"}
    mots = {"procedure": "Procédure adaptée", "forme_prix": "Ferme", "duree_mois": 24, "acheteur": 1}
    cadres = [
        Marche(f"1{n}", f"2024/{n:02d}/L1", debut=1200, accord_cadre=n % 2 == 0, paye=10**9, **commun, **mots)
        for n in range(60)
    ]
    suivants = subsequents(7, cadres)
    for cadre in cadres:
        siens = [m for m in suivants if m.accord_cadre_numero == cadre.numero]
        assert len(siens) == cadre.subsequents
        assert sum(m.montant for m in siens) <= cadre.paye
        assert cadre.accord_cadre or not siens
    assert suivants
    assert all(len(m.numero) <= 16 for m in suivants)


def test_concessions_have_their_own_list_and_form(territoire: Path) -> None:
    fichiers = [json.loads((territoire / f["chemin"]).read_text()) for f in listed(territoire, "decp_2022")]
    trouvees = [c for f in fichiers for c in f["marches"]["contrat-concession"]]
    vraies = pq.read_table(territoire / "verite" / "marches.parquet").to_pylist()
    assert {c["id"] for c in trouvees} == {m["numero"] for m in vraies if m["nature"] != "Marché"}
    assert all(c["autoriteConcedante"]["id"] and c["valeurGlobale"] > 0 for c in trouvees)
    assert not any("codeCPV" in c for c in trouvees)
