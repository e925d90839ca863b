"""The general ways to compute an indicator: one module each, found by its place, named by « forme ».

A module says the keys of a figure that it needs (``NEEDS``) and those that it may read (``MAY``), and tells
each member of ``par`` by ``told(asked)``. It reads only what it is handed: no engine, no file.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from achatlas.analyse.readings import Asked, Reading
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models_indicateurs import Calcul
from achatlas.domain.errors import CatalogueError


class Forme(Protocol):
    """A form: what it needs, and how it tells."""

    NEEDS: Collection[str]
    MAY: Collection[str]

    def told(self, asked: Asked) -> Mapping[str, Reading]:
        """The reading of each member; nothing for who has nothing. Raises ClosedCrossing."""
        ...


@lru_cache(maxsize=1)
def discover() -> Mapping[str, Forme]:
    """The forms found by their place, by name."""
    names = sorted(module.name for module in iter_modules(__path__))
    return {name: cast("Forme", import_module(f"{__name__}.{name}")) for name in names}


def described() -> Mapping[str, str]:
    """What each form says of itself, by name."""
    return {name: forme.__doc__ or "" for name, forme in discover().items()}


def verify(catalogue: Catalogue) -> None:
    """Checks that every figure names a form and gives it what it needs, no more; raises CatalogueError."""
    for indicateur in catalogue.indicateurs.values():
        for name, calcul in indicateur.calculs.items():
            if why := _fault(calcul):
                raise CatalogueError(
                    quoi=f"Calcul refusé : « {name} »",
                    ou=f"metier/indicateurs/{indicateur.id}.yml",
                    pourquoi=why,
                    que_faire=f"choisissez parmi les formes : {', '.join(discover())}",
                )


def _fault(calcul: Calcul) -> str:
    forme = discover().get(calcul.forme)
    if forme is None:
        return f"la forme « {calcul.forme} » n'existe pas"
    needed, may = frozenset(forme.NEEDS), frozenset(forme.MAY)
    if missing := needed - calcul.given:
        return f"la forme « {calcul.forme} » demande : {', '.join(sorted(missing))}"
    if more := calcul.given - needed - may:
        return f"la forme « {calcul.forme} » ne lit pas : {', '.join(sorted(more))}"
    return ""
