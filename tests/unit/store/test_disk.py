"""A disk that is full or refuses: what was written is still read, what cannot be written is said."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from achatlas.domain.errors import DiskRefused
from achatlas.store.register import Register
from achatlas.store.transaction import transaction

CONNECT = sqlite3.connect
REFUSALS = ["database or disk is full", "disk I/O error", "unable to open database file"]


def refusing(monkeypatch: pytest.MonkeyPatch, words: str, asked: str = "PRAGMA journal_mode") -> None:
    """No connection that may write does what is asked any more."""

    class Refusing(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            if sql.startswith(asked):
                raise sqlite3.OperationalError(words)
            return super().execute(sql, *values)

    def connect(path: Any, **more: Any) -> sqlite3.Connection:
        return CONNECT(path, **more) if more.get("uri") else CONNECT(path, factory=Refusing, **more)

    monkeypatch.setattr("achatlas.store.transaction.sqlite3.connect", connect)


@pytest.mark.parametrize("words", REFUSALS)
def test_what_was_written_is_still_read(tmp_path: Path, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Register(tmp_path).point("publication", "v1")
    refusing(monkeypatch, words)
    register = Register(tmp_path)
    assert register.pointed("publication") == "v1"
    with pytest.raises(DiskRefused):
        register.point("publication", "v2")
    monkeypatch.undo()
    assert Register(tmp_path).pointed("publication") == "v1"


@pytest.mark.parametrize("words", REFUSALS)
def test_a_register_that_cannot_be_made_is_said(
    tmp_path: Path, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing(monkeypatch, words)
    with pytest.raises(DiskRefused, match=r"registre\.sqlite3"):
        Register(tmp_path)


def test_what_waits_in_the_journal_is_never_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    register = Register(tmp_path)
    with transaction(register.path):
        register.point("publication", "v1")
        refusing(monkeypatch, "disk I/O error")
        with pytest.raises(DiskRefused):
            register.pointed("publication")


def test_a_disk_that_fills_while_writing_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = Register(tmp_path)
    refusing(monkeypatch, "database or disk is full", "INSERT")
    with pytest.raises(DiskRefused, match="Le disque est plein"):
        register.point("publication", "v1")
    monkeypatch.undo()
    assert register.pointed("publication") is None


def test_a_defect_of_ours_is_not_laid_on_the_disk(tmp_path: Path) -> None:
    path = Register(tmp_path).path
    with pytest.raises(sqlite3.OperationalError, match="no such table"), transaction(path) as base:
        base.execute("SELECT * FROM absente")
