"""The cells of a table made into columns of text, cents and JSON lists, absences read as nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from achatlas.containers.survey.found import UNCACHED
from achatlas.ingest.absences import UNREAD_AMOUNT, Absences
from achatlas.ingest.amounts import ABSENT, read_text
from achatlas.ingest.flags import Flags
from achatlas.ingest.layout import Layout
from achatlas.ingest.lots import Column, holds, texts

Place = tuple[str, ...]
_ISO = r"^(\p{Nd}{4})-(\p{Nd}\p{Nd})-(\p{Nd}\p{Nd})(?: 00:00:00)?$"


class Gatherer:
    """Knows, for the header of one file, which cell makes which column.

    A column named ``titulaires.id``, or ``titulaires.2.id`` for the second of the row, is a field of the JSON
    list ``titulaires``; one that ends in ``_centimes`` is an amount beside the main one.
    """

    def __init__(
        self, layout: Layout, rangs: dict[str, int], lire: Callable[[str], int], signalements: Flags
    ) -> None:
        self.layout, self.lire, self.signalements = layout, lire, signalements
        self.typed = layout.lecture.format == "tableur"
        self.absences = Absences(layout.absences, signalements)
        self.plain = {vers: rang for vers, rang in rangs.items() if "." not in vers}
        self.lists: dict[str, list[tuple[Place, int]]] = {}
        for vers, rang in rangs.items():
            nom, *place = vers.split(".")
            if place:
                self.lists.setdefault(nom, []).append((_placed(place), rang))

    def columns(self, cells: Sequence[Column], numeros: Sequence[int]) -> dict[str, Any]:
        """Return the columns of a batch of records (their cells by column, their lines: ``numeros``): texts,
        cents, JSON lists (None when they are empty).
        """
        colonnes: dict[str, Any] = {
            vers: self._values(vers, cells[rang], numeros) for vers, rang in self.plain.items()
        }
        if self.typed and self.layout.dates != "iso":
            typed_dates(colonnes, self.layout.dates)
        for nom, places in self.lists.items():
            fields = [texts(self._values(place[-1], cells[rang], numeros)) for place, rang in places]
            named = [place for place, _ in places]
            colonnes[nom] = [_as_list(named, ligne) for ligne in zip(*fields, strict=True)]
        return colonnes

    def _values(self, vers: str, written: Column, numeros: Sequence[int]) -> Column:
        found = self.absences.column(_valued(written) if self.typed else written, numeros)
        if vers.endswith("_centimes"):
            return [self._centimes(text, numero) for text, numero in zip(texts(found), numeros, strict=True)]
        mark = self.layout.enumerations.get(vers)
        return [_joined(text, mark) if mark in text else text for text in texts(found)] if mark else found

    def _centimes(self, text: str, numero: int) -> int | None:
        """Return the cents of an amount beside the main one, None (flagged) when they cannot be read."""
        montant = read_text(text, "", self.lire)
        if montant.motif and montant.motif != ABSENT:
            self.signalements.at(numero)
            self.signalements[UNREAD_AMOUNT] += 1
        return None if montant.motif else montant.centimes


def _valued(written: Column) -> Column:
    """Empty the cells of a formula never computed: what stands for it is no text of the file."""
    if not holds(written, UNCACHED):
        return written
    return tuple("" if cell == UNCACHED else cell for cell in texts(written))


def _joined(text: str, mark: str) -> str:
    return "|".join(part for part in map(str.strip, text.split(mark.strip())) if part)


def _placed(place: list[str]) -> Place:
    """Return the place of a field in a list, with the rank of each object: the first when it is not said."""
    ranked: list[str] = []
    for part in place:
        if (not ranked or not ranked[-1].isdecimal()) and not part.isdecimal():
            ranked.append("1")
        ranked.append(part)
    return tuple(ranked)


def _as_list(places: list[Place], values: Sequence[Any]) -> str | None:
    """Return the JSON text of the objects that the fields of one record make, None when none has a value."""
    found: dict[str, Any] = {}
    for place, value in zip(places, values, strict=True):
        kept = value.strip() if isinstance(value, str) else value
        if kept not in (None, ""):
            node = found
            for part in place[:-1]:
                node = node.setdefault(part, {})
            node[place[-1]] = kept
    return json.dumps(_listed(found), ensure_ascii=False, separators=(",", ":")) if found else None


def _listed(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {nom: _listed(valeur) if isinstance(valeur, dict) else valeur for nom, valeur in node[rang].items()}
        for rang in sorted(node, key=int)
    ]


def typed_dates(colonnes: dict[str, Any], fmt: str) -> None:
    """Write the dates that the workbook types (read as ISO) in the format declared for the column, unless it
    says the year, the month or the day otherwise: an ISO date is read under any format.
    """
    if not all(part in fmt for part in ("%Y", "%m", "%d")):
        return
    written = fmt.replace("\\", r"\\").replace("%Y", r"\1").replace("%m", r"\2").replace("%d", r"\3")
    for nom in [nom for nom in colonnes if nom.startswith("date_")]:
        found = pa.array(colonnes[nom], pa.string())
        colonnes[nom] = pc.replace_substring_regex(found, _ISO, written)
