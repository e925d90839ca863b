"""One small territory published for the properties that ask it questions."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from achatlas.analyse.scope import Atlas, Droits, Scope, consolidated
from achatlas.catalogue.load import Catalogue
from achatlas.store.publications import Sessions, current
from tests.web import atelier

SIRENS = frozenset(siren for siren, _ in atelier.ACHETEURS)
FAITS = ("achats", "marches")


@pytest.fixture(scope="session")
def home(communs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where it stands."""
    return Path(shutil.copytree(communs, tmp_path_factory.mktemp("croise") / "essai"))


@pytest.fixture(scope="module")
def scope(home: Path) -> Iterator[Scope]:
    """The common view of who may open all the lines."""
    sessions = Sessions(home / "lecture")
    yield consolidated(Atlas(Catalogue(), current(home), sessions), Droits(SIRENS, True))
    sessions.close()


@pytest.fixture(scope="module")
def written(home: Path) -> Mapping[str, list[dict[str, Any]]]:
    """The lines of each fact, as its Parquet file holds them."""
    found = {path.stem: path for path in sorted(home.rglob("mart__*.parquet"))}
    return {fait: pq.read_table(found[f"mart__{fait}"]).to_pylist() for fait in FAITS}
