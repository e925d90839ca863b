"""Avance : accordée, ou non."""

from achatlas.cleanse.caractere import Record, Savoir


def caractere(marche: Record, savoir: Savoir) -> str:
    """What cleansing read of it (``cours``): ``oui``, ``non``, "" when nobody says it."""
    said = marche.get("avance") or ""
    return str(said) if said in ("oui", "non") else ""
