"""One small territory for all the tests of the generator."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from demo.generer import generer

LIGNES = 6_000


@pytest.fixture(scope="session")
def territoire(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a territory of about six thousand lines."""
    dossier = tmp_path_factory.mktemp("demonstration")
    generer(dossier, 7, LIGNES)
    return dossier


@pytest.fixture(scope="session")
def lignes(territoire: Path) -> dict[str, list[dict[str, object]]]:
    """The true lines, by file."""
    par_fichier: dict[str, list[dict[str, object]]] = {}
    for ligne in pq.read_table(territoire / "verite" / "lignes.parquet").to_pylist():
        par_fichier.setdefault(ligne["fichier"], []).append(ligne)
    return par_fichier
