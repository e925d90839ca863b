"""What is published follows what persons say of the class of purchases, at once."""

from __future__ import annotations

from contextlib import suppress

from achatlas.classify.reclassement import Suspects
from achatlas.domain.errors import PublicationMissing
from achatlas.pipeline import reclassement
from achatlas.pipeline.order import said
from achatlas.pipeline.workshop import Workshop


def follow(atelier: Workshop, suspects: Suspects) -> None:
    """Remakes what is published for the cases that a decision may have changed; what nothing published can
    show yet waits for the next run. Every engine is asked again: what others decided since the last run
    counts too.
    """
    with suppress(PublicationMissing):
        reclassement.remap(atelier.again(), suspects, said(atelier))
