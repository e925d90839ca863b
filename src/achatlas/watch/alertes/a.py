"""A: a need bought off contract reaches the dispense of publicity and competition (standards, 6.3, A; CCP,
R. 2122-8: the dispense holds below the value, so the value itself reaches it).
"""

from collections.abc import Iterator

from achatlas.watch.alerte import Alerte, Dossier, Muet
from achatlas.watch.seuils_de_besoin import raised

TITRE = "Hors marché au-dessus de la dispense"


def alertes(dossier: Dossier) -> Iterator[Alerte | Muet]:
    """An alert for each window of a need that holds it."""
    return raised(dossier, "dispense")
