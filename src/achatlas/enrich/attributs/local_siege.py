"""Whether the siège of the operator is local, whatever the view that the territory chose."""

from achatlas.enrich.nature import HORS, outside
from achatlas.enrich.operateur import Operateur
from achatlas.enrich.savoir import Savoir


def attribut(operateur: Operateur, savoir: Savoir) -> str:
    """``oui``, ``non``, ``hors_champ``; "" when its place does not tell."""
    if outside(operateur, savoir):
        return HORS
    return savoir.zone.says(operateur.siege, operateur.acheteur)
