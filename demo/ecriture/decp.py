"""DECP: contracts in the 2019 and 2022 JSON formats, on two channels each, with the defects counted in
published files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from demo.concessions import is_new_format
from demo.ecriture.fiches_decp import Fiches
from demo.fournisseurs import Fournisseur
from demo.identifiers import break_key
from demo.marches import Marche
from demo.territoire import Acheteur, choix, mesures, rng
from demo.verite import Defaut

SEUILS = {2019: 2_500_000, 2022: 4_000_000}
"""Cents from which a contract is published, by format."""
ABSURDE = 40
"""Rank of a record that always bears an absurd amount: counted so rare that a file may have none."""


class Publication:
    """Publishes the contracts of the territory, and notes every defect that it puts in."""

    def __init__(self, graine: int, corps: list[Acheteur], tiers: list[Fournisseur]) -> None:
        self.tirage = rng(graine, "decp")
        self.fiches = Fiches(self.tirage, corps, tiers)
        self.regles = mesures() | choix()
        self.defauts: list[Defaut] = []
        self.concessions: list[Marche] = []
        self.publies: dict[str, dict[str, Any]] = {}
        """The record of each contract as drawn, by uid, before its defects."""

    def write(self, dossier: Path, marches: list[Marche]) -> list[tuple[str, str]]:
        """Write the four files; return (name, source) of each."""
        publies = [m for m in marches if not m.concession and self._is_published(m)]
        self.concessions = [m for m in marches if m.concession]
        lots = {
            2019: [m for m in publies if not is_new_format(m)],
            2022: [m for m in publies if is_new_format(m)],
        }
        fichiers = []
        for annee, canaux in ((2019, ("profil-acheteur", "dume")), (2022, ("profil-acheteur", "pes-marche"))):
            second = self.tirage.random(len(lots[annee])) < 0.30
            deux = self.tirage.random(len(lots[annee])) < self.regles["part_deux_canaux"]
            for rang, canal in enumerate(canaux):
                nom = f"decp-{annee}-{canal}.json"
                choisis = [
                    m for m, s, d in zip(lots[annee], second, deux, strict=True) if d or bool(s) == bool(rang)
                ]
                self._write_one(dossier / nom, choisis, annee, abime=annee == 2019 and rang == 1)
                fichiers.append((nom, f"decp_{annee}"))
        return fichiers

    def _is_published(self, marche: Marche) -> bool:
        seuil = SEUILS[2022 if is_new_format(marche) else 2019]
        return marche.montant >= seuil and self.tirage.random() > self.regles["part_hors_decp"]

    def _write_one(self, chemin: Path, marches: list[Marche], annee: int, abime: bool) -> None:
        objets: list[dict[str, Any]] = []
        for marche in marches:
            objet = self.fiches.record(marche, annee)
            marche.identifiant_publie = str(objet["id"])
            self.publies[marche.uid] = dict(objet)
            self._spoil(chemin.name, objet, len(objets) + 1)
            objets.append(objet)
            if self.tirage.random() < self.regles["objet_doublon"]:
                objets.append(dict(objet))
                self.defauts.append(Defaut(chemin.name, len(objets), "doublon", str(objet["id"])))
        racine: dict[str, Any] = {"marches": objets}
        if annee == 2022:
            deposees = self.concessions if "profil" in chemin.name else []
            racine = {"marches": {"marche": objets, "contrat-concession": self._concessions(deposees)}}
        texte = json.dumps(racine, ensure_ascii=False, indent=1)
        chemin.write_text(_lose_accents(texte) if abime else texte, encoding="utf-8")

    def _concessions(self, concessions: list[Marche]) -> list[dict[str, Any]]:
        for marche in concessions:
            marche.identifiant_publie = marche.numero
        return [self.fiches.concession(marche) for marche in concessions]

    def _hit(self, cle: str) -> bool:
        return bool(self.tirage.random() < self.regles[cle])

    def _spoil(self, nom: str, objet: dict[str, Any], rang: int) -> None:
        """Put in a record the defects that published records have, each at its counted rate."""
        genres = [self._spoil_cpv(objet), self._spoil_amount(objet, rang)]
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

    def _spoil_amount(self, objet: dict[str, Any], rang: int) -> str | None:
        for cle, valeur in (("montant_absurde", 999_999_999), ("montant_nul", 0), ("montant_derisoire", 1)):
            if self._hit(cle) or (rang == ABSURDE and cle == "montant_absurde"):
                objet["montant"] = valeur
                return cle
        return None


def _lose_accents(texte: str) -> str:
    """Replace accents inside labels by U+FFFD, as one national channel did, sparing what the schema fixes."""
    spared = (
        "Marché",
        "Procédure",
        "département",
        "Révisable",
        "préalable",
        "négociation",
        "subséquent",
        "compétitif",
    )
    for rang, mot in enumerate(spared):
        texte = texte.replace(mot, f"\x00{rang}\x00")
    for letter in "éèêëàâçîïôûüœÉÈÀ":
        texte = texte.replace(letter, "\ufffd")
    for rang, mot in enumerate(spared):
        texte = texte.replace(f"\x00{rang}\x00", mot)
    return texte
