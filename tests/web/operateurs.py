"""A territory whose operators are each a case of their page: known, silent, ceased, unnamed, a person."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import yaml

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.territoire import load_territoire
from achatlas.store.kinds import arrow_schema
from demo.identifiers import make_siren, make_siret
from tests.web import atelier
from tests.web.atelier import ACHETEURS, ATTRIBUTS, Row

MIEN, AUTRE, TIERS = (siren for siren, _ in ACHETEURS)
CONNU, SILENCIEUX, CESSE, TITULAIRE, RECONNU = (make_siren(number) for number in (11, 22, 33, 44, 55))
SANS, PERSONNE, ETRANGER = "T0123456789abcd", "PP0123456789abcd", "BE0000000097"
NOMS = {
    CONNU: "PEINTURES DU VAL", SILENCIEUX: "Jeanne Silence", CESSE: "Ancienne Maison", SANS: "Garage Inconnu",
    PERSONNE: "DURAND Anne", ETRANGER: "Drukkerij Nergens", TITULAIRE: "Titulaire Seul", TIERS: "CCAS",
    RECONNU: "Reconnu du Val",
}  # fmt: skip
SIRET = make_siret(CONNU, 1)
FERME = make_siret(CONNU, 2)
UGAP = "776056467"
NAMES = ("Peintures du Val Sarl", "PEINTURE VAL")


def achat(rang: int, siren: str, fournisseur: str, euros: int, **more: Any) -> Row:
    """A payment, in whole euros."""
    cents, cite = euros * 100, more.pop("cite", False)
    told = {
        "depot": atelier.depot_of(siren), "numero_ligne": rang, "fichier": f"mandats_{siren}.csv",
        "empreinte": rang, "objet": f"Objet {rang}", "acheteur_siren": siren, "type_acheteur": "commune",
        "exercice": "2025", "mois": "03", "date_mandat": datetime.date(2025, 3, 3), "famille_code": "01",
        "segment_code": "01.01", "nature": "T", "fournisseur_id": fournisseur, "perimetre": "achat",
        "tiers_nom": NOMS.get(fournisseur, ""), "departement_code": "42", "classement": "texte",
        "direction_code": "", "service_code": "", "service": "", "compte": "", "compte_code": "",
        "section": "", "fonction_code": "", "marche_cle": "", "motif": "", "num_marche": "",
        "identification": "siret", "flux": "externe", "lignes": 1, "montant_ht_centimes": cents,
        "rattachement": "sous_marche" if cite else "hors_marche",
        "statut_marche": "sous_marche" if cite else "hors_marche_a_verifier",
        "besoin_code": "01.01", "operation_code": "", "famille_homogene": "", "famille_homogene_libelle": "",
        "pont_motif": "", "pont_score": 0, **dict.fromkeys(ATTRIBUTS, ""),
        "groupe": fournisseur,
    }  # fmt: skip
    sums = ("classe", "classe_sur", "identifie", "sous_marche", "interne", "option")
    return {**told, **{f"montant_{name}_centimes": 0 for name in sums}, **more}


PROFIL = {"taille": "pme", "effectif": "12", "ess": "non", "local": "oui", "local_siege": "non",
          "commune": "42218", "commune_siege": "69123", "etablissement": SIRET}  # fmt: skip


def payments() -> list[Row]:
    """Every payment of the territory."""
    return [
        achat(2, MIEN, CONNU, 6000, tiers_nom=NAMES[0], **PROFIL),
        achat(3, MIEN, CONNU, 2000, exercice="2024", tiers_nom=NAMES[0], **PROFIL),
        achat(4, AUTRE, CONNU, 3000, segment_code="08.03", famille_code="08", cite=True, tiers_nom=NAMES[1],
              identification="decision", **{**PROFIL, "etablissement": FERME, "local": "non"}),
        achat(5, AUTRE, SANS, 4000, identification="absent"),
        achat(6, MIEN, SILENCIEUX, 500, commune="42218"),
        achat(7, MIEN, CESSE, 700, etat_operateur="cesse", groupe=CONNU),
        achat(8, MIEN, PERSONNE, 90, identification="personne_physique", groupe=PERSONNE),
        achat(9, AUTRE, ETRANGER, 250, identification="tva_etrangere", pays="BE"),
        achat(10, MIEN, TIERS, 800, flux="interne", nature_operateur="membre"),
        achat(11, MIEN, SANS.replace("T", "T9"), 4000, tiers_nom="Autre garage"),
        achat(12, MIEN, UGAP, 60, segment_code="05.01", famille_code="05", exercice="2024"),
        achat(13, AUTRE, RECONNU, 30, identification="code"),
    ]  # fmt: skip


def marche(rang: int, siren: str, fournisseur: str, **more: Any) -> Row:
    """A marché of 20,000 €."""
    told = achat(rang, siren, fournisseur, 20_000)
    return {
        **told, "marche_cle": f"{siren}/{rang}", "rang": 0, "date_notification": datetime.date(2025, 3, 31),
        "marche_id": str(rang), "cpv": "45000000", "duree_mois": 24, "procedure": "Procédure adaptée",
        "technique": "", "montant_plafond_centimes": 0, "montant_initial_centimes": 2_000_000,
        "montant_modifie_centimes": 2_000_000, "modifications": 0, **more,
    }  # fmt: skip


def marches() -> list[Row]:
    """Every marché of the territory."""
    return [
        marche(2, AUTRE, CONNU, objet="Peinture des écoles", montant_plafond_centimes=2_000_000),
        marche(3, AUTRE, TITULAIRE, objet="Toiture", duree_mois=None),
    ]


def _unit(siren: str, **more: Any) -> Row:
    return {
        "fournisseur_id": siren, "denomination": NOMS[siren], "diffusion": "O", "categorie_juridique": "5499",
        "categorie_entreprise": "PME", "annee_categorie": 2024, "naf": "43.34Z",
        "nomenclature_naf": "NAFRev2", "siege_siret": "", "etat": "A", "repreneur_siren": "",
        "repreneur_nom": "", **more,
    }  # fmt: skip


def _place(siret: str, **more: Any) -> Row:
    return {
        "siret": siret, "fournisseur_id": siret[:9], "siege": False, "etat": "A", "diffusion": "O",
        "enseigne": "", "commune_code": "42218", "commune_libelle": "SAINT-ETIENNE", "suivi_siret": "",
        "suivi_commune": "", **more,
    }  # fmt: skip


def annexes() -> dict[str, list[Row]]:
    """What stands beside the facts."""
    closed = {"etat": "F", "date_debut": datetime.date(2025, 2, 1), "suivi_siret": SIRET}
    written = atelier.ecritures(payments())
    for one in written:
        one["ecrit_cle"] = "" if one["fournisseur_id"] == PERSONNE else one["ecrit_cle"]
        if one["identification"] == "decision":
            one["motif"] = "décidé par Camille le 02/03/2026 : vu sur facture"
    return {
        "operateurs": [
            _unit(CONNU),
            _unit(SILENCIEUX, denomination="", diffusion="P", categorie_juridique="1000"),
            _unit(CESSE, etat="C", date_fermeture=datetime.date(2025, 1, 15), repreneur_siren=CONNU,
                  repreneur_nom=NOMS[CONNU]),
        ],
        "etablissements": [
            _place(SIRET), _place(FERME, **closed),
            _place(make_siret(SILENCIEUX, 1), siege=True, diffusion="P", commune_code="", commune_libelle=""),
        ],
        "mentions": [
            {"fournisseur_id": CONNU, "identifiant": CONNU, "liste": "procedure", "valeur": "redressement",
             "source": "BODACC", "date": datetime.date(2025, 6, 1)},
        ],
        "ecritures": written,
    }  # fmt: skip


def home(folder: Path) -> Path:
    """The territory, published."""
    made = folder / "essai"
    made.mkdir(parents=True)
    (made / "territoire.yml").write_text(
        yaml.safe_dump(atelier.carte(), allow_unicode=True), encoding="utf-8"
    )
    catalogue = Catalogue()
    for fait, rows in (("achats", payments()), ("marches", marches())):
        schema = arrow_schema(catalogue.tables[f"mart__{fait}"])
        atelier.write(rows, schema, made / "marts" / f"mart__{fait}.parquet")
    atelier.annexes(made, catalogue, **annexes())
    atelier.publish(made, catalogue, load_territoire(made), "essai")
    atelier.register(made, "essai", 10)
    return made
