"""V03: the other identifiers have the form of their kind."""

from collections.abc import Iterator

from achatlas.cleanse.fiche import Constat, Fiche, Regle


def check(fiche: Fiche, regle: Regle) -> Iterator[Constat]:
    """Identifiers that are not of the form of their kind, and kinds that the formats do not know."""
    for kind, number in fiche.titulaires:
        name = kind.replace(" ", "_")
        if name in regle.definition.formes:
            if not regle.forme(name).fullmatch(number):
                yield Constat("forme_inattendue", "titulaires", number, kind)
        elif kind and "TVA" not in kind and kind not in regle.definition.listes["ailleurs"]:
            yield Constat("type_inconnu", "titulaires", number, kind)
