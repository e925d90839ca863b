"""Clause, critère, marché réservé, rien : ce que le marché publie de ses considérations sociales."""

from achatlas.cleanse.caractere import Record, Savoir
from achatlas.cleanse.clauses import NO, YES, told
from achatlas.domain.text import spelled


def caractere(marche: Record, savoir: Savoir) -> str:
    """A register may say by itself that the marché is reserved; that it is not says nothing of clauses."""
    reserved = spelled(marche.get("marche_reserve") or "")
    if reserved and reserved not in NO and (reserved in YES or "RESERV" in reserved):
        return "reserve"
    return told(marche, "considerations_sociales", "clause_sociale")
