"""The other side of the sandbox: a process that has imported what reading needs and forks its workers.

It starts clean (no environment, no data, one thread) and holds nothing. For each request it forks a
supervisor, which forks the worker, bounds its time, and says how it ended; when the asker is gone, the worker
is killed.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import gc
import importlib
import os
import pickle
import resource
import select
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import IO, Any

import pyarrow as pa

from achatlas.catalogue.load import Catalogue
from achatlas.domain.errors import AchatlasError
from achatlas.ingest.discover import discover

PRELOADED = ("achatlas.ingest.stage", "achatlas.ingest.recognise")
OUTCOME_MAX = 64 << 20
RESERVED, UNTOUCHED = 1 << 30, 5 << 29
"""Bytes of data, and of address space, that the libraries of the worker reserve and hardly touch
(DuckDB, Arrow: 1.3 GB and 2.2 GB measured for 0.25 GB in use).
"""
CYCLES = 100_000
"""Objects more before cycles are looked for: rows are lists by the million, and in none."""
_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000
_FORBIDDEN = frozenset(
    {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty"}
)


class Forbidden(PermissionError):
    """Raised in the worker when what reads a file asks for the network or for another process."""


@dataclass(frozen=True)
class Limits:
    """What a worker may use: bytes of memory beyond what its libraries reserve, seconds of processor, seconds
    in all, bytes of one file.
    """

    memory: int = 2 << 30
    cpu: int = 1_800
    wall: float = 3_600
    file: int = 8 << 30


@dataclass(frozen=True)
class Request:
    """A task without arguments, the folder from which its relative paths start, and its limits."""

    task: Callable[[], Any]
    folder: str
    limits: Limits


@dataclass(frozen=True)
class Ending:
    """How a worker ended: its wait status, whether its time was over, and what it sent, pickled: (kind,
    value) where kind is result, error, limit or fault.
    """

    status: int
    late: bool
    outcome: bytes


def serve(control: int) -> None:
    """Fork a supervisor for each connection received on the control socket, until it is closed."""
    for name in PRELOADED:
        importlib.import_module(name)
    pa.array([""])  # where pandas is installed, Arrow imports it here and not in each worker
    _warm()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(fileno=control) as door:
        while connection := _next(door):
            if os.fork() == 0:
                door.close()
                _then_leave(partial(_supervise, connection))
            connection.close()


def _warm() -> None:
    """Reads the definitions of the product, which each worker would read again."""
    catalogue = Catalogue()
    with contextlib.suppress(AchatlasError):  # who reads a file is told
        discover(catalogue)
        _ = catalogue.tables


def _next(door: socket.socket) -> socket.socket | None:
    """Return the connection of whoever asks next; None when the other side is closed."""
    _, found, _, _ = socket.recv_fds(door, 1, 1)
    return socket.socket(fileno=found[0]) if found else None


def _then_leave(call: Callable[[], None]) -> None:
    """Run the rest of a forked process; it never comes back."""
    try:
        call()
    finally:
        os._exit(0)


def _supervise(asker: socket.socket) -> None:
    """Fork the worker, wait for it within its time, and say how it ended; kill it when nobody listens."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with asker, asker.makefile("rwb") as talk:
        wall, raw = pickle.load(talk)
        outlet, inlet = os.pipe()
        worker = os.fork()
        if worker == 0:
            os.close(outlet)
            _then_leave(partial(_work, raw, inlet))
        os.close(inlet)
        outcome, late = _gather(outlet, asker, time.monotonic() + wall)
        with contextlib.suppress(ProcessLookupError):
            if late or outcome is None:
                os.kill(worker, signal.SIGKILL)
        _, status = os.waitpid(worker, 0)
        pickle.dump(Ending(status, late, outcome or b""), talk)


def _gather(outlet: int, asker: socket.socket, until: float) -> tuple[bytes | None, bool]:
    """Return what the worker sent before it closed its end, None when the asker left; whether it is late."""
    gathered = b""
    while (left := until - time.monotonic()) > 0:
        ready, _, _ = select.select([outlet, asker.fileno()], [], [], left)
        if asker.fileno() in ready:
            return None, False
        if outlet in ready:
            piece = os.read(outlet, 1 << 20)
            gathered += piece
            if not piece or len(gathered) > OUTCOME_MAX:
                return gathered, False
    return b"", True


def _work(raw: bytes, inlet: int) -> None:
    """Do what is asked within its limits, and send the pickled end of it, whatever it raises."""
    with open(inlet, "wb") as out, _Told(out):
        request: Request = pickle.loads(raw)
        os.chdir(request.folder)
        confine(request.limits)
        gc.freeze()
        gc.set_threshold(CYCLES)
        pickle.dump(("result", request.task()), out)


class _Told:
    """Sends what a task raises to whoever asked, in place of its result."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out = out

    def __enter__(self) -> None:
        """Nothing is told yet."""

    def __exit__(self, kind: object, fault: BaseException | None, trace: object) -> bool:
        """Send the error of the house as it is, the limit that was met, or the traceback of a failure."""
        if isinstance(fault, AchatlasError):
            pickle.dump(("error", fault), self.out)
        elif fault is not None:
            limit = _limit(fault)
            pickle.dump(("limit", limit) if limit else ("fault", traceback.format_exc()), self.out)
        return True


def _limit(fault: BaseException) -> str:
    """Return the limit that an exception betrays, "" when it is a failure of another kind."""
    if isinstance(fault, MemoryError) or type(fault).__name__ == "OutOfMemoryException":  # DuckDB's own
        return "memory"
    if isinstance(fault, Forbidden):
        return "network"
    return "file" if isinstance(fault, OSError) and fault.errno == errno.EFBIG else ""


def confine(limits: Limits) -> None:
    """Bound this process for ever: memory, processor, size of files; no core, no network, no other process.

    The network is left by a namespace where the system allows it, and refused by Python everywhere.
    """
    bounds = {
        resource.RLIMIT_DATA: (limits.memory + RESERVED,) * 2,
        resource.RLIMIT_AS: (limits.memory + UNTOUCHED,) * 2,
        resource.RLIMIT_CPU: (limits.cpu, limits.cpu + 2),
        resource.RLIMIT_FSIZE: (limits.file, limits.file),
        resource.RLIMIT_CORE: (0, 0),
    }
    for what, (soft, hard) in bounds.items():
        most = resource.getrlimit(what)[1]
        known = most if most != resource.RLIM_INFINITY else hard
        resource.setrlimit(what, (min(soft, known), min(hard, known)))
    ctypes.CDLL(None).unshare(_NEW_NETWORK if os.geteuid() == 0 else _NEW_NETWORK | _NEW_USER)
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN or (event == "socket.__new__" and arguments[1] != socket.AF_UNIX):
        raise Forbidden(event)
