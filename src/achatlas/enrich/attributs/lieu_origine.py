"""What places the operator: its establishment, the one that follows it, the address written, the siège."""

from achatlas.enrich.operateur import Operateur
from achatlas.enrich.savoir import Savoir


def attribut(operateur: Operateur, savoir: Savoir) -> str:
    """``etablissement``, ``suivi``, ``adresse``, ``siege``; "" when nothing does."""
    return operateur.origine
