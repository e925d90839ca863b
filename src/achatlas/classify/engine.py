"""What a classification engine is, and the cascade that asks them in order until one answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol

from achatlas.catalogue.models import Moteur
from achatlas.classify import engines
from achatlas.classify.nomenclature import Nomenclature
from achatlas.domain.errors import CatalogueError


@dataclass(frozen=True)
class Cas:
    """What is known of a purchase, empty when unknown.

    Plan and account, words, name of the tiers, CPV and key of its marché; ``ambigu`` is the catch-all
    prefix that the
    account falls under.
    """

    plan: str
    compte: str
    texte: str
    tiers: str
    cpv: str
    marche: str
    ambigu: str


@dataclass(frozen=True)
class Proposal:
    """A segment and why; ``bonus`` is added to the confidence that the cascade gives the engine."""

    segment: str
    motif: str
    bonus: int = 0


class Engine(Protocol):
    """An engine: its answer for one case, from the nomenclature alone."""

    def propose(self, cas: Cas, nomenclature: Nomenclature) -> Proposal | None:
        """The segment of this case, or None when the engine cannot tell."""
        ...


def discover() -> Mapping[str, Engine]:
    """The engines found by their place, by name."""
    names = sorted(m.name for m in iter_modules(engines.__path__))
    return {name: import_module(f"{engines.__name__}.{name}").ENGINE for name in names}


@dataclass(frozen=True)
class Answer:
    """What the cascade says: segment (empty when none), engine, reason, confidence from 0 to 100."""

    segment_code: str
    moteur: str
    motif: str
    confiance: int


NOTHING = Answer("", "", "aucun moteur n'a pu classer cette ligne", 0)


class Cascade:
    """The engines in the order of ``regles/cascade.yml``."""

    def __init__(self, order: Sequence[Moteur], nomenclature: Nomenclature) -> None:
        found = discover()
        for moteur in order:
            if moteur.nom not in found:
                raise CatalogueError(
                    quoi=f"Moteur de classement inconnu : « {moteur.nom} »",
                    ou="metier/regles/cascade.yml",
                    pourquoi="aucun moteur ne porte ce nom",
                    que_faire=f"Choisissez parmi : {', '.join(found)}",
                )
        self._order = [(m, found[m.nom]) for m in order]
        self._nomenclature = nomenclature

    def ask(self, cas: Cas) -> Answer:
        """The first answer, or « à qualifier »."""
        for moteur, engine in self._order:
            if proposal := engine.propose(cas, self._nomenclature):
                confidence = min(99, moteur.confiance + proposal.bonus)
                return Answer(proposal.segment, moteur.nom, proposal.motif, confidence)
        return NOTHING
