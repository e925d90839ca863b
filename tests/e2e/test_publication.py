"""The last edge is counted in the published files themselves, and the verdict hangs on it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from achatlas import pipeline
from achatlas.cli import main
from achatlas.domain.errors import UnbalancedAccount
from achatlas.marts import publication
from achatlas.store.publications import current
from achatlas.store.register import Bilan
from tests import petit as territoire
from tests.petit import Petit

Break = Callable[[Path], object]
FAITS = ("achats", "marches")


@pytest.fixture
def publie(petit: Petit, tmp_path: Path) -> Petit:
    """The small territory as published, copied so that it may be broken."""
    copied = territoire.copy(petit, tmp_path)
    made = (f"instantanes/{etape}" for etape in ("net", "lien", "profil", "classe", "pont", "cartes"))
    for part in ("depots", "publications", *made):
        shutil.copytree(petit.settings.home / part, copied.settings.home / part)
    return copied


def edges(petit: Petit) -> dict[str, Bilan]:
    return {b.objet: b for b in pipeline.bilans(petit.atelier) if b.etape == "publication"}


def a_file(petit: Petit) -> Path:
    return current(petit.settings.home).file(f"acheteur-{petit.sirens[0]}")


def test_what_is_published_is_what_the_marts_hold(publie: Petit) -> None:
    told = edges(publie)
    assert set(told) == {f"{fait}{where}" for fait in FAITS for where in ("", ", vue commune")}
    assert all(edge.compte.equilibre for edge in told.values())
    for fait in FAITS:
        edge, mart = told[fait], publie.mart(fait)
        assert edge.compte.equilibre
        assert edge.compte.acceptes.lignes == len(mart) > 0
        assert edge.compte.acceptes.centimes == sum(row["montant_ht_centimes"] for row in mart)
        assert edge.compte.acceptes.centimes_absolus == sum(abs(row["montant_ht_centimes"]) for row in mart)


def run_sql(sql: str) -> Break:
    def alter(path: Path) -> object:
        with duckdb.connect(str(path)) as base:
            return base.execute(sql)

    return alter


LEAST = "(SELECT min(montant_ht_centimes) FROM mart__achats)"
MOST = "(SELECT max(montant_ht_centimes) FROM mart__achats)"
EXCHANGED = f"CASE montant_ht_centimes WHEN {MOST} THEN {LEAST} WHEN {LEAST} THEN {MOST}"
ALTERED = {
    "a line removed": run_sql(f"DELETE FROM mart__achats WHERE montant_ht_centimes = {MOST}"),
    "a cent more": run_sql("UPDATE mart__achats SET montant_ht_centimes = montant_ht_centimes + 1"),
    "amounts exchanged": run_sql(
        f"UPDATE mart__achats SET montant_ht_centimes = {EXCHANGED} ELSE montant_ht_centimes END"
    ),
    "the file removed": Path.unlink,
    "the file cut": lambda path: path.write_bytes(path.read_bytes()[:5_000]),
}


@pytest.mark.parametrize("what", ALTERED)
def test_a_published_file_that_changed_is_seen(
    what: str, publie: Petit, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ACHATLAS_HOME", str(publie.settings.racine))
    ALTERED[what](a_file(publie))
    assert main(["bilan", "--json"]) == 1
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    wrong = [(b["etape"], b["objet"]) for b in said["etapes"] if not b["equilibre"]]
    assert ("publication", "achats") in wrong and {etape for etape, _ in wrong} == {"publication"}


COMMON = {
    "consolide": ("agregat__achats_temps", "mart__marches"),
    "croisements": ("agregat__achats_complet",),
}


@pytest.mark.parametrize(("alias", "table"), [(a, t) for a, tables in COMMON.items() for t in tables])
def test_a_common_file_that_changed_is_seen(publie: Petit, alias: str, table: str) -> None:
    path = current(publie.settings.home).file(alias)
    column = "montant_classe_centimes"
    run_sql(f"UPDATE {table} SET {column} = {column} + 1")(path)
    wrong = [objet for objet, edge in edges(publie).items() if not edge.compte.equilibre]
    assert wrong == [f"{'marches' if 'marches' in table else 'achats'}, vue commune"]


def test_a_common_file_that_is_gone_is_seen(publie: Petit) -> None:
    current(publie.settings.home).file("croisements").unlink()
    assert not edges(publie)["achats, vue commune"].compte.equilibre


def test_publishing_again_mends_a_damaged_publication(publie: Petit) -> None:
    a_file(publie).unlink()
    assert not edges(publie)["achats"].compte.equilibre
    pipeline.publish(publie.atelier)
    assert all(edge.compte.equilibre for edge in edges(publie).values())


def test_a_publication_that_would_lose_a_line_is_not_shown(
    publie: Petit, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, home = publication.contents, publie.settings.home
    monkeypatch.setattr(publication, "contents", lambda *asked: list(whole(*asked))[1:])
    before = current(home).version
    for path in current(home).path.glob("*.duckdb"):
        path.unlink()
    with pytest.raises(UnbalancedAccount, match="publication"):
        pipeline.publish(publie.atelier)
    assert publie.atelier.register.pointed("publication") == before
    assert not list((home / "publications").glob(".en-cours-*"))


def test_a_run_that_is_not_published_yet_is_said_without_failing(
    publie: Petit, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ACHATLAS_HOME", str(publie.settings.racine))
    assert "pas encore publié" not in shown(capsys)
    kept = [b for b in publie.atelier.register.bilans() if b.etape == "cartographie"]
    publie.atelier.register.put_bilans(
        "cartographie", tuple(Bilan(b.etape, b.objet, "neuf", b.compte) for b in kept)
    )
    assert "pas encore publié : ./go achatlas publier" in shown(capsys)


def shown(capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert main(["bilan"]) == 0
    return capsys.readouterr().out
