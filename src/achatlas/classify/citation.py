"""The marché that the words of a payment quote, when its file gives no number in a column of its own."""

from collections.abc import Collection, Iterator

from achatlas.domain.text import reference, spelled

SHORTEST, LONGEST = 5, 4
"""Signs of a number that stands alone; words that it may be written in (2023-M-012)."""
INTRODUCING = frozenset({"MARCHE", "MARCHES", "CONTRAT", "CONTRATS", "ACCORD", "CADRE"})
BETWEEN = frozenset({"N", "NO", "NUM", "NUMERO", "PUBLIC"})


def quoted(objet: str, known: Collection[str]) -> str:
    """The only known number (as ``reference`` writes it) that the words quote; "" when there is none, or two.

    A number of figures alone may be an invoice's: it counts after the word marché or contrat only.
    """
    found = {number for number in _numbers(spelled(objet).split()) if number in known}
    return found.pop() if len(found) == 1 else ""


def _numbers(words: list[str]) -> Iterator[str]:
    for start, _ in enumerate(words):
        named = _introduced(words[:start])
        for end in range(start + 1, min(start + LONGEST, len(words)) + 1):
            number = reference("".join(words[start:end]))
            mixed = not number.isdecimal() and not number.isalpha() and len(number) >= SHORTEST
            if mixed or (named and any(map(str.isdecimal, number))):
                yield number


def _introduced(before: list[str]) -> bool:
    while before and before[-1] in BETWEEN:
        before = before[:-1]
    return bool(before) and before[-1] in INTRODUCING
