"""Clause, critère, rien : ce que le marché publie de ses considérations environnementales."""

from achatlas.cleanse.caractere import Record, Savoir
from achatlas.cleanse.clauses import told


def caractere(marche: Record, savoir: Savoir) -> str:
    """What the record says; nothing for words that the format does not have."""
    said = told(marche, "considerations_environnementales", "clause_environnementale")
    return "" if said == "reserve" else said
