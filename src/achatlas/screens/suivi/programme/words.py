"""The words of the programme: its fields, its statuts, its months and its estimates."""

from __future__ import annotations

from achatlas.domain.nombres import montant_lisible
from achatlas.langues import dire, translated
from achatlas.screens.communs import MOIS
from achatlas.store.programme import Projet, Statut

CHAMPS = {
    "acheteur": "Acheteur",
    "segment": "Segment",
    "objet": "Objet",
    "minimum": "Estimation",
    "lancement": "Lancement prévu",
    "debut": "Début prévu",
    "procedure": "Procédure envisagée",
    "membres": "Avec qui",
    "marche": "Marché suivi",
    "statut": "Statut",
    "shared": "Partagée",
    "publiable": "Publiable",
    "retire": "Au programme",
}
STATUTS = {
    Statut.ENVISAGE.value: "envisagé",
    Statut.DECIDE.value: "décidé",
    Statut.LANCE.value: "lancé",
    Statut.ABANDONNE.value: "abandonné",
}


def month(said: str) -> str:
    """« mars 2027 » ; « inconnu » for none."""
    if not said:
        return translated("inconnu")
    year, _, rank = said.partition("-")
    return f"{translated(MOIS[int(rank) - 1])} {year}"


def estimate(projet: Projet) -> str:
    """« de 80 k€ à 120 k€ », one figure, or « inconnue »."""
    low, high = projet.min_centimes, projet.max_centimes
    if low is None or high is None:
        return translated("inconnue")
    if low == high:
        return montant_lisible(low)
    return dire("de {bas} à {haut}", bas=montant_lisible(low), haut=montant_lisible(high))


def figure(centimes: int | None) -> str:
    """Cents as a person types euros, "" for none: 80 000, 80 000,50."""
    if centimes is None:
        return ""
    euros, cents = divmod(centimes, 100)
    grouped = f"{euros:,}".replace(",", "\u202f")
    return f"{grouped},{cents:02d}" if cents else grouped


def statut(said: Statut) -> str:
    """« décidé »."""
    return translated(STATUTS[said.value])


def yes(said: bool) -> str:
    """« oui », « non »."""
    return translated("oui" if said else "non")
