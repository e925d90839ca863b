"""V08: an amount that cannot be one is not summed."""

from collections.abc import Iterator

from achatlas.cleanse.fiche import Constat, Fiche, Regle


def outlier(centimes: int, regle: Regle) -> str:
    """The case of an amount in cents, or nothing."""
    if centimes < regle.borne("minimum_centimes"):
        return "montant_nul"
    euros = str(centimes // 100)
    repeated = any(euros.count(digit) > regle.borne("repetitions") for digit in "123456789")
    if centimes > regle.borne("maximum_centimes") or (centimes >= regle.borne("grand_centimes") and repeated):
        return "montant_aberrant"
    return "montant_de_clavier" if regle.forme("clavier").match(euros) else ""


def check(fiche: Fiche, regle: Regle) -> Iterator[Constat]:
    """The amount of the record and those of its modifications, each judged alike."""
    for champ, centimes in fiche.montants:
        if case := outlier(centimes, regle):
            yield Constat(case, champ, _euros(centimes))


def _euros(centimes: int) -> str:
    return f"{'-' if centimes < 0 else ''}{abs(centimes) // 100},{abs(centimes) % 100:02d} €"
