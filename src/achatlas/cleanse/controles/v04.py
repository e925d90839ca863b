"""V04: a CPV code is one of the table of 2008, or is found from it."""

from collections.abc import Iterator

from achatlas.cleanse.cpv import resolve
from achatlas.cleanse.fiche import Constat, Fiche, Regle


def check(fiche: Fiche, regle: Regle) -> Iterator[Constat]:
    """How the code was found when it is not one of the table as written, or that it could not be."""
    written = fiche.text("cpv")
    code, repair = resolve(written, regle.savoir.cpv)
    if repair:
        yield Constat(repair, "cpv", written, code)
    elif written and not code:
        yield Constat("cpv_introuvable", "cpv", written)
