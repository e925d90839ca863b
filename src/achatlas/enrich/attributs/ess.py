"""Économie sociale et solidaire: what the Insee says, else the legal form (loi 2014-856, art. 1)."""

from achatlas.enrich.nature import HORS, outside
from achatlas.enrich.operateur import Operateur
from achatlas.enrich.savoir import Savoir

TOLD = {"O": "oui", "N": "non"}


def attribut(operateur: Operateur, savoir: Savoir) -> str:
    """``oui``, ``forme`` (by its legal form), ``non``, ``non_declaree`` (a company of which the Insee says
    nothing), ``hors_champ``; "" when nobody knows.
    """
    if outside(operateur, savoir):
        return HORS
    unite = operateur.unite
    if unite is None:
        return ""
    return TOLD.get(unite.ess) or by_form(unite.juridique, savoir)


def by_form(juridique: str, savoir: Savoir) -> str:
    """What the legal category says alone; "" for a form whose standing is still to be checked."""
    regle = savoir.regles["ess"]
    said = (("", "a_verifier"), ("forme", "formes"), ("non", "exclues"), ("non_declaree", "a_declarer"))
    return next((code for code, key in said if juridique.startswith(tuple(regle[key]))), "")
