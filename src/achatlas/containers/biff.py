"""The only file that opens XLS workbooks by xlrd: what it says of a damaged one becomes one sentence."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from achatlas.domain.errors import UnreadableFile

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_DAMAGES = (
    struct.error,
    AssertionError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    EOFError,
)


@contextmanager
def opened(path: Path, details: bool = False) -> Iterator[Any]:
    """Yield the xlrd book of a BIFF8 file, its sheets not loaded yet; ``details`` keeps hidden rows and
    merged cells. Raise UnreadableFile when it is encrypted or damaged.
    """
    import xlrd
    from xlrd.compdoc import CompDocError

    try:
        book = xlrd.open_workbook(
            str(path),
            logfile=io.StringIO(),
            file_contents=path.read_bytes(),
            on_demand=True,
            ragged_rows=True,
            formatting_info=details,
        )
        with book:
            yield book
    except (xlrd.XLRDError, CompDocError, *_DAMAGES) as faute:
        locked = "encrypted" in str(faute)
        raise UnreadableFile(
            "Classeur refusé" if locked else "Classeur illisible",
            path.name,
            "il est protégé par un mot de passe" if locked else "son contenu est endommagé",
            "retirez le mot de passe et réenregistrez-le" if locked else "refaites l'export",
        ) from faute
