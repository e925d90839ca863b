"""Killed or without room while a newer referential is imported: the former one is still there, whole."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.campaigns.crash.theatre import KILLED, Theatre
from tests.essai import laid
from tests.stocks import ONE, TWO, etablissement, trio, unite

SEEN = ("sirene",)


def told(said: dict[str, Any]) -> dict[str, Any]:
    """What the command says of the referential, less what it changed."""
    return {name: value for name, value in said["repertoire"].items() if name != "changements"}


@pytest.mark.lent
def test_a_refresh_is_whole_or_not_there(theatre: Theatre, racine: Path, seed: int, scale: int) -> None:
    home = laid(racine / "essai")
    former = trio(racine / "a", [unite(ONE)], [etablissement(ONE)])
    newer = trio(racine / "b", [unite(ONE), unite(TWO)], [etablissement(ONE), etablissement(TWO)])
    refresh = ("sirene", *map(str, newer))
    theatre.rehearse(laid(racine / "repetition"), refresh, SEEN)
    before = told(theatre.do(home, ("sirene", *map(str, former)))["told"][0])
    shutil.copytree(home, racine / "garde")
    done = theatre.do(home, refresh)
    after, steps = told(done["told"][0]), range(1, len(done["labels"]) + 1)
    assert before != after
    few = steps if scale > 1 else [*Random(seed).sample(steps[:-1], 2), steps[-1]]
    for step in few:
        for harm in ("kill", "full"):
            shutil.rmtree(home)
            shutil.copytree(racine / "garde", home)
            harmed = theatre.do(home, refresh, at=step, harm=harm)
            assert harm != "kill" or harmed["ended"] == KILLED
            then = theatre.do(home, SEEN, refresh, SEEN)
            assert told(then["told"][0]) in (before, after), (step, harm)
            assert [told(said) for said in then["told"][1:]] == [after, after], (step, harm)
            assert len(list((home / "instantanes" / "sirene").iterdir())) == 1, (step, harm)
