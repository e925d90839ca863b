"""The amount: which column bears it, with or without tax, told by names, then by what the lines add up to."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from achatlas.catalogue.synonymes import Meaning, Synonymes
from achatlas.domain.money import NumberFormat
from achatlas.domain.text import header_words
from achatlas.ingest.amounts import amount_reader
from achatlas.propose.directions import directions_of
from achatlas.propose.evidence import ColumnStats
from achatlas.propose.forms import ASKED, ROLES, settle_format
from achatlas.propose.model import NOTHING, Board, Choix, Draft, Question
from achatlas.propose.reductions import CREDIT, net_among, settle_reductions
from achatlas.propose.roles import HALF, NAMED
from achatlas.propose.scan import Lines, read_lines
from achatlas.propose.table import Table
from achatlas.propose.units import as_written, settle_unit, told

CENT = 2
_TAKEN = {
    "ht": "montant hors taxes",
    "ttc": "montant TTC, lu tel quel et signalé",
    "inconnue": "montant lu tel quel, base de taxe inconnue et signalée",
}
_BASES = {"ht": ({"ht"}, {"hors", "taxes"}), "ttc": ({"ttc"}, {"toutes", "taxes"}, {"including", "vat"})}
_PAYABLE = frozenset({"net", "payer"})
AGREE = 0.95
_RATES = (200, 100, 55, 85, 21, 196)
_SAID = re.compile(r"montants?\b.{0,40}?\b(HT|TTC|hors taxes?|toutes taxes)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Amounts:
    """How the amounts of a file are written, and what they are without tax or not; None while it is asked."""

    nombres: NumberFormat | None
    base: str = "ht"


def settle_amounts(board: Board, table: Table, known: Synonymes) -> Amounts:
    """Decide the columns of amounts, asking what neither their names nor their lines tell."""
    _drop_rates(board, known)
    _set_flags_aside(board, known)
    found = [c for c in board.of(*ROLES) if c.stats.numbers.numeric >= HALF]
    if all(c.role == "montant_tva" for c in found):
        found = [*_asked_amount(board), *found]
    fmt = settle_format(board, found, table) if found else None
    unite = settle_unit(board, found, table, known, fmt)
    found = [c for c in found if c.open]
    if fmt is None:
        _wait(found)
        return Amounts(None)
    fmt = replace(fmt, unite=unite)
    lire = as_written(amount_reader(fmt, table.typed), unite)
    base = _Choice(board, found, table, lire).settle()
    settle_reductions(board, found, table, lire)
    _leave(board)
    told(board, unite)
    return Amounts(fmt, base)


def _leave(board: Board) -> None:
    for column in board.of("montant_credit"):
        if not column.stats.filled:
            column.drop(NOTHING)
    for column in board.of(*ROLES):
        column.drop("autre montant, déjà lu ailleurs" if column.stats.filled else "vide")


def _wait(found: list[Draft]) -> None:
    for column in [c for c in found if c.open]:
        column.doubt("forme des nombres à dire", column.role if column.role in ROLES[:3] else None)


def _drop_rates(board: Board, known: Synonymes) -> None:
    """A column named after the tax whose few values are rates is no amount."""
    for column in board.of("montant_tva"):
        rates = column.stats.rates
        if rates - {"0"} and rates <= set(known.taux_de_tva):
            column.drop("taux de TVA, sans usage")


def _set_flags_aside(board: Board, known: Synonymes) -> None:
    """A column named after what is taken away that holds words, or yes and no, is no amount."""
    for column in board.of(CREDIT):
        stats = column.stats
        speaks = not stats.overflow and directions_of(column.name, stats.values, known).speaks
        if stats.filled and (speaks or stats.numbers.numeric < HALF):
            column.meaning = Meaning("indicateur")


def _asked_amount(board: Board) -> list[Draft]:
    """The column that a person names as the amount, among the unknown ones that hold numbers."""
    among = [c for c in board.columns if c.open and not c.role and _may_be_amount(c.stats)]
    among = sorted(among, key=lambda c: -c.stats.numbers.decimals)
    texte = "Quelle colonne porte le montant de la dépense ?"
    chosen = board.ask_column("montant", texte, among) if among else None
    if not isinstance(chosen, Draft):
        return []
    chosen.meaning = Meaning("montant")
    return [chosen]


def _may_be_amount(stats: ColumnStats) -> bool:
    other = stats.share("siret", "siren", "annee") >= HALF or stats.dates.verdict().share >= HALF
    return stats.numbers.numeric >= HALF and not other


def _share(lines: list[tuple[int | None, ...]], holds: Callable[..., bool]) -> float:
    return sum(holds(*line) for line in lines) / len(lines) if lines else 0.0


def _adds_up(ht: int, tva: int, ttc: int) -> bool:
    return abs(ht + tva - ttc) <= CENT


def _may_be_tax(ht: int, tva: int) -> bool:
    """Whether the tax is no more than a quarter of the amount, a euro apart."""
    return 4 * abs(tva) <= abs(ht) + 400


def _is_tax_of(ht: int, tva: int) -> bool:
    """Whether the tax is that of an amount without tax, at one of the rates in force."""
    return any(abs(abs(tva) * 1000 - abs(ht) * rate) <= 1500 for rate in _RATES)


def _is_tax_in(ttc: int, tva: int) -> bool:
    return _is_tax_of(ttc - tva, tva)


class _Choice:
    """The choice of the amount among the columns that hold numbers, once these can be read."""

    def __init__(self, board: Board, found: list[Draft], table: Table, lire: Callable[[str], int]) -> None:
        self.board, self.table = board, table
        self.columns, self.lire = found, lire
        self.lines: Lines = read_lines(table, [c.rank for c in found], lire, None, [])

    def pick(self, role: str) -> Draft | None:
        """The column of a role; among several, the surest name, asked unless they all say the same."""
        among = [c for c in self.columns if c.role == role and c.open]
        for other in among[1:]:
            if self.agree([among[0], other], lambda a, b: a == b) == 1.0:
                other.drop(f"répète « {among[0].name} »")
        left = [c for c in among if c.open]
        return self.among(left, role)

    def among(self, left: list[Draft], role: str) -> Draft | None:
        """The only one left, the net one, or the one that a person chooses."""
        if len(left) < 2 or role not in ASKED:
            return next(iter(left), None)
        return _net(self, left) or self.chosen(left)

    def chosen(self, left: list[Draft]) -> Draft | None:
        """The column that a person chooses among several amounts, None while it is asked."""
        texte = "Plusieurs colonnes portent un montant : laquelle compter ?"
        given = self.board.ask_column("montant", texte, left)
        for column in left:
            if given is None:
                column.doubt("deux montants possibles", "montant_ht")
            elif column is not given:
                column.drop("autre montant, à votre réponse")
        return given if isinstance(given, Draft) else None

    def agree(self, columns: list[Draft], holds: Callable[..., bool], *, taxed: bool = False) -> float:
        """Share of the lines on which a relation holds between columns; ``taxed`` leaves out lines without
        tax (the last column).
        """
        ranks = [self.columns.index(c) for c in columns]
        rows = [tuple(line[r] for r in ranks) for line in self.lines.cents]
        whole = [row for row in rows if None not in row and (not taxed or row[-1])]
        return _share(whole, holds)

    def settle(self) -> str:
        """Decide; return what is known of the tax: ht, ttc or inconnue."""
        ht, tva = self.pick("montant_ht"), self.pick("montant_tva")
        if ht is not None:
            _leave_payable(self.columns)
        ttc = self.pick("montant_ttc")
        if any(question.id == "montant" for question in self.board.questions):
            return "ht"
        if ht is not None:
            return self.without_tax(ht, tva, ttc)
        plain = self.pick("montant")
        if plain is not None:
            return self.plain(plain, tva, ttc)
        if ttc is not None:
            return self.with_tax(ttc, tva)
        return self.debit_credit()

    def without_tax(self, ht: Draft, tva: Draft | None, ttc: Draft | None) -> str:
        """An amount named without tax; checked against the others of the line."""
        if tva is not None and ttc is not None:
            return self.whole(ht, tva, ttc)
        if ttc is not None:
            ttc.drop("montant TTC, le HT est lu")
            if self.agree([ht, ttc], lambda h, t: abs(h) <= abs(t) + CENT) < AGREE:
                return self.ask_base(ht, f"Nommé hors taxes, il dépasse « {ttc.name} ».", None)
        ht.take("montant_ht", NAMED)
        if tva is not None and self.agree([ht, tva], _may_be_tax) < AGREE:
            tva.drop("n'est pas la TVA du montant HT")
        elif tva is not None:
            tva.take("montant_tva", NAMED)
        return "ht"

    def whole(self, ht: Draft, tva: Draft, ttc: Draft) -> str:
        """The three are there: without tax, tax and total must add up on the lines."""
        share = self.agree([ht, tva, ttc], lambda h, v, t: _adds_up(h, v, t) and _may_be_tax(h, v))
        if share < AGREE:
            return self.contradicted(ht, tva, ttc, share)
        ttc.drop("montant TTC, somme du HT et de la TVA déjà lus")
        ht.take("montant_ht", f"{NAMED} ; HT + TVA = TTC sur {round(100 * share)} % des lignes")
        tva.take("montant_tva", NAMED)
        return "ht"

    def contradicted(self, ht: Draft, tva: Draft, ttc: Draft, share: float) -> str:
        """Ask which column to believe when the three do not add up."""
        texte = (
            f"« {ht.name} » + « {tva.name} » ne font « {ttc.name} » que sur {round(100 * share)} % "
            "des lignes. Quel est le montant hors taxes ?"
        )
        choix = (("ht", f"« {ht.name} », tel qu'écrit"), ("ttc", f"« {ttc.name} » moins « {tva.name} »"))
        given = self.board.ask(Question("base", ht.name, texte, choix))
        if given == "ht":
            ht.take("montant_ht", "montant hors taxes, à votre réponse")
            tva.drop("ne s'accorde pas avec le HT et le TTC")
        elif given == "ttc":
            self.computed(ttc, tva, "à votre réponse")
        else:
            for column in (ht, tva, ttc):
                column.doubt("HT, TVA et TTC ne s'accordent pas", column.role)
        return "ht"

    def computed(self, ttc: Draft, tva: Draft, why: str) -> None:
        """The amount without tax is the total less the tax."""
        ttc.take("montant_ttc", f"le HT est le TTC moins la TVA, {why}")
        tva.take("montant_tva", f"TVA, retranchée du TTC, {why}")
        for column in self.columns:
            if column.open and column.role in ("montant_ht", "montant"):
                column.drop("autre montant, sans usage")

    def with_tax(self, ttc: Draft, tva: Draft | None) -> str:
        """A total alone, or with its tax."""
        if tva is not None and self.agree([ttc, tva], lambda a, t: 5 * abs(t) <= abs(a) + 500) >= AGREE:
            self.computed(ttc, tva, "seuls montants du fichier")
            return "ht"
        if tva is not None:
            tva.drop("n'est pas la TVA de ce montant")
        return self.ask_base(
            ttc, "Ce fichier ne donne qu'un montant TTC, dont le HT ne se déduit pas.", "ttc"
        )

    def plain(self, amount: Draft, tva: Draft | None, ttc: Draft | None) -> str:
        """An amount whose name does not say the tax: told by the lines, by a title, or asked."""
        if ttc is not None:
            if tva is not None and self.agree([amount, tva, ttc], _adds_up) >= AGREE:
                amount.take("montant_ht", "HT : ajouté à la TVA, il fait le TTC sur les lignes")
                tva.take("montant_tva", NAMED)
                ttc.drop("montant TTC, somme du HT et de la TVA déjà lus")
                return "ht"
            if self.agree([amount, ttc], lambda a, b: a == b) == 1.0:
                amount.drop(f"répète « {ttc.name} »")
            return self.with_tax_beside(amount, tva, ttc)
        if tva is not None:
            of, within = self.taxed(amount, tva)
            if of >= 0.9 > 0.2 > within:
                amount.take("montant_ht", "HT : la TVA de la ligne en est le taux")
                tva.take("montant_tva", NAMED)
                return "ht"
            if within >= 0.9 > 0.2 > of:
                self.computed(amount, tva, "la TVA de la ligne y est comprise")
                return "ht"
        return self.ask_base(amount, "Rien ne dit si ce montant est hors taxes ou TTC.", None, tva)

    def taxed(self, amount: Draft, tva: Draft) -> tuple[float, float]:
        """Share of the taxed lines whose tax is that of the amount, and whose tax is within it."""
        pair = [amount, tva]
        return self.agree(pair, _is_tax_of, taxed=True), self.agree(pair, _is_tax_in, taxed=True)

    def with_tax_beside(self, amount: Draft, tva: Draft | None, ttc: Draft) -> str:
        """A total with tax beside an amount that says nothing: the pair tells only with the tax."""
        if tva is not None:
            return self.with_tax(ttc, tva)
        if amount.open:
            ttc.drop("montant TTC, un autre montant est lu")
            return self.ask_base(amount, f"Il diffère de « {ttc.name} », mais rien ne dit s'il est HT.", None)
        return self.with_tax(ttc, None)

    def debit_credit(self) -> str:
        """Debit less credit, when there is no other amount."""
        debit, credit = self.pick("montant_debit"), self.pick("montant_credit")
        if debit is None:
            return "ht"
        if credit is not None:
            credit.take("montant_credit", f"{NAMED} ; retranchée de « {debit.name} »")
        if _named_base(debit) == "ht":
            debit.take("montant_ht", NAMED)
            return "ht"
        return self.ask_base(debit, "Rien ne dit si les débits sont hors taxes ou TTC.", None)

    def ask_base(self, column: Draft, texte: str, propose: str | None, tva: Draft | None = None) -> str:
        """Ask what an amount says of the tax, unless a title of the file says it."""
        given = _said_before(self.table) or self.board.ask(self.base_question(column, texte, propose, tva))
        if given == "ttc" and tva is not None:
            self.computed(column, tva, "à votre réponse")
            return "ht"
        if given is None:
            column.doubt(texte.rstrip("."), "montant_ht")
            return "ht"
        column.take("montant_ht", _TAKEN[given])
        if tva is not None:
            tva.take("montant_tva", NAMED)
        return given

    def base_question(self, column: Draft, texte: str, propose: str | None, tva: Draft | None) -> Question:
        """The question on the tax, as it stands for one column."""
        ttc = "TTC : retrancher la TVA" if tva else "TTC : compter tel quel, et le signaler"
        choix: Choix = (
            ("ht", "Hors taxes"),
            ("ttc", ttc),
            ("inconnue", "On ne sait pas : compter tel quel, et le signaler"),
        )
        if _named_base(column) == "ttc" and tva is None and not _said_before(self.table):
            suite = "Il serait compté tel quel, taxe comprise, et signalé comme tel : est-ce accepté ?"
            choix = (("ttc", "Oui : compter le TTC tel quel, et le signaler"),)
        else:
            suite = "Que porte cette colonne ?"
        return Question("base", column.name, f"« {column.name} » : {texte} {suite}", choix, propose)


def _said_before(table: Table) -> str | None:
    """What the titles above the table say of the amounts: ht, ttc, or nothing sure."""
    said = {m[1].lower() for cell in table.heading.before for m in _SAID.finditer(cell)}
    bases = {"ht" if word in ("ht",) or word.startswith("hors") else "ttc" for word in said}
    return bases.pop() if len(bases) == 1 else None


def _net(choice: _Choice, left: list[Draft]) -> Draft | None:
    """The column that is another one less its cancellations, the others then left."""
    reductions = [c for c in choice.columns if c.role == "montant_credit"]
    net = net_among(left, reductions, choice.table, choice.lire)
    for column in [c for c in left if net is not None and c is not net]:
        column.drop("autre montant, dont le net est lu")
    return net


def _leave_payable(columns: list[Draft]) -> None:
    """Beside an amount without tax, what is left to pay tells nothing: a retention may be taken from it."""
    for column in [c for c in columns if c.role == "montant_ttc" and c.open]:
        if _PAYABLE.issubset(header_words(column.name)):
            column.drop("reste à payer, le HT est lu")


def _named_base(column: Draft) -> str:
    """What the name of an amount says of the tax: ht, ttc, or nothing."""
    words = set(header_words(column.name))
    return next((base for base, said in _BASES.items() if any(one <= words for one in said)), "")
