"""A valid SIRET, SIREN or French VAT number names one enterprise: the SIREN."""

from dataclasses import dataclass

from achatlas.reconcile.engine import Proposal, Tiers

WORDS = {
    "siret": "SIRET valable",
    "siren": "SIREN valable",
    "tva": "numéro de TVA français valable",
}


@dataclass(frozen=True)
class Identifiant:
    """Exact identifiers only; nothing is guessed from a name."""

    rang: int = 10

    def propose(self, tiers: Tiers) -> Proposal | None:
        """The enterprise of the identifier, if it is valid."""
        if not tiers.siren:
            return None
        return Proposal(tiers.siren, tiers.etat, f"{WORDS[tiers.etat]} : {tiers.siret or tiers.siren}")


ENGINE = Identifiant()
