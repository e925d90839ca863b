"""What a reader must never do, at the top of a module that the sandbox's worker can import."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

from achatlas.domain.errors import UnknownColumn


def allocate() -> int:
    return len(bytearray(4 << 30))


def allocate_for_ever() -> None:
    held = []
    while True:
        held.append(bytearray(10 << 20))


def loop() -> None:
    while True:
        pass


def sleep() -> None:
    threading.Event().wait()


def write(path: Path) -> None:
    path.write_bytes(b"x" * (2 << 20))


def segfault() -> None:
    ctypes.string_at(0)


def abort() -> None:
    os.abort()


def leave() -> None:
    os._exit(3)


def refuse() -> None:
    raise UnknownColumn("Colonne inconnue", "a.csv, ligne 3", "pourquoi", "que faire")


def fail() -> None:
    raise KeyError("bogue")


def connect() -> None:
    socket.create_connection(("127.0.0.1", 9))


def spawn() -> None:
    subprocess.run([sys.executable, "-V"], check=True)


def where() -> tuple[int, str, str | None]:
    return os.getpid(), os.getcwd(), os.environ.get("SECRET_D_ESSAI")
