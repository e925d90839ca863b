"""What every test may ask for."""

from __future__ import annotations

import gc
import os
import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests import tirages
from tests.partage import once
from tests.poids import PROCESSEUR

if TYPE_CHECKING:
    from tests.petit import Petit

settings.register_profile("maison", deadline=None, print_blob=True)
settings.load_profile("maison")
CYCLES = 10_000  # as many as a command of the product
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--accept`: golden files are rewritten, for review, instead of compared."""
    parser.addoption("--accept", action="store_true", help="rewrite the golden files, for review")
    parser.addoption("--nuit", type=int, default=1, help="campaigns of tests/campaigns so many times as long")
    parser.addoption("--graine", type=int, default=1, help="the seed of the campaigns")


def pytest_configure(config: pytest.Config) -> None:
    """Properties are read knowing how long the session may be. No test cuts the power of the machine: what is
    synchronised, and when, is proved by who listens to ``os.fsync``; a closed handle is refused as before.
    """
    tirages.told(config)
    os.fsync = os.fstat  # type: ignore[assignment]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first: none is left to one worker alone at the end."""
    items.sort(key=lambda item: -PROCESSEUR.get(item.nodeid.partition("::")[0], 0))


def pytest_collection_finish() -> None:
    """What has been collected is here to stay: nothing of it is looked for again among what may go."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(CYCLES)


def pytest_unconfigure() -> None:
    """What is left goes with the process: no cycle is looked for among it."""
    gc.freeze()


@pytest.fixture(scope="session")
def accept(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are rewritten."""
    return bool(request.config.getoption("--accept"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the checkout."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser of the machine: `./go test` has made sure that there is one."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    assert found, "no Chromium: run ./go test, which installs it or says how"
    return found


@pytest.fixture
def quatre_acheteurs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The world of the benches with four buyers: a publication holds a file for each."""
    from benchmarks import world

    monkeypatch.setattr(world, "BUYERS", 4)


@pytest.fixture(scope="session")
def petit(tmp_path_factory: pytest.TempPathFactory) -> Petit:
    """The small territory, made once for all the workers of a session; each has its own copy."""
    from tests import petit as territoire

    made = once(tmp_path_factory, "petit_commun", territoire.build)
    return territoire.twin(made, tmp_path_factory.mktemp("petit"))


@pytest.fixture(scope="session")
def rapproches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A territory whose files name enterprises without an identifier, run once: copy it."""
    from tests.web import rapprochements

    return once(tmp_path_factory, "rapprochements", rapprochements.home)


def published(made: Path, folder: Path) -> Path:
    """A copy of a territory that is run, published."""
    from achatlas import pipeline
    from achatlas.settings import at

    home = Path(shutil.copytree(made, folder / "essai"))
    pipeline.publish(pipeline.open_workshop(at(home)))
    return home


@pytest.fixture(scope="session")
def rapproches_publies(rapproches: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, published once: copy it."""
    return once(tmp_path_factory, "rapproches_publies", partial(published, rapproches))


@pytest.fixture(scope="session")
def communs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published territory whose buyers pay the same suppliers, made once: copy it to write in it."""
    from tests.web import atelier

    return once(tmp_path_factory, "communs", lambda folder: atelier.build(folder / "essai"))


@pytest.fixture(scope="session")
def a_qualifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published territory whose purchases the machine does not class alone: copy it."""
    from tests.web import qualifier

    return once(tmp_path_factory, "a_qualifier", qualifier.home)


@pytest.fixture(scope="session")
def reconnus(rapproches: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same territory, where the machine recognises a name by the books of its buyer: copy it."""
    from tests.web import rapprochements

    folder = tmp_path_factory.mktemp("reconnus")
    made = Path(shutil.copytree(rapproches, folder / "essai"))
    rapprochements.recognised(rapprochements.workshop(made), folder)
    return made


@pytest.fixture(scope="session")
def codes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A territory whose files give the codes of their buyers, run once: copy it."""
    from tests.web import codes

    return once(tmp_path_factory, "codes", codes.home)


@pytest.fixture(scope="session")
def codes_publies(codes: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, published once: copy it."""
    return once(tmp_path_factory, "codes_publies", partial(published, codes))


@pytest.fixture(scope="session")
def controles_faits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A territory whose marchés have faults, run and published once: copy it."""
    from tests.web import controles

    return once(tmp_path_factory, "controles", controles.home)
