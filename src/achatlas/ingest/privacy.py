"""What must never leave the parser: social-security numbers and bank accounts, dropped and counted (P1)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from achatlas.domain.identifiers import is_nir
from achatlas.ingest.flags import Flags

NIR, IBAN = "nir_retire", "iban_retire"
ANONYME = "PP-anonyme"
IDENTIFIANTS = ("tiers_siret", "tiers_code")
TEXTES_LIBRES = (
    "tiers_nom",
    "objet",
    "num_facture",
    "num_engagement",
    "num_marche",
    "operation",
    "titulaires",
    "modifications",
    "sous_traitants",
    "tiers_ville",
)

_ESPACE = "[ .\u00a0]?"
_NIR = re.compile(
    rf"(?<![0-9])[123478]{_ESPACE}[0-9]{{2}}{_ESPACE}[0-9]{{2}}{_ESPACE}[0-9][0-9ABab]{_ESPACE}[0-9]{{3}}{_ESPACE}"
    rf"[0-9]{{3}}{_ESPACE}[0-9]{{2}}(?![0-9])"
)
_IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Z0-9])")
_SOUPCON = (
    r"[123478][ .]?\d\d[ .]?\d\d[ .]?\d[\dABab][ .]?\d{3}[ .]?\d{3}[ .]?\d\d"
    r"|[A-Z]{2}\d\d ?[A-Z0-9]{4} ?[A-Z0-9]{4}"
)
_SOUPCON_IDENTIFIANT = (
    r"(?:^|[^0-9])(?:\d{13}|\d{15}|\d ?\d\d ?\d\d ?\d[\dABab] ?\d{3} ?\d{3}(?: ?\d\d)?)(?:$|[^0-9])"
)


def is_iban(texte: str) -> bool:
    """Say whether the text is an IBAN with a valid key."""
    brut = texte.replace(" ", "")
    if not 15 <= len(brut) <= 34:
        return False
    return int("".join(str(int(signe, 36)) for signe in brut[4:] + brut[:4])) % 97 == 1


def scrub(texte: str, signalements: Counter[str]) -> str:
    """Return the text without the fifteen-digit NIR and the IBAN it holds, each removal counted."""

    def nir(trouve: re.Match[str]) -> str:
        if not is_nir(trouve.group()):
            return trouve.group()
        signalements[NIR] += 1
        return "[NIR retiré]"

    def iban(trouve: re.Match[str]) -> str:
        if not is_iban(trouve.group()):
            return trouve.group()
        signalements[IBAN] += 1
        return "[IBAN retiré]"

    return _IBAN.sub(iban, _NIR.sub(nir, texte))


def scrub_columns(colonnes: dict[str, Any], signalements: Flags, numeros: Sequence[int]) -> None:
    """Clean Arrow text columns in place: free texts are scrubbed; a third party known by a NIR becomes
    anonymous. ``numeros`` are the lines of the rows.

    RE2 points at the few suspects; only these are looked at in Python.
    """
    for nom in TEXTES_LIBRES:
        if nom in colonnes:
            colonnes[nom] = _scrub_column(colonnes[nom], signalements, numeros)
    for nom in IDENTIFIANTS:
        if nom in colonnes:
            _anonymise(nom, colonnes, signalements, numeros)


def _suspects(colonne: Any, motif: str) -> list[int]:
    trouves = pc.indices_nonzero(pc.fill_null(pc.match_substring_regex(colonne, motif), False))
    rangs: list[int] = trouves.to_pylist()
    return rangs


def _scrub_column(colonne: Any, signalements: Flags, numeros: Sequence[int]) -> Any:
    rangs = _suspects(colonne, _SOUPCON)
    if not rangs:
        return colonne
    valeurs = colonne.to_pylist()
    for rang in rangs:
        signalements.at(numeros[rang])
        valeurs[rang] = scrub(valeurs[rang], signalements)
    return pa.array(valeurs, pa.string())


def _anonymise(nom: str, colonnes: dict[str, Any], signalements: Flags, numeros: Sequence[int]) -> None:
    rangs = [
        rang for rang in _suspects(colonnes[nom], _SOUPCON_IDENTIFIANT) if is_nir(colonnes[nom][rang].as_py())
    ]
    if not rangs:
        return
    signalements.at(numeros[rangs[0]])
    signalements[NIR] += len(rangs)
    for cible, remplacement in ((nom, None), ("tiers_nom", ANONYME)):
        if cible in colonnes:
            valeurs = colonnes[cible].to_pylist()
            for rang in rangs:
                valeurs[rang] = remplacement
            colonnes[cible] = pa.array(valeurs, pa.string())
