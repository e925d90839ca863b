"""Small lots of a procedure, under a lighter rule than the whole (CCP, R. 2123-1, 2° and R. 2122-8)."""

from collections.abc import Sequence

from achatlas.watch.alerte import Dossier
from achatlas.watch.droit import EURO
from achatlas.watch.passations import Passation, amount_of, total
from achatlas.watch.suivi import Suivi


def left(dossier: Dossier, passation: Passation, lots: Sequence[Suivi], kind: str) -> list[Suivi]:
    """The lots that the rule of small lots does not lift: those that are not below its amount, and all of
    them when those below are together more than their share of the whole procedure.

    ``kind`` is ``adaptee`` or ``directe``. With an unknown nature the highest amount lifts: what is left is
    sure.
    """
    if len(passation.lots) < 2:
        return list(lots)
    limit = _limit(dossier, passation, kind)
    small = [lot for lot in lots if (amount_of(lot) or 0) < limit]
    share = int(dossier.regle["petits_lots"]["pour_cent"])
    if total(small) * 100 > passation.centimes * share:
        return list(lots)
    return [lot for lot in lots if lot not in small]


def _limit(dossier: Dossier, passation: Passation, kind: str) -> int:
    """In cents, 0 when no text sets any."""
    series, day = dossier.regle["petits_lots"][kind], passation.day
    nature = passation.achat.nature
    names = [str(name) for key, name in series.items() if not nature or (key == "T") == (nature == "T")]
    values = [dossier.droit.serie(name).on(day) for name in names] if day else []
    return max((value or 0 for value in values), default=0) * EURO
