"""Rows of a sheet as the XML of a workbook, a column at a time: a cell is a number, a day or a text, never a
formula. A text that comes back often is written once for the whole book; the others stand in their cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter.utility import xl_col_to_name

from achatlas.containers.lots import joined, replaced
from achatlas.containers.table import Column

REFUSED = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_"
LONGEST = 32_767
"""How many signs a cell holds."""
OFTEN = 4_000
"""A column of more texts than this writes them in its cells."""
EPOCH = 25_569
"""The day 1970-01-01, as spreadsheets count days."""


class Shared:
    """The texts that are written once for a whole book, by their rank."""

    def __init__(self) -> None:
        self._ranks: dict[str, int] = {}

    def rank(self, text: str) -> int:
        """The rank of a text, as XML."""
        return self._ranks.setdefault(text, len(self._ranks))

    def xml(self, namespace: str) -> str:
        """The part that holds them (§18.4.9)."""
        held = "".join(f'<si><t xml:space="preserve">{text}</t></si>' for text in self._ranks)
        return f'<sst xmlns="{namespace}" uniqueCount="{len(self._ranks)}">{held}</sst>'


class RowsXml:
    """The rows of a table: the style of each column, the texts shared with the other sheets."""

    def __init__(self, colonnes: Sequence[Column], styles: Sequence[str], shared: Shared) -> None:
        self._styles = [f'" s="{style}"' for style in styles]
        self._genres = [one.genre for one in colonnes]
        self._letters = [f'<c r="{xl_col_to_name(rank)}' for rank in range(len(colonnes))]
        self._seen: list[set[str] | None] = [set() for _ in colonnes]
        self._shared = shared

    def xml(self, lot: pa.RecordBatch, first: int) -> bytes:
        """Some rows, the first at a rank (from 1)."""
        ranks = pa.array(range(first, first + lot.num_rows), pa.int32()).cast(pa.string())
        cells = [self._column(place, array, ranks) for place, array in enumerate(lot.columns)]
        row = pc.binary_join_element_wise('<row r="', ranks, '">', *cells, "</row>", "")
        return joined(row)

    def _column(self, place: int, array: pa.Array, ranks: pa.Array) -> pa.Array:
        """The cells of a column; nothing where nothing is told."""
        held = self._held(place, array)
        cell = pc.binary_join_element_wise(self._letters[place], ranks, self._styles[place], held, "")
        return cell.fill_null("")

    def _held(self, place: int, array: pa.Array) -> pa.Array:
        """What cells hold after their style, nothing for an empty one."""
        genre = self._genres[place]
        if genre == "texte":
            return self._texts(place, array)
        told = pc.add(array.cast(pa.int32()), EPOCH) if genre == "date" else array
        return pc.binary_join_element_wise("><v>", told.cast(pa.string()), "</v></c>", "")

    def _texts(self, place: int, array: pa.Array) -> pa.Array:
        coded = array.dictionary_encode()
        seen = self._seen[place]
        if seen is not None and len(coded.dictionary) <= OFTEN:
            texts = escaped(coded.dictionary).to_pylist()
            seen.update(texts)
            told = [f' t="s"><v>{self._shared.rank(text)}</v></c>' if text else None for text in texts]
            self._seen[place] = seen if len(seen) <= OFTEN else None
            return pa.array(told, pa.string()).take(coded.indices)
        self._seen[place] = None
        held = pc.binary_join_element_wise(
            ' t="inlineStr"><is><t xml:space="preserve">', escaped(array), "</t></is></c>", ""
        )
        return pc.if_else(pc.equal(array, ""), None, held)


def escaped(array: pa.Array) -> pa.Array:
    """Texts as XML; what it refuses is written as workbooks write it (§22.9.2.19)."""
    told = pc.utf8_slice_codeunits(array, 0, LONGEST) if _long(array) else array
    told = replaced(told, REFUSED, _spelled)
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        told = pc.replace_substring(told, sign, entity)
    return told


def _long(array: pa.Array) -> bool:
    return bool((pc.max(pc.utf8_length(array)).as_py() or 0) > LONGEST)


def _spelled(text: str) -> str:
    def one(found: re.Match[str]) -> str:
        held = found[0]
        return f"_x{ord(held):04X}_" if len(held) == 1 else f"_x005F{held}"

    return re.sub(REFUSED, one, text)
