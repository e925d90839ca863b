"""What a classification engine is, and the cascade that asks them in order until one answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol

from achatlas.catalogue.models import Moteur
from achatlas.classify import engines
from achatlas.classify.nomenclature import Nomenclature
from achatlas.classify.textes.judge import Judge
from achatlas.domain.errors import CatalogueError


@dataclass(frozen=True)
class Cas:
    """What is known of a purchase, empty when unknown.

    Buyer (SIREN), plan and account, words, name of the tiers, CPV and key of its marché; ``ambigu`` is the
    catch-all prefix that the account falls under, ``objet_marche`` the words of the marché, ``code`` that of
    the buyer's own nomenclature.
    """

    acheteur: str = ""
    plan: str = ""
    compte: str = ""
    texte: str = ""
    tiers: str = ""
    cpv: str = ""
    marche: str = ""
    ambigu: str = ""
    objet_marche: str = ""
    code: str = ""


@dataclass(frozen=True)
class Savoir:
    """What the engines may look at: the nomenclature, and the judge of words."""

    nomenclature: Nomenclature
    judge: Judge


@dataclass(frozen=True)
class Proposal:
    """A segment and why; ``confiance`` (0 to 100) when the engine knows how sure it is, else the one that the
    cascade gives it.
    """

    segment: str
    motif: str
    confiance: int | None = None


class Engine(Protocol):
    """An engine: its answer for one case, from the nomenclature and the judge of words."""

    def propose(self, cas: Cas, savoir: Savoir) -> Proposal | None:
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


MOST = 99
NOTHING = Answer("", "", "aucun moteur n'a pu classer cette ligne", 0)


class Cascade:
    """The engines in the order of ``regles/cascade.yml``."""

    def __init__(self, order: Sequence[Moteur], savoir: Savoir) -> None:
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
        self._savoir = savoir

    def ask(self, cas: Cas) -> Answer:
        """The first answer, or « à qualifier »."""
        for moteur, engine in self._order:
            if proposal := engine.propose(cas, self._savoir):
                known = moteur.confiance if proposal.confiance is None else proposal.confiance
                return Answer(proposal.segment, moteur.nom, proposal.motif, min(MOST, known))
        return NOTHING
