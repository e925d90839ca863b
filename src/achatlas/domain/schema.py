"""What a declared table must say of itself, for whoever reads or writes its rows."""

from collections.abc import Mapping
from typing import Protocol


class Column(Protocol):
    """A column: the name of its type (string, int64, uint64, int32, date, boolean, decimal)."""

    @property
    def type(self) -> str:
        """The name of the type."""
        ...


class Table(Protocol):
    """A table: its name, the columns that make a row unique, and its typed columns in order."""

    @property
    def id(self) -> str:
        """The name of the table."""
        ...

    @property
    def cle(self) -> tuple[str, ...]:
        """The columns of the key; empty when rows have none."""
        ...

    @property
    def colonnes(self) -> Mapping[str, Column]:
        """The columns by name, in order."""
        ...
