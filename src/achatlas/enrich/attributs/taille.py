"""Size of the enterprise: what the Insee says (décret 2008-1354), else presumed by the rules."""

from achatlas.enrich.nature import FOREIGN, HORS, PUBLIC, legal, outside
from achatlas.enrich.operateur import Operateur
from achatlas.enrich.savoir import Savoir

KNOWN = {"PME": "pme", "ETI": "eti", "GE": "ge"}


def attribut(operateur: Operateur, savoir: Savoir) -> str:
    """``micro`` (a PME of fewer than ten staff), ``pme``, ``eti``, ``ge``, ``presumee``, ``hors_champ``; ""
    when nobody knows: nothing is presumed of an operator that is foreign, or of a form that is unknown.
    """
    kind = legal(operateur, savoir)
    if kind == PUBLIC or outside(operateur, savoir):
        return HORS
    unite, regle = operateur.unite, savoir.regles["taille"]
    if unite is None:
        return ""
    if unite.categorie == "PME" and unite.effectif in regle["moins_de_dix"]:
        return "micro"
    if unite.categorie:
        return KNOWN.get(unite.categorie, "")
    private = kind not in ("", FOREIGN)
    return "presumee" if private and unite.effectif in regle["presumee"] else ""
