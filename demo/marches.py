"""Contracts: chains of framework agreements for recurring needs, one contract per operation for works."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demo.libelles import Redaction
from demo.territoire import PREMIER_JOUR, Acheteur, Segment, mesures

Entiers = NDArray[np.int64]
Reels = NDArray[np.float64]
EUROS = 100
FIN = 365 * 6 + 180
"""Last day (counted from PREMIER_JOUR) on which a contract may start in the demonstration."""


@dataclass
class Marche:
    """A contract as it truly is. Days are counted from PREMIER_JOUR; amounts are cents, excluding VAT.

    ``subsequents`` counts the marchés subséquents of an accord-cadre; each of them bears its number in
    ``accord_cadre_numero``.
    """

    uid: str
    numero: str
    acheteur: int
    segment: int
    titulaires: list[int]
    debut: int
    duree_mois: int
    poids: float
    accord_cadre: bool
    objet: str
    cpv: str
    procedure: str
    forme_prix: str
    montant: int = 0
    paye: int = 0
    montant_modifie: int = 0
    identifiant_publie: str = ""
    nature: str = "Marché"
    subsequents: int = 0
    accord_cadre_numero: str = ""

    @property
    def concession(self) -> bool:
        """Say whether it is a concession: its amount is the revenue of the operator."""
        return self.nature != "Marché"

    @property
    def fin(self) -> int:
        """Return the last day of the contract."""
        return self.debut + round(self.duree_mois * 30.44)


def day(texte: str) -> int:
    """Return an ISO date as days counted from PREMIER_JOUR."""
    return int((np.datetime64(texte) - PREMIER_JOUR).astype(np.int64))


def iso(jour: int) -> str:
    """Return a day counted from PREMIER_JOUR as an ISO date."""
    return str(PREMIER_JOUR + np.timedelta64(int(jour), "D"))


class Carnet:
    """The contract book of one body: numbers its contracts in its own format."""

    def __init__(self, acheteur: Acheteur, tirage: np.random.Generator, redaction: Redaction) -> None:
        self.acheteur = acheteur
        self.tirage = tirage
        self.redaction = redaction
        self.marches: list[Marche] = []
        self._compte: dict[int, int] = {}

    def open_for(self, segment: Segment, centimes: float, panel: Entiers) -> Entiers:
        """Sign the contracts of a segment that will bear ``centimes`` over the years; return their ranks."""
        if centimes < 12_000 * EUROS or not len(panel):
            return np.empty(0, dtype=np.int64)
        premier = len(self.marches)
        if segment.travaux:
            self._operations(segment, centimes, panel)
        else:
            self._chains(segment, centimes, panel)
        return np.arange(premier, len(self.marches))

    def _operations(self, segment: Segment, centimes: float, panel: Entiers) -> None:
        nombre = int(np.clip(round(centimes / (330_000 * EUROS)), 1, 140))
        for debut in np.sort(self.tirage.integers(day("2022-03-01"), day("2025-10-15"), nombre)):
            duree = int(self.tirage.integers(5, 22))
            self._sign(segment, int(debut), duree, float(self.tirage.lognormal(0, 1.1)), panel, lots=1)

    def _chains(self, segment: Segment, centimes: float, panel: Entiers) -> None:
        lots = int(np.clip(round((centimes / (300_000 * EUROS)) ** 0.55), 1, 12))
        debut = int(self.tirage.integers(day("2021-01-01"), day("2022-12-15")))
        duree = int(self.tirage.choice([12, 24, 36, 48], p=[0.12, 0.16, 0.24, 0.48]))
        poids = self.tirage.lognormal(0, 0.9, lots)
        while debut < day("2025-11-30"):
            for lot in range(lots):
                self._sign(segment, debut, duree, float(poids[lot]), panel, lots=lot + 1)
            debut += round(duree * 30.44)

    def _sign(
        self, segment: Segment, debut: int, duree: int, poids: float, panel: Entiers, lots: int
    ) -> None:
        regles = mesures()
        titulaires = self._winners(panel, regles)
        accord = not segment.travaux and self.tirage.random() < 0.36 or self.tirage.random() < 0.06
        annee = int(iso(debut)[:4])
        numero = self._number(annee, lots)
        siret = self.acheteur.siret
        self.marches.append(
            Marche(
                uid=f"{siret}{numero}",
                numero=numero,
                acheteur=self.acheteur.rang,
                segment=segment.rang,
                titulaires=titulaires,
                debut=debut,
                duree_mois=duree,
                poids=poids,
                accord_cadre=accord,
                objet=self.redaction.titre_marche(segment, lots),
                cpv=self._cpv(segment),
                procedure=self._weighted(regles["procedures"]),
                forme_prix=self._weighted(regles["forme_prix"]),
            )
        )

    def _winners(self, panel: Entiers, regles: dict[str, dict[int, float]]) -> list[int]:
        combien = min(len(panel), int(self._weighted(regles["titulaires"])))
        rangs = np.minimum((self.tirage.random(combien) ** 1.6 * len(panel)).astype(np.int64), len(panel) - 1)
        return list(dict.fromkeys(int(panel[rang]) for rang in rangs))

    def _cpv(self, segment: Segment) -> str:
        rang = min(int(self.tirage.exponential(0.8)), len(segment.cpv) - 1)
        return segment.cpv[rang]

    def _weighted(self, poids: dict[str, float] | dict[int, float]) -> str:
        valeurs = np.array(list(poids.values()))
        return str(
            list(poids)[int(np.searchsorted(np.cumsum(valeurs) / valeurs.sum(), self.tirage.random()))]
        )

    def _number(self, annee: int, lot: int) -> str:
        if lot <= 1:
            self._compte[annee] = self._compte.get(annee, 0) + 1
        rang = self._compte.setdefault(annee, 1)
        numero = self.acheteur.marche.format(a=annee, a2=annee % 100, n=rang, l=lot)
        deja = {marche.numero for marche in self.marches[-40:]}
        return numero if numero not in deja else f"{numero}{'ABCDEFGHIJKLMN'[lot % 14]}"


def choose(tirage: np.random.Generator, marches: list[Marche], rangs: Entiers, jours: Entiers) -> Entiers:
    """Return for each day the rank of a contract in force that day, drawn by weight, or −1 when there is
    none."""
    if not len(rangs) or not len(jours):
        return np.full(len(jours), -1)
    debuts = np.array([marches[r].debut for r in rangs])
    fins = np.array([marches[r].fin for r in rangs])
    poids = np.array([marches[r].poids for r in rangs])
    cumul = np.cumsum(((jours[:, None] >= debuts + 15) & (jours[:, None] <= fins + 30)) * poids, axis=1)
    total = cumul[:, -1]
    colonne = np.minimum((cumul < (tirage.random(len(jours)) * total)[:, None]).sum(axis=1), len(rangs) - 1)
    return np.where(total > 0, rangs[colonne], -1)


def set_amounts(tirage: np.random.Generator, marches: list[Marche], payes: Entiers) -> None:
    """Give each contract its published amount, from what is paid on it and the share of its life that is
    observed."""
    bornes = day("2023-01-01"), day("2025-12-31")
    for marche, paye in zip(marches, payes.tolist(), strict=True):
        marche.paye = paye
        vu = (min(marche.fin, bornes[1]) - max(marche.debut, bornes[0])) / max(1, marche.fin - marche.debut)
        lifelong = max(paye, 900_000) / max(0.12, min(1.0, vu))
        if marche.accord_cadre:
            marche.montant = _round_up(lifelong * float(tirage.uniform(1.05, 1.9)), 500_000)
        elif vu >= 0.999 and tirage.random() < 0.6:
            marche.montant = max(100, paye)
        else:
            marche.montant = round(lifelong * float(tirage.uniform(0.97, 1.12)))


def _round_up(centimes: float, pas: int) -> int:
    return max(pas, -(-int(centimes) // pas) * pas)
