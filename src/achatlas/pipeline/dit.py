"""What must be said under the figures of a map: the settings that it was made with, in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from achatlas.pipeline.sirene import current
from achatlas.pipeline.workshop import Workshop

FICHIER = "dit.json"
VUES = ("", "siege")


def write(atelier: Workshop, target: Path) -> None:
    """Writes beside the tables of a map what is local in it, and whether a directory of enterprises was
    there.
    """
    said = {
        "local": {vue: atelier.territoire.local_dit(vue) for vue in VUES},
        "repertoire": current(atelier) is not None,
    }
    (target / FICHIER).write_text(json.dumps(said, sort_keys=True), encoding="utf-8")


def read(marts: Path) -> dict[str, Any]:
    """What was said when a map was made."""
    said: dict[str, Any] = json.loads((marts / FICHIER).read_text(encoding="utf-8"))
    return said
