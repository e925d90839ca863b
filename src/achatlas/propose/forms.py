"""The one way in which the amounts of a file are written, asked when its values could be read in two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import reduce

from achatlas.domain.money import UNITES, NumberFormat
from achatlas.domain.shapes.numbers import NumberShapes, NumberVerdict
from achatlas.propose.model import Board, Draft, Question
from achatlas.propose.roles import ask_currency
from achatlas.propose.scan import read_lines
from achatlas.propose.table import Table

ROLES = ("montant_ht", "montant_tva", "montant_ttc", "montant", "montant_debit", "montant_credit")
ASKED = ("montant_ht", "montant", "montant_ttc")
_AGREE = 0.95
_FINE = 10_000
_NAMES = {",": "virgule", ".": "point", " ": "espace", "'": "apostrophe"}


def settle_format(board: Board, found: list[Draft], table: Table) -> NumberFormat | None:
    """The one format of the amounts of the file, asked when two would read them apart or none reads them; in
    the unit that was answered.
    """
    unite = next((one for one in UNITES if board.answers.get("unite") == one), "")
    shapes = reduce(NumberShapes.joined, (column.stats.numbers for column in found))
    if shapes.symbol in ("£", "$"):
        ask_currency(board, found[0], shapes.symbol)
    verdict = shapes.verdict("." if table.separateur == "," else ",", unite)
    if verdict.certain and all(c.stats.numbers.fits(verdict.formats[0]) for c in found):
        return _general(verdict.formats[0])
    return _proven(verdict, found, table) or _asked(board, found[0], verdict, shapes)


def _proven(verdict: NumberVerdict, found: list[Draft], table: Table) -> NumberFormat | None:
    """Among formats that compete, the only one in which the amounts of the lines add up."""
    competing = verdict.formats if verdict.ambiguous else ()
    rivals = [fmt for fmt in competing if _adds_up_in(fmt, found, table)]
    return rivals[0] if len(rivals) == 1 else None


def _general(fmt: NumberFormat) -> NumberFormat:
    """The format, spaces between thousands accepted after a decimal comma: they cannot be read otherwise."""
    if fmt.decimale == "," and not fmt.milliers:
        return replace(fmt, milliers=" ")
    return fmt


def _adds_up_in(fmt: NumberFormat, found: list[Draft], table: Table) -> bool:
    """Whether the amounts without tax, the tax and the total add up on the lines when read in a format."""
    by_role = {column.role: column.rank for column in reversed(found)}
    if table.typed or not by_role.keys() >= set(ROLES[:3]):
        return False
    lines = read_lines(table, [by_role[role] for role in ROLES[:3]], finely(fmt), None, [])
    right = sum(_adds_up(*cents) for cents in lines.cents)
    return right >= _AGREE * len(lines.cents) > 0


def _adds_up(ht: int | None, tva: int | None, ttc: int | None) -> bool:
    return ht is not None and ttc is not None and abs(ht + (tva or 0) - ttc) <= _FINE // 50


def finely(fmt: NumberFormat) -> Callable[[str], int]:
    """A reader of amounts in ten-thousandths of a euro: no format is put aside for being finer than the
    cent.
    """

    def read(text: str) -> int:
        bare = "".join(sign for sign in text if sign.isdecimal() or sign in (fmt.decimale, "-"))
        whole, _, part = bare.replace("-", "").partition(fmt.decimale)
        value = int(whole or 0) * _FINE + int(part[:4].ljust(4, "0"))
        return -value if "-" in bare or text.strip().startswith("(") else value

    return read


def _asked(board: Board, column: Draft, verdict: NumberVerdict, shapes: NumberShapes) -> NumberFormat | None:
    if not verdict.formats:
        return None
    shown = ", ".join(column.stats.examples()[:3])
    cause = (
        "les valeurs se lisent de deux façons"
        if verdict.ambiguous
        else f"sur {verdict.filled} valeurs, {verdict.filled - verdict.read} ne se lit pas comme les autres"
    )
    texte = (
        f"Comment sont écrits les montants de « {column.name} » ({shown}) ? Sur tout le fichier, {cause} ; "
        "ce qui ne se lira pas sera rejeté."
    )
    choix = tuple((_key(fmt), _told(fmt, shapes)) for fmt in verdict.formats[:4])
    given = board.ask(Question("nombres", column.name, texte, choix))
    return next((fmt for fmt in verdict.formats if _key(fmt) == given), None)


def _key(fmt: NumberFormat) -> str:
    """The format in words, each sign named: nothing of it is lost on a command line."""
    return f"decimale {_NAMES[fmt.decimale]} milliers {_NAMES.get(fmt.milliers, 'aucun')}"


def _told(fmt: NumberFormat, shapes: NumberShapes) -> str:
    group = f"{_NAMES[fmt.milliers]} des milliers" if fmt.milliers else "sans séparateur de milliers"
    return f"{_NAMES[fmt.decimale]} décimale, {group} ({shapes.read_in(fmt)} valeurs lues)"
