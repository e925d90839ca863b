"""The chapters of a report, in the order of their names: each file exports ``chapitre(sujet)``, which answers
None when it has nothing to tell of this view.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from functools import lru_cache
from pkgutil import iter_modules

from achatlas.containers.documents.modele import Section
from achatlas.screens.spaser.rapport.sujet import Sujet


@lru_cache(maxsize=1)
def noms() -> tuple[str, ...]:
    """The chapters that exist, in order."""
    return tuple(sorted(one.name for one in iter_modules(__path__)))


def chapitres(sujet: Sujet) -> Iterator[Section]:
    """The chapters that tell something of a subject."""
    for nom in noms():
        found: Section | None = importlib.import_module(f"{__name__}.{nom}").chapitre(sujet)
        if found:
            yield found
