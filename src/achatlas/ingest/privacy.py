"""What must never leave the parser: social-security numbers, bank accounts, addresses of mail, telephone
numbers, birth dates; dropped and counted (P1).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from achatlas.domain.ibans import SUSPECT as _SOUPCON_IBAN
from achatlas.domain.ibans import is_iban, without_ibans
from achatlas.domain.identifiers import is_nir
from achatlas.ingest.flags import Flags
from achatlas.ingest.persons import ANONYME

NIR, IBAN, CONTACT, BIRTH = "nir_retire", "iban_retire", "coordonnee_retiree", "naissance_retiree"
_SHORTEST = 10
"""No telephone number is shorter; columns of codes are not looked at."""
IDENTIFIANTS = ("tiers_siret", "tiers_code")
NEVER_TEXT = ("tiers_siret", "tiers_code_postal", "format_date", "exercice", "compte", "empreinte")

_ESPACE = "[ ./\\-_\u00a0\u202f]{0,2}"
_NIR = re.compile(
    rf"(?<![0-9])[123478]{_ESPACE}[0-9]{{2}}{_ESPACE}[0-9]{{2}}{_ESPACE}[0-9][0-9ABab]{_ESPACE}[0-9]{{3}}{_ESPACE}"
    rf"[0-9]{{3}}{_ESPACE}[0-9]{{2}}(?![0-9])"
)
_IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Z0-9])")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*[A-Za-z]{2,}")
_PHONE = re.compile(r"(?<![0-9A-Za-z])(?:(?:\+|00)33[ .]?(?:\(0\))?|0)[1-9](?:[ .-][0-9]{2}){4}(?![0-9])")
_TOLD_PHONE = re.compile(
    r"(?i)\b(t[ée]l(?:[ée]phone)?|portable|mobile|fax)( ?[.:]? ?)0[1-9][0-9]{8}(?![0-9])"
)
_BIRTH = re.compile(
    r"(?i)\b(n[ée]\(?e?\)? le|naissance|ddn)( ?:? ?)[0-9]{1,4}[/. -][0-9]{1,2}[/. -][0-9]{2,4}(?![0-9])"
)
_BIC = re.compile(r"(?i)\b(bic|swift)( ?:? ?)[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?\b")
_SOUPCON = (
    r"@|(?i:\bn[ée]\(?e?\)? le|naissance|\bddn|\bbic\b|\bswift|t[ée]l|portable|mobile|fax)"
    r"|0[67][0-9]{8}|0[1-9][ .-]\d\d[ .-]\d\d|(?:\+|00)33[ .]?(?:\(0\))?[1-9]"
    rf"|[123478]{_ESPACE}\d\d{_ESPACE}\d\d{_ESPACE}\d[\dABab]{_ESPACE}\d{{3}}{_ESPACE}\d{{3}}{_ESPACE}\d\d"
    rf"|[A-Z]{{2}}\d\d ?[A-Z0-9]{{4}} ?[A-Z0-9]{{4}}|{_SOUPCON_IBAN}"
)
_SOUPCON_IDENTIFIANT = (
    r"(?:^|[^0-9])(?:\d{13}|\d{15}|"
    rf"\d{_ESPACE}\d\d{_ESPACE}\d\d{_ESPACE}\d[\dABab]{_ESPACE}\d{{3}}{_ESPACE}\d{{3}}(?:{_ESPACE}\d\d)?)"
    r"(?:$|[^0-9])"
)


def scrub(texte: str, signalements: Counter[str], *, words: bool = True) -> str:
    """Return the text without the fifteen-digit NIR, the IBAN and BIC, the addresses of mail, the telephone
    numbers and the birth dates it holds, each removal counted. ``words`` is false for a column of references:
    ten digits in a row are no telephone there.
    """

    def nir(trouve: re.Match[str]) -> str:
        if not is_nir(trouve.group()):
            return trouve.group()
        signalements[NIR] += 1
        return "[NIR retiré]"

    def iban(trouve: str) -> str:
        signalements[IBAN] += 1
        return "[IBAN retiré]"

    def unlisted(trouve: re.Match[str]) -> str:
        return iban(trouve[0]) if is_iban(trouve[0]) else trouve[0]

    propre = _IBAN.sub(unlisted, without_ibans(_NIR.sub(nir, texte), iban))
    for motif, rendu, nom in (*_PLAIN, *(_BARE if words else ())):
        propre, times = motif.subn(rendu, propre)
        if times:
            signalements[nom] += times
    return propre


_PLAIN = (
    (_MAIL, "[adresse retirée]", CONTACT),
    (_PHONE, "[téléphone retiré]", CONTACT),
    (_TOLD_PHONE, r"\1\2[téléphone retiré]", CONTACT),
    (_BIRTH, r"\1\2[naissance retirée]", BIRTH),
    (_BIC, r"\1\2[BIC retiré]", IBAN),
)
"""What a form alone tells, without a key to check."""

_BARE = ((re.compile(r"(?<![0-9A-Za-z.,])0[67][0-9]{8}(?![0-9])"), "[téléphone retiré]", CONTACT),)


def scrub_columns(colonnes: dict[str, Any], signalements: Flags, numeros: Sequence[int]) -> None:
    """Clean Arrow text columns in place: free texts are scrubbed; a third party known by a NIR becomes
    anonymous. ``numeros`` are the lines of the rows.

    RE2 points at the few suspects; only these are looked at in Python.
    """
    for nom in IDENTIFIANTS:
        if nom in colonnes:
            _anonymise(nom, colonnes, signalements, numeros)
    if "tiers_siret" in colonnes:
        _drop_ibans("tiers_siret", colonnes, signalements, numeros)
    for nom, colonne in colonnes.items():
        if pa.types.is_string(colonne.type) and not nom.startswith(NEVER_TEXT):
            words = not nom.startswith("num_")
            colonnes[nom] = _scrub_column(colonne, signalements, numeros, words=words)


def _suspects(colonne: Any, motif: str) -> list[int]:
    trouves = pc.indices_nonzero(pc.fill_null(pc.match_substring_regex(colonne, motif), False))
    rangs: list[int] = trouves.to_pylist()
    return rangs


def _scrub_column(colonne: Any, signalements: Flags, numeros: Sequence[int], *, words: bool) -> Any:
    longest = pc.max(pc.utf8_length(colonne)).as_py() or 0
    rangs = _suspects(colonne, _SOUPCON) if longest >= _SHORTEST else []
    if not rangs:
        return colonne
    valeurs = colonne.to_pylist()
    for rang in rangs:
        signalements.at(numeros[rang])
        valeurs[rang] = scrub(valeurs[rang], signalements, words=words)
    return pa.array(valeurs, pa.string())


def _drop_ibans(nom: str, colonnes: dict[str, Any], signalements: Flags, numeros: Sequence[int]) -> None:
    """Clean a column of numbers that is never text: an account may stand where a SIRET is asked."""
    rangs = _suspects(colonnes[nom], _SOUPCON_IBAN)
    if not rangs:
        return
    valeurs = colonnes[nom].to_pylist()
    for rang in rangs:
        signalements.at(numeros[rang])
        valeurs[rang] = scrub(valeurs[rang], signalements, words=False)
    colonnes[nom] = pa.array(valeurs, pa.string())


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
