"""Offres reçues : une, deux, de trois à cinq, six et plus."""

from achatlas.cleanse.caractere import Record, Savoir

FEW, MANY = 3, 6


def caractere(marche: Record, savoir: Savoir) -> str:
    """The band of the number of offers; "" when nobody says it: none received is no marché, and unknown."""
    count = marche.get("offres_recues") or 0
    if count < 1:
        return ""
    if count < FEW:
        return str(count)
    return "3_5" if count < MANY else "6_plus"
