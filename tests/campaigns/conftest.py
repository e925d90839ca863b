"""How long the campaigns are and where they start: short in the suite, long by `./go nuit`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.campaigns.crash.theatre import Theatre


@pytest.fixture
def scale(request: pytest.FixtureRequest) -> int:
    """How many times as long as in the suite."""
    return int(request.config.getoption("--nuit"))


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> Iterator[int]:
    """Where the draw starts; printed, and shown when the test fails."""
    said = int(request.config.getoption("--graine"))
    print(f"replay with --graine {said}")
    yield said


@pytest.fixture(scope="module")
def racine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pannes")


@pytest.fixture(scope="module")
def theatre(racine: Path, root: Path) -> Iterator[Theatre]:
    one = Theatre(racine, root)
    yield one
    one.close()
