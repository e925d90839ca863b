"""Économie sociale et solidaire: what the Insee says, else the legal form (loi 2014-856, art. 1)."""

from achatlas.enrich.nature import HORS, VIA, nature
from achatlas.enrich.operateur import Operateur
from achatlas.enrich.savoir import Savoir

TOLD = {"O": "oui", "N": "non"}


def attribut(operateur: Operateur, savoir: Savoir) -> str:
    """``oui``, ``forme`` (by its legal form), ``non``, ``non_declaree`` (a company that has not declared it),
    ``hors_champ``; "" when nobody knows.
    """
    kind, unite = nature(operateur, savoir), operateur.unite
    if kind in VIA:
        return HORS
    if unite is None:
        return ""
    return TOLD.get(unite.ess) or by_form(unite.juridique, savoir)


def by_form(juridique: str, savoir: Savoir) -> str:
    """What the legal category says alone; "" for a form whose standing is still to be checked."""
    regle = savoir.regles["ess"]
    said = (("", "a_verifier"), ("forme", "formes"), ("non", "exclues"), ("non_declaree", "a_declarer"))
    return next((code for code, key in said if juridique.startswith(tuple(regle[key]))), "")
