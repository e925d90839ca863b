"""V02: a French VAT number carries a SIREN and a key that proves it."""

from collections.abc import Iterator

from achatlas.cleanse.fiche import Constat, Fiche, Regle
from achatlas.domain.identifiers import siren_from_tva


def check(fiche: Fiche, regle: Regle) -> Iterator[Constat]:
    """The SIREN that each French number gives, or that its key is wrong; a foreign one is not checked."""
    for kind, number in fiche.titulaires:
        if "TVA" not in kind and not (kind == "" and regle.forme("francaise").fullmatch(number)):
            continue
        if siren := siren_from_tva(number):
            yield Constat("siren_deduit", "titulaires", number, siren)
        elif regle.forme("etrangere").fullmatch(number):
            yield Constat("tva_etrangere", "titulaires", number)
        else:
            yield Constat("tva_invalide", "titulaires", number)
