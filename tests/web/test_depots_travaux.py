"""Jobs: one at a time, in a child; stopped, interrupted, done again; columns asked and answered."""

from __future__ import annotations

import html
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from achatlas.store.jobs import EN_COURS, INTERROMPU, LIRE, PUBLIER, REFUSE, Job, Jobs, new_id
from tests.web.depots import MIEN, YEAR, content, dropped, send, work

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]


def waiting(made: Path, data: bytes) -> Job:
    """A file received, its bytes in place."""
    from achatlas.pipeline.received import received

    name = new_id()
    path = received(made, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return Jobs(made).add(Job(name, LIRE, fichier="a.csv", acheteur_siren=MIEN, sha256="0" * 64))


def state(made: Path, name: str) -> str:
    found = Jobs(made).get(name)
    assert found is not None
    return found.etat


def test_a_worker_reads_a_file_in_a_child_and_removes_its_bytes(chez: Path) -> None:
    from achatlas.pipeline.received import received
    from achatlas.pipeline.worker import Worker

    job = waiting(chez, content(YEAR))
    assert Worker(chez).once() is True and Worker(chez).once() is False
    assert state(chez, job.id) == "fini" and not received(chez, job.id).exists()


def test_a_server_stopped_in_the_middle_leaves_a_job_that_may_be_done_again(
    chez: Path, entrer: Entrer
) -> None:
    from achatlas.pipeline.worker import Worker

    job, left = waiting(chez, content(YEAR)), waiting(chez, content(YEAR))
    Jobs(chez).start(job.id)
    Jobs(chez).forget(left.id)
    Worker(chez).resume()
    agent = entrer("agent")
    shown = html.unescape(agent.get(f"/depots/travaux/{job.id}/").content.decode())
    assert "Lecture interrompue" in shown and "Reprendre" in shown
    kept = [path.name for path in (chez / "tampon" / "recus").iterdir()]
    assert kept == [job.id]
    agent.post(f"/depots/travaux/{job.id}/reprendre/")
    work(chez)
    assert state(chez, job.id) == "fini"


def test_a_job_that_somebody_stops_ends_at_once_and_nothing_of_it_is_seen(
    chez: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from achatlas.pipeline import worker
    from achatlas.store.register import Register

    job = waiting(chez, content(YEAR))
    monkeypatch.setattr(worker, "command", lambda home, name: ["/bin/sleep", "600"])
    thread = threading.Thread(target=worker.Worker(chez).once)
    thread.start()
    while state(chez, job.id) != EN_COURS:
        time.sleep(0.02)
    Jobs(chez).stop(job.id)
    thread.join(20)
    assert state(chez, job.id) == INTERROMPU and Register(chez).every_depot() == ()


def test_a_child_that_falls_is_a_refusal_with_its_reason(chez: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from achatlas.pipeline import worker

    job = waiting(chez, content(YEAR))
    monkeypatch.setattr(worker, "command", lambda home, name: ["/bin/false"])
    worker.Worker(chez).once()
    found = Jobs(chez).get(job.id)
    assert found is not None and found.etat == REFUSE and "arrêtée d'elle-même" in found.dit["quoi"]


def test_one_server_at_a_time_does_the_jobs(chez: Path) -> None:
    from achatlas.pipeline.worker import Worker

    first, second = Worker(chez), Worker(chez)
    with (chez / "travaux.verrou").open("w") as one, (chez / "travaux.verrou").open("w") as two:
        assert first._alone(one.fileno()) is True and second._alone(two.fileno()) is False


def test_a_publication_that_waits_does_for_the_next(chez: Path) -> None:
    jobs = Jobs(chez)
    one = jobs.add(Job(new_id(), PUBLIER))
    assert jobs.add(Job(new_id(), PUBLIER)).id == one.id
    jobs.start(one.id)
    assert jobs.add(Job(new_id(), PUBLIER)).id != one.id


def test_what_was_stopped_is_not_ended_by_its_child(chez: Path) -> None:
    jobs, job = Jobs(chez), waiting(chez, b"")
    jobs.start(job.id)
    jobs.interrupt()
    assert jobs.end(job.id, "fini", {}) is False and state(chez, job.id) == INTERROMPU


def test_a_page_of_a_job_polls_while_it_lives_and_stops_without_javascript_too(
    chez: Path, entrer: Entrer
) -> None:
    agent, job = entrer("agent"), waiting(chez, content(YEAR))
    shown = agent.get(f"/depots/travaux/{job.id}/").content.decode()
    assert 'hx-trigger="every 1s"' in shown and "Arrêter" in shown and "Actualiser" in shown
    agent.post(f"/depots/travaux/{job.id}/arreter/")
    assert "hx-trigger" not in agent.get(f"/depots/travaux/{job.id}/").content.decode()
    agent.post(f"/depots/travaux/{job.id}/oublier/")
    assert agent.get(f"/depots/travaux/{job.id}/").status_code == 404


UNKNOWN = """Exer;N° mandat;Dt Emission;Tiers;Art.;Objet;Montant
2025;1;03/07/2025;CLAIR PROPRETE SAS;6283;Nettoyage école;1 284,50
2025;2;18/09/2025;PAPIER SARL;60632;Fournitures;-412,80
"""


def test_unknown_columns_are_asked_then_read_with_the_answers(chez: Path, entrer: Entrer) -> None:
    agent = entrer("agent")
    assert dropped(agent, chez, UNKNOWN.encode()) == ""
    job = Jobs(chez).every()[0]
    shown = html.unescape(agent.get(f"/depots/travaux/{job.id}/").content.decode())
    (question,) = job.dit["questions"]
    assert "1\u00a0colonne à confirmer" in shown and "Montant" in shown
    agent.post(
        f"/depots/travaux/{job.id}/reprendre/", {f"q.{question['id']}": question["choix"][0]["valeur"]}
    )
    work(chez)
    sha = Jobs(chez).every()[0].depot
    assert "2\u00a0lignes lues, aucune perdue" in agent.get(f"/depots/{sha}/").content.decode()


def test_a_file_for_one_buyer_brings_no_marche_of_another_member(
    chez: Path, entrer: Entrer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from achatlas.pipeline import child
    from achatlas.store.register import Register

    monkeypatch.setattr(child, "others_named", lambda *_: ("Bourg-Inventé",))
    assert dropped(entrer("agent"), chez, content(YEAR)) == ""
    assert "Bourg-Inventé" in str(Jobs(chez).every()[0].dit["pourquoi"])
    assert Register(chez).every_depot() == ()


def test_a_worker_begins_with_its_server_and_ends_with_it(chez: Path) -> None:
    from achatlas.pipeline import worker

    job = waiting(chez, content(YEAR))
    started = worker.start(chez)
    limit = time.monotonic() + 60
    while state(chez, job.id) not in ("fini", REFUSE) and time.monotonic() < limit:
        time.sleep(0.1)
    started.stop()
    assert state(chez, job.id) == "fini" and not started.thread.is_alive()


def test_a_form_without_a_file_says_so(chez: Path, entrer: Entrer) -> None:
    empty = entrer("agent").post("/depots/deposer/", {"fin": "1"})
    assert empty.status_code == 422 and "Aucun fichier" in empty.content.decode()
    assert send(entrer("agent"), b"").status_code == 422


def test_a_person_says_what_a_column_becomes(chez: Path, entrer: Entrer) -> None:
    agent = entrer("agent")
    dropped(agent, chez, UNKNOWN.replace("Objet", "Zz").encode())
    job = Jobs(chez).every()[0]
    shown = html.unescape(agent.get(f"/depots/travaux/{job.id}/").content.decode())
    assert 'name="q.colonne Zz"' in shown and "Ignorer cette colonne" in shown
    answers = {f"q.{q['id']}": q["choix"][0]["valeur"] for q in job.dit["questions"]}
    agent.post(
        f"/depots/travaux/{job.id}/reprendre/", {**answers, "q.colonne Zz": "objet", "q.colonne Tiers": ""}
    )
    work(chez)
    sha = Jobs(chez).every()[0].depot
    page = html.unescape(agent.get(f"/depots/{sha}/").content.decode())
    assert "2\u00a0lignes lues, aucune perdue" in page and "Nettoyage école" in page
