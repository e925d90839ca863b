"""The département that a code begins with: of a commune (Insee), of a postal code."""

CODE, OVERSEAS, CORSICA = 5, ("97", "98"), "20"


def of_commune(code: str) -> str:
    """The département that the code of a commune begins with, that of a former commune too; "" for what has
    not the form of a code.
    """
    return of_postal(code) if len(code) == CODE else ""


def of_postal(code: str) -> str:
    """What the postal codes of a département begin with: three digits overseas; "" when none is written."""
    return code[: 3 if code.startswith(OVERSEAS) else 2]


def postal_prefix(commune: str) -> str:
    """What the postal codes of the département of a commune begin with: « 20 » in Corsica."""
    found = of_commune(commune)
    return CORSICA if found in ("2A", "2B") else found
