"""The sandbox: whatever a reader does in its child, the asker gets a result or one sentence."""

from __future__ import annotations

import os
import threading
from functools import partial
from pathlib import Path

import pytest

from achatlas.domain.errors import UnknownColumn, UnreadableFile
from achatlas.ingest import sandbox
from achatlas.ingest.sandbox import sandboxed
from achatlas.ingest.stage import ingest_file
from achatlas.ingest.zygote import Limits
from tests.integration import victims
from tests.sources.golden import examples
from tests.unit.ingest.atelier import mandats

SMALL = Limits(memory=1 << 30, cpu=30, wall=30, file=1 << 20)


def refused(task: partial[object], limits: Limits = SMALL) -> str:
    with pytest.raises(UnreadableFile) as refus:
        sandboxed(task, "piege.xlsx", limits)
    assert refus.value.quoi == "Lecture abandonnée" and refus.value.ou == "piege.xlsx"
    assert refus.value.que_faire
    return refus.value.pourquoi


def test_a_result_comes_back_from_another_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_D_ESSAI", "x")
    monkeypatch.chdir(tmp_path)
    pid, folder, secret = sandboxed(victims.where, "a")
    assert (pid != os.getpid(), folder, secret) == (True, str(tmp_path), None)


@pytest.mark.parametrize("task", [victims.allocate, victims.allocate_for_ever])
def test_too_much_memory_is_a_refusal(task: partial[object]) -> None:
    assert "plus de 1 Gio de mémoire" in refused(partial(task))


def test_a_loop_without_end_is_a_refusal() -> None:
    assert "1 secondes de calcul" in refused(partial(victims.loop), Limits(cpu=1))


def test_a_reader_that_waits_for_ever_is_a_refusal() -> None:
    assert "après 0.2 secondes" in refused(partial(victims.sleep), Limits(wall=0.2))


def test_too_large_a_file_is_a_refusal(tmp_path: Path) -> None:
    assert "plus de 1 Mio dans un fichier" in refused(partial(victims.write, tmp_path / "a"))


@pytest.mark.parametrize(
    ("task", "said"),
    [(victims.segfault, "SIGSEGV"), (victims.leave, "sans rien dire"), (victims.abort, "mémoire")],
)
def test_a_reader_that_dies_is_a_refusal(task: partial[object], said: str) -> None:
    assert said in refused(partial(task))


@pytest.mark.parametrize("task", [victims.connect, victims.spawn])
def test_the_network_and_other_programs_are_out_of_reach(task: partial[object]) -> None:
    assert "sortir de son enclos" in refused(partial(task))


def test_the_error_of_the_child_is_raised_as_it_was() -> None:
    with pytest.raises(UnknownColumn) as refus:
        sandboxed(victims.refuse, "a.csv")
    assert refus.value.ou == "a.csv, ligne 3"


def test_a_bug_of_the_child_keeps_its_traceback() -> None:
    with pytest.raises(RuntimeError, match=r"in fail[\s\S]*bogue"):
        sandboxed(victims.fail, "a.csv")


def test_a_dead_zygote_is_replaced() -> None:
    sandboxed(victims.where, "a")
    process = sandbox._ZYGOTE.process
    assert process is not None
    process.kill()
    process.wait()
    assert sandboxed(victims.where, "a")


def test_several_threads_ask_at_once() -> None:
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.append(sandboxed(victims.where, "a")[0])) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 8


@pytest.mark.parametrize(("source", "path"), examples(), ids=lambda one: getattr(one, "name", None))
def test_an_example_is_ingested_in_the_sandbox_as_outside(source: object, path: Path, tmp_path: Path) -> None:
    from achatlas.ingest.discover import FoundSource

    assert isinstance(source, FoundSource)
    profil = path.stem if source.definition.profils else None
    call = partial(ingest_file, path, acheteur_siren="000000018", source=source.id, profil=profil)
    for name in ("dedans", "dehors"):
        (tmp_path / name).mkdir()
    inside = sandboxed(partial(call, cible=tmp_path / "dedans"), path.name)
    outside = call(cible=tmp_path / "dehors")
    assert inside.bilan == outside.bilan
    assert inside.chemin.read_bytes() == outside.chemin.read_bytes()


def test_a_refusal_of_the_ingestion_comes_through(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(mandats("1,00").replace("Mt HT", "Mt HT;Remise"), encoding="cp1252")
    task = partial(
        ingest_file, path, acheteur_siren=None, source="mandats_tableur", profil="exemple_csv", cible=tmp_path
    )
    with pytest.raises(UnknownColumn, match="« Remise »"):
        sandboxed(task, path.name)
