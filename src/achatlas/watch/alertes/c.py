"""C: a need bought off contract reaches the amount from which a formalised procedure is required (standards,
6.3, C; CCP, L. 2124-1 and annexe 2).
"""

from collections.abc import Iterator

from achatlas.watch.alerte import Alerte, Dossier, Muet
from achatlas.watch.seuils_de_besoin import raised

TITRE = "Hors marché au-dessus du seuil de procédure formalisée"


def alertes(dossier: Dossier) -> Iterator[Alerte | Muet]:
    """An alert for each window of a need that holds it."""
    return raised(dossier, "formalisee")
