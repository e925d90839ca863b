"""What is decided while a run is made or published is not forgotten by the next decision: what says that it
takes every decision into account does.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from achatlas.domain.regle import Conditions, Regle
from achatlas.store.regles import Regles
from tests.petit import Petit
from tests.properties import test_suites_de_decisions as suites
from tests.properties.test_suites_de_decisions import Acte, Monde, verified
from tests.reclassement import keep_bridge

WIDE, NEXT = Acte("write", 0, 4, 0), Acte("write", 0, 2, 5)


@pytest.fixture(autouse=True, scope="module")
def same_bridge(petit: Petit) -> Iterator[None]:
    """The bridge of the base, for every whole run."""
    with pytest.MonkeyPatch.context() as patch:
        keep_bridge(patch, petit.folder("pont"))
        yield


BETWEEN = (
    (WIDE, Acte("run", 0, 0, 0), NEXT, Acte("publish", 0, 0, 0), Acte("write", 0, 9, 1)),
    (WIDE, Acte("run", 0, 0, 0), Acte("map_codes", 0, 0, 3), Acte("publish", 0, 0, 0), NEXT),
    (WIDE, Acte("run", 0, 0, 0), Acte("merge", 0, 1, 4), Acte("publish", 0, 0, 0), NEXT),
)
"""A rule, mapped codes, a merge; the first in the suite, all of them at night."""


@pytest.mark.lent
def test_what_is_decided_between_a_run_and_its_publication_is_shown_or_said_to_wait(
    petit: Petit, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for between in BETWEEN[: int(request.config.getoption("--nuit"))]:
        verified(petit, between, tmp_path_factory.mktemp("entre"))


@pytest.mark.lent
def test_a_decision_whose_showing_was_killed_is_shown_or_said_to_wait(
    petit: Petit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(monde: Monde, acte: Acte) -> None:
        told = Regle(0, 0, Conditions(compte="60"), "02.01", "lea", "2026-01-02T08:00:00+00:00")
        Regles(monde.atelier.home).write(told, {})

    monkeypatch.setitem(suites.ACTES, "killed", killed)
    verified(petit, (Acte("killed", 0, 0, 0), NEXT), tmp_path)


@pytest.mark.lent
@pytest.mark.parametrize("again", [(), (Acte("anew", 0, 0, 0),)], ids=["at once", "run and published since"])
def test_a_decision_undone_whose_showing_was_killed_is_undone_or_said_to_wait(
    again: tuple[Acte, ...], petit: Petit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(monde: Monde, acte: Acte) -> None:
        kept = Regles(monde.atelier.home)
        kept.take_back(kept.last()[0].empreinte, "lea", "2026-01-02T08:00:00+00:00")

    monkeypatch.setitem(suites.ACTES, "killed", killed)
    verified(petit, (WIDE, Acte("killed", 0, 0, 0), *again), tmp_path)
