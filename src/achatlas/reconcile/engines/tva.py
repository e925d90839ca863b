"""A VAT number of another country names one enterprise, the same for every buyer that writes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from achatlas.reconcile.engine import Proposal, Savoir, Tiers
from achatlas.reconcile.engines.personne import is_person

IDENTIFICATION = "tva_etrangere"


@dataclass(frozen=True)
class Tva:
    """The form of the number was checked, country by country; its key was not."""

    rang: int = 15

    def propose(self, tiers: Sequence[Tiers], savoir: Savoir) -> Mapping[str, Proposal]:
        """The number is the identifier: there is no SIREN to look for. A person's is kept silent: it may be a
        national identity number.
        """
        return {one.cle: _named(tva) for one in tiers if (tva := foreign(one))}


def foreign(tiers: Tiers) -> str:
    """The VAT number of another country that names a tiers; empty for a person."""
    return "" if is_person(tiers.nom) else tiers.tva


def _named(tva: str) -> Proposal:
    return Proposal(tva, IDENTIFICATION, f"numéro de TVA d'un autre pays : {tva}")


ENGINE = Tva()
