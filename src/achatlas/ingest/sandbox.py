"""Reading in a confined process: what a hostile file does to its reader is one sentence, and no more."""

from __future__ import annotations

import atexit
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any, TypeVar, cast

from achatlas.domain.errors import AchatlasError, UnreadableFile
from achatlas.ingest.zygote import Ending, Limits, Request

R = TypeVar("R")
_START = "import sys; sys.path[:] = {path!r}; from achatlas.ingest.zygote import serve; serve({control})"
_MEMORY = (
    "sa lecture a demandé plus de {memory} de mémoire",
    "coupez-le en plusieurs fichiers ou exportez-le en CSV ; ou relevez ACHATLAS_MEMOIRE_LECTURE",
)
_CPU = (
    "sa lecture a pris plus de {cpu} secondes de calcul",
    "coupez-le en plusieurs fichiers ; ou relevez ACHATLAS_DUREE_LECTURE",
)
_WALL = (
    "sa lecture n'était pas finie après {wall:g} secondes",
    "coupez-le en plusieurs fichiers ; ou relevez ACHATLAS_DUREE_LECTURE",
)
_FILE = ("sa lecture a voulu écrire plus de {file} dans un fichier", "coupez-le en plusieurs fichiers")
_NETWORK = (
    "sa lecture a voulu sortir de son enclos (réseau ou autre programme)",
    "ne l'ouvrez pas, signalez-le",
)
_CRASH = (
    "son lecteur s'est arrêté net ({signal}) : le fichier est endommagé ou piégé, ou la mémoire a manqué",
    "refaites l'export, ou exportez-le dans un autre format",
)
_LIMITS = {"memory": _MEMORY, "file": _FILE, "network": _NETWORK}
_SIGNALS: dict[int, tuple[str, str]] = {signal.SIGXCPU: _CPU, signal.SIGABRT: _MEMORY, signal.SIGXFSZ: _FILE}


def sandboxed(task: Callable[[], R], name: str, limits: Limits | None = None) -> R:
    """Return what the task returns, run in a child process that the limits bind and that has no network.

    ``task`` is picklable and defined at the top of an importable module (``functools.partial`` of one will
    do), and so is what it returns. ``name`` is the file, as messages show it. Raise the AchatlasError that
    the task raised; UnreadableFile when the child met a limit or died; RuntimeError with its traceback when
    it failed in any other way.
    """
    limits = limits or Limits()
    request = pickle.dumps(Request(task, os.getcwd(), limits))
    return cast(R, _judged(_ZYGOTE.ask(request, limits), name, limits))


class _Zygote:
    """The process that forks the workers, started at the first request and again when it is gone."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.door: socket.socket | None = None
        self.process: subprocess.Popen[bytes] | None = None

    def ask(self, request: bytes, limits: Limits) -> Ending:
        """Have a request done, and return how it ended."""
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                self._send(theirs.fileno())
            with ours.makefile("rwb") as talk:
                pickle.dump((limits.wall, request), talk)
                talk.flush()
                return cast(Ending, pickle.load(talk))

    def start(self) -> None:
        """Start the process unless it runs: what it imports is then ready for the first request."""
        with self.lock:
            if self.process is None or self.process.poll() is not None:
                self._start()

    def _start(self) -> None:
        if self.door is not None:
            self.door.close()
        self.door, other = socket.socketpair(type=socket.SOCK_SEQPACKET)
        with other:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _START.format(path=sys.path, control=other.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[other.fileno()],
                env={"LC_ALL": "C.UTF-8"},
                start_new_session=True,
            )

    def stop(self) -> None:
        """Let the process end: its work is done when nobody may ask any more."""
        with self.lock:
            if self.door is not None and self.process is not None:
                self.door.close()
                self.process.wait()
                self.door = None

    def _send(self, connection: int) -> None:
        self.start()
        with self.lock:
            try:
                self._give(connection)
            except OSError:
                self._start()
                self._give(connection)

    def _give(self, connection: int) -> None:
        if self.door is not None:
            socket.send_fds(self.door, [b"!"], [connection])


_ZYGOTE = _Zygote()
warm_up = _ZYGOTE.start
atexit.register(_ZYGOTE.stop)


def _outcome(ending: Ending) -> tuple[str, Any]:
    """Return what the child sent; it may have died before, or while it was sending."""
    try:
        kind, value = pickle.loads(ending.outcome)
    except (EOFError, pickle.UnpicklingError):
        return "", None
    return kind, value


def _judged(ending: Ending, name: str, limits: Limits) -> object:
    if ending.late:
        raise _refused(_WALL, name, limits)
    kind, value = _outcome(ending)
    if kind == "error":
        raise cast(AchatlasError, value)
    if kind == "fault":
        raise RuntimeError(value)
    if kind == "limit":
        raise _refused(_LIMITS[value], name, limits)
    if kind != "result":
        died = os.waitstatus_to_exitcode(ending.status)
        raise _refused(_SIGNALS.get(-died, _CRASH), name, limits, -died)
    return value


def _refused(said: tuple[str, str], name: str, limits: Limits, died: int = 0) -> UnreadableFile:
    pourquoi, que_faire = said
    words = {
        "memory": _size(limits.memory),
        "file": _size(limits.file),
        "cpu": limits.cpu,
        "wall": limits.wall,
        "signal": signal.Signals(died).name if died > 0 else "sans rien dire",
    }
    return UnreadableFile("Lecture abandonnée", name, pourquoi.format(**words), que_faire)


def _size(octets: int) -> str:
    return f"{octets / (1 << 30):g} Gio" if octets >= 1 << 30 else f"{octets / (1 << 20):g} Mio"
