"""Purchases of one body over all years: which segment, supplier, contract, day and amount, drawn column by
column."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demo.fournisseurs import Annuaire
from demo.libelles import Redaction
from demo.marches import Carnet, Marche, choose, set_amounts
from demo.territoire import (
    PREMIER_JOUR,
    Acheteur,
    Segment,
    choix,
    exercices,
    read_yaml,
    rng,
    segments,
    services,
)

Entiers = NDArray[np.int64]
Reels = NDArray[np.float64]
Objets = NDArray[np.object_]


@dataclass
class Colonnes:
    """Accounting lines as columns of equal length. Days count from PREMIER_JOUR, amounts are signed cents.

    ``segment`` and ``marche`` are −1 when there is none; ``nature`` is ordinaire, avoir, rattachement,
    extourne or a kind of
    expense outside the perimeter.
    """

    exercice: Entiers
    jour: Entiers
    segment: Entiers
    tiers: Entiers
    marche: Entiers
    service: Entiers
    montant: Entiers
    tva: Entiers
    perimetre: NDArray[np.bool_]
    compte: Objets
    objet: Objets
    nature: Objets

    def take(self, rangs: Entiers) -> Colonnes:
        """Return the lines of those ranks, in that order."""
        return Colonnes(**{nom: colonne[rangs] for nom, colonne in vars(self).items()})

    @staticmethod
    def concat(parts: list[Colonnes]) -> Colonnes:
        """Return the lines of several sets one after the other."""
        return Colonnes(
            **{nom: np.concatenate([getattr(part, nom) for part in parts]) for nom in vars(parts[0])}
        )

    def __len__(self) -> int:
        return len(self.jour)


def objects(valeurs: list[str]) -> Objets:
    """Return texts as an array of Python objects."""
    colonne = np.empty(len(valeurs), dtype=object)
    colonne[:] = valeurs
    return colonne


def first_of_month(annee: Entiers, mois: Entiers) -> Entiers:
    """Return the first day of each month, counted from PREMIER_JOUR."""
    dates = (annee - 1970).astype("datetime64[Y]").astype("datetime64[M]") + (mois - 1).astype(
        "timedelta64[M]"
    )
    return np.asarray((dates.astype("datetime64[D]") - PREMIER_JOUR).astype(np.int64), dtype=np.int64)


def draw_dates(tirage: np.random.Generator, n: int) -> tuple[Entiers, Entiers, Entiers, Entiers]:
    """Return year, month, day of the month and day number of ``n`` lines; Sundays and Saturdays move to
    Friday."""
    annees = np.array(exercices())
    evolution = np.array(read_yaml("acheteurs.yml")["territoire"]["evolution"])
    annee = annees[tirage.choice(len(annees), n, p=evolution / evolution.sum())]
    poids = np.array(choix()["mois"])
    mois = 1 + tirage.choice(12, n, p=poids / poids.sum())
    du_mois = tirage.integers(2, 29, n)
    jour = first_of_month(annee, mois) + du_mois - 1
    semaine = (jour + 4) % 7
    return (
        annee,
        mois,
        du_mois,
        np.maximum(jour - np.maximum(semaine - 4, 0), first_of_month(annee, np.ones_like(mois))),
    )


class Acheteuse:
    """Draws the purchases of one body, segment by segment, with the contracts that they follow."""

    def __init__(self, graine: int, acheteur: Acheteur, annuaire: Annuaire, corps: list[Acheteur]) -> None:
        self.acheteur = acheteur
        self.annuaire = annuaire
        self.corps = {autre.cle: autre.rang for autre in corps}
        self.tirage = rng(graine, "achats", acheteur.cle)
        self.redaction = Redaction(acheteur, self.tirage)
        self.carnet = Carnet(acheteur, self.tirage, self.redaction)
        self.services = services(acheteur.type)

    def draw(self, lignes: int) -> tuple[Colonnes, list[Marche]]:
        """Return about ``lignes`` purchase lines over all years, and every contract signed."""
        parts = [self._segment(segment, n, budget) for segment, n, budget in self._shares(lignes)]
        colonnes = Colonnes.concat(parts)
        self._scale(colonnes)
        sous = colonnes.marche >= 0
        payes = np.zeros(len(self.carnet.marches))
        np.add.at(payes, colonnes.marche[sous], colonnes.montant[sous])
        set_amounts(self.tirage, self.carnet.marches, np.rint(payes).astype(np.int64))
        return colonnes, self.carnet.marches

    def _shares(self, lignes: int) -> list[tuple[Segment, int, float]]:
        """Return segment, number of lines and cents over all years, for every segment that the body buys."""
        profil, plan = self.acheteur.profil, self.acheteur.plan
        vus = [s for s in segments() if profil in s.poids and s.comptes[plan]]
        poids = np.array([s.poids[profil] for s in vus]) * self.tirage.lognormal(0, 0.25, len(vus))
        poids /= poids.sum()
        moyennes = np.array([s.mediane * np.exp(s.sigma**2 / 2) for s in vus])
        nombres = poids / moyennes * lignes / (poids / moyennes).sum()
        entiers = np.floor(nombres + self.tirage.random(len(vus))).astype(int)
        budget = self.acheteur.centimes_annuels * len(exercices())
        return [(s, int(n), float(p) * budget) for s, n, p in zip(vus, entiers, poids, strict=True) if n]

    def _panel(self, segment: Segment, n: int) -> Entiers:
        """Return the suppliers that the body calls for this segment, most used first."""
        tous = self.annuaire.par_segment[segment.rang]
        combien = int(np.clip(round(1.6 * n**0.5), 2, len(tous)))
        attrait = self.tirage.gumbel(size=len(tous)) - 0.8 * np.log(1 + np.arange(len(tous)))
        return tous[np.argsort(-attrait)[:combien]]

    def _segment(self, segment: Segment, n: int, budget: float) -> Colonnes:
        annee, mois, du_mois, jour = draw_dates(self.tirage, n)
        panel = self._panel(segment, n)
        tiers = self._fournisseurs(segment, panel, n)
        rangs = self.carnet.open_for(segment, budget * segment.part_marche, panel)
        sous = (self.tirage.random(n) < segment.part_marche) & (tiers >= len(self.corps))
        marche = np.where(sous, choose(self.tirage, self.carnet.marches, rangs, jour), -1)
        for rang in np.unique(marche[marche >= 0]).tolist():
            tiers[marche == rang] = self._paid(self.carnet.marches[rang], int((marche == rang).sum()))
        suite = self._same_order(annee)
        montant, nature = self._amounts(segment, n)
        return Colonnes(
            annee,
            jour[suite],
            np.full(n, segment.rang),
            tiers[suite],
            marche[suite],
            self._service(segment, n),
            montant,
            np.zeros(n, dtype=np.int64),
            np.ones(n, dtype=bool),
            objects([segment.comptes[self.acheteur.plan]] * n),
            objects(self.redaction.lines(segment.objets, du_mois, mois)),
            nature,
        )

    def _fournisseurs(self, segment: Segment, panel: Entiers, n: int) -> Entiers:
        poids = 1 / (1 + np.arange(len(panel))) ** 0.95
        tiers = panel[self.tirage.choice(len(panel), n, p=poids / poids.sum())]
        part = choix()["part_centrale"].get(segment.famille, 0.0)
        tiers = np.where(self.tirage.random(n) < part, self.annuaire.centrale, tiers)
        for flux in read_yaml("acheteurs.yml")["flux"]:
            if flux["payeur"] == self.acheteur.cle and flux["segment"] == segment.code:
                tiers = np.where(
                    self.tirage.random(n) < flux["part"], self.corps[flux["beneficiaire"]], tiers
                )
        return np.asarray(tiers, dtype=np.int64)

    def _paid(self, marche: Marche, n: int) -> Entiers:
        """Return who is paid on a contract: its first titulaire mostly, the others for the rest."""
        titulaires = np.array(marche.titulaires)
        autres = self.tirage.integers(0, len(titulaires), n)
        return titulaires[np.where(self.tirage.random(n) < 0.7, 0, autres)]

    def _same_order(self, annee: Entiers) -> Entiers:
        """Return for each line the line whose day, supplier and contract it takes: itself, or one of the same
        year."""
        suite = self.tirage.random(len(annee)) < choix()["part_meme_mandat"]
        suite[0] = False
        suite[1:] &= annee[1:] == annee[:-1]
        return np.maximum.accumulate(np.where(suite, 0, np.arange(len(annee))))

    def _amounts(self, segment: Segment, n: int) -> tuple[Entiers, Objets]:
        montant = segment.mediane * 100 * self.tirage.lognormal(0, segment.sigma, n)
        avoir = (self.tirage.random(n) < choix()["part_avoirs"]) & (n >= 25)
        montant = np.where(avoir, -0.3 * montant, montant)
        return np.rint(montant).astype(np.int64), np.where(avoir, "avoir", "ordinaire").astype(object)

    def _service(self, segment: Segment, n: int) -> Entiers:
        """Return the service that buys: one of those of the family nine times in ten, any other for the
        rest."""
        propres = [rang for rang, service in enumerate(self.services) if segment.famille in service.familles]
        propres = propres or [rang for rang, service in enumerate(self.services) if "*" in service.familles]
        choisi = np.array(propres)[self.tirage.integers(0, len(propres), n)]
        return np.where(self.tirage.random(n) < 0.9, choisi, self.tirage.integers(0, len(self.services), n))

    def _scale(self, colonnes: Colonnes) -> None:
        """Bring each year to its budget, keep cents whole, then add VAT."""
        evolution = dict(zip(exercices(), read_yaml("acheteurs.yml")["territoire"]["evolution"], strict=True))
        for annee, factor in evolution.items():
            ici = colonnes.exercice == annee
            total = colonnes.montant[ici].sum()
            if total > 0:
                cible = self.acheteur.centimes_annuels * factor
                colonnes.montant[ici] = np.rint(colonnes.montant[ici] * (cible / total)).astype(np.int64)
        colonnes.montant[colonnes.montant == 0] = 100
        taux = np.array([s.tva for s in segments()])[colonnes.segment]
        sans = np.array([not t.siret for t in self.annuaire.tiers])[colonnes.tiers]
        colonnes.tva[:] = np.where(sans, 0, np.rint(colonnes.montant * taux / 10_000).astype(np.int64))
