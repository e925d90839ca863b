"""Staff band of the enterprise (Insee)."""

from achatlas.enrich.operateur import Operateur
from achatlas.enrich.savoir import Savoir

UNKNOWN = frozenset({"", "NN"})


def attribut(operateur: Operateur, savoir: Savoir) -> str:
    """The code of the band; "" when the Insee does not say it."""
    told = operateur.unite.effectif if operateur.unite else ""
    return "" if told in UNKNOWN else told
