"""Size of the enterprise: what the Insee says (décret 2008-1354), else presumed by the rules."""

from achatlas.enrich.nature import HORS, HORS_CHAMP, nature
from achatlas.enrich.operateur import Operateur
from achatlas.enrich.savoir import Savoir

KNOWN = {"PME": "pme", "ETI": "eti", "GE": "ge"}


def attribut(operateur: Operateur, savoir: Savoir) -> str:
    """``micro`` (a PME of fewer than ten staff), ``pme``, ``eti``, ``ge``, ``presumee``, ``hors_champ``; ""
    when nobody knows.
    """
    if nature(operateur, savoir) in HORS_CHAMP:
        return HORS
    unite, regle = operateur.unite, savoir.regles["taille"]
    if unite is None:
        return ""
    if unite.categorie == "PME" and unite.effectif in regle["moins_de_dix"]:
        return "micro"
    if unite.categorie:
        return KNOWN.get(unite.categorie, "")
    return "presumee" if unite.effectif in regle["presumee"] else ""
