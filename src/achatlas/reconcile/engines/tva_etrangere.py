"""A VAT number of another country names one enterprise, the same for every buyer that writes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from achatlas.reconcile.engine import Proposal, Savoir, Tiers

IDENTIFICATION = "tva_etrangere"


@dataclass(frozen=True)
class TvaEtrangere:
    """The form of the number was checked, country by country; its key was not."""

    rang: int = 15

    def propose(self, tiers: Sequence[Tiers], savoir: Savoir) -> Mapping[str, Proposal]:
        """The number is the identifier: there is no SIREN to look for."""
        return {one.cle: _named(one.tva) for one in tiers if one.tva}


def _named(tva: str) -> Proposal:
    return Proposal(tva, IDENTIFICATION, f"numéro de TVA d'un autre pays : {tva}")


ENGINE = TvaEtrangere()
