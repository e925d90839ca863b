"""What a line of mandat cannot do without: an amount, a year, who was paid, for what."""

from __future__ import annotations

from achatlas.domain.errors import UnreadableFile
from achatlas.domain.shapes.kinds import masked
from achatlas.domain.shapes.numbers import NumberShapes, shape_of
from achatlas.propose.forms import ROLES
from achatlas.propose.model import Board, Draft
from achatlas.propose.roles import HALF
from achatlas.propose.scan import data
from achatlas.propose.table import Table

NONE = "aucune"
WHO = ("tiers_nom", "tiers_code", "tiers_siret")
WHAT = ("compte", "objet", "code_nomenclature")


def settle_needs(board: Board) -> None:
    """Ask for the third party and the object when no name tells them, while columns are still undecided: a
    question that has no column to choose is none.
    """
    if not _has(board, WHO):
        _ask(board, "tiers", "Quelle colonne nomme le fournisseur ?", "tiers_nom", (), _texts(board))
    if not _has(board, WHAT):
        extra = ((NONE, "Aucune : les achats resteront à classer"),)
        _ask(board, "objet", "Quelle colonne dit l'objet de la dépense ?", "objet", extra, _texts(board))


def _has(board: Board, cibles: tuple[str, ...]) -> bool:
    return any(c.cible in cibles and c.stats.filled for c in board.columns)


def _texts(board: Board) -> list[Draft]:
    """The undecided columns that hold words, the most varied first."""
    found = [c for c in board.columns if c.open and c.stats.share("lettres") >= 0.5]
    return sorted(found, key=lambda c: (not c.stats.overflow, -len(c.stats.values)))


def _ask(
    board: Board,
    identity: str,
    texte: str,
    cible: str,
    extra: tuple[tuple[str, str], ...],
    among: list[Draft],
) -> None:
    if not among:
        return
    chosen = board.ask_column(identity, texte, among, extra)
    if isinstance(chosen, Draft):
        chosen.take(cible, "à votre réponse")
    elif chosen is None:
        among[0].doubt(texte.lower().rstrip(" ?"), cible)


def check_needs(board: Board, table: Table) -> None:
    """Raise UnreadableFile when nothing in the file, asked or known, can be the amount, the year or the third
    party.
    """
    asked = {question.id for question in board.questions}
    thought = {c.cible for c in board.columns if c.cible}
    lacks = [
        label
        for label, cibles, question in (
            ("montant", ("montant_ht", "montant_ttc"), {"montant", "base", "nombres"}),
            ("date ni exercice", ("exercice", "date_mandat"), {"date", "dates"}),
            ("fournisseur", WHO, {"tiers", "siret"}),
        )
        if not thought & set(cibles) and not asked & question
    ]
    if lacks:
        raise _unwritten(board, table) if lacks[0] == "montant" else _lacking(board, table, lacks[0])


def _lacking(board: Board, table: Table, what: str) -> UnreadableFile:
    """The refusal of a table without an amount, a year or a third party."""
    return UnreadableFile(
        f"Ce tableau n'a pas de {what}",
        table.path.name,
        f"colonnes trouvées : {', '.join(c.name for c in board.columns if c.name)[:300]}",
        "refaites l'export avec une ligne par mandat : date ou exercice, fournisseur, objet, montant",
    )


def _unwritten(board: Board, table: Table) -> UnreadableFile:
    """The refusal of a table without an amount: of the first value that is no number, with its line, when a
    column is named as the amount.
    """
    named = [c for c in board.columns if c.role in ROLES and c.stats.filled]
    column = next((c for c in named if c.stats.numbers.numeric < HALF), None)
    if column is None:
        return _lacking(board, table, "montant")
    line, text = _first_word(column, table)
    return UnreadableFile(
        f"Les montants de « {column.name} » ne sont pas écrits comme des nombres",
        f"{table.path.name}, ligne {line}",
        f"« {masked(text)[:40]} » {_cause(column)}",
        "refaites l'export avec des montants comme 1234,56 ou -1234,56",
    )


def _first_word(column: Draft, table: Table) -> tuple[int, str]:
    cells = ((line, cells[column.rank].strip()) for line, cells in data(table))
    return next(((line, text) for line, text in cells if text and not _is_number(text)), (0, ""))


def _is_number(text: str) -> bool:
    return NumberShapes([(shape_of(text), 1)]).numeric == 1


def _cause(column: Draft) -> str:
    if not column.stats.numbers.bears_sides:
        return "n'est pas un nombre"
    return "porte un sens (CR, DB) que toutes les lignes ne portent pas, ou surtout des crédits"
