"""Marché innovant : dit tel, ou non."""

from achatlas.cleanse.caractere import Record, Savoir
from achatlas.cleanse.clauses import NO, YES
from achatlas.domain.text import spelled


def caractere(marche: Record, savoir: Savoir) -> str:
    """What the publication, or a register, says of it by a yes or a no; "" for anything else."""
    said = spelled(marche.get("marche_innovant") or "")
    return "oui" if said in YES else "non" if said in NO else ""
