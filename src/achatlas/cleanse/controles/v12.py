"""V12: a marché says what it buys, by its object or by its CPV."""

from collections.abc import Iterator

from achatlas.cleanse.fiche import Constat, Fiche, Regle


def check(fiche: Fiche, regle: Regle) -> Iterator[Constat]:
    """A record with neither a CPV nor an object long enough to be read."""
    objet = fiche.text("objet")
    if len(objet) < regle.borne("longueur_min") and not fiche.text("cpv"):
        yield Constat("achat_inconnu", "objet", objet)
