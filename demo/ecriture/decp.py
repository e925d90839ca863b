"""DECP: contracts in the 2019 and 2022 JSON formats, on two channels each, with the defects counted in
published files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from demo.fournisseurs import Fournisseur
from demo.identifiers import break_key
from demo.marches import Marche, iso
from demo.names import GRAPHIES, spell
from demo.territoire import Acheteur, choix, mesures, read_csv, rng
from demo.verite import Defaut

SEUILS = {2019: 2_500_000, 2022: 4_000_000}
"""Cents from which a contract is published, by format."""
BASCULE = "2024-01-01"
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


class Publication:
    """Publishes the contracts of the territory, and notes every defect that it puts in."""

    def __init__(self, graine: int, corps: list[Acheteur], tiers: list[Fournisseur]) -> None:
        self.tirage = rng(graine, "decp")
        self.corps = corps
        self.tiers = tiers
        self.regles = mesures() | choix()
        self.defauts: list[Defaut] = []
        self.communes = {ligne["code"]: ligne for ligne in read_csv("communes.csv")}

    def write(self, dossier: Path, marches: list[Marche]) -> list[tuple[str, str]]:
        """Write the four files; return (name, source) of each."""
        publies = [m for m in marches if self._is_published(m)]
        lots = {
            2019: [m for m in publies if iso(m.debut) < BASCULE],
            2022: [m for m in publies if iso(m.debut) >= BASCULE],
        }
        fichiers = []
        for annee, canaux in ((2019, ("profil-acheteur", "dume")), (2022, ("profil-acheteur", "pes-marche"))):
            second = self.tirage.random(len(lots[annee])) < 0.30
            deux = self.tirage.random(len(lots[annee])) < self.regles["deux_sources"] * 3
            for rang, canal in enumerate(canaux):
                nom = f"decp-{annee}-{canal}.json"
                choisis = [
                    m for m, s, d in zip(lots[annee], second, deux, strict=True) if d or bool(s) == bool(rang)
                ]
                self._write_one(dossier / nom, choisis, annee, abime=annee == 2019 and rang == 1)
                fichiers.append((nom, f"decp_{annee}"))
        return fichiers

    def _is_published(self, marche: Marche) -> bool:
        seuil = SEUILS[2019 if iso(marche.debut) < BASCULE else 2022]
        return marche.montant >= seuil and self.tirage.random() > self.regles["part_hors_decp"]

    def _write_one(self, chemin: Path, marches: list[Marche], annee: int, abime: bool) -> None:
        objets: list[dict[str, Any]] = []
        for marche in marches:
            objet = self._record_2019(marche) if annee == 2019 else self._record_2022(marche)
            marche.identifiant_publie = str(objet["id"])
            self._spoil(chemin.name, objet, len(objets) + 1)
            objets.append(objet)
            if self.tirage.random() < self.regles["objet_doublon"]:
                objets.append(dict(objet))
                self.defauts.append(Defaut(chemin.name, len(objets), "doublon", str(objet["id"])))
        racine = (
            {"marches": objets}
            if annee == 2019
            else {"marches": {"marche": objets, "contrat-concession": []}}
        )
        texte = json.dumps(racine, ensure_ascii=False, indent=1)
        chemin.write_text(_lose_accents(texte) if abime else texte, encoding="utf-8")

    def _hit(self, cle: str) -> bool:
        return bool(self.tirage.random() < self.regles[cle])

    def _spoil(self, nom: str, objet: dict[str, Any], rang: int) -> None:
        """Put in a record the defects that published records have, each at its counted rate."""

        genres = [self._spoil_cpv(objet), self._spoil_amount(objet)]
        canal = nom.removesuffix(".json").split("-", 2)[2]
        if self.tirage.random() < self.regles["notification_absente"][canal]:
            del objet["dateNotification"]
            genres.append("notification_absente")
        if self._hit("acheteur_invalide"):
            objet["acheteur"] = objet["acheteur"] | {"id": break_key(objet["acheteur"]["id"])}
            genres.append("acheteur_invalide")
        self.defauts.extend(Defaut(nom, rang, genre, str(objet["id"])) for genre in genres if genre)

    def _spoil_cpv(self, objet: dict[str, Any]) -> str | None:
        if self._hit("cpv_sept_chiffres"):
            objet["codeCPV"] = objet["codeCPV"].lstrip("0")[:7]
            return "cpv_sept_chiffres"
        if self._hit("cpv_inconnu"):
            objet["codeCPV"] = objet["codeCPV"][:5] + "999"
            return "cpv_inconnu"
        return None

    def _spoil_amount(self, objet: dict[str, Any]) -> str | None:
        for cle, valeur in (("montant_absurde", 999_999_999), ("montant_nul", 0), ("montant_derisoire", 1)):
            if self._hit(cle):
                objet["montant"] = valeur
                return cle
        return None

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
            "modifications": self._amendments(marche, 2019),
        }

    def _record_2022(self, marche: Marche) -> dict[str, Any]:
        acheteur = self.corps[marche.acheteur]
        modifications = self._amendments(marche, 2022)
        fiche: dict[str, Any] = {
            "id": marche.numero.replace(" ", "_")[:16],
            "acheteur": {"id": acheteur.siret},
            "nature": "Marché",
            "objet": marche.objet,
            "codeCPV": marche.cpv,
            "techniques": {"technique": ["Accord-cadre" if marche.accord_cadre else "Sans objet"]},
            "modalitesExecution": {
                "modaliteExecution": ["Bons de commande" if marche.accord_cadre else "Sans objet"]
            },
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
        if modifications:
            fiche["modifications"] = modifications
        return fiche

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

    def _amendments(self, marche: Marche, annee: int) -> list[dict[str, Any]]:
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


def _lose_accents(texte: str) -> str:
    """Replace accents inside labels by U+FFFD, as one national channel did, sparing what the schema fixes."""
    garde = (
        "Marché",
        "Procédure",
        "département",
        "Révisable",
        "préalable",
        "négociation",
        "subséquent",
        "compétitif",
    )
    for rang, mot in enumerate(garde):
        texte = texte.replace(mot, f"\x00{rang}\x00")
    for lettre in "éèêëàâçîïôûüœÉÈÀ":
        texte = texte.replace(lettre, "\ufffd")
    for rang, mot in enumerate(garde):
        texte = texte.replace(f"\x00{rang}\x00", mot)
    return texte


def _compact(numero: str) -> str:
    return "".join(c for c in numero if c.isalnum()).rjust(5, "0")


def _euros(centimes: int) -> float | int:
    """Return euros as a JSON number: whole when they are."""
    return centimes // 100 if centimes % 100 == 0 else centimes / 100


def _price(forme: str) -> str:
    return {"Ferme": "Définitif ferme", "Ferme et actualisable": "Définitif actualisable"}.get(
        forme, "Définitif révisable"
    )


def average_holders(marches: list[Marche]) -> float:
    """Return the mean number of titulaires, to compare with what is counted in the real data."""
    return float(np.mean([len(m.titulaires) for m in marches]))
