"""Commune of the establishment paid; that of a natural person is not told."""

from achatlas.enrich.nature import nature
from achatlas.enrich.operateur import Operateur
from achatlas.enrich.savoir import Savoir


def attribut(operateur: Operateur, savoir: Savoir) -> str:
    """Its Insee code; "" when unknown, abroad, or a person's."""
    return "" if nature(operateur, savoir) == "personne" else operateur.lieu.commune
