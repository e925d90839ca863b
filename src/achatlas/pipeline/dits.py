"""What persons have said that classifies purchases, as it stands now."""

from __future__ import annotations

from achatlas.classify.stage import Dits
from achatlas.pipeline import codes
from achatlas.pipeline.workshop import Workshop
from achatlas.store.regles import Regles


def read(atelier: Workshop) -> Dits:
    """The rules in the order in which they are asked, but for those of a segment that nobody has any more;
    the correspondances in force; the segments that stand no more.
    """
    return of(atelier.again())


def of(now: Workshop) -> Dits:
    """The same under the nomenclature of a workshop, whichever is in force."""
    known = now.catalogue.segments
    rules = tuple(one for one in Regles(now.home).standing().values() if one.segment in known)
    return Dits(rules, codes.read(now), now.catalogue.retires)
