"""The sense of the lines: a column that says which amounts are taken away, unless their sign already says
it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from achatlas.catalogue.models_sources import Sens
from achatlas.catalogue.synonymes import SENS, Synonymes
from achatlas.domain.shapes.numbers import TOLERANCE
from achatlas.propose.model import UNUSED, Board, Draft, Question
from achatlas.propose.scan import read_lines
from achatlas.propose.table import Table

_SIDES = (
    ("plus", "L'ajouter"),
    ("moins", "Le retrancher"),
    ("hors", "Le rejeter : ce n'est pas une dépense"),
)


@dataclass(frozen=True)
class _Values:
    """The values of a column of sense: what is known of each, how many lines, the signs of their amounts."""

    column: Draft
    sides: dict[str, str | None]
    signs: dict[str, list[int]]

    def lines(self, side: str | None) -> int:
        return sum(self.signs[value][0] for value, known in self.sides.items() if known == side and value)

    def negatives(self, side: str) -> tuple[int, int]:
        """How many amounts of one side are negative, and how many are positive."""
        signs = [self.signs[value] for value, known in self.sides.items() if known == side]
        return sum(s[1] for s in signs), sum(s[2] for s in signs)


def settle_sense(board: Board, table: Table, known: Synonymes, lire: Callable[[str], int]) -> Sens | None:
    """Decide the columns of sense; return what their values do to the amounts, None when no column does."""
    amount = board.read_as("montant_ht") or board.read_as("montant_ttc")
    found: Sens | None = None
    for column in board.of(SENS):
        if amount is None or not _usable(board, column):
            column.drop(UNUSED if column.stats.filled else "vide")
            continue
        signs = read_lines(table, [amount.rank], lire, column.rank, []).signs
        sides = {value: known.direction_of(value) for value in signs}
        found = _decide(board, _Values(column, sides, signs), taken=found is not None) or found
    return found


def _usable(board: Board, column: Draft) -> bool:
    return column.stats.filled > 0 and not column.stats.overflow and not board.read_as("montant_credit")


def _decide(board: Board, values: _Values, *, taken: bool) -> Sens | None:
    """What one column does; it must name a taking away, or a line that is no expense, to change a figure."""
    column = values.column
    turned, outside = values.lines("moins"), values.lines("hors")
    if taken or not (turned or outside):
        column.drop("ne distingue ni annulation ni recette" if not taken else "le sens est déjà lu")
        return None
    negative, positive = values.negatives("moins")
    if not outside and negative and not positive:
        column.drop("les montants portent déjà leur signe")
        return None
    if negative > TOLERANCE * (negative + positive) and positive:
        return _asked_signs(board, values, negative, positive)
    return _turned(board, values, turn=not negative)


def _worth(value: str) -> str:
    return f"vaut « {value} »" if value else "est vide"


def _asked_signs(board: Board, values: _Values, negative: int, positive: int) -> Sens | None:
    column = values.column
    texte = (
        f"« {column.name} » annonce des annulations : {positive} sont en positif, {negative} en négatif. "
        "Faut-il retourner leur signe ?"
    )
    choix = (
        ("retourner", "Oui, retourner le signe de toutes"),
        ("laisser", "Non, le signe écrit est le bon"),
    )
    given = board.ask(Question("signe", column.name, texte, choix))
    if given is None:
        column.doubt("annulations en positif et en négatif", SENS)
        return None
    return _turned(board, values, turn=given == "retourner")


def _turned(board: Board, values: _Values, *, turn: bool) -> Sens | None:
    """The values of the column in the terms of a profile; those that nothing tells are asked."""
    column, sides = values.column, {value: _side(board, values, value) for value in values.sides}
    unknown = [value for value, side in sides.items() if side is None]
    if any(_matters(values, value) for value in unknown):
        column.doubt("des valeurs que rien n'explique", SENS)
        return None
    found = _as_sens(sides, turn=turn)
    said = {side: ", ".join(values) or "rien" for side, values in found.model_dump().items()}
    column.take(SENS, f"ajoute {said['plus']} ; retranche {said['moins']}")
    return found


def _as_sens(sides: Mapping[str, str | None], *, turn: bool) -> Sens:
    """The values that add and those that take away; all of them add when their sign is not to be turned."""
    added = tuple(value for value, side in sides.items() if side == "plus")
    turned = tuple(value for value, side in sides.items() if side == "moins")
    return Sens(plus=added, moins=turned) if turn else Sens(plus=added + turned)


def _matters(values: _Values, value: str) -> bool:
    """Whether a value is on more lines than may be rejected one by one."""
    return values.signs[value][0] > TOLERANCE * sum(sign[0] for sign in values.signs.values())


def _side(board: Board, values: _Values, value: str) -> str | None:
    """What a value does to the amount: known, or asked when it is unknown or sets many lines aside."""
    side = values.sides[value]
    if side in ("plus", "moins") or not _matters(values, value):
        return side
    texte = (
        f"« {values.column.name} » {_worth(value)} sur {values.signs[value][0]} ligne(s). "
        "Que faire de leur montant ?"
    )
    return board.ask(Question(f"sens {value}", values.column.name, texte, _SIDES, side))
