"""The « registre des procédures » written from what is already known, so that buyers only complete it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models_sources import Source
from achatlas.ingest.discover import discover
from achatlas.ingest.layout import MONTANT

SOURCE = "registre_procedures"
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
LIST = "titulaires"
Known = Mapping[str, Any]


def template(rows: Iterable[Known], catalogue: Catalogue | None = None) -> Iterator[list[str]]:
    """Yield the header of the registre, then one line for each titulaire of each known marché.

    A row maps columns of ``brut__marches`` to their values: texts, ``date`` or ISO dates, cents under
    ``*_centimes`` (``montant_ht_centimes`` for the main amount), ``titulaires`` as a list of objects or its
    JSON text. What is not known is left blank for the buyer to write.
    """
    source = discover(catalogue or Catalogue())[SOURCE].definition
    yield list(source.colonnes)
    for row in rows:
        for titulaire in _titulaires(row):
            yield [_cell(source, vers, row, titulaire) for vers in source.colonnes.values()]


def encoded(rows: Iterable[Known], catalogue: Catalogue | None = None) -> Iterator[bytes]:
    """Yield the registre as bytes, a line at a time: UTF-8 with BOM, semicolons. A text that begins like a
    formula gets an apostrophe, so that no spreadsheet runs it.
    """
    yield b"\xef\xbb\xbf"
    for cells in template(rows, catalogue):
        line = io.StringIO()
        csv.writer(line, delimiter=";", lineterminator="\r\n").writerow([_harmless(cell) for cell in cells])
        yield line.getvalue().encode("utf-8")


def _titulaires(row: Known) -> list[Known]:
    found = row.get(LIST) or []
    objects: list[Known] = json.loads(found) if isinstance(found, str) else list(found)
    return objects or [{}]


def _cell(source: Source, vers: str, row: Known, titulaire: Known) -> str:
    nom, _, field = vers.partition(".")
    if nom == LIST:
        return _written(titulaire.get(field), field, source)
    known = row.get("montant_ht_centimes") if vers == MONTANT else row.get(vers)
    return _written(known, "montant_ht_centimes" if vers == MONTANT else vers, source)


def _written(value: Any, vers: str, source: Source) -> str:
    """Return a value as the registre writes it: French dates and decimals, lists joined."""
    if value is None or value == "":
        return ""
    if vers.endswith("_centimes"):
        sign = "-" if value < 0 else ""
        return f"{sign}{abs(value) // 100}{source.nombres.decimale}{abs(value) % 100:02d}"
    if vers.startswith("date_"):
        return _day(value, source.dates)
    mark = source.enumerations.get(vers)
    return str(value).replace("|", f"{mark} ") if mark else str(value)


def _day(value: Any, fmt: str) -> str:
    """Return a date in the format of the registre; a text that is no date is left as it is."""
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    except ValueError:
        return str(value)
    return day.strftime(fmt)


def _harmless(cell: str) -> str:
    number = cell.lstrip("-").replace(",", "")
    plain = cell.startswith("-") and number.isascii() and number.isdigit()
    return f"'{cell}" if cell.startswith(FORMULAS) and not plain else cell
