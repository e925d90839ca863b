"""Whether the operator still works: its enterprise and the establishment paid, and the proceedings listed."""

from achatlas.enrich.operateur import Operateur
from achatlas.enrich.savoir import Savoir


def attribut(operateur: Operateur, savoir: Savoir) -> str:
    """``cesse``, ``procedure`` (a list of the territory says so), ``ferme`` (the establishment), ``actif``;
    "" when the directory does not hold it.
    """
    if operateur.unite is None:
        return ""
    if operateur.unite.etat == "C":
        return "cesse"
    if savoir.listes.said("procedure", operateur.siret, operateur.fournisseur_id):
        return "procedure"
    return "ferme" if operateur.etat == "F" else "actif"
