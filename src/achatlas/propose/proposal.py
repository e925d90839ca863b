"""The proposal of a reading for a table of mandats that no profile describes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models_sources import Profil
from achatlas.catalogue.synonymes import Meaning, Synonymes, synonymes
from achatlas.ingest.amounts import amount_reader
from achatlas.propose import roles
from achatlas.propose.model import IGNORE, Board, Draft, Proposition, Question
from achatlas.propose.money import Amounts, settle_amounts
from achatlas.propose.needs import check_needs, settle_needs
from achatlas.propose.profile import SOURCE, Reading, build_profile, numbers_of
from achatlas.propose.scan import TOTAL, scan
from achatlas.propose.sense import settle_sense
from achatlas.propose.table import Table, open_table
from achatlas.propose.totals import DEPENSE, TOTAUX, settle_totals
from achatlas.propose.when import settle_dates

COMPTES = "referentiels/comptes.csv"
OVERRIDE = "colonne "
_CODES = {"cp1252": "Windows", "iso8859-15": "Latin-9", "mac-roman": "Macintosh", "cp850": "MS-DOS"}


def propose(path: Path, catalogue: Catalogue, *, reponses: Mapping[str, str] | None = None) -> Proposition:
    """How the file would be read. ``reponses`` maps the id of a question to the value chosen; besides, the id
    ``colonne <nom>`` forces a column to a target, or to ``ignorer``.

    The file is read whole, in bounded memory, and nothing is written. Raise UnreadableFile when it is no
    table, when nothing names its columns, or when it has no amount, no year or no third party.
    """
    given = dict(reponses or {})
    known = synonymes(catalogue)
    table = open_table(path, known, given.get("encodage"), given.get("feuille"))
    table, stats = scan(table, _accounts(catalogue.file(COMPTES)))
    heading = table.heading
    columns = [
        Draft(rank, name, meaning, one)
        for rank, (name, meaning, one) in enumerate(zip(heading.names, heading.meanings, stats, strict=True))
    ]
    board = Board(columns, given)
    _ask_opening(board, table)
    amounts, dates = _decide(board, table, known)
    return _finish(board, table, known, amounts, dates)


@lru_cache(maxsize=2)
def _accounts(path: Path) -> frozenset[str]:
    lines = path.read_text(encoding="utf-8-sig").splitlines()[1:]
    return frozenset(line.split(";")[1] for line in lines)


def _ask_opening(board: Board, table: Table) -> None:
    """Ask what the bytes do not tell: the encoding, or the sheet when several hold a table."""
    encoding = table.encoding
    if encoding and not encoding.sure:
        choix = tuple((name, f"{_CODES.get(name, name)} : « {sample} »") for name, sample in encoding.rivals)
        board.ask(
            Question(
                "encodage", None, "Dans quel encodage les accents se lisent-ils bien ?", choix, encoding.name
            )
        )
    if encoding and encoding.double:
        texte = (
            "Des accents de ce fichier ont été abîmés avant l'export (« Ã© » pour « é »). "
            "L'importer tel quel ?"
        )
        board.ask(Question("accents", None, texte, (("tel_quel", "Oui, tel quel"),)))
    if len(table.feuilles) > 1:
        choix = tuple((nom, f"« {nom} »") for nom in table.feuilles)
        texte = (
            "Plusieurs feuilles portent un tableau ; une seule est lue par profil. Laquelle ? En ligne de "
            "commande, --reponse feuille=NOM y répond."
        )
        board.ask(Question("feuille", None, texte, choix, table.feuille))


def _decide(board: Board, table: Table, known: Synonymes) -> tuple[Amounts, str | None]:
    """Decide every column, the surest first: each step sees only what the ones before left open."""
    for column in board.columns:
        forced = board.answers.get(f"{OVERRIDE}{column.name}")
        if forced == IGNORE:
            column.drop("ignorée, à votre réponse")
        elif forced:
            column.meaning = Meaning(forced, -1)
            if forced in roles.TEXTS or forced == "compte":
                column.take(forced, "à votre réponse")
    roles.settle_personal(board)
    amounts = settle_amounts(board, table, known)
    dates = settle_dates(board)
    roles.settle_accounts(board)
    roles.settle_texts(board)
    roles.settle_identifiers(board)
    roles.settle_acheteurs(board)
    roles.settle_currency(board)
    return amounts, dates


def _finish(board: Board, table: Table, known: Synonymes, amounts: Amounts, dates: str | None) -> Proposition:
    """Decide what needs the amount to be read, then write the proposal down."""
    fmt, sens, totaux = amounts.nombres, None, TOTAL.pattern
    if fmt is not None:
        lire = amount_reader(fmt, table.typed)
        sens = settle_sense(board, table, known, lire)
        totaux = settle_totals(board, table, lire)
    settle_needs(board)
    check_needs(board, table)
    roles.settle_rest(board)
    open_left = bool(board.questions) or any(c.etat == "a_decider" for c in board.columns)
    profil = None
    if not open_left and fmt is not None and dates is not None:
        counted = board.answers.get(TOTAUX) == DEPENSE
        reading = Reading(_encodings(table), fmt, dates, amounts.base, sens, totaux, counted)
        profil = build_profile(board, table, reading)
    return _written(board, table, amounts, dates, profil)


def _written(
    board: Board, table: Table, amounts: Amounts, dates: str | None, profil: Profil | None
) -> Proposition:
    fmt = amounts.nombres
    return Proposition(
        SOURCE,
        profil,
        table.encodage,
        table.separateur,
        table.feuille,
        table.heading.number,
        tuple(column.frozen() for column in board.columns),
        tuple(board.questions),
        numbers_of(fmt, typed=table.typed) if fmt else None,
        dates,
        profil is not None,
    )


def _encodings(table: Table) -> tuple[str, ...]:
    """The encodings that the profile tries: strict UTF-8 first, so that a next file without a BOM is read
    too.
    """
    if table.encodage in ("utf-8", "utf-8-sig", "cp1252"):
        return ("utf-8", "cp1252")
    return (table.encodage,)
