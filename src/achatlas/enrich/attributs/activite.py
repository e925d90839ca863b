"""Main activity of the enterprise: its NAF division (Insee, NAF rév. 2)."""

from achatlas.enrich.operateur import Operateur
from achatlas.enrich.savoir import Savoir

DIVISION = 2


def attribut(operateur: Operateur, savoir: Savoir) -> str:
    """The two digits of the division; "" when unknown, told in a former nomenclature, or of no division."""
    found = operateur.unite.naf[:DIVISION] if operateur.unite else ""
    return found if found in savoir.divisions else ""
