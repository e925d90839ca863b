"""V14: an advance of zero is an advance whose rate is unknown; a rate is a share."""

from collections.abc import Iterator

from achatlas.cleanse.fiche import Constat, Fiche, Regle


def check(fiche: Fiche, regle: Regle) -> Iterator[Constat]:
    """An advance given at a rate of nothing, or a rate that is no share of one."""
    rate = fiche.text("taux_avance")
    given = regle.forme("oui").fullmatch(fiche.text("avance"))
    if given and regle.forme("zero").fullmatch(rate):
        yield Constat("taux_inconnu", "taux_avance", rate)
    elif rate and not regle.forme("part").fullmatch(rate):
        yield Constat("taux_hors_bornes", "taux_avance", rate)
