"""The year and the dates: which column gives the exercice, and how the dates of the file are written."""

from __future__ import annotations

from achatlas.domain.shapes.dates import DateVerdict
from achatlas.propose.model import Board, Draft, Question
from achatlas.propose.roles import HALF, NAMED

DATES = ("date_mandat", "date_facture", "date_paiement")
_SAMPLE_DAY = {"%d": "jour", "%m": "mois", "%Y": "année", "%y": "année", "%b": "mois"}


def settle_dates(board: Board) -> str | None:
    """Decide the columns of dates and of the year; return how the dates are written, None while it is
    asked.
    """
    _settle_year(board)
    dated = {c.rank: c.stats.dates.verdict() for c in board.columns if c.open and _is_date(c)}
    main = _main(board, dated)
    if main is None:
        return "iso" if board.read_as("exercice") else None
    form = _form(board, main, dated)
    _take_others(board, main, form)
    return form


def _is_date(column: Draft) -> bool:
    return column.role in DATES and column.stats.filled > 0 and column.stats.dates.verdict().share >= HALF


def _settle_year(board: Board) -> None:
    for column in board.of("exercice"):
        if board.read_as("exercice"):
            column.drop("déjà lu ailleurs")
        elif column.stats.filled and column.stats.share("annee") >= 0.995:
            column.take("exercice", f"{NAMED} ; des années partout")
        else:
            column.drop("ne porte pas d'années de quatre chiffres" if column.stats.filled else "vide")


def _main(board: Board, dated: dict[int, DateVerdict]) -> Draft | None:
    """The column read as date_mandat: so named, else the only date; asked when several could give the
    year.
    """
    named = [c for c in board.of("date_mandat") if c.rank in dated]
    if named:
        return _named(board, named)
    others = [c for c in board.of("date_facture", "date_paiement") if c.rank in dated]
    if len(others) > 1 and not board.read_as("exercice"):
        texte = "Ni exercice ni date de mandat : quelle date donne l'année de chaque dépense ?"
        return _asked(board, texte, sorted(others, key=lambda c: c.role != "date_paiement"))
    return others[0] if others else None


def _named(board: Board, named: list[Draft]) -> Draft | None:
    """The date of mandat among the columns so named: the surest name; asked when two are as sure."""
    varied = [c for c in named if not c.stats.constant] or named
    equal = [c for c in varied if c.name_rank == varied[0].name_rank]
    if len(equal) > 1:
        texte = "Plusieurs colonnes datent le mandat : laquelle donne l'année et le mois ?"
        return _asked(board, texte, equal)
    for column in named:
        if column is not varied[0]:
            column.drop(f"autre date, le mandat est daté par « {varied[0].name} »")
    return varied[0]


def _asked(board: Board, texte: str, among: list[Draft]) -> Draft | None:
    chosen = board.ask_column("date", texte, among)
    if isinstance(chosen, Draft):
        return chosen
    for column in among:
        column.doubt("peut donner l'année de la dépense", "date_mandat")
    return None


def _form(board: Board, main: Draft, dated: dict[int, DateVerdict]) -> str | None:
    """How the dates are written, told by the main column, by another date of the file, or asked."""
    forms = dated[main.rank].forms
    if len(forms) > 1:
        proofs = {verdict.forms for verdict in dated.values()}
        forms = tuple(form for form in forms if (form,) in proofs) or forms
        forms = tuple(form for form in forms if _within(board, main, form)) or forms
    return forms[0] if len(forms) == 1 else _asked_form(board, main, forms, dated[main.rank].read)


def _within(board: Board, main: Draft, form: str) -> bool:
    """Whether the years that a form reads are those of the exercices of the file, or the next to them."""
    exercice = board.read_as("exercice")
    if exercice is None or exercice.stats.overflow:
        return True
    near = {int(text) + step for text in exercice.stats.values if text.isdecimal() for step in (-1, 0, 1)}
    return main.stats.dates.years[form] <= near


def _asked_form(board: Board, main: Draft, forms: tuple[str, ...], read: int) -> str | None:
    stats = main.stats
    candidates = forms or tuple(form for form, _ in stats.dates.read.most_common(3))
    cause = (
        f"« {stats.examples()[0]} » se lit de plusieurs façons et aucun jour ne dépasse 12"
        if forms
        else f"{stats.filled - read} date(s) sur {stats.filled} ne se lisent pas comme les autres"
    )
    texte = f"Comment sont écrites les dates de « {main.name} » ? {cause}."
    choix = tuple((form, written(form)) for form in candidates)
    return board.ask(Question("dates", main.name, texte, choix, candidates[0]))


def written(form: str) -> str:
    """A form of dates in words: ``jour/mois/année``."""
    if form == "iso":
        return "année-mois-jour"
    if form == "serie":
        return "nombre de jours d'un tableur"
    for code, word in _SAMPLE_DAY.items():
        form = form.replace(code, word)
    return form


def _take_others(board: Board, main: Draft, form: str | None) -> None:
    alone = main.role != "date_mandat" and not board.read_as("exercice")
    why = "seule date sûre du fichier : elle donne l'année" if alone else NAMED
    _take(main, "date_mandat" if alone else main.role, why, form)
    for column in board.of(*DATES):
        if taken := board.read_as(column.role):
            column.drop(f"autre date, déjà lue dans « {taken.name} »")
        elif column.stats.filled and form is not None and form not in _readable(column):
            column.drop("dates écrites autrement que celle du mandat, sans usage")
        else:
            _take(column, column.role, NAMED, form)


def _take(column: Draft, cible: str, why: str, form: str | None) -> None:
    if form is None:
        column.doubt("forme des dates à dire", cible)
    else:
        column.take(cible, f"{why} ; {written(form)}")


def _readable(column: Draft) -> set[str]:
    """The forms that read nearly all of a column."""
    dates = column.stats.dates
    return {form for form in dates.read if dates.reads(form)}
