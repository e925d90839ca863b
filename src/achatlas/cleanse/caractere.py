"""What a character of marchés is: the code of a member of the axis of its name, "" when it is unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Protocol

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models_controles import Serie
from achatlas.cleanse import caracteres
from achatlas.domain.errors import CatalogueError

Record = dict[str, Any]
SAID = (
    "considerations_sociales", "considerations_environnementales", "clause_sociale",
    "clause_environnementale", "marche_reserve", "niveau_mutualisation", "coordonnateur_id", "membres",
    "centrale", "lot", "allotissement", "type_marche", "marche_innovant",
)  # fmt: skip
"""What characters are read from: where the record kept of a marché says nothing, what another one says."""


@dataclass(frozen=True)
class Savoir:
    """What characters are judged with: thresholds of the law, centrales d'achat."""

    catalogue: Catalogue

    def seuil(self, fichier: str, nom: str) -> Serie:
        """A dated value, read once."""
        key = (fichier, nom)
        if key not in self._series:
            self._series[key] = self.catalogue.seuil(fichier, nom)
        return self._series[key]

    @cached_property
    def _series(self) -> dict[tuple[str, str], Serie]:
        return {}

    @cached_property
    def centrales(self) -> Mapping[str, str]:
        """The level of mutualisation that each centrale d'achat offers, by SIREN, "" when no one says it."""
        lines = self.catalogue.lines("referentiels/centrales.csv")
        return {line["siren"]: line.get("niveau") or "" for line in lines}

    @cached_property
    def mutualisations(self) -> Sequence[tuple[frozenset[str], str]]:
        """Words that registers use for a level of mutualisation, all wanted, with it; the first wins."""
        lines = self.catalogue.lines("regles/mutualisation.csv")
        return [(frozenset(line["mots"].split()), line["niveau"]) for line in lines]


class Caractere(Protocol):
    """A character: a function of a cleansed marché and of what is known."""

    def __call__(self, marche: Record, savoir: Savoir) -> str:
        """The code of this marché, "" when it is unknown."""
        ...


def described() -> Mapping[str, str]:
    """What each character says of itself, by name."""
    names = sorted(module.name for module in iter_modules(caracteres.__path__))
    return {name: import_module(f"{caracteres.__name__}.{name}").__doc__ or "" for name in names}


def discover() -> Mapping[str, Caractere]:
    """The characters found by their place, by name."""
    names = sorted(module.name for module in iter_modules(caracteres.__path__))
    return {name: import_module(f"{caracteres.__name__}.{name}").caractere for name in names}


def verify(catalogue: Catalogue) -> None:
    """Checks that characters and axes go by pairs; raises CatalogueError naming the one that is alone."""
    modules, axes = set(discover()), catalogue.caracteres
    named = {name for name, axe in axes.items() if axe.colonne == name}
    for name in sorted((modules ^ named) | (set(axes) - named)):
        raise CatalogueError(
            quoi=f"Caractère de marché sans {'module' if name in axes else 'axe'} : « {name} »",
            ou=f"metier/axes/{name}.yml" if name in axes else f"cleanse/caracteres/{name}.py",
            pourquoi="un caractère est un module de cleanse/caracteres, et l'axe et la colonne de même nom, "
            "« caractere: true »",
            que_faire="ajoutez celui qui manque, ou retirez l'autre",
        )


def filled(main: Record, records: list[Record]) -> Record:
    """The record kept of a marché, completed by what the others say where it says nothing of characters."""
    found = {c: next((r[c] for r in records if r.get(c)), "") for c in SAID if not main.get(c)}
    return {**main, **found}
