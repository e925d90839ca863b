"""What is kept on the disk: the current publication, two former ones, what they need, and every deposit."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from achatlas.domain.balance import ZERO, Ledger
from achatlas.domain.rapport import Cle, Rapport, Releve
from achatlas.store import publications, retention
from achatlas.store.publications import MANIFESTE, POINTEUR, Publication, Sessions
from achatlas.store.rapports import Rapports
from achatlas.store.register import Bilan, Depot, Register
from achatlas.store.snapshots import CARTES, SIRENE

KEYS = [f"{letter * 12}-suite" for letter in "abcde"]
Tree = Callable[[], set[str]]


def deposit(register: Register, sha: str, instantane: str) -> None:
    depot = Depot(sha, f"{sha}.csv", None, "s", None, 1, "2026-01-01", instantane, {})
    register.add_depot(depot, Bilan("lecture", sha, instantane, Ledger(ZERO, ZERO)))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Five runs published one after the other, the last shown; each read the file anew."""
    register = Register(tmp_path)
    for rank, key in enumerate(KEYS):
        for etape in ("net", "lien", "profil", "classe", "pont", CARTES):
            (tmp_path / "instantanes" / etape / key).mkdir(parents=True)
        (tmp_path / "instantanes" / "brut" / f"brut-{rank}").mkdir(parents=True)
        retention.note(tmp_path / "instantanes" / CARTES / key, [f"brut-{rank}"])
        publication = tmp_path / "publications" / key[:12]
        publication.mkdir(parents=True)
        (publication / MANIFESTE).write_text(json.dumps({"version": key[:12]}), encoding="utf-8")
        os.utime(publication / MANIFESTE, (rank, rank))
    deposit(register, "sha", "brut-4")
    (tmp_path / "depots" / "sha").mkdir(parents=True)
    (tmp_path / "depots" / "orphelin").mkdir()
    register.point(CARTES, KEYS[4])
    register.point(POINTEUR, KEYS[4][:12])
    return tmp_path


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_the_current_publication_and_two_former_ones_are_kept(home: Path) -> None:
    retention.prune(home, Register(home))
    assert names(home / "publications") == {key[:12] for key in KEYS[2:]}
    assert names(home / "instantanes" / CARTES) == set(KEYS[2:]) == names(home / "instantanes" / "net")
    assert names(home / "instantanes" / "brut") == {"brut-2", "brut-3", "brut-4"}
    assert names(home / "depots") == {"sha", "orphelin"}


def test_a_publication_that_a_signed_report_rests_on_is_kept_with_its_maps(home: Path) -> None:
    report = Rapport("", ("2025",), KEYS[0][:12], (), (), {Cle("p03", "valeur", "2025"): Releve(1, 2)})
    Rapports(home).sign(report)
    retention.prune(home, Register(home))
    assert names(home / "publications") == {key[:12] for key in (KEYS[0], *KEYS[2:])}
    assert names(home / "instantanes" / CARTES) == {KEYS[0], *KEYS[2:]}


def test_what_is_shown_is_kept_however_old(home: Path) -> None:
    Register(home).point(POINTEUR, KEYS[0][:12])
    retention.prune(home, Register(home))
    assert names(home / "publications") == {KEYS[0][:12], KEYS[3][:12], KEYS[4][:12]}


def test_a_publication_shown_again_is_the_last_of_the_former_ones(home: Path) -> None:
    retention.mark(home / "publications" / KEYS[0][:12])
    retention.prune(home, Register(home))
    assert KEYS[0][:12] in names(home / "publications")


def test_the_last_run_is_kept_before_it_is_published(home: Path) -> None:
    register = Register(home)
    (home / "instantanes" / CARTES / "neuve").mkdir()
    retention.note(home / "instantanes" / CARTES / "neuve", ["brut-0"])
    register.point(CARTES, "neuve")
    retention.prune(home, register)
    assert "neuve" in names(home / "instantanes" / CARTES)
    assert "brut-0" in names(home / "instantanes" / "brut")


def test_only_the_referential_in_use_is_kept(home: Path) -> None:
    for key in ("octobre", "novembre"):
        (home / "instantanes" / SIRENE / key).mkdir(parents=True)
    register = Register(home)
    register.point(SIRENE, "novembre")
    retention.prune(home, register)
    assert names(home / "instantanes" / SIRENE) == {"novembre"}


def test_pruning_twice_removes_nothing_more(home: Path) -> None:
    assert retention.prune(home, Register(home)) > 0
    assert retention.prune(home, Register(home)) == 0


def test_nothing_is_removed_while_something_is_being_made(home: Path) -> None:
    (home / "instantanes" / "net" / ".en-cours-1").mkdir()
    with retention.working(home):
        assert retention.prune(home, Register(home)) == retention.sweep(home) == 0
    assert retention.sweep(home) == 1 and retention.prune(home, Register(home)) > 0


@pytest.mark.parametrize("place", ["instantanes/net", "publications", "depots"])
@pytest.mark.parametrize("mark", [".en-cours-1", ".efface-1"])
def test_what_a_crash_left_is_swept_wherever_it_is(home: Path, place: str, mark: str) -> None:
    (home / place / mark / "sous").mkdir(parents=True)
    assert retention.sweep(home) == 1
    assert not (home / place / mark).exists() and (home / "depots" / "sha").exists()


def test_a_crash_in_the_middle_of_a_removal_leaves_no_half_publication(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(_path: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(retention.shutil, "rmtree", crash)
        retention.prune(home, Register(home))
    seen = [p for p in (home / "publications").iterdir() if not p.name.startswith(".")]
    assert all((p / MANIFESTE).exists() for p in seen) and len(seen) == 4
    assert retention.sweep(home) == 1


class Spy:
    """Stands for a session over published files."""

    opened: list[Spy]

    def __init__(self, *_files: object, bases: object) -> None:
        self.bases = bases
        self.closed = False
        self.opened.append(self)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Spy]:
    Spy.opened = []
    monkeypatch.setattr("achatlas.store.publications.Reader", Spy)
    return Spy.opened


def of(path: Path, version: str) -> Publication:
    return Publication(path / version, {"version": version, "fichiers": {"a": {}}})


def test_readers_of_a_former_publication_are_closed_once_idle(tmp_path: Path, opened: list[Spy]) -> None:
    sessions = Sessions(tmp_path, grace=0)
    sessions.reader(of(tmp_path, "un"), frozenset({"a"}))
    sessions.reader(of(tmp_path, "deux"), frozenset({"a"}))
    assert [one.closed for one in opened] == [True, False]
    sessions.reader(of(tmp_path, "un"), frozenset({"a"}))
    assert len(opened) == 3 and not opened[2].closed


def test_a_reader_that_a_request_may_still_hold_is_left_open(tmp_path: Path, opened: list[Spy]) -> None:
    sessions = Sessions(tmp_path, grace=300)
    sessions.reader(of(tmp_path, "un"), frozenset({"a"}))
    sessions.reader(of(tmp_path, "deux"), frozenset({"a"}))
    assert [one.closed for one in opened] == [False, False]
    sessions.close()
    assert all(one.closed for one in opened)


def test_decisions_in_a_row_leave_few_readers_open(
    tmp_path: Path, opened: list[Spy], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr(publications.time, "monotonic", lambda: clock[0])
    sessions = Sessions(tmp_path, grace=300)
    for turn in range(12):
        sessions.reader(of(tmp_path, str(turn)), frozenset({"a"}))
        clock[0] += 10
    assert [one.closed for one in opened] == [True] * 7 + [False] * 5
    clock[0] += 300
    sessions.reader(of(tmp_path, "11"), frozenset({"a"}))
    assert [one.closed for one in opened] == [True] * 11 + [False]
