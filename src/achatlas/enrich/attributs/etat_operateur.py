"""Whether the operator still works: its enterprise and the establishment paid, and the proceedings listed."""

from achatlas.enrich.operateur import Operateur
from achatlas.enrich.savoir import Savoir


def attribut(operateur: Operateur, savoir: Savoir) -> str:
    """``cesse``, ``procedure`` (a list of the territory says so), ``ferme`` (the establishment), ``actif``;
    "" when the directory holds neither the enterprise nor, when one was paid, its establishment.
    """
    unite = operateur.unite
    if unite and unite.etat == "C":
        return "cesse"
    if savoir.listes.said("procedure", operateur.siret, operateur.fournisseur_id):
        return "procedure"
    if unite is None or (operateur.siret and not operateur.etat):
        return ""
    return "ferme" if operateur.etat == "F" else "actif"
