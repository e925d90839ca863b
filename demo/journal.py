"""The ledger of one body: lines in order, numbered by bordereau and mandat, third parties and contracts as it
writes them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demo import names
from demo.achats import Colonnes, objects
from demo.fournisseurs import Annuaire, Fournisseur
from demo.identifiers import break_key, make_tva
from demo.marches import Marche, day
from demo.territoire import Acheteur, choix, mesures, rng

Entiers = NDArray[np.int64]
Objets = NDArray[np.object_]


@dataclass
class Journal:
    """The lines of one body and year as its file shows them: ``lignes`` is true, the other columns are as
    written."""

    acheteur: Acheteur
    exercice: int
    lignes: Colonnes
    mandat: Entiers
    bordereau: Entiers
    rang: Entiers
    facture: Entiers
    paiement: Entiers
    num_facture: Objets
    num_engagement: Objets
    num_marche: Objets
    tiers_code: Objets
    tiers_nom: Objets
    tiers_id: Objets
    tiers_type: Objets
    defaut: Objets

    def __len__(self) -> int:
        return len(self.lignes)


@dataclass(frozen=True)
class Fiche:
    """A third party as a body's file of third parties has it. ``type_id`` is the PES code NatIdTiers ("" when
    none)."""

    code: str
    nom: str
    identifiant: str
    type_id: str
    defaut: str | None


def make_card(tirage: np.random.Generator, rang: int, tiers: Fournisseur) -> Fiche:
    """Return how a body wrote a third party down, with the defects counted in published identifiers."""
    graphie = 0
    if tirage.random() < choix()["tiers_autre_graphie"]:
        graphie = int(tirage.integers(2, names.GRAPHIES))
    elif tirage.random() < mesures()["noms_majuscules"]:
        graphie = 1
    nom = names.spell(tiers.nom, graphie)
    tiers.graphies.add(nom)
    identifiant, type_id, defaut = _identifier(float(tirage.random()), tiers)
    return Fiche(f"F{rang:05d}", nom, identifiant, type_id, defaut)


def _identifier(luck: float, tiers: Fournisseur) -> tuple[str, str, str | None]:
    if tiers.tva:
        return tiers.tva, "06" if tiers.tva[:2] in {"CH", "GB"} else "05", None
    if not tiers.siret:
        return "", "", None
    regles, compte = choix() | mesures(), 0.0
    for part, valeur in (
        ("tiers_sans_identifiant", ("", "", "siret_absent")),
        ("tiers_siren_seul", (tiers.siren, "02", "siren_seul")),
        ("tiers_tva", (make_tva(tiers.siren), "05", "tva")),
        ("siret_mal_forme", (tiers.siret[:-1], "01", "siret_tronque")),
        ("siret_cle_fausse", (break_key(tiers.siret), "01", "siret_cle_fausse")),
    ):
        compte += float(regles[part])
        if luck < compte:
            return valeur
    return tiers.siret, "01", None


def keep_ledger(
    graine: int, acheteur: Acheteur, lignes: Colonnes, annuaire: Annuaire, marches: list[Marche]
) -> list[Journal]:
    """Return the journals of the body, one for each year, in order of date."""
    tirage = rng(graine, "journal", acheteur.cle)
    ordre = np.lexsort((lignes.nature == "avoir", lignes.tiers, lignes.jour, lignes.exercice))
    lignes = lignes.take(np.asarray(ordre, dtype=np.int64))
    vus, inverse = np.unique(lignes.tiers, return_inverse=True)
    fiches = [make_card(tirage, 100 + rang, annuaire.tiers[tiers]) for rang, tiers in enumerate(vus.tolist())]
    cartes = {
        nom: objects([getattr(fiche, nom) for fiche in fiches])[inverse]
        for nom in ("code", "nom", "identifiant", "type_id", "defaut")
    }
    numeros = _marche_numbers(tirage, lignes.marche, marches)
    return [
        _year(tirage, acheteur, int(annee), lignes, cartes, numeros) for annee in np.unique(lignes.exercice)
    ]


def _marche_numbers(tirage: np.random.Generator, rangs: Entiers, marches: list[Marche]) -> Objets:
    """Return the contract number as written: absent, altered, or right; "" without a contract."""
    textes = [*(marche.numero for marche in marches), ""]
    luck = tirage.random(len(rangs)).tolist()
    absent, bruite = choix()["part_num_marche_absent"], choix()["part_num_marche_bruite"]
    return objects(
        [
            "" if h < absent else _alter(textes[r]) if h < absent + bruite else textes[r]
            for r, h in zip(rangs.tolist(), luck, strict=True)
        ]
    )


def _alter(numero: str) -> str:
    """Return a contract number as a hurried clerk types it."""
    if len(numero) % 3 == 0:
        return numero.replace("-", " ").replace("/", " ")
    return numero.replace("-", "").lower() if len(numero) % 3 == 1 else f"M {numero}" if numero else ""


def _year(
    tirage: np.random.Generator,
    acheteur: Acheteur,
    annee: int,
    lignes: Colonnes,
    cartes: dict[str, Objets],
    numeros: Objets,
) -> Journal:
    ici = np.flatnonzero(lignes.exercice == annee)
    celles = lignes.take(ici)
    mandat, rang = _number(celles)
    n = len(ici)
    celles.jour[:] = _january(tirage, celles.jour, annee)
    facture = celles.jour - tirage.integers(3, 38, n)
    paiement = celles.jour + tirage.integers(2, 45 if acheteur.type == "hopital" else 26, n)
    sans = np.where(celles.perimetre, "", "x")
    numero_facture = [
        f"{'FA' if h % 3 else ''}{annee % 100}{h:06d}" if not x else ""
        for h, x in zip(tirage.integers(1, 999_999, n).tolist(), sans.tolist(), strict=True)
    ]
    engagement = [
        f"{annee % 100}E{h:05d}" if h % 5 and not x else ""
        for h, x in zip(tirage.integers(1, 99_999, n).tolist(), sans.tolist(), strict=True)
    ]
    return Journal(
        acheteur,
        annee,
        celles,
        mandat,
        1 + mandat // 23,
        rang,
        facture,
        paiement,
        objects(numero_facture),
        objects(engagement),
        numeros[ici],
        cartes["code"][ici],
        cartes["nom"][ici],
        cartes["identifiant"][ici],
        cartes["type_id"][ici],
        cartes["defaut"][ici],
    )


def _number(lignes: Colonnes) -> tuple[Entiers, Entiers]:
    """Return mandat number and rank within the mandat: same day, third party and kind make one mandat."""
    avoir = lignes.nature == "avoir"
    neuf = np.ones(len(lignes), dtype=bool)
    neuf[1:] = (
        (lignes.jour[1:] != lignes.jour[:-1])
        | (lignes.tiers[1:] != lignes.tiers[:-1])
        | (avoir[1:] != avoir[:-1])
        | (lignes.nature[1:] != lignes.nature[:-1])
    )
    mandat = np.cumsum(neuf)
    debuts = np.maximum.accumulate(np.where(neuf, np.arange(len(neuf)), 0))
    return mandat, np.arange(len(neuf)) - debuts + 1


def _january(tirage: np.random.Generator, jours: Entiers, annee: int) -> Entiers:
    """Move a few of the last mandats into January of the next year: the supplementary day of public
    accounts."""
    tardif = (
        (jours >= day(f"{annee}-12-20"))
        & (jours < day(f"{annee}-12-31"))
        & (tirage.random(len(jours)) < 0.25)
    )
    return np.asarray(np.where(tardif, day(f"{annee + 1}-01-05") + jours % 12, jours), dtype=np.int64)
