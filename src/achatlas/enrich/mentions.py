"""What a list given by the territory says of an operator, and what its silence means."""

from achatlas.domain.identifiers import is_siren
from achatlas.enrich.nature import HORS, nature, outside
from achatlas.enrich.operateur import Operateur
from achatlas.enrich.savoir import Savoir

NOT_NAMED, QPV = "aucune", "qpv"


def mention(liste: str, operateur: Operateur, savoir: Savoir) -> str:
    """What a list says; ``aucune`` when it is given and names nothing of the enterprise, ``hors_champ`` for a
    member or a centrale whose supplier is hidden; "" without a list, without a known operator, or when the
    list names another establishment than the one that is paid, unless it is the place that it tells.
    """
    if outside(operateur, savoir):
        return HORS
    siren = operateur.fournisseur_id
    if found := savoir.listes.said(liste, operateur.siret, siren):
        return found
    known = is_siren(siren) or nature(operateur, savoir)
    if not known or not savoir.listes.given(liste):
        return ""
    placed = liste == QPV and operateur.siret
    return NOT_NAMED if placed or not savoir.listes.elsewhere(liste, siren) else ""
