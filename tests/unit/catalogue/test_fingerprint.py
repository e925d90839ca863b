"""What makes a result new: the tables of operators change the maps, and no file is read again for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from achatlas.catalogue.fingerprint import _of, code_version, reading_version
from achatlas.catalogue.load import Catalogue


def versions(instance: Path) -> tuple[str, str]:
    _of.cache_clear()
    catalogue = Catalogue(instance)
    return code_version(catalogue), reading_version(catalogue, "mandats_tableur", None)


@pytest.mark.parametrize("name", ["operateurs_listes.csv", "bassins.csv", "centrales.csv"])
def test_a_table_of_operators_changes_the_maps_and_not_what_is_read(tmp_path: Path, name: str) -> None:
    before = versions(tmp_path)
    (tmp_path / "metier" / "referentiels").mkdir(parents=True)
    (tmp_path / "metier" / "referentiels" / name).write_text("a;b\n1;2\n", encoding="utf-8")
    after = versions(tmp_path)
    assert after[0] != before[0] and after[1] == before[1]


def test_any_other_table_changes_both(tmp_path: Path) -> None:
    before = versions(tmp_path)
    (tmp_path / "metier" / "regles").mkdir(parents=True)
    (tmp_path / "metier" / "regles" / "perimetre.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    after = versions(tmp_path)
    assert after[0] != before[0] and after[1] != before[1]


def test_an_indicator_is_told_when_it_is_asked_and_makes_nothing_stale(tmp_path: Path) -> None:
    before = versions(tmp_path)
    (tmp_path / "metier" / "indicateurs").mkdir(parents=True)
    (tmp_path / "metier" / "indicateurs" / "s01.yml").write_text("libelle: Le nôtre\n", encoding="utf-8")
    assert versions(tmp_path) == before
