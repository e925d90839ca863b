"""Niveau de mutualisation, de 0 à 8 : ce qu'un registre ou l'objet en dit, et rien d'autre."""

import re

from achatlas.cleanse.caractere import Record, Savoir
from achatlas.cleanse.clauses import NO
from achatlas.domain.text import spelled

LEVEL = re.compile(r"\s*(?:niveau\s*)?([0-8])(?!\d)", re.IGNORECASE)
TOGETHER = re.compile(r"\bGROUPEMENTS? DE COMMANDES?\b")
GHT = re.compile(r"\bGHT\b|\bGROUPEMENT HOSPITALIER DE TERRITOIRE\b")
GROUPEMENT, CENTRALE = "2_3", "5_6"


def caractere(marche: Record, savoir: Savoir) -> str:
    """The level that the register writes, by its number or in words (``regles/mutualisation.csv``); else the
    centrale, the coordinator or the members that it names; else the groupement that the object names. Whether
    a groupement is permanent, or a centrale national, is not told by their names alone: these have a member
    of their own.
    """
    if level := _written(marche.get("niveau_mutualisation") or "", savoir):
        return level
    centrale = spelled(marche.get("centrale") or "")
    if centrale and centrale not in NO:
        return savoir.centrales.get(centrale.replace(" ", "")[:9], "") or CENTRALE
    return _joint(marche)


def _joint(marche: Record) -> str:
    """The groupement that a register tells by its coordinator or its members, else the object."""
    if marche.get("coordonnateur_id") or marche.get("membres"):
        return GROUPEMENT
    objet = spelled(marche.get("objet") or "")
    if GHT.search(objet):
        return "7"
    return GROUPEMENT if TOGETHER.search(objet) else ""


def _written(said: str, savoir: Savoir) -> str:
    if level := LEVEL.match(said):
        return level[1]
    words = set(spelled(said).split())
    return next((level for wanted, level in savoir.mutualisations if wanted <= words), "")
