"""What is written where there is no value (NC, MQ…): read as nothing, and counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from achatlas.ingest.flags import Flags
from achatlas.ingest.lots import Column, distinct, texts

UNREAD_AMOUNT = "montant_annexe_illisible"
"""The flag of an amount beside the main one (of a modification, of a part) that cannot be read."""


class Absences:
    """The marks that a source declares: a whole text, or its beginning when the mark ends with a star."""

    def __init__(self, marks: Mapping[str, str], signalements: Flags) -> None:
        self.signalements = signalements
        self.whole = {mark.upper(): flag for mark, flag in marks.items() if not mark.endswith("*")}
        self.starts = {mark[:-1].upper(): flag for mark, flag in marks.items() if mark.endswith("*")}

    def flag_of(self, text: str) -> str | None:
        """Return the flag of a text that stands for no value, None when it is a value."""
        said = text.strip().upper()
        return self.whole.get(said) or next(
            (flag for start, flag in self.starts.items() if said.startswith(start)), None
        )

    def clean(self, text: str) -> str:
        """Return the text, or nothing (counted) when it stands for no value."""
        flag = self.flag_of(text)
        if flag is None:
            return text
        self.signalements[flag] += 1
        return ""

    def column(self, written: Column, numeros: Sequence[int]) -> Column:
        """Return a whole column cleaned, each distinct text looked at once; ``numeros`` are its lines."""
        if not self.whole and not self.starts:
            return written
        marked = {text for text in distinct(written) if self.flag_of(text) is not None}
        if not marked:
            return written
        lines = zip(texts(written), numeros, strict=True)
        return [self._clean_at(text, numero) if text in marked else text for text, numero in lines]

    def _clean_at(self, text: str, numero: int) -> str:
        self.signalements.at(numero)
        return self.clean(text)
