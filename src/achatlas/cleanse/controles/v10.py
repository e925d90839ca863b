"""V10: a duration is in months, and within bounds."""

from collections.abc import Iterator

from achatlas.cleanse.fiche import Constat, Fiche, Regle


def check(fiche: Fiche, regle: Regle) -> Iterator[Constat]:
    """A duration that looks like days, that no marché has, or that is no number."""
    written, months = fiche.text("duree_mois"), fiche.mois
    longest = regle.borne("concession_max" if fiche.technique == "Concession" else "marche_max")
    if months is None:
        if written:
            yield Constat("duree_illisible", "duree_mois", written)
    elif months > regle.borne("soupcon_min") and str(months) in regle.definition.listes["jours"]:
        yield Constat("duree_en_jours", "duree_mois", written)
    elif not regle.borne("minimum") <= months <= longest:
        yield Constat("duree_hors_bornes", "duree_mois", written, str(longest))
