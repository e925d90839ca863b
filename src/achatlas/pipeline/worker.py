"""The thread that does the jobs of a home, one at a time, each in a child process; one server at most.

It knows nothing of Django: a job is taken from the register, and its child is stopped when somebody asks.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread

from achatlas.pipeline.received import received, sweep
from achatlas.store.jobs import EN_COURS, INTERROMPU, REFUSE, Job, Jobs

BEAT, GRACE = 0.4, 5.0
FELL = {
    "quoi": "La lecture s'est arrêtée d'elle-même",
    "ou": "",
    "pourquoi": "le fichier a demandé plus de mémoire ou de temps qu'un fichier ne doit",
    "que_faire": "exportez-le de nouveau, en CSV si possible, ou en plusieurs fichiers",
}


def command(home: Path, name: str) -> list[str]:
    """The child that does a job."""
    return [sys.executable, "-m", "achatlas.pipeline.child", str(home), name]


def start(home: Path) -> Worker:
    """Begins to do the jobs of a home."""
    worker = Worker(home)
    worker.thread.start()
    return worker


class Worker:
    """One thread per server; the lock of the home goes to one of them, the others wait for it."""

    def __init__(self, home: Path) -> None:
        self.home, self.jobs, self.over = home, Jobs(home), Event()
        self.thread = Thread(target=self._live, name="travaux", daemon=True)

    def _live(self) -> None:
        with (self.home / "travaux.verrou").open("w", encoding="ascii") as lock:
            while not self._alone(lock.fileno()):
                if self.over.wait(BEAT):
                    return
            self.resume()
            while not self.over.is_set():
                if not self.once():
                    self.over.wait(BEAT)

    def _alone(self, handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def resume(self) -> None:
        """Says of what a former server left unfinished that it was interrupted; sweeps what nobody needs."""
        self.jobs.interrupt()
        sweep(self.home, self.jobs.every())

    def once(self) -> bool:
        """Does the next job to its end; False when there is none."""
        job = self.jobs.following()
        if job is None or not self.jobs.start(job.id):
            return False
        self._follow(job)
        done = self.jobs.get(job.id)
        if done is not None and not done.kept:
            received(self.home, job.id).unlink(missing_ok=True)
        return True

    def _follow(self, job: Job) -> None:
        """Waits for the child of a job, stopping it when somebody asks."""
        asked_for = command(self.home, job.id)
        with subprocess.Popen(asked_for, stdin=subprocess.PIPE, start_new_session=True) as child:
            while child.poll() is None:
                asked = self.jobs.get(job.id)
                if asked is None or asked.arret or self.over.is_set():
                    _kill(child)
                time.sleep(BEAT / 4)
        left = self.jobs.get(job.id)
        if left is not None and left.etat == EN_COURS:
            stopped = left.arret or self.over.is_set()
            self.jobs.end(job.id, INTERROMPU if stopped else REFUSE, {} if stopped else FELL)

    def stop(self) -> None:
        """Ends the thread, its child first."""
        self.over.set()
        self.thread.join(GRACE)


def _kill(child: subprocess.Popen[bytes]) -> None:
    """Ends a child and its own: nothing half done is ever visible (ADR 2)."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    child.wait(GRACE)
