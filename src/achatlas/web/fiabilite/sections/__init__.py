"""What the territory itself tells of each thing measured, found by its place: ``<sujet>.py`` with one
function ``propre(request)``, drawn by ``templates/fiabilite/<sujet>.html``.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from achatlas.web.policies import Requete


def propre(request: Requete, sujet: str) -> Mapping[str, Any] | None:
    """What the page says of the territory; None when nothing is told of this thing."""
    if sujet not in {found.name for found in iter_modules(__path__)}:
        return None
    said: Mapping[str, Any] = import_module(f"{__name__}.{sujet}").propre(request)
    return said
