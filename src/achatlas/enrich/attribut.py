"""What an attribute of operators is: the code of a member of the axis of its name, "" when unknown."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol

from achatlas.catalogue.load import Catalogue
from achatlas.domain.errors import CatalogueError
from achatlas.enrich import attributs
from achatlas.enrich.operateur import Operateur
from achatlas.enrich.savoir import Savoir


class Attribut(Protocol):
    """An attribute: a function of an operator and of what is known."""

    def __call__(self, operateur: Operateur, savoir: Savoir) -> str:
        """The code of this operator, "" when it is unknown."""
        ...


def verify(catalogue: Catalogue) -> None:
    """Checks that attributes and axes go by pairs; raises CatalogueError naming the one that is alone."""
    modules, axes = set(described()), catalogue.attributs
    for name in sorted(modules ^ set(axes)):
        there = name in axes
        raise CatalogueError(
            quoi=f"Attribut sans {'module' if there else 'axe'} : « {name} »",
            ou=f"metier/axes/{name}.yml" if there else f"enrich/attributs/{name}.py",
            pourquoi="un attribut est un module de enrich/attributs et l'axe de même nom, « attribut: true »",
            que_faire="ajoutez celui qui manque, ou retirez l'autre",
        )
    for name, axe in axes.items():
        if axe.colonne != name:
            raise CatalogueError(
                quoi=f"Colonne refusée : « {axe.colonne} »",
                ou=f"metier/axes/{name}.yml",
                pourquoi="la colonne d'un attribut porte son nom",
                que_faire=f"écrivez colonne: {name}",
            )


def described() -> Mapping[str, str]:
    """What each attribute says of itself, by name."""
    names = sorted(module.name for module in iter_modules(attributs.__path__))
    return {name: import_module(f"{attributs.__name__}.{name}").__doc__ or "" for name in names}


def discover() -> Mapping[str, Attribut]:
    """The attributes found by their place, by name."""
    names = sorted(module.name for module in iter_modules(attributs.__path__))
    return {name: import_module(f"{attributs.__name__}.{name}").attribut for name in names}
