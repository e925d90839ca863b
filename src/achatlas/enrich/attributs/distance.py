"""Distance from the buyer to the establishment paid, by rings (``regles/operateurs.yml``)."""

from achatlas.enrich.operateur import Operateur
from achatlas.enrich.proximite import kilometres
from achatlas.enrich.savoir import Savoir


def attribut(operateur: Operateur, savoir: Savoir) -> str:
    """The ring; "" when either commune is unknown."""
    km = kilometres(operateur.lieu, operateur.acheteur, savoir)
    if km is None:
        return ""
    rings = savoir.regles["distances"]
    return next((str(code) for code, most in rings.items() if most is None or km <= most), "")
