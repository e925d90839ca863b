"""What a buyer writes of a tiers, reduced: the same key for all who write the same."""

from achatlas.domain.text import spelled

SEPARATOR = " | "


def ecrit_cle(nom: str, code_postal: str) -> str:
    """``PAPETERIE DU PORT SARL | 69001``: upper case, no accent, no punctuation, words in the order written,
    legal form kept; then the postal code, empty when unknown. Nothing at all for a name that holds no letter
    nor digit: what is not written cannot be judged.
    """
    name = spelled(nom)
    return f"{name}{SEPARATOR}{code_postal}" if name else ""
