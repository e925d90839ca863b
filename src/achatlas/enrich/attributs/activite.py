"""Main activity of the enterprise: its NAF division (Insee, NAF rév. 2)."""

from achatlas.enrich.operateur import Operateur
from achatlas.enrich.savoir import Savoir

DIVISION = 2


def attribut(operateur: Operateur, savoir: Savoir) -> str:
    """The two digits of the division; "" when unknown, or told in a former nomenclature."""
    return operateur.unite.naf[:DIVISION] if operateur.unite else ""
