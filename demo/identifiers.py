"""Invented identifiers: valid by Luhn's check, in the sparse block that starts with 000 (ADR 10)."""

from __future__ import annotations


def luhn_key(chiffres: str) -> str:
    """Return the digit that makes ``chiffres`` + digit satisfy Luhn's check."""
    somme = 0
    for rang, chiffre in enumerate(reversed(chiffres)):
        valeur = int(chiffre) * (2 - rang % 2)
        somme += valeur - 9 if valeur > 9 else valeur
    return str(-somme % 10)


def make_siren(numero: int) -> str:
    """Return the SIREN number ``numero`` (1 to 99,999) of the block 000."""
    corps = f"000{numero:05d}"
    return corps + luhn_key(corps)


def make_siret(siren: str, etablissement: int) -> str:
    """Return the SIRET of an establishment (1 to 9,999) of a SIREN."""
    corps = f"{siren}{etablissement:04d}"
    return corps + luhn_key(corps)


def make_tva(siren: str) -> str:
    """Return the French VAT number of a SIREN."""
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


def break_key(siret: str) -> str:
    """Return the SIRET with a false last digit."""
    return siret[:-1] + str((int(siret[-1]) + 3) % 10)


def scientific(siret: str) -> str:
    """Return the SIRET as a spreadsheet shows a long number: zeros lost, then scientific notation."""
    mantisse, exposant = f"{int(siret):.2E}".split("E")
    return f"{mantisse.replace('.', ',')}E+{int(exposant):02d}"
