"""A rule by which a person classifies purchases: what one must say, and the segment that it then is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from achatlas.domain.errors import RegleVague


@dataclass(frozen=True)
class Conditions:
    """What a purchase must be, all of them at once; an empty one asks nothing.

    ``acheteur`` its buyer (SIREN), ``mots`` runs of words one of which its object or that of its marché must
    hold, ``compte``, ``cpv`` and ``code`` (of the buyer's own nomenclature) how these begin, ``tiers`` the
    name of who is paid, ``muet`` that neither its object nor a marché says what is bought, ``unsure`` that
    the machine does not class it alone.
    """

    acheteur: str = ""
    mots: tuple[str, ...] = ()
    compte: str = ""
    tiers: str = ""
    cpv: str = ""
    code: str = ""
    muet: bool = False
    unsure: bool = False

    @property
    def vague(self) -> bool:
        """Whether they tell no purchase from another: at least words, a payee, an account or a code do."""
        return not any((self.mots, self.compte, self.tiers, self.cpv, self.code))

    def as_dict(self) -> dict[str, Any]:
        """What is kept of them: those that ask something."""
        return {name: list(said) if name == "mots" else said for name, said in vars(self).items() if said}

    @staticmethod
    def from_dict(said: Mapping[str, Any]) -> Conditions:
        """Conditions as they were kept. Raises RegleVague when they ask nothing."""
        told = {one.name: said[one.name] for one in fields(Conditions) if said.get(one.name)}
        found = Conditions(**{**told, "mots": tuple(told.get("mots", ()))})
        if found.vague:
            raise RegleVague(
                quoi="Cette règle ne dit pas de quels achats elle parle",
                ou="règle de classement",
                pourquoi="elle classerait tous les achats",
                que_faire="donnez au moins un mot, un fournisseur, un début de compte, de CPV ou de code",
            )
        return found


@dataclass(frozen=True)
class Regle:
    """A rule that stands: its number, its place among the others (the smallest is asked first), what it asks
    and gives; by whom, when (UTC, ISO 8601) and why it was last written.
    """

    numero: int
    ordre: int
    conditions: Conditions
    segment: str
    qui: str
    date: str
    motif: str = ""
    empreinte: str = ""
