"""The procedure of a marché in the words of the 2022 format, whatever format, spelling or accident it comes
from.
"""

import re
from collections.abc import Iterable, Mapping

from achatlas.domain.text import spelled

LOST = re.compile("[\ufffd?]+")
REWORDED, MENDED = "autre_libelle", "accents_perdus"


class Procedures:
    """The code list of ``regles/procedures.csv``: spelling read, procedure kept."""

    def __init__(self, lines: Iterable[Mapping[str, str]]) -> None:
        self._known = {line["lu"]: line["procedure"] for line in lines}
        self._seen: dict[str, tuple[str, str]] = {}

    def of(self, written: str) -> tuple[str, str]:
        """The procedure, and why it is not what was written (nothing when it is).

        A text that no line of the list can be is kept as written, and so is one that two lines could be.
        """
        if written not in self._seen:
            self._seen[written] = self._of(written)
        return self._seen[written]

    def _of(self, written: str) -> tuple[str, str]:
        spelt = self._known.get(spelled(written))
        said = spelt or self._mended(written) or written
        if said == written:
            return written, ""
        return said, MENDED if spelt is None or LOST.search(written) else REWORDED

    def _mended(self, written: str) -> str | None:
        """The only procedure that a damaged text can be: UTF-8 read as Latin, or letters lost."""
        if again := self._known.get(spelled(_decoded(written))):
            return again
        if not LOST.search(written):
            return None
        shape = re.compile(".{1,2}".join(spelled(part) for part in LOST.split(written)))
        found = {procedure for lu, procedure in self._known.items() if shape.fullmatch(lu)}
        return found.pop() if len(found) == 1 else None


def _decoded(written: str) -> str:
    try:
        return written.encode("cp1252").decode()
    except UnicodeError:
        return written
