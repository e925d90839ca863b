"""What a page showed whole, that somebody may still keep: too long to travel in a form, not decided yet.
It waits beside the other passing files, under the seal of its content, for two days.
"""

from __future__ import annotations

import os
import re
import time
import uuid
from hashlib import sha256
from pathlib import Path

FOLDER = Path("tampon") / "projets"
SEAL = re.compile(r"[0-9a-f]{64}")
KEPT_S = 2 * 24 * 3600


def wait(home: Path, content: str) -> str:
    """Keeps a content for a while; returns its seal. What waited for too long is removed."""
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    said = content.encode("utf-8")
    seal = sha256(said).hexdigest()
    beside = folder / f".{uuid.uuid4().hex}"
    beside.write_bytes(said)
    os.replace(beside, folder / seal)
    return seal


def waiting(home: Path, seal: str) -> str | None:
    """What waits under a seal, whole; None when nothing does any more, or for what is no seal."""
    if not SEAL.fullmatch(seal):
        return None
    try:
        said = (home / FOLDER / seal).read_bytes()
    except FileNotFoundError:
        return None
    return said.decode("utf-8") if sha256(said).hexdigest() == seal else None


def _sweep(folder: Path) -> None:
    old = time.time() - KEPT_S
    for path in folder.iterdir():
        try:
            if path.stat().st_mtime < old:
                path.unlink()
        except FileNotFoundError:
            continue
