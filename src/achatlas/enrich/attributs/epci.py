"""Intercommunalité of the establishment paid."""

from achatlas.enrich.operateur import Operateur
from achatlas.enrich.savoir import Savoir


def attribut(operateur: Operateur, savoir: Savoir) -> str:
    """Its code; "" when unknown or abroad."""
    return savoir.geographie.shared("epci", operateur.lieu)
