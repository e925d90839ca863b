"""Whether the operator is local, as the territory defines it."""

from achatlas.enrich.nature import HORS, outside
from achatlas.enrich.operateur import Operateur
from achatlas.enrich.savoir import Savoir


def attribut(operateur: Operateur, savoir: Savoir) -> str:
    """``oui``, ``non``, ``hors_champ`` for a member or a centrale (the real supplier is hidden); "" when its
    place does not tell: the siège does not say where the establishment paid is.
    """
    if outside(operateur, savoir):
        return HORS
    siege = savoir.territoire.local.vue == "siege"
    if not siege and operateur.origine == "siege":
        return ""
    return savoir.zone.says(operateur.siege if siege else operateur.lieu, operateur.acheteur)
