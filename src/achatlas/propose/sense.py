"""The sense of the lines: a column that says which amounts are taken away, unless their sign already says
it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from achatlas.catalogue.models_sources import Sens
from achatlas.catalogue.synonymes import SENS, Synonymes
from achatlas.domain.shapes.numbers import TOLERANCE
from achatlas.propose.directions import Directions, directions_of, is_told, mentions
from achatlas.propose.model import ANSWERED, NEVER, UNUSED, Board, Choix, Draft, Question
from achatlas.propose.scan import cents_of, data
from achatlas.propose.table import Table

SIGNED, READ = "les montants portent déjà leur signe", "le sens est déjà lu"
_ALL = (("plus", "Les compter telles quelles"),)
_SIDES = (
    ("plus", "L'ajouter"),
    ("moins", "Le retrancher"),
    ("hors", "Le rejeter : ce n'est pas une dépense"),
)
_TAKEN_AWAY = (
    ("moins", "Le retrancher : ces lignes annulent ou réduisent une dépense comptée ailleurs"),
    ("hors", "Les rejeter : ces dépenses annulées ne comptent pas, ni rien qui les compense"),
    ("plus", "L'ajouter : ces dépenses restent dues, ou une autre ligne les compense déjà"),
)
_KEPT = frozenset({
    "tiers_nom", "tiers_code", "tiers_siret", "objet", "compte", "exercice", "date_mandat", "date_facture",
    "date_paiement", "montant_ht", "montant_ttc", "montant_tva", "montant_credit",
})  # fmt: skip
_LABEL = "libelle_compte"
Signs = dict[str, list[int]]


@dataclass(frozen=True)
class _Read:
    """The column of sense that is read, and what its values do."""

    column: Draft
    sens: Sens


@dataclass(frozen=True)
class _Values:
    """The values of a column: what each says, how many lines bear it, the signs of their amounts."""

    column: Draft
    said: Directions
    signs: Signs

    @property
    def sides(self) -> Mapping[str, str | None]:
        return self.said.sides

    def lines(self, side: str | None) -> int:
        return sum(self.signs[value][0] for value, known in self.sides.items() if known == side and value)

    def negatives(self, side: str) -> tuple[int, int]:
        """How many amounts of one side are negative, and how many are positive."""
        signs = [self.signs[value] for value, known in self.sides.items() if known == side]
        return sum(s[1] for s in signs), sum(s[2] for s in signs)

    def identity(self, question: str, value: str = "") -> str:
        """The id of a question on the column, or on one of its values."""
        return f"{question} {value}" if self.said.named else f"{question} {self.column.name} {value}".strip()


def settle_sense(board: Board, table: Table, known: Synonymes, lire: Callable[[str], int]) -> Sens | None:
    """Decide the columns of sense, whatever their header; return what their values do to the amounts, None
    when no column does.
    """
    amounts, found = _amounts(board), None
    _drop_useless(board, amounts)
    for column in [*board.of(SENS), *_others(board, known)] if amounts else []:
        values = _values(column, _signs(table, amounts, lire, column, found), known)
        if found is None:
            found = _decide(board, values)
        else:
            _beside(board, values, found)
    for column in filter(partial(_left_aside, known=known), board.columns if amounts else []):
        _ask_mention(board, column, _told_lines(table, board, lire, column, known, found))
    return found.sens if found else None


def _drop_useless(board: Board, amounts: list[int]) -> None:
    """Drop the columns of sense that hold nothing, or too many values, or come without an amount."""
    for column in board.of(SENS):
        if not amounts or column.stats.overflow or not column.stats.filled:
            column.drop(UNUSED if column.stats.filled else "vide")


def _values(column: Draft, signs: Signs, known: Synonymes) -> _Values:
    counts = {value: lines for value, (lines, *_) in signs.items()}
    return _Values(column, directions_of(column.name, counts, known), signs)


def _left_aside(column: Draft, known: Synonymes) -> bool:
    """Whether a column whose name announces what is taken away is about to be kept without a use."""
    judged = any(why in column.why for why in (SIGNED, READ, NEVER, ANSWERED))
    unread = column.cible is None and column.etat != "certaine" and not judged
    return unread and mentions(column.name, column.stats.values, known)


def _told_lines(
    table: Table,
    board: Board,
    lire: Callable[[str], int],
    column: Draft,
    known: Synonymes,
    found: _Read | None,
) -> int:
    """On how many lines whose amount adds a column says something."""
    amounts = _amounts(board)
    nets = ((cells, _turned_by(found, cells, _net(cells, amounts, lire))) for _, cells in data(table))
    return sum(net > 0 and is_told(cells[column.rank], known) for cells, net in nets)


def _ask_mention(board: Board, column: Draft, lines: int) -> None:
    """Ask about lines that a column may say to be cancelled, by a date or a number that no sense can read."""
    if not lines:
        return
    texte = (
        f"« {column.name} » est remplie sur {lines} ligne(s) au montant positif. Si elles annulent une "
        "dépense, ou sont annulées, refaites l'export avec leur montant en négatif, ou sans elles. "
        "Faut-il les compter ?"
    )
    question = Question(f"sens {column.name}", column.name, texte, _ALL)
    if board.ask(question) is None:
        column.doubt("annonce des annulations")
    else:
        column.drop(f"comptée telle quelle, {ANSWERED}")


def _others(board: Board, known: Synonymes) -> list[Draft]:
    """The columns of another name whose values say that amounts are taken away; one that is read as a text
    must say nothing else.
    """
    kept = (SENS, _LABEL)
    may = [c for c in board.columns if c.role not in kept and c.cible not in _KEPT and not _silent(c)]
    return [c for c in may if _speaks(c, known)]


def _silent(column: Draft) -> bool:
    return NEVER in column.why or ANSWERED in column.why or column.stats.overflow


def _speaks(column: Draft, known: Synonymes) -> bool:
    said = directions_of(column.name, column.stats.values, known)
    return said.speaks and (column.cible is None or all(said.sides.values()))


def _signs(
    table: Table, amounts: list[int], lire: Callable[[str], int], column: Draft, found: _Read | None
) -> Signs:
    """By value of a column: the lines, those whose amount is negative, those where it is positive, as they
    count once the column of sense that is already read has turned them.
    """
    counts: Counter[tuple[str, int]] = Counter()
    for _, cells in data(table):
        net = _turned_by(found, cells, _net(cells, amounts, lire))
        counts[cells[column.rank].strip(), (net > 0) - (net < 0)] += 1
    values = dict.fromkeys(value for value, _ in counts)
    return {v: [sum(counts[v, s] for s in (-1, 0, 1)), counts[v, -1], counts[v, 1]] for v in values}


def _amounts(board: Board) -> list[int]:
    """The ranks of the amount that is read, and of what is taken from it."""
    main = board.read_as("montant_ht") or board.read_as("montant_ttc")
    return [column.rank for column in (main, board.read_as("montant_credit")) if column]


def _net(cells: list[str], amounts: list[int], lire: Callable[[str], int]) -> int:
    main, *less = [cents_of(cells[rank], lire) or 0 for rank in amounts]
    return main - sum(less)


def _turned_by(found: _Read | None, cells: list[str], net: int) -> int:
    """An amount as a column of sense counts it: 0 when it rejects the line."""
    if found is None:
        return net
    value = cells[found.column.rank].strip()
    return -net if value in found.sens.moins else net if value in found.sens.plus else 0


def _decide(board: Board, values: _Values) -> _Read | None:
    """What one column does; it must name a taking away, or a line that is no expense, to change a figure."""
    column, (negative, positive) = values.column, values.negatives("moins")
    outside = values.lines("hors")
    if not (values.lines("moins") or outside):
        column.drop("ne distingue ni annulation ni recette")
        return None
    if not outside and not positive and (negative or not values.said.named):
        _leave(column, SIGNED)
        return None
    if negative and positive:
        return _asked_signs(board, values, negative, positive)
    return _turned(board, values, turn=not negative)


def _leave(column: Draft, why: str) -> None:
    """Do not read the column as a sense; a text stays what it is."""
    if column.cible is None or column.cible == SENS:
        column.drop(why)


def _beside(board: Board, values: _Values, found: _Read) -> None:
    """A second column of sense cannot be read: what it alone takes away is told before it is counted."""
    positive = values.negatives("moins")[1]
    if not positive:
        _leave(values.column, READ)
        return
    named = ", ".join(
        f"« {v} »" for v, side in values.sides.items() if side == "moins" and values.signs[v][2]
    )
    texte = (
        f"« {values.column.name} » dit {named} sur {positive} ligne(s) au montant positif, mais le sens "
        f"est déjà lu dans « {found.column.name} ». Refaites l'export sans elles, ou faut-il les compter ?"
    )
    if board.ask(Question(f"sens {values.column.name}", values.column.name, texte, _ALL)) is None:
        values.column.doubt("annonce d'autres annulations")
    else:
        _leave(values.column, f"comptée telle quelle, {ANSWERED}")


def _worth(value: str) -> str:
    return f"vaut « {value} »" if value else "est vide"


def _asked_signs(board: Board, values: _Values, negative: int, positive: int) -> _Read | None:
    column = values.column
    texte = (
        f"« {column.name} » annonce des annulations : {positive} sont en positif, {negative} en négatif. "
        "Faut-il retourner leur signe ?"
    )
    choix = (
        ("retourner", "Oui, retourner le signe de toutes"),
        ("laisser", "Non, le signe écrit est le bon"),
    )
    given = board.ask(Question(values.identity("signe").strip(), column.name, texte, choix))
    if given is None:
        column.doubt("annulations en positif et en négatif", SENS)
        return None
    return _turned(board, values, turn=given == "retourner")


def _turned(board: Board, values: _Values, *, turn: bool) -> _Read | None:
    """The values of the column in the terms of a profile; those that nothing tells are asked."""
    column, sides = values.column, {value: _side(board, values, value, turn) for value in values.sides}
    unknown = [value for value, side in sides.items() if side is None]
    if any(value in values.said.doubtful or _matters(values, value) for value in unknown):
        said = values.said.doubtful.intersection(unknown)
        column.doubt("annonce des annulations" if said else "des valeurs que rien n'explique", SENS)
        return None
    if not values.said.named and set(sides.values()) == {"plus"}:
        _leave(column, f"comptée telle quelle, {ANSWERED}")
        return None
    found = _as_sens(sides, turn=turn)
    column.take(SENS, _told(values, sides, found))
    return _Read(column, found)


def _told(values: _Values, sides: Mapping[str, str | None], found: Sens) -> str:
    """Which values add, which take away, which are left out, and on how many lines."""
    out = [value for value, side in sides.items() if side not in ("plus", "moins")]
    said = [f"ajoute {_named(values, found.plus)}", f"retranche {_named(values, found.moins)}"]
    return " ; ".join([*said, *([f"rejette {_named(values, out)}"] if out else [])])


def _named(values: _Values, some: Choix | tuple[str, ...] | list[str]) -> str:
    told = (f"{value or 'vide'} ({values.signs[str(value)][0]} ligne(s))" for value in some)
    return ", ".join(told) or "rien"


def _as_sens(sides: Mapping[str, str | None], *, turn: bool) -> Sens:
    """The values that add and those that take away; all of them add when their sign is not to be turned."""
    added = tuple(value for value, side in sides.items() if side == "plus")
    turned = tuple(value for value, side in sides.items() if side == "moins")
    return Sens(plus=added, moins=turned) if turn else Sens(plus=added + turned)


def _matters(values: _Values, value: str) -> bool:
    """Whether a value is on more lines than may be rejected one by one."""
    return values.signs[value][0] > TOLERANCE * sum(sign[0] for sign in values.signs.values())


def _side(board: Board, values: _Values, value: str, turn: bool) -> str | None:
    """What a value does to the amount: known, or asked when it is unknown or sets many lines aside, or when
    what it takes away is to be confirmed.
    """
    side = values.sides[value]
    if side is None and not values.said.named:
        return "plus"
    if turn and value in values.said.doubtful:
        return board.ask(_question(values, value, _TAKEN_AWAY, None))
    if side in ("plus", "moins") or not _matters(values, value):
        return side
    return board.ask(_question(values, value, _SIDES, side))


def _question(values: _Values, value: str, choix: Choix, propose: str | None) -> Question:
    lines, _, positive = values.signs[value]
    shown = f"{lines} ligne(s)" if choix is _SIDES else f"{lines} ligne(s), {positive} au montant positif"
    texte = f"« {values.column.name} » {_worth(value)} sur {shown}. Que faire de leur montant ?"
    return Question(values.identity("sens", value), values.column.name, texte, choix, propose)
