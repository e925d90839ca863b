"""The record of one contract in the 2019 and 2022 formats of the DECP."""

from __future__ import annotations

from typing import Any

import numpy as np

from demo.fournisseurs import Fournisseur
from demo.identifiers import break_key
from demo.marches import Marche, iso
from demo.names import GRAPHIES, spell
from demo.territoire import Acheteur, choix, mesures, read_csv

CONSIDERATIONS = ("Clause sociale", "Critère social", "Marché réservé", "Pas de considération sociale")
ENVIRONNEMENT = (
    "Clause environnementale",
    "Critère environnemental",
    "Pas de considération environnementale",
)
CCAG = {
    "45": "Travaux",
    "71": "Maitrise d'œuvre",
    "72": "Techniques de l'information et de la communication",
    "79": "Prestations intellectuelles",
}


class Fiches:
    """Writes contracts as records: places, titulaires and modifications as published ones have them."""

    def __init__(self, tirage: np.random.Generator, corps: list[Acheteur], tiers: list[Fournisseur]) -> None:
        self.tirage = tirage
        self.corps = corps
        self.tiers = tiers
        self.regles = mesures() | choix()
        self.communes = {ligne["code"]: ligne for ligne in read_csv("communes.csv")}

    def record(self, marche: Marche, annee: int) -> dict[str, Any]:
        """Return the record of a contract in the format of 2019 or 2022."""
        return self._record_2019(marche) if annee == 2019 else self._record_2022(marche)

    def _hit(self, cle: str) -> bool:
        return bool(self.tirage.random() < self.regles[cle])

    def _record_2019(self, marche: Marche) -> dict[str, Any]:
        acheteur = self.corps[marche.acheteur]
        publication, notification = iso(marche.debut + int(self.tirage.integers(5, 80))), iso(marche.debut)
        if self._hit("notification_fuseau"):
            publication, notification = f"{publication}+01:00", f"{notification}+01:00"
        subsequent = "Marché subséquent" if self._hit("part_subsequent") else "Marché"
        nature = "Accord-cadre" if marche.accord_cadre else subsequent
        return {
            "_type": "Marché",
            "id": f"{iso(marche.debut)[:4]}{_compact(marche.numero)[-10:]}00",
            "source": "demonstration",
            "acheteur": {"id": acheteur.siret, "nom": acheteur.nom},
            "nature": nature,
            "objet": marche.objet[:256],
            "codeCPV": marche.cpv,
            "procedure": marche.procedure,
            "lieuExecution": self._place(acheteur, True),
            "dureeMois": marche.duree_mois,
            "dateNotification": notification,
            "datePublicationDonnees": publication,
            "montant": _euros(marche.montant),
            "formePrix": marche.forme_prix,
            "titulaires": [self._holder(t, True) for t in marche.titulaires],
            "modifications": self._avenants(marche, 2019),
        }

    def _record_2022(self, marche: Marche) -> dict[str, Any]:
        acheteur = self.corps[marche.acheteur]
        modifications = self._avenants(marche, 2022)
        fiche: dict[str, Any] = {
            "id": _published(marche.numero),
            "acheteur": {"id": acheteur.siret},
            "nature": "Marché",
            "objet": marche.objet,
            "codeCPV": marche.cpv,
            "techniques": {"technique": ["Accord-cadre" if marche.accord_cadre else "Sans objet"]},
            "modalitesExecution": {"modaliteExecution": [_modality(marche)]},
            "marcheInnovant": self.tirage.random() < 0.01,
            "ccag": CCAG.get(marche.cpv[:2], "Fournitures courantes et services"),
            "offresRecues": 1 + int(self.tirage.poisson(2.6)),
            "attributionAvance": self.tirage.random() < 0.25,
            "typeGroupementOperateurs": "Solidaire" if len(marche.titulaires) > 1 else "Pas de groupement",
            "sousTraitanceDeclaree": self.tirage.random() < 0.08,
            "procedure": marche.procedure,
            "lieuExecution": self._place(acheteur, False),
            "dureeMois": marche.duree_mois,
            "dateNotification": iso(marche.debut),
            "datePublicationDonnees": iso(marche.debut + int(self.tirage.integers(5, 80))),
            "montant": _euros(marche.montant),
            "typesPrix": {"typePrix": [_price(marche.forme_prix)]},
            "formePrix": "Unitaire" if marche.accord_cadre else "Forfaitaire",
            "titulaires": [{"titulaire": self._holder(t, False)} for t in marche.titulaires],
            **self._considerations(marche),
        }
        if marche.accord_cadre_numero:
            fiche["idAccordCadre"] = _published(marche.accord_cadre_numero)
        if modifications:
            fiche["modifications"] = modifications
        return fiche

    def concession(self, marche: Marche) -> dict[str, Any]:
        """Return the record of a concession, in the format of 2022: it has no CPV and no place."""
        jour = marche.debut
        return {
            "id": marche.numero,
            "autoriteConcedante": {"id": self.corps[marche.acheteur].siret},
            "nature": marche.nature,
            "objet": marche.objet,
            "procedure": marche.procedure,
            "dureeMois": marche.duree_mois,
            "dateSignature": iso(jour),
            "datePublicationDonnees": iso(jour + 21),
            "dateDebutExecution": iso(jour + 30),
            "valeurGlobale": _euros(marche.montant),
            "montantSubventionPublique": 0,
            "concessionnaires": [{"concessionnaire": self._holder(t, False)} for t in marche.titulaires],
            **self._considerations(marche),
        }

    def _considerations(self, marche: Marche) -> dict[str, Any]:
        social = self.tirage.choice(4, p=[0.13, 0.05, 0.01, 0.81])
        vert = self.tirage.choice(3, p=[0.2, 0.22, 0.58])
        return {
            "considerationsSociales": {"considerationSociale": [CONSIDERATIONS[social]]},
            "considerationsEnvironnementales": {"considerationEnvironnementale": [ENVIRONNEMENT[vert]]},
        }

    def _place(self, acheteur: Acheteur, nommer: bool) -> dict[str, str]:
        commune = self.communes[acheteur.code_commune]
        choisi = int(self.tirage.integers(3))
        code, sorte = (
            (commune["code_postal"], "Code postal"),
            (commune["departement"], "Code département"),
            (commune["code"], "Code commune"),
        )[choisi]
        return {"code": code, "typeCode": sorte} | ({"nom": acheteur.nom_court} if nommer else {})

    def _holder(self, rang: int, nommer: bool) -> dict[str, str]:
        tiers = self.tiers[rang]
        identifiant, sorte = tiers.siret, "SIRET"
        if not identifiant:
            identifiant, sorte = (tiers.tva or tiers.cle, "TVA" if tiers.tva else "HORS-UE")
        elif self._hit("siret_mal_forme"):
            identifiant = identifiant.lstrip("0")
        elif self._hit("siret_cle_fausse"):
            identifiant = break_key(identifiant)
        fiche = {"typeIdentifiant": sorte, "id": identifiant}
        if nommer:
            graphie = int(self.tirage.integers(GRAPHIES)) if self.tirage.random() < 0.3 else 1
            fiche["denominationSociale"] = spell(tiers.nom, graphie)
            tiers.graphies.add(fiche["denominationSociale"])
        return fiche

    def _avenants(self, marche: Marche, annee: int) -> list[dict[str, Any]]:
        if self.tirage.random() > (
            self.regles["part_modifies"] if annee == 2019 else self.regles["modifies_2022"]
        ):
            return []
        jour = marche.debut + int(marche.duree_mois * 15)
        marche.montant_modifie = round(marche.montant * float(self.tirage.uniform(1.02, 1.3)))
        commun = {"dureeMois": marche.duree_mois, "montant": _euros(marche.montant_modifie)}
        if annee == 2019:
            return [
                {
                    "objetModification": "Avenant n°1",
                    "dateNotificationModification": iso(jour),
                    "datePublicationDonneesModification": iso(jour + 20),
                    "titulaires": [],
                    **commun,
                }
            ]
        return [
            {
                "modification": {
                    "id": 1,
                    "dateNotificationModification": iso(jour),
                    "datePublicationDonneesModification": iso(jour + 20),
                    **commun,
                }
            }
        ]


def _published(numero: str) -> str:
    """Return a number as the format of 2022 lets it be written."""
    return numero.replace(" ", "_")[:16]


def _modality(marche: Marche) -> str:
    if marche.subsequents or marche.accord_cadre_numero:
        return "Marchés subséquents"
    return "Bons de commande" if marche.accord_cadre else "Sans objet"


def _compact(numero: str) -> str:
    return "".join(c for c in numero if c.isalnum()).rjust(5, "0")


def _euros(centimes: int) -> float | int:
    """Return euros as a JSON number: whole when they are."""
    return centimes // 100 if centimes % 100 == 0 else centimes / 100


def _price(forme: str) -> str:
    return {"Ferme": "Définitif ferme", "Ferme et actualisable": "Définitif actualisable"}.get(
        forme, "Définitif révisable"
    )
