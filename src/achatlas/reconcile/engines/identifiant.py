"""A valid SIRET, SIREN or French VAT number names one enterprise: the SIREN."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from achatlas.reconcile.engine import Proposal, Savoir, Tiers

WORDS = {
    "siret": "SIRET valable",
    "siren": "SIREN valable",
    "tva": "numéro de TVA français valable",
}


@dataclass(frozen=True)
class Identifiant:
    """Exact identifiers only; nothing is guessed from a name."""

    rang: int = 10

    def propose(self, tiers: Sequence[Tiers], savoir: Savoir) -> Mapping[str, Proposal]:
        """The enterprises of the valid identifiers."""
        return {one.cle: _named(one) for one in tiers if one.siren}


def _named(tiers: Tiers) -> Proposal:
    return Proposal(tiers.siren, tiers.etat, f"{WORDS[tiers.etat]} : {tiers.siret or tiers.siren}")


ENGINE = Identifiant()
