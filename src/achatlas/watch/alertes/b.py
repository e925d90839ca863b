"""B: a need bought off contract reaches the amount from which publicity is made in the BOAMP or in a journal
(standards, 6.3, B; CCP, R. 2131-12); never below the dispense, which frees works of it too.
"""

from collections.abc import Iterator

from achatlas.watch.alerte import Alerte, Dossier, Muet
from achatlas.watch.seuils_de_besoin import raised

TITRE = "Hors marché au-dessus du seuil de publicité"


def alertes(dossier: Dossier) -> Iterator[Alerte | Muet]:
    """An alert for each window of a need that holds it."""
    return raised(dossier, "publicite")
