"""Country of the establishment paid."""

from achatlas.enrich.operateur import Operateur
from achatlas.enrich.savoir import Savoir


def attribut(operateur: Operateur, savoir: Savoir) -> str:
    """Its ISO code; "" when unknown."""
    return operateur.lieu.pays
