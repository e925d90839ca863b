"""What an operator is: an enterprise, a public body, a member, a centrale d'achat, a person…"""

from achatlas.domain.identifiers import is_siren
from achatlas.enrich.operateur import Operateur
from achatlas.enrich.savoir import Savoir

WITHOUT_SIREN = {"personne_physique": "personne", "tva_etrangere": "etranger", "etranger": "etranger"}
MEMBRE, CENTRALE, PUBLIC, FOREIGN = "membre", "centrale", "public", "etranger"
RESELLER = "grossiste"
HORS = "hors_champ"


def nature(operateur: Operateur, savoir: Savoir) -> str:
    """What an operator is: what the territory and the tables name, then its legal category (Insee)."""
    siren = operateur.fournisseur_id
    if not is_siren(siren):
        return WITHOUT_SIREN.get(operateur.identification, "")
    if siren in savoir.territoire.sirens:
        return MEMBRE
    if siren in savoir.centrales:
        return CENTRALE
    return legal(operateur, savoir)


def outside(operateur: Operateur, savoir: Savoir) -> bool:
    """Whether an operator is out of the field: a member, or a centrale that sells again what it buys, so that
    who really supplies is hidden. A centrale that only passes contracts is paid for itself.
    """
    kind = nature(operateur, savoir)
    return kind == MEMBRE or (kind == CENTRALE and savoir.centrales[operateur.fournisseur_id] == RESELLER)


def legal(operateur: Operateur, savoir: Savoir) -> str:
    """What the legal category (Insee, four digits) of an operator is, by the longest prefix that the rules
    name; "" without one.
    """
    juridique, kinds = operateur.unite.juridique if operateur.unite else "", savoir.regles["nature"]
    prefixes = (juridique[:length] for length in range(len(juridique), 0, -1))
    return next((str(kinds[one]) for one in prefixes if one in kinds), "")
