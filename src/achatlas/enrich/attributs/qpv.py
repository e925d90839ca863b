"""What the list « qpv » of the territory says."""

from achatlas.enrich.mentions import mention
from achatlas.enrich.operateur import Operateur
from achatlas.enrich.savoir import Savoir


def attribut(operateur: Operateur, savoir: Savoir) -> str:
    """Its member, ``aucune`` when the list does not name the operator, "" without a list."""
    return mention("qpv", operateur, savoir)
