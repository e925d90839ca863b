"""What fills a territory for minutes goes behind whoever reads it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from achatlas import settings
from achatlas.cli import main


@pytest.mark.parametrize(("verb", "goes"), [("publier", 1), ("lancer", 1), ("bilan", 0)])
def test_only_what_fills_a_territory_goes_behind(
    verb: str, goes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gone: list[str] = []
    monkeypatch.setattr(sys.modules[main.__module__], "behind", lambda: gone.append(verb))
    monkeypatch.setenv("ACHATLAS_HOME", str(tmp_path))
    assert main([verb]) == 1, capsys.readouterr().err
    assert len(gone) == goes


def test_going_behind_twice_goes_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    held = [0]
    monkeypatch.setattr(os, "getpriority", lambda *_: held[0])
    monkeypatch.setattr(os, "setpriority", lambda _which, _who, value: held.__setitem__(0, value))
    settings.behind()
    settings.behind()
    assert held == [settings.BEHIND]
    held[0] = 19
    settings.behind()
    assert held == [19], "a process that somebody put further behind stays there"
