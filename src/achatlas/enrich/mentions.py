"""What a list given by the territory says of an operator, and what its silence means."""

from achatlas.enrich.nature import HORS, VIA, nature
from achatlas.enrich.operateur import Operateur
from achatlas.enrich.savoir import Savoir

NOT_NAMED = "aucune"


def mention(liste: str, operateur: Operateur, savoir: Savoir) -> str:
    """What a list says; ``aucune`` when it is given and does not name this enterprise, ``hors_champ`` for a
    member or a centrale, "" without a list or without an enterprise.
    """
    kind = nature(operateur, savoir)
    if kind in VIA:
        return HORS
    found = savoir.listes.said(liste, operateur.siret, operateur.fournisseur_id)
    return found or (NOT_NAMED if kind and savoir.listes.given(liste) else "")
