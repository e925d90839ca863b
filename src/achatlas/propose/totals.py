"""Lines that bear an amount and nothing that names it: sub-totals without the word, to be left out."""

from __future__ import annotations

import re
from collections.abc import Callable

from achatlas.domain.shapes.numbers import TEXT, shape_of
from achatlas.propose.model import Board, Question
from achatlas.propose.scan import TOTAL, read_lines
from achatlas.propose.table import Table

NAMING = ("tiers_nom", "tiers_code", "tiers_siret", "num_mandat", "date_mandat", "objet", "num_facture")
TOTAUX, DEPENSE = "totaux", "depense"
_NUMBER = r"[-\u2212(€ ]*[0-9][-0-9\s.,'’)€]*"


def settle_totals(board: Board, table: Table, lire: Callable[[str], int]) -> str:
    """The pattern of the lines of total: the usual one, with what the file adds to it."""
    amounts = _ranks(board, ("montant_ht", "montant_ttc"))
    naming = _ranks(board, NAMING)
    if not amounts or len(naming) < 2:
        return TOTAL.pattern
    lines = read_lines(table, amounts, lire, None, naming)
    if not lines.suspects or (not lines.proven and _asked(board, lines.suspects) != "total"):
        return TOTAL.pattern
    return "|".join(dict.fromkeys([TOTAL.pattern, *map(_pattern, lines.suspects)]))


def _ranks(board: Board, cibles: tuple[str, ...]) -> list[int]:
    """The ranks of the columns read as these targets and not empty."""
    read = [column for cible in cibles if (column := board.read_as(cible))]
    return [column.rank for column in read if column.stats.filled]


def _asked(board: Board, labels: list[str]) -> str | None:
    shown = ", ".join(f"« {label} »" for label in list(dict.fromkeys(labels))[:3])
    texte = (
        f"{len(labels)} ligne(s) ont un montant sans fournisseur, ni date, ni objet ({shown}). "
        "Sont-ce des totaux, à ne pas compter deux fois ?"
    )
    choix = (("total", "Des totaux : les écarter"), (DEPENSE, "Des dépenses : les compter"))
    return board.ask(Question(TOTAUX, None, texte, choix, "total"))


def _pattern(label: str) -> str:
    """What recognises a label: any number, or its first word and whatever follows."""
    if shape_of(label) != TEXT:
        return _NUMBER
    word = re.match(r"[^\W\d]+|\S+", label)
    return rf"{re.escape(word[0])}\b.*" if word and word[0][-1:].isalnum() else re.escape(label)
