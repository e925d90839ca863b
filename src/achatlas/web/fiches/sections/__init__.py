"""The parts of the pages of members, found by their place: ``<nom>.py`` with one function
``contenu(question)``, drawn by ``templates/fiches/sections/<nom>.html``; None leaves the part out.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from achatlas.domain.errors import CatalogueError
from achatlas.langues import dire
from achatlas.web.fiches.demande import Question


def noms() -> tuple[str, ...]:
    """The sections that exist."""
    return tuple(sorted(found.name for found in iter_modules(__path__) if not found.name.startswith("_")))


def contenu(nom: str, question: Question) -> Mapping[str, Any] | None:
    """What a section shows of a member, None when it has nothing to show; raises CatalogueError for a
    section that does not exist, Http404 when the member itself does not.
    """
    if nom not in noms():
        raise CatalogueError(
            quoi=dire("Section inconnue : « {nom} »", nom=nom),
            ou=f"metier/fiches/{question.definition.id}.yml",
            pourquoi="aucune partie de page ne porte ce nom",
            que_faire=dire("Choisissez parmi : {noms}.", noms=", ".join(noms())),
        )
    said: Mapping[str, Any] | None = import_module(f"{__name__}.{nom}").contenu(question)
    return said
