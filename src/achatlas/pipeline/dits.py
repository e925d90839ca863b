"""What persons have said that classifies purchases, as it stands now."""

from __future__ import annotations

from achatlas.classify.stage import Dits
from achatlas.pipeline import codes
from achatlas.pipeline.workshop import Workshop
from achatlas.store.evolutions import Evolutions
from achatlas.store.regles import Regles


def read(atelier: Workshop) -> Dits:
    """The rules in the order in which they are asked, the correspondances in force, the segments merged."""
    rules = tuple(Regles(atelier.home).standing().values())
    return Dits(rules, codes.read(atelier), Evolutions(atelier.home).projection())
