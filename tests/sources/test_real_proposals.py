"""The payments of a city as published, 38 files under eight sets of headers: proposed, then served, none
lost.
"""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.ingest.stage import ingest_file
from achatlas.propose import match_profile, propose, save_profile

ROOT = Path(__file__).resolve().parents[2]
ARCHIVE = (ROOT / os.environ.get("ACHATLAS_DONNEES_REELLES", "../shared/data")) / "uk_spend/leeds.tar.xz"
ANSWERS = {"organismes": "tout", "base": "ht", "encodage": "cp1252"}
FEWER = 3
HELD = {38: (38, 372_237, 6), 14: (14, 141_207, 5)}

pytestmark = [pytest.mark.lent, pytest.mark.skipif(not ARCHIVE.is_file(), reason="skipped: no real data")]


@pytest.fixture(scope="module")
def files(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The monthly files of the archive: all of them in a night, else one in ``FEWER`` and the last."""
    folder = tmp_path_factory.mktemp("paiements")
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(folder, filter="data")
    every = sorted(folder.rglob("*.csv"))
    return every if request.config.getoption("--nuit") > 1 else [*every[:-1:FEWER], every[-1]]


def _served(files: list[Path], catalogue: Catalogue, asked: set[str]) -> Iterator[tuple[Path, str, str]]:
    """Each file with the profile that reads it: a saved one, else the one proposed once its questions are
    answered.
    """
    folder = Path(str(catalogue.instance)) / "sources/mandats_tableur/profils"
    for path in files:
        if match_profile(path, catalogue) is None:
            asked |= {question.id for question in propose(path, catalogue).questions}
            found = propose(path, catalogue, reponses=ANSWERS)
            save_profile(found, folder, f"paiements_{len(list(folder.glob('*')))}", "Paiements")
        yield path, *(match_profile(path, catalogue) or ("", ""))


def test_every_line_of_every_file_is_accounted_for(files: list[Path], tmp_path: Path) -> None:
    catalogue, asked, lines, used = Catalogue(tmp_path / "territoire"), set[str](), 0, set()
    for path, source, profil in _served(files, catalogue, asked):
        used.add(profil)
        target = tmp_path / path.stem
        target.mkdir()
        result = ingest_file(
            path, acheteur_siren=None, source=source, profil=profil, cible=target, catalogue=catalogue
        )
        assert result.bilan.equilibre and result.bilan.acceptes == result.bilan.lu, path.name
        lines += result.bilan.acceptes.lignes
    assert (len(files), lines, len(used)) == HELD[len(files)]
    assert asked == {"organismes", "base", "encodage"}
