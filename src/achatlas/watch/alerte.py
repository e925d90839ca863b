"""What an alert is, what a rule of alert says when it cannot tell, and how the rules are found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Protocol, cast

from achatlas.domain.errors import CatalogueError
from achatlas.langues import translated
from achatlas.watch import alertes
from achatlas.watch.besoins import Besoin
from achatlas.watch.droit import Droit
from achatlas.watch.passations import Passation, passations
from achatlas.watch.suivi import Suivi


@dataclass(frozen=True)
class Alerte:
    """Something to be checked, never a verdict. ``phrase`` says what, in the language in force;
    ``valeur_centimes`` is the sum compared and ``seuil_centimes`` what it is compared with (cents HT);
    ``texte`` the text in force with its reference and its day, in French as the law is; ``preuves`` the
    ``marche_cle`` that show it, or ``besoin`` (its works alone with ``travaux``) with the first days of its
    ``mois``; ``approx`` says that the day was estimated or the sum may be. ``exemptions`` tells the
    exceptions that may hold: none is applied.

    ``code`` and ``titre`` are those of the rule, by whom they are written.
    """

    phrase: str
    valeur_centimes: int
    seuil_centimes: int
    texte: str
    acheteurs: tuple[str, ...] = ()
    marche_cle: str = ""
    besoin: str = ""
    preuves: tuple[str, ...] = ()
    mois: tuple[date, ...] = ()
    approx: bool = False
    exemptions: tuple[str, ...] = ()
    travaux: bool = False
    code: str = ""
    titre: str = ""


@dataclass(frozen=True)
class Muet:
    """A marché or a need of which a rule says nothing, and why: unknown, or excepted."""

    pourquoi: str
    acheteurs: tuple[str, ...] = ()
    marche_cle: str = ""
    besoin: str = ""
    code: str = ""


@dataclass(frozen=True)
class Dossier:
    """What the rules look at: the law, marchés of the register, needs (``besoins.besoins``, or
    ``besoins.communs``), and for works the operation of a ``marche_cle``, where it is known.
    """

    droit: Droit
    suivis: Sequence[Suivi] = ()
    besoins: Sequence[Besoin] = ()
    operations: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def regle(self) -> Mapping[str, Any]:
        """The figures of ``metier/regles/alertes.yml``."""
        return self.droit.catalogue.regle("alertes")

    @cached_property
    def passations(self) -> Sequence[Passation]:
        """The marchés as they were tendered: lots of one consultation together."""
        return passations(self.droit, self.suivis)

    @property
    def garde(self) -> str:
        """What ends each sentence: never more than an alert."""
        return translated(str(self.regle["mise_en_garde"]))


class Feuille(Protocol):
    """A rule of alert: a module of ``watch/alertes``, its code its name in capitals, its docstring its rule
    with its source.
    """

    TITRE: str

    def alertes(self, dossier: Dossier) -> Iterator[Alerte | Muet]:
        """What it finds, and what it cannot tell."""


@dataclass(frozen=True)
class Bilan:
    """What all the rules say, in the order of their codes."""

    alertes: tuple[Alerte, ...]
    muets: tuple[Muet, ...]

    @property
    def silences(self) -> Counter[tuple[str, str]]:
        """How many marchés or needs each rule says nothing of, by code and reason."""
        return Counter((one.code, one.pourquoi) for one in self.muets)


def discover() -> dict[str, Feuille]:
    """The rules by code, found by their place; raises CatalogueError for one that says neither its title nor
    its rule.
    """
    names = sorted(module.name for module in iter_modules(alertes.__path__))
    found = {name: import_module(f"{alertes.__name__}.{name}") for name in names}
    for name, module in found.items():
        if not (module.__doc__ and getattr(module, "TITRE", "") and hasattr(module, "alertes")):
            raise CatalogueError(
                quoi=f"Alerte incomplète : {name}",
                ou=f"watch/alertes/{name}.py",
                pourquoi="il lui manque sa règle (docstring), son titre (TITRE) ou sa fonction (alertes)",
                que_faire="écrivez-les dans le module",
            )
    return {name.upper(): cast(Feuille, module) for name, module in found.items()}


def examine(dossier: Dossier) -> Bilan:
    """Every rule on everything; the order of marchés and of needs does not matter to what is found."""
    found: list[Alerte] = []
    silent: list[Muet] = []
    for code, leaf in discover().items():
        for one in leaf.alertes(dossier):
            if isinstance(one, Alerte):
                found.append(replace(one, code=code, titre=leaf.TITRE))
            else:
                silent.append(replace(one, code=code))
    return Bilan(tuple(found), tuple(silent))
