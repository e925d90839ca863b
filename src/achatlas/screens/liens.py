"""Where the page of a member is, for every screen that names one."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from achatlas.analyse.selection import Selection
from achatlas.catalogue.load import Catalogue
from achatlas.screens.demande import Demande

OPERATEURS: Mapping[str, int | None] = {"fournisseur": None, "etablissement": 9}
"""The axes whose members are operators, and how much of their code names one."""
MARCHE = "marche"


def genres(definitions: Catalogue) -> Mapping[str, str]:
    """The kind of page of each axis that has one."""
    return {fiche.axe: nom for nom, fiche in definitions.fiches.items() if fiche.axe}


def chemin(genre: str, identifiant: str) -> str:
    """The path of the page of a member."""
    return f"/fiche/{genre}/{quote(identifiant, safe='/')}/"


def lien(demande: Demande, axe: str, code: str) -> str:
    """The address of the page of a member of an axis, in the same view and year; none where there is none."""
    if axe in OPERATEURS:
        return demande.fiche(code[: OPERATEURS[axe]])
    genre = genres(demande.acces.scope.atlas.catalogue).get(axe, "")
    return demande.adresse(Selection(), chemin(genre, code)) if genre and code else ""


def marche(demande: Demande, cle: str) -> str:
    """The address of the page of a marché; none without a marché."""
    return demande.adresse(Selection(), chemin(MARCHE, cle), exercice="tous", contre="") if cle else ""
