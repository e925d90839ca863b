"""What a reconciliation engine is: from a tiers to the enterprise that it names, with the reason, or
nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol

from achatlas.reconcile import engines


@dataclass(frozen=True)
class Tiers:
    """A tiers as its buyer writes it: key, name, checked SIRET and SIREN (empty when none), state of the
    identifier.
    """

    cle: str
    nom: str
    siret: str
    siren: str
    etat: str


@dataclass(frozen=True)
class Proposal:
    """An enterprise: its identifier, how it was recognised, and why, in words."""

    fournisseur_id: str
    identification: str
    motif: str


class Engine(Protocol):
    """An engine: a rank (the smallest is asked first) and its answer for one tiers."""

    rang: int

    def propose(self, tiers: Tiers) -> Proposal | None:
        """The enterprise that this tiers names, or None when the engine cannot tell."""
        ...


def discover() -> Mapping[str, Engine]:
    """The engines found by their place, in the order of their rank."""
    names: Iterable[str] = (m.name for m in iter_modules(engines.__path__))
    found = {name: import_module(f"{engines.__name__}.{name}").ENGINE for name in names}
    return dict(sorted(found.items(), key=lambda item: (item[1].rang, item[0])))
