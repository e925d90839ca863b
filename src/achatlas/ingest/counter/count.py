"""The door to the counters: which one counts which container."""

from __future__ import annotations

from pathlib import Path

from achatlas.containers.nature import nature_of
from achatlas.domain.balance import Account
from achatlas.ingest.counter import csv, elements, json, ods, xls, xlsx, xml
from achatlas.ingest.layout import CountSpec

_COMPTEURS = {"csv": csv.count, "json": json.count, "xml": xml.count}
_CLASSEURS = {"xlsx": xlsx.count, "ods": ods.count, "xls": xls.count}


def count_file(path: Path, spec: CountSpec) -> Account:
    """Return what the file holds (lines, Σ cents, Σ |cents|, hash) by the counter of its container; the
    bytes of a workbook say which kind it is.
    """
    if spec.format == "tableur":
        return _CLASSEURS[nature_of(path).genre](path, spec)
    if spec.format == "xml" and not spec.enregistrement:
        return elements.count(path, spec)
    return _COMPTEURS[spec.format](path, spec)
