"""The door to the counters: which one counts which container."""

from __future__ import annotations

from pathlib import Path

from achatlas.domain.balance import Account
from achatlas.ingest.counter import csv, elements, json, sheet, xml
from achatlas.ingest.layout import CountSpec

_COMPTEURS = {"csv": csv.count, "tableur": sheet.count, "json": json.count, "xml": xml.count}


def count_file(path: Path, spec: CountSpec) -> Account:
    """Return what the file holds (lines, Σ cents, Σ |cents|, hash) by the counter of its container."""
    if spec.format == "xml" and not spec.enregistrement:
        return elements.count(path, spec)
    return _COMPTEURS[spec.format](path, spec)
