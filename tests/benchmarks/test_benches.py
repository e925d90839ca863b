"""Each bench runs at a tiny size (few lines, few buyers), and says what it promises to say."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import __main__ as benches
from benchmarks.kinds import euros
from benchmarks.resources import spread

pytestmark = pytest.mark.usefixtures("quatre_acheteurs")


LIGNES = ("--lignes", "600")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the lines that several benches ask are published once."""
    return tmp_path_factory.mktemp("banc")


def run(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    """What a bench prints for machines; it must have ended well."""
    status = benches.main([*words, "--json"])
    printed: dict[str, object] = json.loads(capsys.readouterr().out)
    assert status == 0, printed
    return printed


@pytest.mark.lent
@pytest.mark.parametrize("name", ["import", "import_classeur", "import_pes"])
def test_an_import_bench_counts_lines_and_memory(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = run(capsys, name, "--lignes", "500")
    assert said["lignes"] == 500
    assert {"lignes_par_seconde", "memoire_mo", "etapes", "secondes", "lecteur_nu"} <= said.keys()
    assert set(said["rapports"]) == {"lecteur_nu"}  # type: ignore[call-overload]


@pytest.mark.lent
def test_the_sirene_bench_finds_every_establishment_again(capsys: pytest.CaptureFixture[str]) -> None:
    said = run(capsys, "sirene", "--etablissements", "400")
    assert said["contient"]["etablissements"] == said["etablissements"]  # type: ignore[index]
    assert {"secondes", "memoire_mo", "lecteur_nu", "octets"} <= said.keys()
    assert set(said["rapports"]) == {"lecteur_nu"}  # type: ignore[call-overload]


@pytest.mark.lent
def test_the_bench_of_names_searches_a_tenth_of_the_directory(capsys: pytest.CaptureFixture[str]) -> None:
    said = run(capsys, "noms", "--etablissements", "2000")
    assert (said["noms"], said["repertoire"]) == (200, 2000)
    assert {"secondes", "processeur", "memoire_mo", "precision", "rappel", "force_brute"} <= said.keys()
    assert {"secondes", "processeur", "memoire_mo"} <= said["preparation"].keys()  # type: ignore[attr-defined]
    assert run(capsys, "noms", "--etablissements", "50", "--noms", "7")["noms"] == 7


@pytest.mark.lent
def test_the_tableau_bench_compares_equal_answers(capsys: pytest.CaptureFixture[str], kept: Path) -> None:
    said = run(capsys, "tableau", *LIGNES, "--repetitions", "4", "--dossier", str(kept))
    assert said["lignes"] == 600
    assert {level: set(spread) for level, spread in said["filtres"].items()} == {  # type: ignore[attr-defined]
        level: {"p50_ms", "p95_ms"} for level in ("0", "1", "3")
    }
    assert set(said["rapports"]) == {"pandas", "polars", "duckdb_parquet"}  # type: ignore[call-overload]
    assert said["memoire_mo"]


@pytest.mark.lent
@pytest.mark.navigateur
def test_the_interaction_bench_tells_when_a_click_is_heard_and_when_its_view_is_painted(
    capsys: pytest.CaptureFixture[str], kept: Path
) -> None:
    said = run(capsys, "interaction", *LIGNES, "--repetitions", "1", "--dossier", str(kept))
    for kind in ("calculee", "gardee"):
        heard, view = (said[kind][moment]["p50_ms"] for moment in ("entendu", "vue"))  # type: ignore[index]
        assert 0 < heard < view


@pytest.mark.lent
def test_lines_kept_in_a_folder_are_published_once(capsys: pytest.CaptureFixture[str], kept: Path) -> None:
    asked = ("tableau", *LIGNES, "--repetitions", "1", "--dossier", str(kept), "--rivaux", "duckdb_parquet")
    first, again = (run(capsys, *asked) for _ in range(2))
    assert first["preparation"] == again["preparation"]
    assert set(again["rapports"]) == {"duckdb_parquet"}  # type: ignore[call-overload]
    assert [one.name for one in kept.iterdir()] == ["lignes-600"]


@pytest.mark.lent
def test_the_bench_of_files_keeps_every_line_and_cent(kept: Path) -> None:
    asked = ["emporter", *LIGNES, "--dossier", str(kept), "--json"]
    command = [sys.executable, "-m", "benchmarks", *asked]
    said = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    assert said["juste"] and set(said["rapport"]) == set(said["ligne_a_ligne"]) == {"parquet", "xlsx"}
    assert {"premier_octet_ms", "secondes", "processeur", "octets"} == set(said["csv"])


@pytest.mark.lent
def test_the_http_bench_serves_every_page_alone_then_beside_an_import(
    capsys: pytest.CaptureFixture[str], kept: Path
) -> None:
    asked = ("--repetitions", "2", "--debit", "8", "--dossier", str(kept))
    said = run(capsys, "http", *LIGNES, *asked)
    assert said["lignes"] == 600 and said["debit"] == 8 and said["echecs"] == 0 and said["juste"]
    assert {"reponse", "par_page", "processeur_ms", "memoire_mo", "avec_import"} <= said.keys()
    assert set(said["rapports"]) == {"avec_import"}  # type: ignore[call-overload]


@pytest.mark.lent
def test_the_bench_of_decisions_recounts_what_they_show(capsys: pytest.CaptureFixture[str]) -> None:
    said = run(capsys, "reclassement", "--lignes", "3000", "--repetitions", "2")
    kinds = {"un_mot_d_un_acheteur", "partout", "repris_partout", "reunion", "reunion_reprise"}
    kinds |= {"un_code_d_un_acheteur", "codes_en_lot"}
    assert kinds <= said.keys() and set(said["rapports"]) == kinds  # type: ignore[call-overload]
    assert {"premier", "lecture", "memoire_mo", "preparation"} <= said.keys() and said["juste"]


def test_the_bench_of_words_tells_repeated_lines_from_different_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = run(capsys, "textes", "--lignes", "400")
    assert said["lignes"] == 400 and 0 < said["differentes"] <= 400  # type: ignore[operator]
    assert {"lignes_par_seconde", "differentes_par_seconde", "memoire_mo"} <= said.keys()
    assert set(said["rapports"]) == {"mots_nus"}  # type: ignore[call-overload]


def test_percentiles_are_nearest_ranks() -> None:
    assert spread([float(value) for value in range(1, 21)]) == {"p50_ms": 10.5, "p95_ms": 19.0}


@pytest.mark.parametrize(("cents", "text"), [(-123456, "-1 234,56"), (5, "0,05"), (100, "1,00")])
def test_amounts_are_written_as_in_france(cents: int, text: str) -> None:
    assert euros(cents) == text
