"""Amounts as a sentence of the watch says them, without taxes, in the language in force."""

from achatlas.domain.nombres import avec_unite, entier, euros
from achatlas.langues import dire

EURO = 100


def ht(centimes: int) -> str:
    """An amount (cents HT) to the cent: 265 200,00 € HT."""
    return dire("{montant} HT", montant=avec_unite(euros(centimes), "€"))


def rond(centimes: int) -> str:
    """The same without cents when there are none: 40 000 € HT."""
    if centimes % EURO:
        return ht(centimes)
    return dire("{montant} HT", montant=avec_unite(entier(centimes // EURO), "€"))
