from __future__ import annotations

from pathlib import Path

import pytest

from achatlas.domain.errors import CatalogueError
from achatlas.settings import read


def test_an_empty_environment_gives_the_demonstration_beside_the_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = read(environment={})
    assert found.home == tmp_path / "donnees" / "demonstration"
    assert (found.instance, found.memoire) == (None, "900MB")
    assert (found.memoire_lecture, found.duree_lecture) == (2 << 30, 3_600)


def test_the_environment_moves_everything(tmp_path: Path) -> None:
    environment = {
        "ACHATLAS_HOME": str(tmp_path),
        "ACHATLAS_TERRITOIRE": "reel",
        "ACHATLAS_INSTANCE": str(tmp_path / "ici"),
        "ACHATLAS_MEMOIRE": "2GB",
        "ACHATLAS_MEMOIRE_LECTURE": "900MB",
        "ACHATLAS_DUREE_LECTURE": "60",
    }
    found = read(environment=environment)
    assert (found.home, found.instance) == (tmp_path / "reel", tmp_path / "ici")
    assert found.memoire == "2GB"
    assert (found.memoire_lecture, found.duree_lecture) == (900 << 20, 60)


def test_the_territory_asked_wins_over_the_environment(tmp_path: Path) -> None:
    environment = {"ACHATLAS_HOME": str(tmp_path), "ACHATLAS_TERRITOIRE": "reel"}
    assert read("autre", environment).home == tmp_path / "autre"


def test_a_territory_brings_its_own_overlay(tmp_path: Path) -> None:
    overlay = tmp_path / "reel" / "instance"
    overlay.mkdir(parents=True)
    assert read("reel", {"ACHATLAS_HOME": str(tmp_path)}).instance == overlay
    assert read("autre", {"ACHATLAS_HOME": str(tmp_path)}).instance is None


def test_an_empty_variable_is_no_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    empty = dict.fromkeys(
        ["ACHATLAS_HOME", "ACHATLAS_TERRITOIRE", "ACHATLAS_INSTANCE", "ACHATLAS_MEMOIRE"], ""
    )
    assert read(environment=empty) == read(environment={})


def test_the_environment_of_the_process_is_read_when_none_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACHATLAS_HOME", str(tmp_path))
    assert read("reel").home == tmp_path / "reel"


def test_an_advice_names_the_territory_unless_it_is_the_usual_one(tmp_path: Path) -> None:
    environment = {"ACHATLAS_HOME": str(tmp_path)}
    assert read(None, environment).commande("bilan") == "./go achatlas bilan"
    assert read("reel", environment).commande("bilan") == "./go achatlas bilan --territoire reel"


@pytest.mark.parametrize("said", ["beaucoup", "2TB", "-1", "1e9"])
def test_a_size_that_is_none_is_refused_by_its_name(said: str, tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="ACHATLAS_MEMOIRE_LECTURE"):
        read(environment={"ACHATLAS_HOME": str(tmp_path), "ACHATLAS_MEMOIRE_LECTURE": said})


@pytest.mark.parametrize(("said", "processes"), [("1", 1), ("4", 4), ("0", 1)])
def test_at_least_one_process_answers(said: str, processes: int) -> None:
    assert read("essai", {"ACHATLAS_PROCESSUS": said}).processes == processes
