"""What the ledgers hold beside purchases: salaries, subsidies, taxes, debt, entries of order; and year-end
accruals."""

from __future__ import annotations

import numpy as np

from demo.achats import Colonnes, draw_dates, objects
from demo.fournisseurs import Annuaire
from demo.libelles import Redaction
from demo.marches import day
from demo.territoire import Acheteur, choix, exercices, read_csv, rng, services


def outside_lines(graine: int, acheteur: Acheteur, annuaire: Annuaire, lignes: int) -> Colonnes:
    """Return about ``lignes`` accounting lines that are no purchase."""
    tirage = rng(graine, "hors", acheteur.cle)
    redaction = Redaction(acheteur, tirage)
    genres = [ligne for ligne in read_csv("hors_perimetre.csv")]
    poids = np.array([float(ligne["poids"]) for ligne in genres])
    nombres = np.floor(poids / poids.sum() * lignes + tirage.random(len(genres))).astype(int)
    nombres[0] = max(1, nombres[0])
    return Colonnes.concat(
        [
            _kind(tirage, redaction, acheteur, annuaire, genre, int(n))
            for genre, n in zip(genres, nombres, strict=True)
            if n
        ]
    )


def _kind(
    tirage: np.random.Generator,
    redaction: Redaction,
    acheteur: Acheteur,
    annuaire: Annuaire,
    genre: dict[str, str],
    n: int,
) -> Colonnes:
    annee, mois, du_mois, jour = draw_dates(tirage, n)
    montant = np.rint(100 * float(genre["mediane"]) * tirage.lognormal(0, float(genre["sigma"]), n)).astype(
        np.int64
    )
    objets = tuple(genre["objets"].split("|"))
    return Colonnes(
        annee,
        jour,
        np.full(n, -1),
        np.full(n, annuaire.par_nom[genre["tiers"]]),
        np.full(n, -1),
        tirage.integers(0, len(services(acheteur.type)), n),
        np.maximum(montant, 100),
        np.zeros(n, dtype=np.int64),
        np.zeros(n, dtype=bool),
        objects([genre[acheteur.plan.lower()]] * n),
        objects(redaction.lines(objets, du_mois, mois)),
        objects([genre["genre"]] * n),
    )


def accruals(graine: int, acheteur: Acheteur, achats: Colonnes) -> Colonnes:
    """Return December accruals of some purchases (rattachement) and their reversal in January (extourne), VAT
    left out.

    The reversals of the first year undo accruals of the year before, which no file of the demonstration
    holds.
    """
    tirage = rng(graine, "rattachements", acheteur.cle)
    parts = []
    for annee in exercices():
        possibles = np.flatnonzero(
            (achats.exercice == annee)
            & (achats.nature == "ordinaire")
            & np.array([str(c).startswith("6") for c in achats.compte])
        )
        combien = round(len(possibles) * choix()["part_rattachements"])
        parts.append(_closing(achats.take(tirage.choice(possibles, combien, replace=False)), annee))
        parts.append(_reversal(achats.take(tirage.choice(possibles, combien, replace=False)), annee))
    return Colonnes.concat(parts)


def _closing(lignes: Colonnes, annee: int) -> Colonnes:
    lignes.jour[:] = day(f"{annee}-12-31")
    lignes.nature[:] = "rattachement"
    lignes.objet[:] = [f"RATTACHEMENT {objet}"[:60] for objet in lignes.objet]
    lignes.tva[:] = 0
    return lignes


def _reversal(lignes: Colonnes, annee: int) -> Colonnes:
    lignes.jour[:] = day(f"{annee}-01-15")
    lignes.nature[:] = "extourne"
    lignes.objet[:] = [f"CONTREPASSATION {objet}"[:60] for objet in lignes.objet]
    lignes.montant[:] = -lignes.montant
    lignes.tva[:] = 0
    return lignes
