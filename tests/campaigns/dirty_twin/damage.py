"""What happens to one line on its way: each damage says what may become of the line.

``SAME`` keeps what the line says, another way of writing it: it must be accepted, equal to the truth.
``LOST`` makes it unreadable: it must not be accepted. ``OPEN`` may go either way, never a false value.

Left out, since no reader can tell them: day and month exchanged when both are at most twelve, digits of an
amount changed or dropped within the form of the file, two digits of a SIRET that Luhn takes for one another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from demo.identifiers import make_tva, scientific
from tests.campaigns.dirty_twin.forms import Cell, Form
from tests.campaigns.dirty_twin.lines import Line

SAME, LOST, OPEN = "same", "lost", "open"
Cells = dict[str, Cell]
SPACES = (" ", "\u00a0", "\u202f", "\u2009")
UNREADABLE = ("n.c.", "voir PJ", "#VALEUR!", "#REF!", "12,3,4", "1,2E+05", "--12,00", "(12,00", "1O2,00", "?")


@dataclass(frozen=True)
class Spot:
    """Where a damage falls: the line, its form, and the draw."""

    line: Line
    form: Form
    draw: Random

    def space(self) -> str:
        """A space that the encoding of the file can write."""
        fits = SPACES[:2] if self.form.encoding == "cp1252" else SPACES
        return self.draw.choice(fits)


Damage = Callable[[Cells, Spot], str | None]
"""Changes the cells in place and returns the fate; None when it does not apply to this line."""


def amount_between_spaces(cells: Cells, at: Spot) -> str | None:
    if at.form.typed:
        return None
    cells["ht"] = f"{at.space()}{cells['ht']}{at.space()}"
    return SAME


def amount_with_another_space(cells: Cells, at: Spot) -> str | None:
    if at.form.typed or not at.form.group.isspace():
        return None
    cells["ht"] = at.form.written(at.line.cents, group=at.space())
    return SAME


def amount_with_another_sign(cells: Cells, at: Spot) -> str | None:
    if at.form.typed or at.line.cents > 0:
        return None
    cells["ht"] = at.form.written(at.line.cents, sign=at.draw.choice(("avant", "apres", "parentheses")))
    return SAME


def amount_as_text_in_a_sheet(cells: Cells, at: Spot) -> str | None:
    if not at.form.typed:
        return None
    cells["ht"] = at.form.written(at.line.cents, group="")
    return SAME


def amount_unreadable(cells: Cells, at: Spot) -> str | None:
    cells["ht"] = at.draw.choice(UNREADABLE)
    return LOST


def amount_blank(cells: Cells, at: Spot) -> str | None:
    cells["ht"] = at.draw.choice(("", " ", "\u00a0"))
    return LOST


def amount_finer_than_the_cent(cells: Cells, at: Spot) -> str | None:
    text = at.form.written(abs(at.line.cents)).removesuffix(at.form.symbol) + str(at.draw.randrange(1, 10))
    cells["ht"] = abs(at.line.cents) / 100 + 0.003 if at.form.typed else text
    return LOST


def amount_of_elsewhere(cells: Cells, at: Spot) -> str | None:
    """The marks of another country: 1,234.56 among 1 234,56 and the other way round."""
    mark, group = (".", ",") if at.form.mark == "," else (",", ".")
    cells["ht"] = at.form.written(at.line.cents, mark=mark, group=group)
    return OPEN


def whole_thousands_of_elsewhere(cells: Cells, at: Spot) -> str | None:
    """1,500 for fifteen hundred euros, among 1 234,56."""
    if at.line.cents % 100 or abs(at.line.cents) < 100_000:
        return None
    mark = "," if at.form.mark == "." else "."
    if not at.form.typed and at.draw.random() < 0.5:
        mark = at.form.mark
    cells["ht"] = f"{at.line.cents // 100:,}".replace(",", mark)
    return OPEN


def badly_grouped(cells: Cells, at: Spot) -> str | None:
    whole, part = divmod(abs(at.line.cents), 100)
    if whole < 1_000:
        return None
    text = str(whole)
    cells["ht"] = f"{text[:-2]} {text[-2:]}{at.form.mark}{part:02}"
    return LOST


def day_in_iso(cells: Cells, at: Spot) -> str | None:
    cells["date"] = at.line.day.isoformat()
    return SAME


def day_with_an_hour(cells: Cells, at: Spot) -> str | None:
    if at.form.typed:
        return None
    cells["date"] = f"{cells['date']} 00:00:00"
    return SAME


def day_that_is_none(cells: Cells, at: Spot) -> str | None:
    year = at.line.day.year
    cells["date"] = at.draw.choice((f"31/02/{year}", "00/00/0000", f"mars {year}", "n.c.", "29/02/2023", ""))
    return OPEN


def day_in_another_form(cells: Cells, at: Spot) -> str | None:
    """A serial number, a year of two digits or of four, month first where the day tells it."""
    others = ["%d/%m/%y", "%d/%m/%Y", "%Y%m%d", "%d %B %Y"]
    if at.line.day.day > 12:
        others += ["%m/%d/%Y", "%m/%d/%y"]
    serial = str(at.line.day.toordinal() - 693594)
    cells["date"] = at.draw.choice([serial, *map(at.line.day.strftime, others)])
    return OPEN


def day_of_another_century(cells: Cells, at: Spot) -> str | None:
    """A year mistyped: 2042 for 2024."""
    if "%y" in at.form.day:
        return None
    year = at.draw.choice((1924, 2042, 2204, 204, 2014, 2029))
    cells["date"] = at.form.written_day(at.line.day.replace(year=year, day=min(28, at.line.day.day)))
    return OPEN


def siret_with_spaces(cells: Cells, at: Spot) -> str | None:
    text, space = at.line.siret, at.space()
    cells["siret"] = f" {text[:3]}{space}{text[3:6]}{space}{text[6:9]}{space}{text[9:]}"
    return SAME


def siret_as_a_number(cells: Cells, at: Spot) -> str | None:
    cells["siret"] = int(at.line.siret) if at.form.typed else str(int(at.line.siret))
    return OPEN


def siret_in_scientific_form(cells: Cells, at: Spot) -> str | None:
    cells["siret"] = scientific(at.line.siret)
    return OPEN


def siret_one_digit_lost(cells: Cells, at: Spot) -> str | None:
    rank = at.draw.randrange(14)
    cells["siret"] = at.line.siret[:rank] + at.line.siret[rank + 1 :]
    return OPEN


def siret_one_digit_wrong(cells: Cells, at: Spot) -> str | None:
    rank = at.draw.randrange(14)
    other = (int(at.line.siret[rank]) + at.draw.randrange(1, 10)) % 10
    cells["siret"] = f"{at.line.siret[:rank]}{other}{at.line.siret[rank + 1 :]}"
    return OPEN


def siret_rounded(cells: Cells, at: Spot) -> str | None:
    """What 3,56E+13 becomes once opened again: zeros at the end."""
    if at.line.siret.endswith("00000"):
        return None
    cells["siret"] = f"{at.line.siret[:9]}00000"
    return OPEN


def siret_is_a_vat_number(cells: Cells, at: Spot) -> str | None:
    cells["siret"] = make_tva(at.line.siret[:9])
    return OPEN


def quotes_and_lines_in_a_text(cells: Cells, at: Spot) -> str | None:
    cells["objet"] = f'{at.line.objet} "dit" {at.form.separator} suite\nfin'
    return SAME


def text_in_hard_spaces(cells: Cells, at: Spot) -> str | None:
    cells["objet"] = f"\u00a0 {at.line.objet}\u00a0"
    return SAME


def accents_encoded_twice(cells: Cells, at: Spot) -> str | None:
    cells["objet"] = at.line.objet.encode().decode("cp1252", "replace").replace("\ufffd", "?")
    return SAME


def formula_in_a_text(cells: Cells, at: Spot) -> str | None:
    cells["objet"] = at.draw.choice("=+-@") + "SOMME(A1:A9)"
    return SAME


DAMAGES: tuple[Damage, ...] = (
    amount_between_spaces, amount_with_another_space, amount_with_another_sign, amount_as_text_in_a_sheet,
    amount_unreadable, amount_blank, amount_finer_than_the_cent, amount_of_elsewhere,
    whole_thousands_of_elsewhere, badly_grouped, day_in_iso, day_with_an_hour, day_that_is_none,
    day_in_another_form, day_of_another_century, siret_with_spaces, siret_as_a_number,
    siret_in_scientific_form, siret_one_digit_lost, siret_one_digit_wrong, siret_rounded,
    siret_is_a_vat_number, quotes_and_lines_in_a_text, text_in_hard_spaces, accents_encoded_twice,
    formula_in_a_text,
)  # fmt: skip
GENTLE: tuple[Damage, ...] = (
    amount_between_spaces, amount_with_another_space, amount_with_another_sign, siret_with_spaces,
    quotes_and_lines_in_a_text, text_in_hard_spaces, formula_in_a_text, siret_one_digit_wrong,
    siret_in_scientific_form,
)  # fmt: skip
"""What leaves the form of the amounts and of the dates certain, for files whose columns are proposed."""
