"""The `http` bench: agents' mixed traffic on the server as it is served, then the same beside an import.

Pages are sent at drawn moments, whether earlier ones were answered or not: what a page waits before it is
sent counts.
"""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psutil

from achatlas.catalogue.load import Catalogue
from benchmarks import importation
from benchmarks.kinds import KINDS
from benchmarks.published import kept, prepare
from benchmarks.resources import MEGA, spread, tree_memory
from benchmarks.trafic import PASSWORD, Visit, agents, visits
from benchmarks.world import NAME, World

PORT, WORKERS, RATE, PATIENCE_S = 8791, 64, 120, 60
OK = 200
IMPORTED = 200_000
"""Lines of the file that is imported beside, again and again until the traffic ends."""
CHECKED = 40
RESTING = 0.05
"""Processors that a server uses when nobody asks anything."""
LATENCY = re.compile(rb'<data class="duree"[^>]*>[^<]*|name="csrfmiddlewaretoken" value="[^"]*"')
"""What differs between two answers that tell the same: the time that they took, the token of a form."""


@dataclass
class Told:
    """What was answered: milliseconds from the moment due of each page by kind, failures."""

    times: dict[str, list[float]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    late: float = 0.0

    @property
    def whole(self) -> list[float]:
        """Every time."""
        return [one for some in self.times.values() for one in some]


class Agents:
    """The cookie of each person, signed in once, by the form."""

    def __init__(self, world: World) -> None:
        self.cookies = {one: _signed_in(one) for one in agents(world)}


def _signed_in(name: str) -> str:
    line = HTTPConnection("127.0.0.1", PORT, timeout=PATIENCE_S)
    line.request("GET", "/connexion/")
    form = line.getresponse()
    token = next(one for one in form.headers.get_all("Set-Cookie", []) if "csrf" in one.split("=")[0])
    page = form.read().decode()
    hidden = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert hidden, page[:200]
    said = {"identifiant": name, "mot_de_passe": PASSWORD, "csrfmiddlewaretoken": hidden[1]}
    cookie = token.split(";")[0]
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    line.request("POST", "/connexion/", urlencode(said), headers)
    answer = line.getresponse()
    answer.read()
    line.close()
    kept = [one.split(";")[0] for one in answer.headers.get_all("Set-Cookie", [])]
    return "; ".join([*kept, *([] if any("csrf" in one for one in kept) else [cookie])])


class Sender(threading.Thread):
    """Takes the next page that is due, waits for its moment, sends it on a line that it keeps."""

    def __init__(self, left: Iterator[Visit], lock: threading.Lock, people: Agents, start: float) -> None:
        super().__init__(daemon=True)
        self.left, self.lock, self.people, self.begun = left, lock, people, start
        self.told: list[tuple[str, float, int, float]] = []
        self.line = HTTPConnection("127.0.0.1", PORT, timeout=PATIENCE_S)

    def run(self) -> None:
        """Until no page is left."""
        while True:
            with self.lock:
                visit = next(self.left, None)
            if visit is None:
                self.line.close()
                return
            due = self.begun + visit.due
            time.sleep(max(0.0, due - time.perf_counter()))
            late = time.perf_counter() - due
            status, _ = get(self.line, visit.path, self.people.cookies[visit.who])
            self.told.append((visit.kind, 1000 * (time.perf_counter() - due), status, late))


def get(line: HTTPConnection, path: str, cookie: str) -> tuple[int, bytes]:
    """A page, compressed as for a browser; asked again when the server had closed the line meanwhile. 0: no
    answer.
    """
    for _ in range(2):
        try:
            line.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
            answer = line.getresponse()
            return answer.status, answer.read()
        except (HTTPException, OSError):
            line.close()
    return 0, b""


def sent(asked: Sequence[Visit], people: Agents) -> Told:
    """Sends everything and gathers what was answered."""
    lock, left, start = threading.Lock(), iter(asked), time.perf_counter()
    senders = [Sender(left, lock, people, start) for _ in range(WORKERS)]
    for one in senders:
        one.start()
    for one in senders:
        one.join()
    told = Told()
    for kind, took, status, late in (row for one in senders for row in one.told):
        told.times.setdefault(kind, []).append(took)
        told.late = max(told.late, late)
        told.failed += [f"{kind}: {status}"] if status != OK else []
    return told


@contextmanager
def served(folder: Path) -> Iterator[psutil.Process]:
    """The server as `servir` begins it, until it answers."""
    command = [sys.executable, "-m", "achatlas", "servir", "--port", str(PORT)]
    with (folder / "servir.txt").open("w", encoding="utf-8") as log:
        child = subprocess.Popen(command, env=importation.environment(folder), stdout=log, stderr=log)
    try:
        _wait(child, folder / "servir.txt")
        yield psutil.Process(child.pid)
    finally:
        child.terminate()
        child.wait(20)


def _wait(child: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and child.poll() is None:
        line = HTTPConnection("127.0.0.1", PORT, timeout=5)
        try:
            line.request("GET", "/vivant")
            if line.getresponse().status == OK:
                return
        except OSError:
            time.sleep(0.2)
        finally:
            line.close()
    raise SystemExit(f"Le serveur ne répond pas : {log.read_text(encoding='utf-8')}")


@contextmanager
def importing(folder: Path, lignes: int) -> Iterator[list[float]]:
    """An import of the same file of one buyer, again and again, on a territory beside; their seconds."""
    world, beside, done, ended = World(lignes, Catalogue()), folder / "import", [], threading.Event()
    importation.settle(world, beside / NAME)
    path = beside / "mandats.csv"
    KINDS["csv"].write(world, path)

    def again() -> None:
        while not ended.is_set():
            done.append(importation.imported(beside, world, KINDS["csv"], path).secondes)

    thread = threading.Thread(target=again)
    thread.start()
    try:
        yield done
    finally:
        ended.set()
        thread.join()


def measure(
    folder: Path, lignes: int, repetitions: int, dossier: Path | None = None, rate: int = RATE
) -> dict[str, Any]:
    """Publishes, serves, sends; ``repetitions`` seconds of traffic each time: first, not counted, what fills
    the memory of the server, then alone, then beside an import, other pages each time.
    """
    world = World(lignes, Catalogue())
    cost = kept(partial(prepare, world), folder, dossier / f"lignes-{lignes}" if dossier else None)
    before, asked, later = ([*visits(world, rate, repetitions, day)] for day in range(3))
    with served(folder) as server:
        people = Agents(world)
        sent(before, people)
        if lignes > IMPORTED:
            rest(server)
        used = _used(server)
        alone = sent(asked, people)
        each = 1000 * (_used(server) - used) / max(1, len(asked))
        memory = tree_memory(server)
        with importing(folder, min(lignes, IMPORTED)) as imports:
            beside = sent(later, people)
        same = _same(asked[:: max(1, len(asked) // CHECKED)], people)
    return {
        "lignes": lignes,
        "debit": rate,
        "pages": len(asked),
        "reponse": spread(alone.whole),
        "par_page": {kind: spread(times) for kind, times in sorted(alone.times.items())},
        "processeur_ms": round(each, 1),
        "memoire_mo": round(memory / MEGA),
        "avec_import": spread(beside.whole) | {"imports": len(imports)},
        "rapports": {"avec_import": _ratio(beside, alone)},
        "echecs": len(alone.failed) + len(beside.failed),
        "preparation": cost,
        "juste": same and not alone.failed and not beside.failed,
    }


def rest(server: psutil.Process) -> None:
    """Waits until the server has done what it prepares aside once it has begun."""
    busy = 1.0
    while busy > RESTING:
        used = _used(server)
        time.sleep(2)
        busy = (_used(server) - used) / 2


def _used(server: psutil.Process) -> float:
    """Seconds of processor of the server and of what it began."""
    return sum(sum(one.cpu_times()[:2]) for one in [server, *server.children(recursive=True)])


def _ratio(beside: Told, alone: Told) -> float:
    return round(spread(beside.whole)["p50_ms"] / spread(alone.whole)["p50_ms"], 2)


def _same(asked: Sequence[Visit], people: Agents) -> bool:
    """Whether a page asked twice, all traffic ended, is the same but for its time and its token."""
    with closing(HTTPConnection("127.0.0.1", PORT, timeout=PATIENCE_S)) as line:
        return all(_twice(line, one, people) for one in asked)


def _twice(line: HTTPConnection, one: Visit, people: Agents) -> bool:
    pages = [get(line, one.path, people.cookies[one.who]) for _ in range(2)]
    said = {LATENCY.sub(b"", gzip.decompress(page)) for status, page in pages if status == OK}
    return len(said) == 1 and all(status == OK for status, _ in pages)


def told(found: dict[str, Any]) -> str:
    """The same for people."""
    memory, busy = found["memoire_mo"], found["processeur_ms"]
    beside, slower = _spread_of(found["avec_import"]), found["rapports"]["avec_import"]
    return "\n".join([
        f"{found['lignes']:,} lignes, {found['pages']} pages, {found['debit']} par seconde : "
        f"{_spread_of(found['reponse'])} ; {busy} ms de processeur par page, {memory} Mo",
        *(f"  {kind:<24} {_spread_of(one)}" for kind, one in found["par_page"].items()),
        f"  pendant un import : {beside} (× {slower})",
        "Chaque page redemandée est la même." if found["juste"]
        else f"{found['echecs']} PAGE(S) SANS RÉPONSE, OU UNE PAGE CHANGE.",
    ])  # fmt: skip


def _spread_of(times: dict[str, float]) -> str:
    return f"médiane {times['p50_ms']} ms, p95 {times['p95_ms']} ms"
