"""A small published territory: three invented buyers, seeded rows, the real publication code."""

from __future__ import annotations

import datetime
import json
import random
import shutil
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.territoire import Territoire, load_territoire
from achatlas.domain.balance import Account, Ledger
from achatlas.domain.services import LIMITE
from achatlas.marts import publication
from achatlas.pipeline.contours import FICHIER
from achatlas.store.engine import Engine
from achatlas.store.kinds import arrow_schema
from achatlas.store.publications import FORMAT, POINTEUR
from achatlas.store.register import Bilan, Depot, Register

ACHETEURS = (
    ("000000001", "Val-Fictif"),
    ("000000002", "Bourg-Inventé"),
    ("000000003", "CCAS de Bourg-Inventé"),
)
SEGMENTS = ("01.01", "03.02", "08.03", "18.01", "22.01", "26.01", "")
CONTOURS = Path(__file__).parents[2] / "demo/donnees/contours.topojson"
EXERCICES = (2023, 2024, 2025)
Row = dict[str, Any]
ATTRIBUTS = (*Catalogue().attributs, *Catalogue().caracteres)


def carte(simule: bool = True) -> dict[str, Any]:
    """The identity card of the territory."""
    acheteurs = [{"siren": s, "nom": nom, "nom_court": nom, "type": "commune"} for s, nom in ACHETEURS]
    return {
        "id": "essai",
        "libelle": "Val-Fictif et alentours",
        "simule": simule,
        "exercices": list(EXERCICES),
        "acheteurs": acheteurs,
    }


def depot_of(siren: str) -> str:
    """The hash under which a buyer's file was deposited."""
    return f"{int(siren):064x}"


def _common(rng: random.Random, siren: str, rang: int, marque: str) -> Row:
    segment = rng.choice(SEGMENTS)
    exercice, mois = str(rng.choice(EXERCICES)), f"{rng.randint(1, 12):02d}"
    fournisseur = f"{marque}F{int(rng.paretovariate(0.9)) % 60:03d}"
    montant = rng.randint(-50_000, 4_000_000) * rng.choice((1, 1, 10))
    return {
        "depot": depot_of(siren),
        "numero_ligne": rang + 2,
        "fichier": f"{marque}mandats_{siren}.csv",
        "empreinte": rang,
        "objet": f"{marque}Objet {rang}",
        "acheteur_siren": siren,
        "type_acheteur": "commune",
        "exercice": exercice,
        "mois": mois,
        "famille_code": segment[:2],
        "segment_code": segment,
        "nature": rng.choice("FST") if segment else "",
        "fournisseur_id": fournisseur,
        "fournisseur_identifiant": "00090007600001" if rang % 3 else "",
        "tiers_nom": f"Maison {fournisseur}",
        "departement_code": rng.choice(("42", "69", "69", "75", "")),
        "classement": "texte" if segment else "",
        "identification": rng.choice(("siret", "absent")),
        "motif": f"{marque}mot de l'objet",
        "confiance": 60 if segment else 0,
        "lignes": 1,
        "montant_ht_centimes": montant,
        "montant_classe_centimes": montant if segment else 0,
        "procedure": "",
        "technique": "",
        "lot": "",
        **told(fournisseur),
    }


SAID: dict[str, tuple[str, ...]] = {
    "taille": ("pme", "micro", "presumee", "eti", "ge", "hors_champ", ""),
    "local": ("oui", "non", "", "oui", "hors_champ"),
    "local_siege": ("oui", "non", "", "non", "hors_champ"),
    "ess": ("oui", "forme", "non", "non_declaree", "", "hors_champ"),
    "inclusion": ("EI", "aucune", "aucune", "aucune", "hors_champ"),
    "proximite": ("commune", "epci", "departement", "region", "france", "ue", ""),
    "distance": ("000_005", "010_020", "plus_400", ""),
    "nature_operateur": ("entreprise", "association", "public", "entreprise"),
    "commune": ("42218", "69123", "", "75056"),
    "etat_operateur": ("actif", "actif", "ferme", "cesse", ""),
    "activite": ("43", "81", ""),
    "effectif": ("12", "03", ""),
    "clause_sociale": ("clause", "non", "", "reserve"),
    "clause_environnementale": ("non", "critere", ""),
    "mutualisation": ("", "2_3", "", "6"),
    "tranche": ("1_dispense", "4_formalisee", "2_adaptee"),
}
"""What is told of operators, and of their marchés, here, by the rank of each."""


@cache
def told(fournisseur: str) -> Row:
    """The attributes of an operator: the same wherever it is paid, "" for those that are not above."""
    rank = int(fournisseur[-3:])
    known = {name: values[rank % len(values)] for name, values in SAID.items()}
    return {**dict.fromkeys(ATTRIBUTS, ""), **known, "groupe": fournisseur}


def _served(siren: str, marque: str, direction: int, rang: int) -> Row:
    """Whom a payment is for: a direction and one of its two services; now and then a service without a
    direction, or a direction without a service. Every direction has services of the same names. What the line
    writes stays with it.
    """
    code, bureau = f"{siren}/{marque}Direction {direction}", f"{marque}Bureau {rang % 2}"
    told = {"service": f"{marque}service", "direction_code": code, "service_code": f"{code}{LIMITE}{bureau}"}
    if rang % 11 == 5:
        return {**told, "direction_code": "", "service_code": f"{siren}/{bureau}"}
    if rang % 13 == 8:
        return {**told, "service": "", "service_code": ""}
    return told


def achats(graine: int, siren: str, marque: str, nombre: int) -> Iterator[Row]:
    """Payments of a buyer; ``marque`` is put in all its labels, to recognise what leaks."""
    rng = random.Random(f"{graine}-{siren}")
    for rang in range(nombre):
        row = _common(rng, siren, rang, marque)
        montant, cite, interne = row["montant_ht_centimes"], rng.random() < 0.7, rng.random() < 0.02
        compte = rng.choice(("60623", "6156", "2315", "6132"))
        identifie, option = row["identification"] == "siret", compte == "6132"
        day = datetime.date(int(row["exercice"]), int(row["mois"]), rng.randint(1, 28))
        late = rang % 40 == 7
        yield row | {
            "mois": "13" if late else row["mois"],
            "date_mandat": datetime.date(day.year + 1, 1, day.day) if late else day,
            "num_mandat": f"{marque}{rang}",
            "num_marche": f"{marque}2024-{rang % 9}" if cite else "",
            "marche_cle": f"{siren}/PUBLIC-{rang % 9}" if cite else "",
            **_served(siren, marque, rng.randint(1, 5), rang),
            "compte": compte,
            "compte_code": f"M57/{compte}",
            "section": "I" if compte == "2315" else "F",
            "fonction_code": f"M57/{compte[:2]}",
            "rattachement": "sous_marche" if cite else "hors_marche",
            "statut_marche": "sous_marche" if cite else "hors_marche_a_verifier",
            **needed(siren, marque, rang, row["segment_code"]),
            "pont_motif": "numéro cité" if cite else "aucun marché cité ni reconnu",
            "pont_score": 100 if cite else 0,
            "flux": "interne" if interne else "externe",
            "perimetre": "option" if option else "achat",
            "montant_classe_sur_centimes": montant if row["segment_code"] and rang % 2 else 0,
            "montant_identifie_centimes": montant if identifie else 0,
            "montant_sous_marche_centimes": montant if cite else 0,
            "montant_interne_centimes": montant if interne else 0,
            "montant_option_centimes": montant if option else 0,
            **delayed(rang, montant),
        }


def needed(siren: str, marque: str, rang: int, segment: str) -> Row:
    """The need of a payment: one in four is of a family of its buyer, whatever it buys, classed or not."""
    famille = f"{siren}:1001" if rang % 4 == 1 else ""
    return {
        "besoin_code": famille or segment,
        "operation_code": "",
        "famille_homogene": famille,
        "famille_homogene_libelle": f"{marque}Fournitures" if famille else "",
    }


def delayed(rang: int, montant: int) -> Row:
    """How long a payment took: from 0 to 74 days, one in four of them undated; a credit has no delay."""
    owed, days = montant > 0, rang * 7 % 75
    dated = owed and rang % 4 != 3
    late = dated and days > 30
    return {
        "delai": "hors_delai" if not owed else ("en_retard" if late else "a_temps") if dated else "",
        "jours_paiement": days if dated else 0,
        "lignes_datees": int(dated),
        "lignes_en_retard": int(late),
        "lignes_hors_delai": int(not owed),
        "montant_date_centimes": montant if dated else 0,
        "montant_en_retard_centimes": montant if late else 0,
    }


def marches(graine: int, siren: str, marque: str, nombre: int) -> Iterator[Row]:
    """Contracts of a buyer."""
    rng = random.Random(f"{graine}-{siren}-marches")
    for rang in range(nombre):
        row = _common(rng, siren, rang, marque)
        montant, accord = abs(row["montant_ht_centimes"]), rng.random() < 0.4
        yield row | {
            "objet": f"{marque}Notifié {rang}",
            "motif": f"{marque}code CPV",
            "marche_cle": f"{siren}/{marque}{rang}",
            "rang": 0,
            "numero_ligne": rang + 1,
            "fichier": f"{marque}decp_{siren}.json",
            "date_notification": datetime.date(int(row["exercice"]), int(row["mois"]), rng.randint(1, 28)),
            "marche_id": f"{marque}{rang}",
            "cpv": "45000000",
            "duree_mois": rng.randint(6, 48),
            "procedure": "Procédure adaptée",
            "technique": "accord-cadre" if accord else "marche",
            "montant_ht_centimes": montant,
            "montant_identifie_centimes": montant,
            "montant_plafond_centimes": montant if accord else 0,
        }


def write(rows: Sequence[Row], schema: pa.Schema, path: Path) -> None:
    """Writes rows as a Parquet file of a schema; what a row does not tell is null."""
    columns = {name: [row.get(name) for row in rows] for name in schema.names}
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns, schema=schema), path)


def ecritures(rows: Sequence[Row]) -> list[Row]:
    """What the buyers of these payments write: one row per name."""
    found: dict[tuple[str, str], Row] = {}
    for row in rows:
        siren, nom = row["acheteur_siren"], row["tiers_nom"]
        one = found.setdefault((siren, nom), {**row, "tiers_cle": f"{siren}|{nom}", "lignes": 0,
            "montant_ht_centimes": 0, "premier_exercice": "2023", "dernier_exercice": "2025",
            "motif": "SIRET valable", "sans_decision": row["identification"], "ecrit_cle": f"{nom} | 42000",
            "tiers_code_postal": "42000"})  # fmt: skip
        one["lignes"] += 1
        one["montant_ht_centimes"] += row["montant_ht_centimes"]
    return list(found.values())


REFUSED = json.dumps(
    [
        {
            "message": "Montant inférieur à 1 € : 0,00 €",
            "fichier": "decp.json",
            "depot": depot_of(ACHETEURS[0][0]),
            "numero_ligne": 1458,
            "date_publication": "2024-03-20",
        }
    ]
)
"""What cleansing refused of one marché in eleven, as the register tells it."""


def registre(rows: Sequence[Row]) -> Iterator[Row]:
    """The register of these marchés: the even ones may be renewed once; every fifth is that of a groupement
    of two, every seventh has no known end. They end around today, whatever the day.
    """
    today = datetime.date.today()
    for rang, row in enumerate(rows):
        wrong = rang % 11 == 3
        end = today + datetime.timedelta(days=20 * (rang % 40) - 90)
        others = [siren for siren, _ in ACHETEURS if siren != row["acheteur_siren"]]
        yield row | {
            "marche_norme": row["marche_id"],
            "titulaires": row["tiers_nom"],
            "fournisseurs": row["fournisseur_id"],
            "titulaires_communs": row["tiers_nom"],
            "fournisseurs_communs": row["fournisseur_id"],
            "technique": "Accord-cadre" if row["technique"] == "accord-cadre" else "Marché",
            "sous_traitants": "",
            "accord_cadre_cle": "",
            "coordonnateur_siren": row["acheteur_siren"] if rang % 5 == 0 else "",
            "membres": f"{row['acheteur_siren']}|{others[0]}" if rang % 5 == 0 else "",
            "exterieurs": "",
            "date_deduite": False,
            "date_publication": None if wrong else row["date_notification"],
            "sources": "registre_tableur" if wrong else "decp_2022",
            "a_corriger": REFUSED if wrong else "",
            "jumeau_cle": "",
            "date_fin": None if rang % 7 == 0 else end,
            "date_fin_max": None if rang % 7 == 0 else end + datetime.timedelta(days=365 * (rang % 2 == 0)),
            "fin_origine": "" if rang % 7 == 0 else "ecrite",
            "reconductions": int(rang % 2 == 0),
            "duree_reconduction_mois": 12,
            "montant_initial_centimes": row["montant_ht_centimes"],
            "modifications": 0,
            "avance": ("oui", "non", "")[rang % 3],
            "paye_centimes": row["montant_ht_centimes"] // 2,
            "lignes_payees": 3,
            "premier_paiement": row["date_notification"],
            "dernier_paiement": today - datetime.timedelta(days=60),
            "paye_an_centimes": row["montant_ht_centimes"] // 4,
            "arrete": today - datetime.timedelta(days=60),
        }


def annexes(home: Path, catalogue: Catalogue, **tables: Sequence[Row]) -> None:
    """Writes the tables that pages read beside the facts, empty unless they are given."""
    for name in ("operateurs", "etablissements", "mentions", "ecritures", "registre"):
        schema = arrow_schema(catalogue.tables[f"mart__{name}"])
        write(tables.get(name, ()), schema, home / "marts" / f"mart__{name}.parquet")


def register(home: Path, version: str, nombre: int) -> None:
    """Tells the register of one deposit per buyer, and points to the publication."""
    register = Register(home)
    for siren, _ in ACHETEURS:
        lu, rejete = Account(nombre, 10**6, 10**6, 77), Account(3, 1200, 1200, 7)
        ledger = Ledger(lu, lu - rejete, rejets={"montant_illisible": rejete})
        depot = Depot(
            depot_of(siren),
            f"mandats_{siren}.csv",
            siren,
            "mandats_tableur",
            None,
            1,
            "2026-01-01",
            siren,
            {"nir_retire": 2},
        )
        register.add_depot(depot, Bilan("lecture", f"mandats_{siren}.csv ({siren[:8]})", siren, ledger))
        schema = arrow_schema(Catalogue().tables["rejets"])
        rejet = {
            "depot": depot.sha256,
            "fichier": depot.fichier,
            "numero_ligne": 12,
            "categorie": "rejet",
            "motif": "montant_illisible",
            "extrait": "=1+1;abc",
            "colonne": "Mt HT",
            "etape": "lecture",
        }
        write([rejet], schema, home / "instantanes" / "brut" / siren / "rejets.parquet")
    register.point(POINTEUR, version)


def build(
    home: Path,
    *,
    graines: dict[str, int] | None = None,
    marques: dict[str, str] | None = None,
    simule: bool = True,
    nombre: int = 400,
) -> Path:
    """Publishes the territory in ``home``; each buyer has its seed and the mark of its labels."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "territoire.yml").write_text(yaml.safe_dump(carte(simule), allow_unicode=True), encoding="utf-8")
    (home / FICHIER).parent.mkdir()
    shutil.copyfile(CONTOURS, home / FICHIER)
    catalogue, territoire = Catalogue(), load_territoire(home)
    seeds, marks = graines or {}, marques or {}
    rows = {"achats": achats, "marches": marches}
    for fait, make in rows.items():
        every = [r for s, _ in ACHETEURS for r in make(seeds.get(s, 1), s, marks.get(s, ""), nombre)]
        write(
            every, arrow_schema(catalogue.tables[f"mart__{fait}"]), home / "marts" / f"mart__{fait}.parquet"
        )
    paid = [r for s, _ in ACHETEURS for r in achats(seeds.get(s, 1), s, marks.get(s, ""), nombre)]
    awarded = [r for s, _ in ACHETEURS for r in marches(seeds.get(s, 1), s, marks.get(s, ""), nombre)]
    annexes(home, catalogue, ecritures=ecritures(paid), registre=list(registre(awarded)))
    publish(home, catalogue, territoire, "essai")
    register(home, "essai", nombre)
    return home


def publish(home: Path, catalogue: Catalogue, territoire: Territoire, version: str) -> None:
    """Publishes the marts of a home."""
    target = home / "publications" / version
    target.mkdir(parents=True)
    with Engine(home / "tampon-essai") as engine:
        found = publication.contents(engine, catalogue, territoire, home / "marts")
        files = {content.alias: publication.write(engine, catalogue, content, target) for content in found}
    dit = {"local": {vue: territoire.local_dit(vue) for vue in ("", "siege")}, "repertoire": False}
    manifest = {
        "version": version, "format": FORMAT, "territoire": territoire.id, "fichiers": files, "dit": dit,
    }  # fmt: skip
    (target / "manifeste.json").write_text(json.dumps(manifest), encoding="utf-8")
