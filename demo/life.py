"""The life of each contract: renewals, minimum, amendment, subcontractors, clauses; as its DECP record says
when there is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from demo.marches import EUROS, day
from demo.mutualisation import Mutualisation
from demo.paiements import Entiers
from demo.procedures import SOUS_TRAITANT, Procedure, part_of
from demo.territoire import read_yaml, rng

Publies = Mapping[str, dict[str, Any]]
LATEST = day("2025-12-31")
"""The day on which registers are written."""
MOST = 0.3
"""Share of a contract that its subcontractors may hold."""
MOTS = {
    "Clause sociale": "clause",
    "Critère social": "critere",
    "Marché réservé": "reserve",
    "Pas de considération sociale": "non",
    "Clause environnementale": "clause",
    "Critère environnemental": "critere",
    "Pas de considération environnementale": "non",
}


def live(graine: int, mutualisation: Mutualisation, publies: Publies) -> None:
    """Draw the life of every contract; direct payments to subcontractors are paid on their contract.

    ``publies`` maps the uid of a contract to the record that was published of it, as drawn.
    """
    tirage, regles = rng(graine, "vie"), read_yaml("mutualisation.yml")
    for rang, one in enumerate(mutualisation.procedures):
        fiche = publies.get(one.marche.uid, {})
        _renew(tirage, one, regles)
        one.avenant = _avenant(tirage, one, fiche, regles)
        one.clauses = _clauses(tirage, one, fiche, regles)
        if _subcontracted(tirage, one, fiche, regles):
            _subcontract(tirage, mutualisation, rang, one)


def last_day(one: Procedure) -> int:
    """Return the end of the period under way on the day of the registers, or of the last one."""
    marche = one.marche
    length = (marche.fin - marche.debut) / (1 + one.reconductions)
    periods = int(np.clip(np.ceil((LATEST - marche.debut) / length), 1, 1 + one.reconductions))
    return marche.fin if periods > one.reconductions else marche.debut + round(periods * length)


def _renew(tirage: np.random.Generator, one: Procedure, regles: dict[str, Any]) -> None:
    """Renew recurring needs by years, unless they are firm; some accords-cadres promise a minimum."""
    lucky, floor = tirage.random(), float(tirage.uniform(0.1, 0.5))
    if one.chained and lucky >= regles["part_ferme"]:
        one.reconductions = regles["reconductions"].get(one.marche.duree_mois, 0)
    if one.marche.accord_cadre and tirage.random() < regles["part_minimum"]:
        one.minimum = part_of(one.marche.montant, floor) // 100_000 * 100_000


def _avenant(
    tirage: np.random.Generator, one: Procedure, fiche: dict[str, Any], regles: dict[str, Any]
) -> tuple[int, int]:
    """Return the day and the new amount of the amendment of a contract, (0, 0) without one."""
    marche = one.marche
    factor, lucky = float(tirage.uniform(1.02, 1.3)), tirage.random()
    jour = marche.debut + int(marche.duree_mois * 15)
    if fiche:
        return (jour, marche.montant_modifie) if fiche.get("modifications") else (0, 0)
    drawn = lucky < regles["part_avenant_non_publie"] and jour <= LATEST and not marche.concession
    return (jour, part_of(marche.montant, factor)) if drawn else (0, 0)


def _clauses(
    tirage: np.random.Generator, one: Procedure, fiche: dict[str, Any], regles: dict[str, Any]
) -> dict[str, Any]:
    """Return the social and environmental clauses, hours of insertion and tenders received."""
    social, vert = (_pick(tirage, regles[f"clauses_{quoi}s"]) for quoi in ("sociale", "environnementale"))
    said = fiche.get("considerationsSociales", {}).get("considerationSociale")
    social = MOTS[said[0]] if said else social
    said = fiche.get("considerationsEnvironnementales", {}).get("considerationEnvironnementale")
    vert = MOTS[said[0]] if said else vert
    hours = 35 * int(tirage.integers(2, 60)) if social == "clause" else 0
    return {
        "social": social,
        "vert": vert,
        "heures": hours,
        "realisees": round(hours * float(tirage.uniform(0.3, 1.2))),
        "offres": fiche.get("offresRecues") or 1 + int(tirage.poisson(2.6)),
    }


def _pick(tirage: np.random.Generator, poids: dict[str, float]) -> str:
    return list(poids)[int(tirage.choice(len(poids), p=list(poids.values())))]


def _subcontracted(
    tirage: np.random.Generator, one: Procedure, fiche: dict[str, Any], regles: dict[str, Any]
) -> bool:
    part = regles["part_sous_traitance"]["travaux" if one.travaux else "autres"]
    drawn = tirage.random() < part
    if one.marche.concession or one.marche.accord_cadre_numero or one.marche.montant < 40_000 * EUROS:
        return False
    return bool(fiche.get("sousTraitanceDeclaree", drawn))


def _subcontract(
    tirage: np.random.Generator, mutualisation: Mutualisation, rang: int, one: Procedure
) -> None:
    """Give a contract a subcontractor: one whom the buyer pays meanwhile for the same need, else any other
    that serves it, paid by the titulaire.
    """
    own = mutualisation.free(mutualisation.by_acheteur.of(one.marche.segment, one.marche.acheteur), one)
    most = part_of(one.marche.montant, MOST)
    paid = _payable(mutualisation, own, one, most)
    if paid:
        tiers = sorted(paid)[int(tirage.integers(len(paid)))]
        lignes = paid[tiers]
        mutualisation.give(lignes, rang, SOUS_TRAITANT)
        held = int(mutualisation.p.montant[lignes].sum())
        one.sous_traitants = [(tiers, min(most, part_of(held, tirage.uniform(1.0, 1.2))))]
        return
    known = mutualisation.annuaire.par_segment[one.marche.segment].tolist()
    others = [
        t for t in known[:40] if t not in one.marche.titulaires and mutualisation.annuaire.tiers[t].siret
    ]
    if others:
        part = part_of(most, tirage.uniform(0.1, 0.9))
        one.sous_traitants = [(others[int(tirage.integers(len(others)))], part)]


def _payable(mutualisation: Mutualisation, lignes: Entiers, one: Procedure, most: int) -> dict[int, Entiers]:
    """Return, by third party, the lines that may be direct payments: to enterprises that hold no part of the
    contract, within what may be subcontracted.
    """
    p, every = mutualisation.p, mutualisation.annuaire.tiers
    found = {}
    for tiers in np.unique(p.tiers[lignes]).tolist():
        theirs = lignes[p.tiers[lignes] == tiers]
        lawful = tiers not in one.marche.titulaires and every[tiers].siret
        ordinary = every[tiers].type not in {"membre", "centrale"}
        if lawful and ordinary and 0 < int(p.montant[theirs].sum()) <= most:
            found[tiers] = theirs
    return found
