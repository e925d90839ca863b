"""D: an adapted procedure whose amount reaches the formalised one (standards, 6.3, D; CCP, L. 2124-1 and
R. 2123-1), but for services of annexe 3 and small lots; by 20 % at least, as amounts with taxes are published
without.
"""

from collections.abc import Iterator
from datetime import date

from achatlas.watch.alerte import Alerte, Dossier, Muet
from achatlas.watch.droit import FORMALISEE
from achatlas.watch.montants import compared, examined, silent
from achatlas.watch.passations import Passation
from achatlas.watch.petits_lots import left
from achatlas.watch.suivi import Suivi

TITRE = "Procédure adaptée au-dessus du seuil de procédure formalisée"


def alertes(dossier: Dossier) -> Iterator[Alerte | Muet]:
    """An alert for each procedure: all its lots are its amount."""
    return examined(dossier, "adaptee", _judged)


def _judged(dossier: Dossier, passation: Passation, lots: list[Suivi], day: date) -> Iterator[Alerte | Muet]:
    palier = dossier.droit.palier(FORMALISEE, passation.achat, day)
    if not palier.passed(passation.centimes):
        return
    special = [lot for lot in lots if _annexe_3(dossier, lot, day)]
    yield from (silent(lot, "service de l'annexe 3 d'après son CPV") for lot in special)
    others = [lot for lot in lots if lot not in special]
    kept = left(dossier, passation, others, "adaptee")
    yield from (silent(lot, "petit lot") for lot in others if lot not in kept)
    if kept:
        tolerance = int(dossier.regle["tolerance_pour_cent"]["D"])
        yield from compared(dossier, passation, kept, palier, passation.centimes, tolerance)


def _annexe_3(dossier: Dossier, lot: Suivi, day: date) -> bool:
    """Whether its own CPV takes an adapted procedure whatever the amount."""
    return any(one.code == "annexe_3" for one in dossier.droit.exemptions(dossier.droit.achat(lot), day))
