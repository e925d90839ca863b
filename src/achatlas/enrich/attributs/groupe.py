"""The group of an operator: the list of the territory, and who took over an enterprise that has ceased."""

from achatlas.enrich.operateur import Operateur
from achatlas.enrich.savoir import Savoir


def attribut(operateur: Operateur, savoir: Savoir) -> str:
    """The group, else the enterprise that took over, else the operator itself."""
    last = operateur.repreneur or operateur.fournisseur_id
    return savoir.listes.said("groupe", "" if operateur.repreneur else operateur.siret, last) or last
