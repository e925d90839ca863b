"""What an address may hold, and how a page shows a value of it."""

from __future__ import annotations

from unicodedata import category

MAX_ADDRESS = 3_900
"""Characters of an address: what browsers and servers carry."""


def shown(value: str) -> str:
    """A value of an address as a page may show it: printable and short."""
    plain = "".join(sign if category(sign) != "Cc" else "�" for sign in value)
    return plain if len(plain) <= 40 else f"{plain[:40]}…"
