"""What the year shown lacks, in words."""

from __future__ import annotations

from achatlas.domain.nombres import entier
from achatlas.langues import dire, translated
from achatlas.screens.spaser.vue import Spaser

NAMED = 3
MANDATS = (
    "Exercice incomplet : un acheteur sur {tous} n’y a aucun paiement ({noms}). "
    "Aucun objectif qui le compte n’est jugé.",
    "Exercice incomplet : {nombre} acheteurs sur {tous} n’y ont aucun paiement ({noms}). "
    "Aucun objectif qui les compte n’est jugé.",
)
MARCHES = (
    "Marchés incomplets : on n’en connaît aucun d’un acheteur sur {tous} ({noms}). "
    "Aucun objectif de marchés qui le compte n’est jugé.",
    "Marchés incomplets : on n’en connaît aucun de {nombre} acheteurs sur {tous} ({noms}). "
    "Aucun objectif de marchés qui les compte n’est jugé.",
)
NO_MARCHE = "Aucun marché n’est connu de cette année : les chiffres qui en demandent sont sans données."


def incomplet(vue: Spaser) -> str:
    """« Exercice incomplet : 13 acheteurs sur 15 n’y ont aucun paiement (…). », the same of marchés; ""
    when each has some.
    """
    if not vue.annee:
        return ""
    mute = vue.sans_marche()
    told = _said(vue, vue.absents, MANDATS)
    also = translated(NO_MARCHE) if mute and len(mute) == len(vue.sirens) else _said(vue, mute, MARCHES)
    return " ".join(filter(None, (told, also)))


def _said(vue: Spaser, away: tuple[str, ...], said: tuple[str, str]) -> str:
    if not away:
        return ""
    told = {"tous": entier(len(vue.sirens)), "noms": noms(vue, away), "nombre": entier(len(away))}
    return dire(said[len(away) > 1], **told)


def noms(vue: Spaser, sirens: tuple[str, ...]) -> str:
    """The first names, then how many others: « Bron, Oullins, Vénissieux et 10 autres »."""
    known = vue.demande.territoire
    every = [known.acheteur(siren).dit if siren in known.sirens else siren for siren in sirens]
    if len(every) <= NAMED + 1:
        return ", ".join(every)
    return dire("{noms} et {n} autres", noms=", ".join(every[:NAMED]), n=entier(len(every) - NAMED))
