"""How the code of a service is written: its buyer, its direction, its name: ``000000018/Culture › Sports``.

A direction or a service may hold any character: a chevron of theirs is written twice, so that the one that
stands alone between spaces is always the limit, and two services never have the same code.
"""

CHEVRON = "›"
LIMITE = f" {CHEVRON} "


def split(code: str) -> tuple[str, str]:
    """The code of the direction (empty when nobody names it) and the name of the service of this code."""
    siren, _, told = code.partition("/")
    first, found, last = (part.replace(CHEVRON * 2, CHEVRON) for part in told.partition(LIMITE))
    return (f"{siren}/{first}", last) if found else ("", first)
