"""Money: integer euro-cents, read strictly in a declared format, split and shown without losing one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache, partial

CENTIMES_MAX = 10**15
"""Largest absolute amount that is believed (ten thousand billion euros); beyond it the amount is unreadable.
"""

_ESPACES = " \u00a0\u202f\u2009"
_SANS_GROUPE = dict.fromkeys(map(ord, f"{_ESPACES}.,'’"))
_MOINS = ("-", "\u2212")
_NOMBRE_COURT = re.compile(r"([0-9]{1,13})(?:\.([0-9]{1,2}))?")
_EXPOSANT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,4})?")
_MILLE = re.compile("[1-9][0-9]{0,2},[0-9]{3}")
_SIGNES = frozenset({"avant", "apres", "parentheses", "credit"})
UNITES = {"": 2, "euros": 2, "centimes": 0, "milliers": 5, "millions": 8}
"""How many figures after the decimal mark the cent is, by the unit in which amounts are written."""
_CREDIT, _DEBIT = "CR", "DB"


class SubCent(ValueError):
    """Raised by the parsers below when an amount is readable but finer than the cent: it is never rounded."""


class TwoReadings(ValueError):
    """Raised by the parsers below when an amount may be thousands or three decimals: it is never chosen."""


@dataclass(frozen=True)
class NumberFormat:
    """How amounts are written in one file. Declared, never inferred from a single value.

    ``decimale`` is the decimal mark, ".," when either is one; ``milliers`` the grouping mark ("" when none;
    " " stands for every typographic space); ``signes`` the accepted negative forms: ``avant`` (-12),
    ``apres`` (12-), ``parentheses`` ((12)), ``credit`` (12 CR, where every amount bears CR or DB);
    ``symbole`` an optional currency sign that may follow the
    number; ``unite`` what a number counts: ``centimes``, ``milliers`` or ``millions`` of euros, ``euros``
    when it was said in so many words, "" when nothing says it, which is euros too.
    """

    decimale: str = "."
    milliers: str = ""
    signes: frozenset[str] = frozenset({"avant"})
    symbole: str = ""
    unite: str = ""

    def __post_init__(self) -> None:
        """Refuse a format in which one text could mean two amounts."""
        if self.decimale not in {".", ",", ".,"} or (self.milliers and self.milliers in self.decimale):
            raise ValueError(
                f"format de nombre incohérent : décimale {self.decimale!r}, milliers {self.milliers!r}"
            )
        if not self.signes <= _SIGNES:
            raise ValueError(f"signe inconnu : {', '.join(sorted(self.signes - _SIGNES))}")
        if self.unite not in UNITES:
            raise ValueError(f"unité inconnue : {self.unite!r}")

    @property
    def fine(self) -> int:
        """How many figures after the decimal mark the cent is: 2 when amounts are in euros."""
        return UNITES[self.unite]


PLAIN = NumberFormat()
"""Decimal point, no grouping, leading minus: XML and JSON numbers."""


@cache
def _pattern(fmt: NumberFormat) -> re.Pattern[str]:
    """Return the full-match pattern of an unsigned number; groups: integer part, decimals."""
    entier = rf"[0-9]{{1,3}}(?:{_group(fmt)}[0-9]{{3}})+|[0-9]*" if fmt.milliers else "[0-9]*"
    return re.compile(rf"(?=.?[0-9])({entier})(?:[{fmt.decimale}]([0-9]*))?")


def _common(fmt: NumberFormat) -> str:
    """Return the pattern of the common ways of a format, in three groups: a leading minus, groups of three
    or plain digits, two decimals.
    """
    signe = "(-?)" if "avant" in fmt.signes else "()"
    groupes = rf"[0-9]{{1,3}}(?:{_group(fmt)}[0-9]{{3}}){{1,3}}|" if fmt.milliers else ""
    return rf"{signe}({groupes}[0-9]{{1,12}})[{fmt.decimale}]([0-9]{{2}})"


def _group(fmt: NumberFormat) -> str:
    return {" ": f"[{_ESPACES}]", "'": "['’]"}.get(fmt.milliers, re.escape(fmt.milliers))


def _unsigned(texte: str, fmt: NumberFormat) -> tuple[str, bool]:
    """Return the number without sign and symbol, and whether it is negative, in a declared form."""
    nu = _without_symbol(texte, fmt.symbole)
    if "credit" in fmt.signes:
        return _marked(nu, fmt.symbole)
    if "parentheses" in fmt.signes and nu.startswith("(") and nu.endswith(")"):
        return _without_symbol(nu[1:-1], fmt.symbole), True
    if "avant" in fmt.signes and nu.startswith(_MOINS):
        return _without_symbol(nu[1:].lstrip(_ESPACES), fmt.symbole), True
    if "apres" in fmt.signes and nu.endswith(_MOINS):
        return _without_symbol(nu[:-1].rstrip(_ESPACES), fmt.symbole), True
    return nu, False


def _marked(nu: str, symbole: str) -> tuple[str, bool]:
    """Return the number before its mark, and whether this is that of a credit; only zero goes without."""
    marque = nu[-2:].upper()
    if marque not in (_CREDIT, _DEBIT):
        if nu.strip("0.,"):
            raise ValueError(f"montant sans débit ni crédit : {nu!r}")
        return nu, False
    return _without_symbol(nu[:-2].rstrip(_ESPACES), symbole), marque == _CREDIT


def _without_symbol(texte: str, symbole: str) -> str:
    return texte.removeprefix(symbole).removesuffix(symbole).strip(_ESPACES) if symbole else texte


def parse_centimes(texte: str, fmt: NumberFormat = PLAIN) -> int:
    """Return the amount in euro-cents; raise ValueError on anything not strictly in the format, sub-cents
    included.

    >>> parse_centimes("1 234,5", NumberFormat(",", " "))

    123450
    """
    return _parse(texte, _pattern(fmt), fmt)


def _parse(texte: str, motif: re.Pattern[str], fmt: NumberFormat) -> int:
    nu, negative = _unsigned(texte.strip(), fmt)
    trouve = motif.fullmatch(nu)
    if trouve is None:
        raise ValueError(f"montant illisible : {texte!r}")
    if len(fmt.decimale) > 1 and _MILLE.fullmatch(nu):
        raise TwoReadings(f"montant ambigu : {texte!r}")
    cents, fine = trouve[2] or "", fmt.fine
    if cents[fine:].strip("0"):
        raise SubCent(f"montant plus fin que le centime : {texte!r}")
    valeur = int((trouve[1].translate(_SANS_GROUPE) + cents[:fine].ljust(fine, "0")) or "0")
    if valeur > CENTIMES_MAX:
        raise ValueError(f"montant hors bornes : {texte!r}")
    return -valeur if negative else valeur


def centimes_of_number(valeur: float | Decimal | str, unite: str = "") -> int:
    """Return the cents of a typed number (JSON, XLSX) exactly, in euros or in the unit of its file; a text
    must be a decimal or exponent literal.

    A binary double such as 0.30000000000000004 is the cent it was meant to be: the gap to the nearest cent
    must stay under 1e-6 euro, or 1e-12 of the amount up to a thousandth of a euro (rule F10, made tighter: a
    purely relative 1e-6 would round any amount above 5 000 euros). Otherwise, as for NaN and amounts beyond
    CENTIMES_MAX, raise ValueError.
    """
    fine = UNITES[unite]
    if isinstance(valeur, str) and fine == 2 and (trouve := _NOMBRE_COURT.fullmatch(valeur)):
        return int(trouve[1] + (trouve[2] or "").ljust(2, "0"))
    exact = _exact(valeur).scaleb(fine - 2)
    cents = int((exact * 100).to_integral_value())
    tolerance = min(Decimal("1e-3"), max(Decimal("1e-6"), Decimal("1e-12") * abs(exact)))
    if abs(exact - Decimal(cents) / 100) >= tolerance:
        raise SubCent(f"montant plus fin que le centime : {valeur!r}")
    if abs(cents) > CENTIMES_MAX:
        raise ValueError(f"montant hors bornes : {valeur!r}")
    return cents


def centimes_of_literal(texte: str) -> int:
    """Return the cents of a number written as text in XML: a plain decimal, or one with an exponent, as
    programs write large doubles; raise ValueError as ``centimes_of_number`` and ``parse_centimes`` do.
    """
    nu = texte.strip()
    return centimes_of_number(nu) if _EXPOSANT.fullmatch(nu) else parse_centimes(nu)


def _exact(valeur: float | Decimal | str) -> Decimal:
    """Return the exact decimal of a number, its magnitude bounded before anything is computed with it."""
    try:
        exact = Decimal(valeur if isinstance(valeur, (str, int, Decimal)) else repr(valeur))
    except InvalidOperation:
        raise ValueError(f"montant illisible : {valeur!r}") from None
    if not exact.is_finite() or exact.adjusted() > 15:
        raise ValueError(f"montant hors bornes : {valeur!r}")
    return Decimal(0) if exact.adjusted() < -30 else exact


@cache
def reader_of(fmt: NumberFormat) -> Callable[[str], int]:
    """Return ``parse_centimes`` bound to a format, with fast lanes for the plain cases: for tight loops."""
    decimale, motif, court = fmt.decimale[0], _pattern(fmt), re.compile(_common(fmt)).fullmatch

    if "credit" in fmt.signes or fmt.fine != 2:
        return partial(_parse, motif=motif, fmt=fmt)

    def read(texte: str) -> int:
        entier, _, cents = texte.partition(decimale)
        chiffres = entier + cents
        if len(cents) == 2 and len(chiffres) < 16 and entier and chiffres.isdecimal() and chiffres.isascii():
            return int(chiffres)
        if (trouve := court(texte)) is None:
            return _parse(texte, motif, fmt)
        valeur = int(trouve[2].translate(_SANS_GROUPE) + trouve[3])
        return -valeur if trouve[1] else valeur

    return read


@cache
def column_reader_of(fmt: NumberFormat) -> Callable[[Sequence[str]], list[int]]:
    """Return what reads a column as ``reader_of`` reads each of its texts: at once when all are written in
    the common ways. It raises ValueError when one of them is no amount.
    """
    read, whole = reader_of(fmt), re.compile(rf"(?:{_common(fmt)}\n)*+")
    marks = {" ": _ESPACES, "'": "'’"}.get(fmt.milliers, fmt.milliers) + fmt.decimale

    def column(texts: Sequence[str]) -> list[int]:
        together, usual = "\n".join(texts) + "\n", "credit" not in fmt.signes and fmt.fine == 2
        if not usual or together.count("\n") != len(texts) or whole.fullmatch(together) is None:
            return list(map(read, texts))
        for mark in marks:
            together = together.replace(mark, "")
        return list(map(int, together.split()))

    return column


def split_centimes(total: int, parts: list[int]) -> list[int]:
    """Split ``total`` cents pro rata of non-negative weights, by largest remainder: the shares sum to
    ``total``.

    Ties go to the first part. Raise ValueError when there is no part, a negative weight, or only zero
    weights.
    """
    somme = sum(parts)
    if not parts or somme <= 0 or min(parts) < 0:
        raise ValueError("répartition impossible : poids absents, nuls ou négatifs")
    signe, reste = (-1 if total < 0 else 1), abs(total)
    quotes = [divmod(reste * poids, somme) for poids in parts]
    manque = reste - sum(entier for entier, _ in quotes)
    servis = set(sorted(range(len(parts)), key=lambda i: (-quotes[i][1], i))[:manque])
    return [signe * (entier + (i in servis)) for i, (entier, _) in enumerate(quotes)]


def format_euros(centimes: int, decimales: bool = True) -> str:
    """Return the French display of an amount: U+202F thousands, decimal comma, true minus, euro sign.

    Without ``decimales`` the amount is rounded half-up to the euro.
    """
    entier, cents = divmod(abs(centimes), 100)
    if not decimales:
        entier += cents >= 50
    texte = f"{entier:,}".replace(",", "\u202f") + (f",{cents:02d}" if decimales else "")
    nul = not entier and not (decimales and cents)
    return ("" if centimes >= 0 or nul else "\u2212") + texte + "\u00a0€"
