"""The amount of a record on the parser's side: cents, or the reason why it is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from achatlas.containers.survey.found import UNCACHED
from achatlas.domain.money import (
    CENTIMES_MAX,
    NumberFormat,
    SubCent,
    TwoReadings,
    centimes_of_number,
    column_reader_of,
    parse_centimes,
    reader_of,
)
from achatlas.ingest.decimals import AMBIGUOUS
from achatlas.ingest.layout import AmountRule

ABSENT, ILLISIBLE, SOUS_CENTIME, SENS_INCONNU = (
    "montant_absent",
    "montant_illisible",
    "montant_sous_centime",
    "sens_inconnu",
)

EN_ERREUR, SANS_VALEUR = "cellule_en_erreur", "formule_sans_valeur"

_ERREUR = re.compile(
    r"#(?:REF|VALEUR|VALUE|NOM|NAME|DIV/0|NUL|NULL|NOMBRE|NUM)[!?]|#N/[AD]|Err ?:\d+|#ERREUR!"
)
_COURT = re.compile(r"-?[0-9]{1,13}(?:\.[0-9]{1,2})?").fullmatch
_NOMBRE = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


class Montant(NamedTuple):
    """An amount in cents; when it cannot be read, 0, the reason and the column at fault."""

    centimes: int
    motif: str = ""
    colonne: str = ""


def amount_reader(fmt: NumberFormat, typed: bool) -> Callable[[str], int]:
    """Return what reads one cell: in a workbook (``typed``) a plain number (1234.5) is a number; any other
    text follows the format.
    """
    texte_declare = reader_of(fmt)
    if not typed:
        return texte_declare

    def read(texte: str) -> int:
        return centimes_of_number(texte, fmt.unite) if _NOMBRE.fullmatch(texte) else texte_declare(texte)

    return read


def column_reader(fmt: NumberFormat, typed: bool) -> Callable[[Sequence[str]], list[int]]:
    """Return what reads a column as ``amount_reader`` reads each of its cells; it raises ValueError when one
    is no amount.
    """
    if not typed:
        return column_reader_of(fmt)
    lire = amount_reader(fmt, typed)

    def column(texts: Sequence[str]) -> list[int]:
        if fmt.fine != 2 or not all(map(_COURT, texts)):
            return list(map(lire, texts))
        parts = [texte.partition(".") for texte in texts]
        return [int(euros + cents.ljust(2, "0")) for euros, _, cents in parts]

    return column


def read_text(texte: str, colonne: str, lire: Callable[[str], int]) -> Montant:
    """Return the amount of one cell of text."""
    if not texte.strip():
        return Montant(0, ABSENT, colonne)
    try:
        return Montant(lire(texte))
    except TwoReadings:
        return Montant(0, AMBIGUOUS, colonne)
    except SubCent:
        return Montant(0, SOUS_CENTIME, colonne)
    except ValueError:
        return Montant(0, _unreadable(texte.strip()), colonne)


def _unreadable(texte: str) -> str:
    """Return why a text is no amount: a formula never computed, an error that a sheet shows, or another."""
    if texte == UNCACHED:
        return SANS_VALEUR
    return EN_ERREUR if _ERREUR.fullmatch(texte) else ILLISIBLE


def read_json(valeur: object, colonne: str, lire: Callable[[str], int] = parse_centimes) -> Montant:
    """Return the amount of a JSON value: a number, or a text as ``lire`` reads it (plain decimal form)."""
    if valeur is None or (isinstance(valeur, str) and not valeur.strip()):
        return Montant(0, ABSENT, colonne)
    if isinstance(valeur, str):
        return read_text(valeur, colonne, lire)
    if isinstance(valeur, bool) or not isinstance(valeur, (int, Decimal)):
        return Montant(0, ILLISIBLE, colonne)
    return read_text(str(valeur), colonne, centimes_of_number)


def read_rule(valeurs: Mapping[str, str], rule: AmountRule, lire: Callable[[str], int]) -> Montant:
    """Return the amount that a rule makes of a record's cells: column less column, turned by the sign
    columns.
    """
    principal = rule.first_of(valeurs)
    if rule.moins is None:
        montant = read_text(principal, rule.colonne, lire)
    else:
        montant = _difference(principal, valeurs.get(rule.moins) or "", rule, lire)
    for colonne, signes in rule.signes.items():
        lu = (valeurs.get(colonne) or "").strip()
        if rule.signes_stricts and lu not in signes:
            return Montant(0, SENS_INCONNU, colonne)
        if signes.get(lu) == -1:
            centimes = -montant.centimes if rule.signes_stricts else -abs(montant.centimes)
            montant = montant._replace(centimes=centimes)
    return montant


def _difference(plus: str, moins: str, rule: AmountRule, lire: Callable[[str], int]) -> Montant:
    """Return debit less credit; a blank side is zero, both blank is no amount."""
    debit, credit = read_text(plus, rule.colonne, lire), read_text(moins, str(rule.moins), lire)
    borne = ABSENT if not rule.principal else ""
    fautes = [cote for cote, blanc in ((debit, borne), (credit, ABSENT)) if cote.motif not in ("", blanc)]
    if fautes or debit.motif == credit.motif == ABSENT:
        return (fautes or [debit])[0]
    centimes = debit.centimes - credit.centimes
    return Montant(centimes) if abs(centimes) <= CENTIMES_MAX else Montant(0, ILLISIBLE, rule.colonne)
