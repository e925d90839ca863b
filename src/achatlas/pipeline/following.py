"""What is published follows what persons say of the class of purchases, at once."""

from __future__ import annotations

from contextlib import suppress

from achatlas.classify.reclassement import Suspects
from achatlas.domain.errors import PublicationMissing
from achatlas.pipeline import reclassement
from achatlas.pipeline.order import said
from achatlas.pipeline.workshop import Workshop


def follow(atelier: Workshop, suspects: Suspects, *engines: str) -> None:
    """Remakes what is published for the cases that some engines may see otherwise now; what nothing published
    can show yet waits for the next run. Without an engine, any of them may.
    """
    alive = frozenset(engines) if engines else None
    with suppress(PublicationMissing):
        reclassement.remap(atelier, suspects, said(atelier), alive)
