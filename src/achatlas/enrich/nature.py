"""What an operator is: an enterprise, a public body, a member, a centrale d'achat, a person…"""

from achatlas.domain.identifiers import is_siren
from achatlas.enrich.operateur import Operateur
from achatlas.enrich.savoir import Savoir

WITHOUT_SIREN = {"personne_physique": "personne", "tva_etrangere": "etranger"}
VIA = frozenset({"membre", "centrale"})
HORS_CHAMP = frozenset({*VIA, "public"})
HORS = "hors_champ"


def nature(operateur: Operateur, savoir: Savoir) -> str:
    """What an operator is: what the territory and the tables name, then its legal category (Insee)."""
    siren = operateur.fournisseur_id
    if not is_siren(siren):
        return WITHOUT_SIREN.get(operateur.identification, "")
    if siren in savoir.territoire.sirens:
        return "membre"
    if siren in savoir.centrales:
        return "centrale"
    return legal(operateur.unite.juridique, savoir) if operateur.unite else ""


def legal(juridique: str, savoir: Savoir) -> str:
    """What a legal category of four digits is, by the longest prefix that the rules name; "" without one."""
    kinds = savoir.regles["nature"]
    prefixes = (juridique[:length] for length in range(len(juridique), 0, -1))
    return next((str(kinds[one]) for one in prefixes if one in kinds), "")
