"""What is published follows what persons say of the class of purchases, at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from achatlas.classify.reclassement import Suspects
from achatlas.domain.errors import PublicationMissing
from achatlas.pipeline import reclassement
from achatlas.pipeline.order import said
from achatlas.pipeline.workshop import Workshop

Follow = Callable[[Suspects], None]


@contextmanager
def deciding(atelier: Workshop) -> Iterator[Follow]:
    """Around a decision, from what it is taken upon to what is shown: nobody else decides meanwhile. Yields
    what shows it, given the cases that it may have changed; what nothing published can show yet waits for
    the next run.

    If what is shown is not what had been decided just before (a process was stopped, a run ended since),
    every case is asked again.
    """
    with reclassement.alone(atelier.home):
        before = said(atelier)

        def follow(suspects: Suspects) -> None:
            with suppress(PublicationMissing):
                reclassement.remap(atelier.again(), suspects, said(atelier), before=before)

        yield follow


def catch_up(atelier: Workshop) -> None:
    """What has just been published shows what was decided since its run, if anything was."""
    with reclassement.alone(atelier.home), suppress(PublicationMissing):
        now = said(atelier)
        if reclassement.etat(atelier) != now:
            reclassement.remap(atelier.again(), None, now)
