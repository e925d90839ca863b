"""The columns that reduce the amount beside them: cancellations, reductions, credits; taken away when it is
certain, asked otherwise.
"""

from __future__ import annotations

from collections.abc import Callable

from achatlas.domain.text import header_words
from achatlas.propose.model import NOTHING, Board, Draft, Question
from achatlas.propose.roles import NAMED
from achatlas.propose.scan import read_lines
from achatlas.propose.table import Table

CREDIT, TAX = "montant_credit", "ttc"
_GROSS = {"mandate", "mandates", "mandatee", "emis", "emise", "brut", "initial", "debit", "ordonnance"}
_CANCELLED = {
    "avoir",
    "avoirs",
    "annule",
    "annules",
    "annulee",
    "annulation",
    "annulations",
    "reduction",
    "reductions",
    "reduit",
}
Rows = list[tuple[int, int]]


def net_among(
    left: list[Draft], credits: list[Draft], table: Table, lire: Callable[[str], int]
) -> Draft | None:
    """The amount that is another one less its cancellations, on every line: nothing is left to take away."""
    for net in left:
        for gross in left:
            if net is not gross and any(_is_net(net, gross, credit, table, lire) for credit in credits):
                return net
    return None


def _is_net(net: Draft, gross: Draft, credit: Draft, table: Table, lire: Callable[[str], int]) -> bool:
    lines = read_lines(table, [net.rank, gross.rank, credit.rank], lire, None, []).cents
    told = [(one or 0, two or 0, less or 0) for one, two, less in lines]
    return any(less for *_, less in told) and all(one == two - less for one, two, less in told)


def settle_reductions(board: Board, found: list[Draft], table: Table, lire: Callable[[str], int]) -> None:
    """Decide the columns that may reduce the amount which is read."""
    amount = board.read_as("montant_ht") or board.read_as("montant_ttc")
    if amount is None or board.read_as(CREDIT):
        return
    others = [c for c in found if c is not amount and c.role != CREDIT]
    for credit in _alike(board, amount):
        if any(_is_net(amount, gross, credit, table, lire) for gross in others):
            credit.drop(f"déjà retranché de « {amount.name} »")
        else:
            _decide(board, amount, credit, _rows(amount, credit, table, lire))


def _rows(amount: Draft, credit: Draft, table: Table, lire: Callable[[str], int]) -> Rows:
    """The two cells of the lines on which something may be taken away."""
    lines = read_lines(table, [amount.rank, credit.rank], lire, None, []).cents
    return [(one or 0, less) for one, less in lines if less]


def _alike(board: Board, amount: Draft) -> list[Draft]:
    """The columns that may reduce an amount, the one of the same base of tax first."""
    found = [c for c in board.of(CREDIT) if c.stats.filled]
    return sorted(found, key=lambda c: _taxed(c) != _taxed(amount))


def _taxed(column: Draft) -> bool:
    return TAX in header_words(column.name) or column.cible == "montant_ttc"


def _decide(board: Board, amount: Draft, credit: Draft, rows: Rows) -> None:
    """Take away one column, or ask; a difference has two columns, no more."""
    whole = amount.cible == "montant_ht" and not board.read_as(CREDIT)
    if whole and _sure(amount, credit, rows):
        _reduce(board, amount, credit, NAMED)
    elif not rows:
        credit.drop(NOTHING)
    elif board.read_as(CREDIT) and _taxed(amount) != _taxed(credit):
        credit.drop("autre base de taxe que le montant lu")
    else:
        _ask(board, amount, credit, rows, whole=whole)


def _ask(board: Board, amount: Draft, credit: Draft, rows: Rows, *, whole: bool) -> None:
    negative = all(less < 0 for _, less in rows)
    given = board.ask(_question(amount, credit, whole=whole, negative=negative))
    if given == "retrancher":
        _reduce(board, amount, credit, "à votre réponse")
    elif given:
        credit.drop("non retranché, à votre réponse")
    else:
        credit.doubt(f"réduit peut-être « {amount.name} »")


def _reduce(board: Board, amount: Draft, credit: Draft, why: str) -> None:
    credit.take(CREDIT, f"{why} ; retranchée de « {amount.name} »")
    tva = board.read_as("montant_tva")
    if tva is not None:
        tva.drop("ne tient pas compte de ce qui est annulé")


def _sure(amount: Draft, credit: Draft, rows: Rows) -> bool:
    """Whether the lines, or both names, say that one column reduces the other."""
    if _taxed(amount) != _taxed(credit) or any(less < 0 for _, less in rows):
        return False
    if rows and not any(one for one, _ in rows):
        return True
    named = _GROSS & set(header_words(amount.name)) and _CANCELLED & set(header_words(credit.name))
    return bool(named) and all(not one or one >= less for one, less in rows)


def _question(amount: Draft, credit: Draft, *, whole: bool, negative: bool) -> Question:
    shown = ", ".join(credit.stats.examples()[:2])
    texte = (
        f"« {credit.name} » ({shown}) est-il à retrancher de « {amount.name} », ou celui-ci en tient-il déjà "
        "compte ?"
    )
    if negative:
        texte += (
            " Ses montants sont négatifs : ils ne peuvent pas être retranchés, refaites l'export sans signe."
        )
    less = (("retrancher", f"Compter « {amount.name} » moins « {credit.name} »"),)
    choix = (
        *(less if whole and not negative else ()),
        ("laisser", f"Compter « {amount.name} » sans le retrancher"),
    )
    return Question(f"annulations {credit.name}", credit.name, texte, choix)
