"""Killed, without room, two at a time, read meanwhile: what is seen is before or after, never between."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.campaigns.crash.theatre import KILLED, Said, Theatre, request
from tests.essai import ENTETE, SIREN, laid

SEEN = (("depots",), ("bilan",))
RUN, PUBLISH = ("lancer",), ("publier",)
Words = Sequence[str]


def mandats(path: Path, first: int) -> Path:
    lines = [f"2025;{n};15/0{1 + n % 9}/2025;60612;ELEC;Lampe {n};{n},00" for n in range(first, first + 40)]
    path.write_text("\n".join([ENTETE, *lines, ""]), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def home(racine: Path, theatre: Theatre) -> Path:
    """A territory that has published a first file; a second one waits beside."""
    home = laid(racine / "essai")
    first = taken(mandats(racine / "a.csv", 1))
    theatre.rehearse(laid(racine / "repetition"), first, RUN, PUBLISH, *SEEN)
    assert theatre.do(home, first, RUN, PUBLISH)["statuses"] == [0, 0, 0]
    shutil.copytree(home, racine / "garde")
    return home


def taken(path: Path) -> Words:
    return (
        "importer", str(path), "--acheteur", SIREN, "--source", "mandats_tableur", "--profil", "essai",
    )  # fmt: skip


def back(home: Path, kept: Path | None = None) -> None:
    """Puts the territory back as it was at the beginning, or as it was kept."""
    shutil.rmtree(home)
    shutil.copytree(kept or home.parent / "garde", home)


def undated(value: Any) -> Any:
    """What is told, without the moments when it was done."""
    if isinstance(value, dict):
        return {k: undated(v) for k, v in value.items() if k not in ("depose_le", "quand", "date")}
    return [undated(one) for one in value] if isinstance(value, list) else value


def seen(theatre: Theatre, home: Path) -> Any:
    """The visible state: deposits and acts, then the balances, what is published being counted again."""
    said = theatre.do(home, *SEEN)
    assert said["ended"] == 0, said
    return undated(said["told"])


class Act:
    """One command on the territory: the states before and after it, and its steps."""

    def __init__(
        self, theatre: Theatre, home: Path, name: str, before: Sequence[Words], words: Words
    ) -> None:
        self.theatre, self.home, self.name, self.words = theatre, home, name, words
        back(home)
        done = theatre.do(home, *before, *SEEN)
        assert not any(done["statuses"][: len(before)]), done
        self.before = undated(done["told"][len(before) :])
        self.kept = home.parent / f"avant-{name}"
        shutil.copytree(home, self.kept)
        worked = theatre.do(home, words)
        assert worked["statuses"] == [0], worked
        self.labels: list[str] = worked["labels"]
        self.after = undated(theatre.do(home, *SEEN)["told"])
        assert self.before != self.after

    def harmed(self, **harm: Any) -> Said:
        """The command with something going wrong; what is seen next is before or after, and doing it again
        finishes the work.
        """
        back(self.home, self.kept)
        done = self.theatre.do(self.home, self.words, **harm)
        told = f"{self.name}, {harm}: {self.labels[harm['at'] - 1] if 'at' in harm else ''}"
        then = self.theatre.do(self.home, *SEEN, self.words, *SEEN)
        states = undated(then["told"])
        assert states[:2] in (self.before, self.after), f"between, {told}"
        assert then["statuses"][2] == 0, f"cannot be done again, {told}"
        assert states[3:] == self.after, f"unfinished, {told}"
        return done


@pytest.fixture(scope="module")
def act(request: pytest.FixtureRequest, theatre: Theatre, home: Path, racine: Path) -> Act:
    second = taken(mandats(racine / "b.csv", 101))
    setups: dict[str, tuple[Sequence[Words], Words]] = {
        "importer": ((), second),
        "lancer": ((second,), RUN),
        "publier": ((second, RUN), PUBLISH),
    }
    return Act(theatre, home, request.param, *setups[request.param])


ACTS = pytest.mark.parametrize("act", ["importer", "lancer", "publier"], indirect=True)


def chosen(act: Act, seed: int, scale: int, few: int) -> list[int]:
    """All the steps in a night; in the suite a few, the last one among them."""
    steps = range(1, len(act.labels) + 1)
    if scale > 1:
        return list(steps)
    return [*Random(f"{seed} {act.name}").sample(steps[:-1], few - 1), steps[-1]]


@pytest.mark.lent
@ACTS
def test_killed_at_a_step_the_work_is_whole_or_not_there(act: Act, seed: int, scale: int) -> None:
    assert len(act.labels) > 10
    for step in chosen(act, seed, scale, 2):
        assert act.harmed(at=step, harm="kill")["ended"] == KILLED


@pytest.mark.lent
@pytest.mark.parametrize("act", ["lancer"], indirect=True)
def test_killed_at_any_moment_the_work_is_whole_or_not_there(act: Act, seed: int, scale: int) -> None:
    draw = Random(seed)
    for _ in range(1 if scale == 1 else 10 * scale):
        act.harmed(kill_after=draw.uniform(0.05, 2.5))


@pytest.mark.lent
@pytest.mark.parametrize("act", ["lancer", "publier"], indirect=True)
def test_a_disk_that_fills_at_a_step_is_a_sentence_and_changes_nothing(
    act: Act, seed: int, scale: int
) -> None:
    for step in chosen(act, seed + 1, scale, 1):
        done = act.harmed(at=step, harm="full")
        assert done["ended"] == 0, "a sentence, not a crash"


@pytest.mark.lent
@pytest.mark.parametrize("act", ["importer"], indirect=True)
def test_a_file_that_cannot_grow_is_a_sentence_and_changes_nothing(act: Act, seed: int, scale: int) -> None:
    draw = Random(seed)
    for _ in range(1 if scale == 1 else scale):
        done = act.harmed(file_limit=draw.choice((1, 512, 4_096, 20_000)))
        assert done["ended"] == 0 and done["statuses"] != [0]


@pytest.mark.lent
def test_two_imports_at_once_are_both_there(theatre: Theatre, home: Path, racine: Path) -> None:
    back(home)
    second, third = (taken(mandats(racine / name, first)) for name, first in (("b.csv", 101), ("c.csv", 201)))
    done = theatre.together(request(home, second), request(home, third), request(home, third))
    assert [one["statuses"] for one in done] == [[0], [0], [0]]
    assert theatre.do(home, RUN)["statuses"] == [0]
    deposits, balance = seen(theatre, home)
    assert sorted(d["fichier"] for d in deposits["depots"]) == ["a.csv", "b.csv", "c.csv"]
    assert len(deposits["actes"]) == 3
    assert sum(one["accepte"] for one in balance["fichiers"]) == 120


@pytest.mark.lent
def test_readers_see_one_state_or_the_next(theatre: Theatre, home: Path, racine: Path) -> None:
    words = taken(mandats(racine / "b.csv", 101))
    back(home)
    told = undated(theatre.do(home, *SEEN, words, *SEEN, RUN, *SEEN, PUBLISH, *SEEN)["told"])
    states = [told[at : at + 2] for at in (0, 3, 6, 9)]
    back(home)
    readers = [request(home, *SEEN, seconds=3)]
    *read, worked = theatre.together(*readers, request(home, words, RUN, PUBLISH))
    assert worked["statuses"] == [0, 0, 0]
    lists, balances = zip(*states, strict=True)
    for one in read:
        assert one["ended"] == 0
        told = undated(one["told"])
        assert all(said in lists for said in told[::2])
        assert [said for said in told[1::2] if said not in balances] == []
