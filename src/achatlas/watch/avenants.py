"""By how many months an amendment may extend a marché, and by which rule: small cumulated modifications (CCP,
art. R. 2194-8), the length of accords-cadres (CCP, art. L. 2125-1).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from achatlas.catalogue.models_controles import Serie
from achatlas.watch.regles import Veille
from achatlas.watch.suivi import TRAVAUX, Suivi


class Frein(StrEnum):
    """What keeps a marché from being extended, or from being extended longer."""

    AUCUN = ""
    MONTANT_INCONNU = "montant_inconnu"
    DUREE_INCONNUE = "duree_inconnue"
    SEUIL_INCONNU = "seuil_inconnu"
    MODIFICATIONS = "modifications"
    ACCORD_CADRE = "accord_cadre"


@dataclass(frozen=True)
class Marge:
    """Months by which an amendment may extend a marché, 0 for none; what keeps it from more; the cents HT
    that modifications may still add, and the percentage of the initial amount, None when unknown; the text.
    """

    mois: int
    frein: Frein = Frein.AUCUN
    reste: int | None = None
    pourcent: int | None = None
    reference: str = ""


def marge(suivi: Suivi, veille: Veille) -> Marge:
    """By how much an amendment signed by its last end may extend a marché: nothing when anything that the
    rule needs is unknown. A modification that lowered the amount gives no more room.
    """
    initial, in_force, months = suivi.montant_initial_centimes, suivi.plafond_centimes, suivi.duree_mois
    if not initial or initial < 0 or in_force is None:
        return Marge(0, Frein.MONTANT_INCONNU)
    if not months or months < 0 or suivi.last_end is None:
        return Marge(0, Frein.DUREE_INCONNUE)
    share, reference = _share(suivi, veille)
    if share is None:
        return Marge(0, Frein.SEUIL_INCONNU, reference=reference)
    reste = initial * share // 100 - max(in_force - initial, 0)
    return _bounded(suivi, veille, Marge(reste * months // initial, Frein.AUCUN, reste, share, reference))


def _share(suivi: Suivi, veille: Veille) -> tuple[int | None, str]:
    """The percentage in force on its last end, the least of both when its nature is unknown; its text."""
    kinds = {TRAVAUX: ("travaux",), "": ("fournitures_services", "travaux")}
    series: list[Serie] = [veille.modification[k] for k in kinds.get(suivi.nature, ("fournitures_services",))]
    told = [one.on(suivi.last_end) for one in series if suivi.last_end is not None]
    known = [one for one in told if one is not None]
    return (min(known) if len(known) == len(series) else None), series[0].reference


def _bounded(suivi: Suivi, veille: Veille, found: Marge) -> Marge:
    """The same within the longest extension proposed, and the longest accord-cadre."""
    figures, held = veille.figures["avenant"], found.mois
    if held <= 0:
        return Marge(0, Frein.MODIFICATIONS, found.reste, found.pourcent, found.reference)
    months = min(held, veille.months("avenant", "mois_max"))
    left = veille.months("avenant", "accord_cadre_mois_max") - (suivi.duree_mois or 0)
    if suivi.accord_cadre and left < months:
        reference = str(figures["accord_cadre_reference"])
        return Marge(max(left, 0), Frein.ACCORD_CADRE, found.reste, found.pourcent, reference)
    return Marge(months, found.frein, found.reste, found.pourcent, found.reference)
