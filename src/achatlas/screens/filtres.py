"""The axes that may filter a dashboard, by what they are about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from achatlas.catalogue.models import Axe
from achatlas.catalogue.names import EXERCICE
from achatlas.domain.nombres import lisser
from achatlas.domain.text import searchable
from achatlas.langues import translated
from achatlas.screens.demande import Demande

SUJETS = {
    "achat": "Ce qui est acheté",
    "acheteur": "Qui achète",
    "marche": "Par quel marché",
    "operateur": "À qui",
    "lieu": "Où",
    "temps": "Quand",
    "regroupement": "Vos regroupements",
}


@dataclass(frozen=True)
class Entree:
    """An axis in a list: its name, what it means, the address of its members."""

    texte: str
    definition: str
    href: str


Groupe = tuple[str, list[Entree]]


def groups(demande: Demande, cherche: str = "") -> list[Groupe]:
    """The axes that may filter a dashboard, by what they are about and then by name; those whose name or
    definition holds a text when one is searched.
    """
    found = [(axe, _entree(demande, axe)) for axe in demande.axes.values() if axe.id != EXERCICE]
    kept = [pair for pair in found if not cherche or _holds(pair[1], cherche)]
    kept.sort(key=lambda pair: searchable(pair[1].texte))
    by_name = (
        (translated(said), [one for axe, one in kept if axe.sujet == sujet]) for sujet, said in SUJETS.items()
    )
    return [(said, entries) for said, entries in by_name if entries]


def _holds(one: Entree, text: str) -> bool:
    return searchable(text) in searchable(f"{one.texte} {one.definition}")


def _entree(demande: Demande, axe: Axe) -> Entree:
    href = demande.adresse(chemin=f"{demande.chemin}axe/{axe.id}/")
    return Entree(lisser(axe.libelle), lisser(axe.definition), href)


def offered(demande: Demande) -> dict[str, Any]:
    """What the menu of filters needs: its groups, where its search leads, what it carries on."""
    return {
        "axes": groups(demande),
        "axes_chemin": f"{demande.chemin}axe/",
        "axes_gardes": list(_kept(demande)),
    }


def _kept(demande: Demande) -> Iterator[tuple[str, str]]:
    yield from demande.parametres()
    yield from demande.selection.to_query()
