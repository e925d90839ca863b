"""The sections of a document, in the order of their names: each file exports ``section(sujet)``, which
answers None when it has nothing to tell of this view.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

from achatlas.containers.documents.modele import Section
from achatlas.domain.errors import ClosedCrossing
from achatlas.web.documents.sujet import Sujet


def noms() -> list[str]:
    """The sections that exist, in order."""
    return sorted(path.stem for path in Path(__file__).parent.glob("s*.py"))


def sections(sujet: Sujet) -> Iterator[Section]:
    """The sections that tell something of a subject; one that the view keeps closed is left out."""
    for nom in noms():
        module = importlib.import_module(f"{__name__}.{nom}")
        try:
            found: Section | None = module.section(sujet)
        except ClosedCrossing:
            continue
        if found:
            yield found
