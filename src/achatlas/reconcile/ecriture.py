"""What a tiers is written as: the same key for all the buyers that write the same."""

from achatlas.domain.text import spelled


def ecrit_cle(nom: str, code_postal: str) -> str:
    """The name reduced to its letters and digits, and its postal code (empty when unknown)."""
    return f"{spelled(nom)}|{code_postal}"
