"""The establishment paid."""

from achatlas.enrich.operateur import Operateur
from achatlas.enrich.savoir import Savoir


def attribut(operateur: Operateur, savoir: Savoir) -> str:
    """Its SIRET; "" when only the enterprise is known."""
    return operateur.siret
