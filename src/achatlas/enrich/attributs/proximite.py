"""How near the establishment paid is to the buyer that pays."""

from achatlas.enrich.operateur import Operateur
from achatlas.enrich.proximite import level
from achatlas.enrich.savoir import Savoir


def attribut(operateur: Operateur, savoir: Savoir) -> str:
    """The finest level that is proven; "" when its place is unknown."""
    return level(operateur.lieu, operateur.acheteur, savoir)
