"""The outlines of the communes of a territory: what maps are drawn on."""

from __future__ import annotations

import argparse

from achatlas import pipeline
from achatlas.cli.display import Display, whole
from achatlas.domain.nombres import accord
from achatlas.enrich.geographie import geographie
from achatlas.pipeline import contours as prepared
from achatlas.settings import read


def contours(asked: argparse.Namespace, display: Display) -> int:
    """Keeps the outlines of some files as those of the territory. Raises UnreadableFile."""
    atelier = pipeline.open_workshop(read(asked.territoire))
    known = frozenset(geographie(atelier.catalogue).centres)
    kept = prepared.prepare(atelier.home, asked.fichiers, known)
    display.machine(
        {"ok": True, "communes": kept.communes, "inconnues": list(kept.inconnues), "octets": kept.octets}
    )
    display.say(f"Contours de {accord(kept.communes, 'commune')} gardés, {whole(kept.octets)} octets.")
    if kept.inconnues:
        some = ", ".join(kept.inconnues[:5])
        display.say(
            f"{accord(len(kept.inconnues), 'code')} que la référence ne connaît plus (fusions) : {some}."
        )
    return 0
