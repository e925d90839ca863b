"""Another demonstration takes the place of the former one whole, or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from achatlas.domain.balance import ZERO, Ledger
from achatlas.domain.errors import CatalogueError
from achatlas.pipeline import nomenclatures
from achatlas.settings import Settings
from achatlas.store.register import Bilan, Depot, Register
from demo import charger
from demo.__main__ import parser
from tests.web import codes as essai
from tests.web.depots import MIEN


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    home = tmp_path / "demonstration"
    home.mkdir()
    (home / charger.MARQUE).write_text("{}", encoding="utf-8")
    (home / "territoire.yml").write_text(
        "{id: demonstration, libelle: Essai, acheteurs: []}", encoding="utf-8"
    )
    return Settings(tmp_path, "demonstration", None, "600MB")


def test_a_generation_that_fails_leaves_the_former_territory(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(dossier: Path, *_: Any) -> None:
        dossier.mkdir()
        raise OSError("disque plein")

    monkeypatch.setattr(charger, "generer", half)
    with pytest.raises(OSError, match="disque plein"):
        charger.load(settings, 1, 2_000)
    assert [path.name for path in settings.racine.iterdir()] == ["demonstration"]
    assert (settings.home / "territoire.yml").exists()


def test_the_tables_of_the_territory_count_from_the_first_load(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drawn(dossier: Path, *_: Any) -> None:
        (dossier / "instance").mkdir(parents=True)

    def opened(told: Settings) -> None:
        raise OSError(str(told.instance))

    monkeypatch.delenv("ACHATLAS_INSTANCE", raising=False)
    monkeypatch.setattr(charger, "generer", drawn)
    monkeypatch.setattr(charger.pipeline, "open_workshop", opened)
    with pytest.raises(OSError, match=r"demonstration/instance$"):
        charger.load(settings, 1, 2_000)


def test_a_nomenclature_that_somebody_keeps_is_not_replaced(codes: Path, tmp_path: Path) -> None:
    atelier = essai.workshop(Path(shutil.copytree(codes, tmp_path / "essai")))
    (atelier.home / "nomenclatures").mkdir()
    (atelier.home / "nomenclatures" / f"{MIEN}.csv").write_text(essai.NOMENCLATURE, encoding="utf-8")
    charger.keep_nomenclatures(atelier)
    own = essai.imported(atelier, tmp_path, "code;segment\n70;08.03\n")
    charger.keep_nomenclatures(atelier)
    assert own.rang == 2 and nomenclatures.in_force(atelier, MIEN) == own


def test_files_deposited_by_somebody_are_not_erased(settings: Settings) -> None:
    depot = Depot("ab" * 32, "mes_mandats.csv", "000900001", "fec", None, 1, "2026-01-01", "cle", {})
    Register(settings.home).add_depot(depot, Bilan("lecture", "mes_mandats.csv", "cle", Ledger(ZERO, ZERO)))
    with pytest.raises(CatalogueError, match="mes_mandats.csv"):
        charger.load(settings, 1, 2_000)


@pytest.mark.parametrize("words", [["--lignes", "-5"], ["--port", "99999"], ["--graine", "x"]])
def test_what_cannot_be_drawn_or_served_is_refused_in_french(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(words)
    assert "Commande non comprise" in capsys.readouterr().err
