"""Commune of the siège."""

from achatlas.enrich.operateur import Operateur
from achatlas.enrich.savoir import Savoir


def attribut(operateur: Operateur, savoir: Savoir) -> str:
    """Its Insee code; "" when unknown or abroad."""
    return operateur.siege.commune
