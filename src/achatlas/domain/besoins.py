"""How the code of a need is written: a segment, or what its buyer alone names, after its SIREN."""

OPERATION, FAMILLE, SEGMENT = "/", ":", ""
"""What stands after the SIREN of the buyer: an operation of works, a family of its nomenclature; the code of
a segment bears neither.
"""
SIREN = 9


def genre_of(code: str) -> str:
    """What a need is, by its code.

    >>> [genre_of(code) for code in ("000000018:1001", "000000018/ECOLE", "08.03")]
    [':', '/', '']
    """
    mark = code[SIREN : SIREN + 1]
    return mark if mark in (OPERATION, FAMILLE) and code[:SIREN].isdigit() else SEGMENT
