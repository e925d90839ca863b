"""Bank accounts (IBAN, ISO 13616): found by their country, their length and their key, however spelled."""

from __future__ import annotations

import re
from collections.abc import Callable

SEPARATOR = "[ ./\\-_\u00a0\u2007\u2009\u202f\u2010-\u2015\t]{0,3}"
"""What may stand between two signs: spaces of any kind, hyphens, dots, slashes."""

LENGTHS = {
    15: "NO", 16: "BE", 18: "DK FI FK FO GL NL SD", 19: "MK SI", 20: "AT BA EE KZ LT LU MN XK",
    21: "CH HR LI LV", 22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM SO TL",
    24: "AD CZ ES MD PK RO SA SE SK TN VG", 25: "LY PT ST", 26: "IS TR",
    27: "BI DJ FR GR IT MC MR SM", 28: "AL AZ BY CY DO GT HN HU LB NI PL SV", 29: "BR EG PS QA UA",
    30: "JO KW MU YE", 31: "MT SC", 32: "LC", 33: "RU",
}  # fmt: skip
"""The countries of each length (registry of ISO 13616)."""

_COUNTRIES = "|".join(sorted(" ".join(LENGTHS.values()).split()))
SUSPECT = (
    rf"(?i:(?:{_COUNTRIES})(?:{SEPARATOR}[0-9]){{2}}(?:{SEPARATOR}[0-9A-Z]){{0,6}}(?:{SEPARATOR}[0-9]){{3}})"
)
"""What may begin one: a pattern without looking around, for the engines that have none."""

_FORMS = "|".join(
    rf"(?:{'|'.join(named.split())})(?:{SEPARATOR}[0-9]){{2}}(?:{SEPARATOR}[0-9A-Z]){{{length - 4}}}"
    for length, named in LENGTHS.items()
)
_WRITTEN = re.compile(
    rf"(?:(?<![0-9A-Z])|(?<=IBAN))(?:{_FORMS})(?:(?![0-9A-Z])|(?=BIC))", re.IGNORECASE | re.ASCII
)
_BARE = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


def is_iban(text: str) -> bool:
    """Whether the text is an IBAN with a valid key, whatever its case and what separates its signs."""
    bare = re.sub(SEPARATOR, "", text).upper()
    if not _BARE.fullmatch(bare):
        return False
    return int("".join(str(int(sign, 36)) for sign in bare[4:] + bare[:4])) % 97 == 1


def without_ibans(text: str, told: Callable[[str], str]) -> str:
    """The text, what ``told`` makes of each IBAN in its place.

    A number that has the length of its country, its key, and digits for half of its signs at least is one;
    anything else stays as it is written.
    """
    kept, place = [], 0
    found = _WRITTEN.search(text)
    while found:
        if _mostly_digits(found[0]) and is_iban(found[0]):
            kept += [text[place : found.start()], told(found[0])]
            place = found.end()
        found = _WRITTEN.search(text, max(found.start() + 1, place))
    return "".join([*kept, text[place:]])


def _mostly_digits(written: str) -> bool:
    signs = [sign for sign in written if sign.isalnum()]
    return sum(map(str.isdigit, signs)) * 2 >= len(signs)
