"""What single values are, told from their own check digits or form: identifiers, accounts, personal data."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache

from achatlas.domain.ibans import is_iban, without_ibans
from achatlas.domain.identifiers import is_nir, is_siren, is_siret, siren_from_tva

PERSONAL = ("iban", "nir", "mel", "telephone")
_SPACES = re.compile(r"[\s.\u00a0\u202f]")
_ACCOUNT = re.compile(r"([1-7][0-9]{2,9})(?:\.0)?(?![0-9])")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+33|0033|0)[1-9](?:[ .\-]?[0-9]{2}){4}")
_POSTAL = re.compile(r"(?:0?[1-9]|[1-8][0-9]|9[0-8])[0-9]{3}")
_YEAR = re.compile(r"199[5-9]|20[0-9]{2}")
_SCIENTIFIC = re.compile(r"[0-9][.,][0-9]+E\+[0-9]+", re.IGNORECASE)


def is_account(text: str, accounts: Set[str]) -> bool:
    """Whether the text begins with an account, or a subdivision of one, of a published chart."""
    found = _ACCOUNT.match(text)
    return found is not None and any(found[1][:n] in accounts for n in range(len(found[1]), 2, -1))


@lru_cache(maxsize=100_000)
def _kinds(text: str) -> tuple[str, ...]:
    bare = _SPACES.sub("", text)
    if not any(map(str.isdecimal, bare)):
        return ("mel",) if _MAIL.fullmatch(text) else ("lettres",)
    checks = {
        "siret": is_siret(bare.zfill(14)) if len(bare) > 12 else False,
        "siren": is_siren(bare) or siren_from_tva(bare) is not None,
        "scientifique": _SCIENTIFIC.fullmatch(bare) is not None,
        "code_postal": _POSTAL.fullmatch(text) is not None,
        "annee": _YEAR.fullmatch(bare) is not None,
        "iban": is_iban(text),
        "nir": len(bare) == 15 and is_nir(bare),
        "mel": _MAIL.fullmatch(text) is not None,
        "telephone": _PHONE.fullmatch(text) is not None,
        "lettres": sum(map(str.isalpha, text)) * 2 >= len(text),
    }
    return tuple(name for name, true in checks.items() if true)


_NIR_SPELLED = (
    r"\b[1-478](?:[ .\-\u00a0\u202f]{0,2}[0-9AB]{2}){3}(?:[ .\-\u00a0\u202f]{0,2}[0-9]{3}){2}"
    r"(?:[ .\-\u00a0\u202f]{0,2}[0-9]{2})?\b"
)


def kinds_of(text: str, accounts: Set[str]) -> tuple[str, ...]:
    """What a value that is not blank may be: siret, siren, compte, code_postal, annee, iban, nir, mel…"""
    if text.isalpha():
        return ("lettres",)
    return (*_kinds(text), "compte") if is_account(text, accounts) else _kinds(text)


def masked(text: str) -> str:
    """The text as it may be shown: bank accounts, social-security numbers, addresses of mail and telephone
    numbers are hidden.
    """
    hidden = re.sub(r"[^@\s;,]+@[^@\s;,]+", "•••@•••", text)
    hidden = re.sub(r"(?<![0-9])(?:\+33 ?|0033 ?|0)[1-9](?:[ .-]?[0-9]{2}){4}(?![0-9])", "•• ••", hidden)
    hidden = without_ibans(hidden, _hide_iban)
    hidden = re.sub(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b", _hide_any, hidden)
    return re.sub(_NIR_SPELLED, _hide_nir, hidden)


def _hide_iban(found: str) -> str:
    return f"{found[:2]}•• ••••"


def _hide_any(found: re.Match[str]) -> str:
    return _hide_iban(found[0])


def _hide_nir(found: re.Match[str]) -> str:
    return "• •• ••" if is_nir(found[0]) else found[0]
