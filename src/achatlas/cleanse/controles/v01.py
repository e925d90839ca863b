"""V01: a SIRET has fourteen digits and its two checks hold; La Poste follows its own rule."""

from collections.abc import Iterator

from achatlas.cleanse.fiche import Constat, Fiche, Regle
from achatlas.domain.identifiers import is_siren, is_siret, siren_from_tva


def check(fiche: Fiche, regle: Regle) -> Iterator[Constat]:
    """The buyer's identifier, unless the territory vouches for it, and those of titulaires told as SIRET."""
    written = fiche.text("acheteur_id")
    if not is_siret(written) and written not in regle.savoir.regroupes:
        yield Constat("acheteur_siren" if is_siren(written) else "acheteur_invalide", "acheteur_id", written)
    for kind, number in fiche.titulaires:
        if _is_told_siret(kind, number, regle) and not is_siret(number):
            yield Constat(
                "titulaire_siren" if is_siren(number) else "titulaire_invalide", "titulaires", number
            )


def _is_told_siret(kind: str, number: str, regle: Regle) -> bool:
    if kind:
        return kind in regle.definition.listes["types"]
    return siren_from_tva(number) is None and not regle.forme("autre").fullmatch(number)
