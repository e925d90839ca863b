"""E: a marché without publicity nor competition that reaches the dispense (standards, 6.3, E; CCP,
R. 2122-8). Urgency, exclusivity and what else R. 2122-1 to R. 2122-7 allow are not among the data: always to
be checked.
"""

from collections.abc import Iterator
from datetime import date

from achatlas.watch.alerte import Alerte, Dossier, Muet
from achatlas.watch.droit import DISPENSE
from achatlas.watch.montants import compared, examined, silent
from achatlas.watch.passations import Passation, total
from achatlas.watch.petits_lots import left
from achatlas.watch.suivi import Suivi

TITRE = "Sans publicité ni mise en concurrence au-dessus de la dispense"


def alertes(dossier: Dossier) -> Iterator[Alerte | Muet]:
    """An alert for each procedure: the lots awarded without competition are its amount."""
    return examined(dossier, "directe", _judged)


def _judged(dossier: Dossier, passation: Passation, lots: list[Suivi], day: date) -> Iterator[Alerte | Muet]:
    palier = dossier.droit.palier(DISPENSE, passation.achat, day)
    if not palier.passed(total(lots)):
        return
    kept = left(dossier, passation, lots, "directe")
    yield from (silent(lot, "petit lot") for lot in lots if lot not in kept)
    if kept:
        tolerance = int(dossier.regle["tolerance_pour_cent"]["E"])
        yield from compared(dossier, passation, kept, palier, total(kept), tolerance)
