"""V09: an amount far from what is usual for its division, that repeats another field, or that a modification
brings so low that it may be a mere difference."""

from collections.abc import Iterator
from math import log10

from achatlas.cleanse.fiche import Constat, Fiche, Regle

NORMAL = 0.6745  # a median absolute deviation, in standard deviations of a normal law


def check(fiche: Fiche, regle: Regle) -> Iterator[Constat]:
    """Suspicions only: a slip of the keyboard makes a factor of a hundred or a thousand."""
    euros, cents = divmod(fiche.montant, 100)
    if not cents and euros > regle.borne("duree_min") and euros == fiche.mois:
        yield Constat("egal_a_la_duree", "montant_ht_centimes", str(euros))
    if not cents and fiche.cpv and str(euros) in (fiche.text("cpv")[:8], fiche.cpv):
        yield Constat("egal_au_cpv", "montant_ht_centimes", str(euros))
    yield from _lowered(fiche, regle)
    yield from _far(fiche, regle)


def _lowered(fiche: Fiche, regle: Regle) -> Iterator[Constat]:
    """Amounts of modifications far under the one notified: the format means a total, some write a gap."""
    for champ, cents in fiche.montants[1:]:
        if cents * 100 < fiche.montant * regle.borne("part_min_pour_cent"):
            yield Constat("modification_en_baisse", champ, _euros(cents), _euros(fiche.montant))


def _euros(cents: int) -> str:
    """Euros, with cents when there are some."""
    euros, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{euros}" + (f",{rest:02d}" if rest else "")


def _far(fiche: Fiche, regle: Regle) -> Iterator[Constat]:
    if fiche.montant < regle.borne("minimum_centimes") or not fiche.cpv:
        return
    usual = regle.savoir.niveaux.get((fiche.cpv[:2], fiche.plafond))
    if usual is None or usual.effectif < regle.borne("effectif_min") or not usual.dispersion:
        yield Constat("trop_peu_de_voisins", "montant_ht_centimes", "")
        return
    gap = log10(fiche.montant) - log10(usual.mediane)
    if NORMAL * abs(gap) > regle.borne("ecart_max") * usual.dispersion:
        told = (
            f"{10 ** abs(gap):.0f} fois {'plus' if gap > 0 else 'moins'} que la médiane des {usual.effectif}"
        )
        yield Constat("loin_de_la_mediane", "montant_ht_centimes", str(fiche.montant // 100), told)
