"""A process that has imported the product and forks a child for each command that it is asked.

It reads one JSON request by line and answers one by line. A child may be killed, or refused the disk, at its
Nth step: each time that it touches the home of the territory (a file opened for writing, a rename, a removal,
a new folder, the register opened), as the interpreter announces it. The product knows nothing of it.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import importlib
import io
import json
import os
import pkgutil
import re
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

EVENTS = frozenset({
    "open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.utime", "os.chmod", "shutil.rmtree",
    "shutil.copyfile", "sqlite3.connect",
})  # fmt: skip
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
KILLED = -signal.SIGKILL
Said = dict[str, Any]


class Steps:
    """Counts what a process does to a folder, and does harm at one of its steps."""

    def __init__(self, home: str, at: int | None, harm: str) -> None:
        self.home, self.at, self.harm = home, at, harm
        self.labels: list[str] = []
        sys.addaudithook(self.note)

    def note(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in EVENTS or self.home not in str(arguments[0]):
            return
        if event == "open" and not int(arguments[2] or 0) & WRITES:
            return
        self.labels.append(f"{event} {_shown(str(arguments[0]), self.home)}")
        if self.at is None or len(self.labels) < self.at:
            return
        if self.harm == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if event != "sqlite3.connect" and not event.startswith(("os.r", "shutil.rm")):
            raise OSError(errno.ENOSPC, "No space left on device")


def _shown(path: str, home: str) -> str:
    return re.sub(r"[0-9a-f]{12,}", "…", path.rpartition(home)[2])


def _act(said: Said, out: IO[str]) -> None:
    """What a child does: one or several commands of the product, their machine output gathered."""
    from achatlas.cli import main

    if limit := said.get("file_limit"):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    steps = Steps(said["home"], said.get("at"), said.get("harm", ""))
    told: list[Any] = []
    statuses: list[int] = []
    until = time.monotonic() + said.get("seconds", 0)
    while True:
        for words in said["commands"]:
            shown = io.StringIO()
            with contextlib.redirect_stdout(shown), contextlib.redirect_stderr(io.StringIO()):
                statuses.append(main([*words, "--territoire", "essai", "--json"]))
            told.append(json.loads(shown.getvalue().splitlines()[-1]))
        if time.monotonic() >= until:
            break
    json.dump({"statuses": statuses, "told": told, "labels": steps.labels}, out)


def _forked(said: Said) -> Said:
    """Runs one request in a child and waits for it."""
    outlet, inlet = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(outlet)
        with os.fdopen(inlet, "w") as out:
            _act(said, out)
            out.flush()
        os._exit(0)
    os.close(inlet)
    if (after := said.get("kill_after")) is not None:
        timer = threading.Timer(after, lambda: os.kill(pid, signal.SIGKILL))
        timer.start()
    with os.fdopen(outlet) as gathered:
        text = gathered.read()
    _, status = os.waitpid(pid, 0)
    if after is not None:
        timer.cancel()
    ended = os.waitstatus_to_exitcode(status)
    return {"ended": ended, **(json.loads(text) if text else {})}


def _warm() -> None:
    """Imports what every child needs, and reads the definitions: no engine is opened before a fork."""
    wanted = ("pipeline.confined", "ingest.stage", "marts.publication")
    for name in (*(f"achatlas.{one}" for one in wanted), "ibis.backends.duckdb", "duckdb", "pandas"):
        importlib.import_module(name)
    from achatlas import cli

    for room in pkgutil.iter_modules(cli.__path__, "achatlas.cli."):
        importlib.import_module(room.name)

    from achatlas.pipeline import confined

    confined.sandboxed = lambda task, *_: task()  # type: ignore[attr-defined]
    with contextlib.redirect_stdout(io.StringIO()):
        cli.main(["catalogue", "--json"])


def _rehearse(said: Said) -> None:
    """Does commands in this very process, once: the children are born with the questions that they will ask
    of the engine. Every engine is closed: a child would not have its threads.
    """
    from achatlas.cli import main

    for words in said["rehearsed"]:
        with contextlib.redirect_stdout(io.StringIO()):
            status = main([*words, "--territoire", said["name"]])
        assert status == 0, words
    gc.collect()
    gc.freeze()


def serve() -> None:
    """Answers the requests: one, or a list of them done at the same time."""
    _warm()
    for line in sys.stdin:
        asked = json.loads(line)
        if "rehearsed" in asked:
            _rehearse(asked)
            continue
        together = asked if isinstance(asked, list) else [asked]
        said: list[Said] = [{} for _ in together]

        def run(rank: int, one: Said, said: list[Said] = said) -> None:
            said[rank] = _forked(one)

        threads = [threading.Thread(target=run, args=(rank, one)) for rank, one in enumerate(together)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        print(json.dumps(said), flush=True)


class Theatre:
    """The process, seen from a test."""

    def __init__(self, racine: Path, root: Path) -> None:
        env = {**os.environ, "ACHATLAS_HOME": str(racine), "ACHATLAS_MEMOIRE": "300MB"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.campaigns.crash.theatre"], cwd=root, env=env, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def together(self, *asked: Mapping[str, Any]) -> list[Said]:
        """Does several requests at once."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        answer: list[Said] = json.loads(self.process.stdout.readline())
        return answer

    def do(self, home: Path, *commands: Sequence[str], **harm: Any) -> Said:
        """Does one request: commands of the product on a home."""
        return self.together(request(home, *commands, **harm))[0]

    def rehearse(self, home: Path, *commands: Sequence[str]) -> None:
        """Has the process do commands itself, on a home that no test looks at."""
        assert self.process.stdin
        asked = {"name": home.name, "rehearsed": [list(words) for words in commands]}
        self.process.stdin.write(json.dumps(asked) + "\n")

    def close(self) -> None:
        """Ends the process."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(10)
        if self.process.stdout:
            self.process.stdout.close()


def request(home: Path, *commands: Sequence[str], **harm: Any) -> Said:
    """One request: commands, and what goes wrong (``at`` and ``harm``, ``kill_after``, ``file_limit``)."""
    return {"home": str(home), "commands": [list(words) for words in commands], **harm}


if __name__ == "__main__":
    serve()
