"""V14: an advance of zero is an advance whose rate is unknown."""

from collections.abc import Iterator

from achatlas.cleanse.fiche import Constat, Fiche, Regle


def check(fiche: Fiche, regle: Regle) -> Iterator[Constat]:
    """An advance given, at a rate of nothing."""
    given = regle.forme("oui").fullmatch(fiche.text("avance"))
    if given and regle.forme("zero").fullmatch(fiche.text("taux_avance")):
        yield Constat("taux_inconnu", "taux_avance", fiche.text("taux_avance"))
