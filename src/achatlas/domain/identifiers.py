"""Identifiers: SIREN, SIRET, French VAT number, NIR. Checks only; nothing is guessed or repaired
silently.
"""

from __future__ import annotations

import re

SIREN_LA_POSTE = "356000000"
DOUBLES = str.maketrans("0123456789", "0246813579")
SIRET_SIEGE_LA_POSTE = "35600000000048"

_NIR = re.compile(r"[123478][0-9]{2}(?:0[1-9]|1[0-2]|[2-9][0-9])(?:[0-9]{2}|2[AB])[0-9]{6}(?:[0-9]{2})?")


def _digits(texte: str, longueur: int) -> bool:
    return len(texte) == longueur and texte.isascii() and texte.isdecimal()


def luhn(chiffres: str) -> bool:
    """Say whether a string of digits satisfies Luhn's check."""
    doubles = chiffres[-2::-2].translate(DOUBLES)
    return (sum(map(int, chiffres[::-2])) + sum(map(int, doubles))) % 10 == 0


def is_siren(texte: str) -> bool:
    """Say whether the text is a well-formed SIREN: nine digits, Luhn, not all zeros (rule V01)."""
    return _digits(texte, 9) and texte != "000000000" and luhn(texte)


def is_siret(texte: str) -> bool:
    """Say whether the text is a well-formed SIRET (rule V01).

    Fourteen digits, Luhn on all of them and on the SIREN; no establishment has the number 00000, which
    is what scientific notation leaves of one (rule F06). La Poste's establishments follow their own rule:
    the sum of the digits is a multiple of five, except for the head office.
    """
    if not _digits(texte, 14) or texte.endswith("00000"):
        return False
    if texte.startswith(SIREN_LA_POSTE) and texte != SIRET_SIEGE_LA_POSTE:
        return sum(map(int, texte)) % 5 == 0
    return is_siren(texte[:9]) and luhn(texte)


def siren_of(siret: str) -> str | None:
    """Return the SIREN of a valid SIRET, else None."""
    return siret[:9] if is_siret(siret) else None


def siren_from_tva(texte: str) -> str | None:
    """Return the SIREN of a valid French VAT number (FR, key, SIREN; key = (12 + 3·SIREN) mod 97), else None
    (V02).
    """
    brut = re.sub(r"[ .\u00a0]", "", texte).upper()
    if len(brut) != 13 or not brut.startswith("FR") or not is_siren(brut[4:]):
        return None
    cle = (12 + 3 * (int(brut[4:]) % 97)) % 97
    return brut[4:] if brut[2:4] == f"{cle:02d}" else None


def is_nir(texte: str) -> bool:
    """Say whether the text is a French social-security number: 13 characters, or 15 with a valid key.

    Thirteen digits that make a SIRET once the lost leading zero is put back are no NIR.
    """
    brut = re.sub(r"[ ./\-_\u00a0\u202f]", "", texte).upper()
    if not _NIR.fullmatch(brut):
        return False
    if len(brut) == 13:
        return not is_siret(f"0{brut}")
    nombre = int(brut[:13].replace("2A", "19", 1).replace("2B", "18", 1))
    return int(brut[13:]) == 97 - nombre % 97
