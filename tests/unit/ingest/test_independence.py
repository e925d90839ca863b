"""The counter catches a reader that lies, in every way that leaves some totals equal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from achatlas.domain.errors import UnbalancedAccount
from achatlas.ingest import stage
from achatlas.ingest.readers import csv, elements, json, sheet
from achatlas.ingest.stage import ingest_file
from tests.sources.golden import examples
from tests.unit.ingest.atelier import ingest_mandats, mandats

Lies = Callable[[list[Any]], list[Any]]


def _swap(lignes: list[Any]) -> list[Any]:
    """Exchange the amounts (last cells) of the last two records."""
    *debut, (a, gauche), (b, droite) = lignes
    return [*debut, (a, [*gauche[:-1], droite[-1]]), (b, [*droite[:-1], gauche[-1]])]


MENSONGES: dict[str, Lies] = {
    "drops a line": lambda lignes: lignes[:-1],
    "swaps two amounts": _swap,
    "repeats one and drops another": lambda lignes: [*lignes[:-1], lignes[-2]],
    "counts twice": lambda lignes: [*lignes, lignes[-1]],
}


@pytest.mark.parametrize("mensonge", MENSONGES)
def test_a_lossy_csv_reader_is_caught(mensonge: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vrai = stage.read_table
    monkeypatch.setattr(stage, "read_table", lambda *a: iter(MENSONGES[mensonge](list(vrai(*a)))))
    with pytest.raises(UnbalancedAccount, match="n'est pas équilibré"):
        ingest_mandats(tmp_path, mandats("10,00", "20,00", "30,00"))


def test_the_true_reader_balances(tmp_path: Path) -> None:
    assert ingest_mandats(tmp_path, mandats("10,00", "20,00", "30,00")).bilan.acceptes.centimes == 6000


def _drop_last(reader: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    return lambda *a, **k: iter(list(reader(*a, **k))[:-1])


@pytest.mark.parametrize("module", [csv, sheet, json, elements], ids=["csv", "sheet", "json", "xml"])
def test_a_reader_that_drops_its_last_record_is_caught(
    module: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    extensions = {csv: ".csv", sheet: ".xlsx", json: ".json", elements: ".xml"}
    source, path = next((s, p) for s, p in examples() if p.suffix == extensions[module])
    profil = path.stem if source.definition.profils else None
    monkeypatch.setattr(module, "read_records", _drop_last(module.read_records))
    with pytest.raises(UnbalancedAccount):
        ingest_file(path, acheteur_siren=None, source=source.id, profil=profil, cible=tmp_path)


def test_a_lossy_xml_reader_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, path = next((s, p) for s, p in examples() if p.suffix == ".xml" and s.parse_py)
    vrai = stage.load_parse(source)
    monkeypatch.setattr(
        stage, "load_parse", lambda _: lambda file, context: iter(list(vrai(file, context))[1:])
    )
    with pytest.raises(UnbalancedAccount):
        ingest_file(path, acheteur_siren=None, source=source.id, cible=tmp_path)


def test_the_counters_import_no_reader() -> None:
    counter = Path(stage.__file__).parent / "counter"
    for module in counter.glob("*.py"):
        texte = module.read_text(encoding="utf-8")
        assert "ingest.readers" not in texte
        assert not {"import csv\n", "import json\n", "fastexcel", "lxml"} & {
            m
            for m in ("import csv\n", "import json\n", "fastexcel", "lxml")
            if f"\n{m}" in texte or f"import {m}" in texte
        }
