"""How near an operator is to the buyer that pays it: the finest level that is proven."""

from achatlas.enrich.geographie import FRANCE, NIVEAUX, Geographie, Lieu
from achatlas.enrich.savoir import Savoir


def level(lieu: Lieu, acheteur: str, savoir: Savoir) -> str:
    """The finest level that the place and the buyer share wherever it may be, else ``france`` when they share
    none, ``ue``, ``hors_ue``; "" when the place is unknown, or may be near as well as far.
    """
    if lieu.pays != FRANCE:
        return ("ue" if lieu.pays in savoir.ue else "hors_ue") if lieu.pays else ""
    own = savoir.acheteurs.get(acheteur, Lieu())
    return _shared(lieu, own, savoir.geographie) if own.communes else ""


def _shared(lieu: Lieu, own: Lieu, geographie: Geographie) -> str:
    for niveau in NIVEAUX:
        found = geographie.shared(niveau, lieu)
        if found and found == geographie.shared(niveau, own):
            return niveau
    return "france" if geographie.apart(lieu, own) else ""


def kilometres(lieu: Lieu, acheteur: str, savoir: Savoir) -> float | None:
    """How far an operator is from the buyer, commune to commune; None when either is not one commune."""
    own = savoir.acheteurs.get(acheteur, Lieu())
    return savoir.geographie.kilometres(lieu.commune, own.commune)
