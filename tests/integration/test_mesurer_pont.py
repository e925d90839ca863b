"""``mesurer pont``: the links of a run against a truth."""

from __future__ import annotations

import json

import pytest

from achatlas.cli import main
from tests.petit import Petit


def test_the_links_of_a_run_are_measured_on_the_truth_of_its_territory(
    petit: Petit, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ACHATLAS_HOME", str(petit.settings.home.parent))
    assert main(["mesurer", "pont", "--territoire", petit.settings.home.name, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["lies"] == sum(one["lies"] for one in said["moteurs"])
    assert 0 < said["justes"] <= said["lies"] <= said["lignes"]
    cited = next(one for one in said["moteurs"] if one["moteur"] == "cite")
    assert cited["precision"] > 0.99


def test_without_a_truth_nothing_is_measured(
    petit: Petit, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ACHATLAS_HOME", str(petit.settings.home.parent))
    asked = ["mesurer", "pont", "--territoire", petit.settings.home.name, "--verite", "nulle_part.parquet"]
    assert main([*asked, "--json"]) == 1
    assert "vérité" in capsys.readouterr().out
