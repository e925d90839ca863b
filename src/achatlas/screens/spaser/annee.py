"""What the year shown lacks, in words."""

from __future__ import annotations

from achatlas.domain.nombres import entier
from achatlas.langues import dire
from achatlas.screens.spaser.vue import Spaser

NAMED = 3
ONE = (
    "Exercice incomplet : un acheteur sur {tous} n’y a aucun paiement ({noms}). "
    "Aucun objectif qui le compte n’est jugé."
)
SEVERAL = (
    "Exercice incomplet : {nombre} acheteurs sur {tous} n’y ont aucun paiement ({noms}). "
    "Aucun objectif qui les compte n’est jugé."
)


def incomplet(vue: Spaser) -> str:
    """« Exercice incomplet : 13 acheteurs sur 15 n’y ont aucun paiement (…). »; "" when each has some."""
    away = vue.absents
    if not away:
        return ""
    told = {"tous": entier(len(vue.sirens)), "noms": noms(vue, away)}
    return dire(ONE, **told) if len(away) == 1 else dire(SEVERAL, nombre=entier(len(away)), **told)


def noms(vue: Spaser, sirens: tuple[str, ...]) -> str:
    """The first names, then how many others: « Bron, Oullins, Vénissieux et 10 autres »."""
    known = vue.demande.territoire
    every = [known.acheteur(siren).dit if siren in known.sirens else siren for siren in sirens]
    if len(every) <= NAMED + 1:
        return ", ".join(every)
    return dire("{noms} et {n} autres", noms=", ".join(every[:NAMED]), n=entier(len(every) - NAMED))
