"""How a file writes its lines: container, encoding, separator, amounts, dates, order of the columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Any

from tests.campaigns.dirty_twin.lines import Line

Cell = str | float | int | date | None
HEADERS = {
    "ex": "Exercice", "num": "N° mandat", "date": "Date mandat", "compte": "Nature", "nom": "Tiers",
    "siret": "SIRET", "objet": "Libellé", "ht": "Montant HT", "service": "Service",
}  # fmt: skip
TARGETS = {
    "ex": "exercice", "num": "num_mandat", "date": "date_mandat", "compte": "compte", "nom": "tiers_nom",
    "siret": "tiers_siret", "objet": "objet", "ht": "montant_ht", "service": "service",
}  # fmt: skip
DAYS = ("%d/%m/%Y", "iso", "%d-%m-%Y", "%d.%m.%Y", "%Y%m%d", "%d/%m/%y", "%d/%m/%Y")
ENCODINGS = ("utf-8", "cp1252", "utf-8-sig", "utf-16", "cp1252")
GROUPS = {",": ("", " ", "\u00a0", "\u202f", "."), ".": ("", ",", " ", "'")}
SIGNS = ("avant", "avant", "apres", "parentheses")


@dataclass(frozen=True)
class Form:
    """One way of writing; ``kind`` is csv, xlsx or ods, ``roles`` the columns in order."""

    kind: str
    encoding: str
    separator: str
    mark: str
    group: str
    sign: str
    symbol: str
    day: str
    ending: str
    roles: tuple[str, ...]

    @property
    def typed(self) -> bool:
        """Whether the cells have a type of their own."""
        return self.kind != "csv"

    def cells(self, line: Line) -> dict[str, Cell]:
        """What each column says of a line."""
        return {
            "ex": line.day.year if self.typed else str(line.day.year),
            "num": line.number if self.typed else str(line.number),
            "date": line.day if self.typed else self.written_day(line.day),
            "compte": line.compte,
            "nom": line.name,
            "siret": line.siret,
            "objet": line.objet,
            "ht": line.cents / 100 if self.typed else self.written(line.cents),
            "service": "" if line.number % 3 else "Écoles",
        }

    def written(self, cents: int, sign: str = "", mark: str = "", group: str | None = None) -> str:
        """An amount as text, in this form or with another sign or other marks."""
        whole, part = divmod(abs(cents), 100)
        grouped = f"{whole:,}".replace(",", self.group if group is None else group)
        text = f"{grouped}{mark or self.mark}{part:02}{self.symbol}"
        if cents >= 0:
            return text
        return {"avant": f"-{text}", "apres": f"{text}-", "parentheses": f"({text})"}[sign or self.sign]

    def written_day(self, day: date, form: str = "") -> str:
        """A day as text."""
        chosen = form or self.day
        return day.isoformat() if chosen == "iso" else day.strftime(chosen)

    def profile(self) -> Mapping[str, Any]:
        """The profile that a careful person would declare for this form."""
        reading: dict[str, Any] = {"format": "tableur"}
        if not self.typed:
            reading = {"format": "csv", "separateur": self.separator, "encodage": self.encoding}
        group = " " if self.group.isspace() else self.group
        return {
            "libelle": "Jumeau sale",
            "lecture": reading,
            "nombres": {
                "decimale": self.mark, "milliers": "" if self.typed else group,
                "signe": ["avant", "apres", "parentheses"], "symbole": self.symbol.strip(),
            },
            "dates": self.day,
            "colonnes": {HEADERS[role]: TARGETS[role] for role in self.roles},
        }  # fmt: skip


def drawn(draw: Random, kind: str) -> Form:
    """A form at random that a French package may have; nothing in it makes two readings of one file."""
    mark = draw.choice(",,,.")
    separator = draw.choice(";;\t|,")
    middle = ["date", "compte", "nom", "siret", "objet", "ht", "service"]
    draw.shuffle(middle)
    form = Form(
        kind,
        draw.choice(ENCODINGS),
        separator,
        mark,
        draw.choice(GROUPS[mark]),
        draw.choice(SIGNS),
        draw.choice(("", "", "", " €")),
        draw.choice(DAYS),
        draw.choice(("\r\n", "\r\n", "\n")),
        ("ex", "num", *middle),
    )
    fine = form.group == "\u202f" and form.encoding == "cp1252"
    return replace(form, group="\u00a0") if fine else form
