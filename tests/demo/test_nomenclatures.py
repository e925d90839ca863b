"""The codes of the demonstration: two bodies write theirs, most of them right, and nothing else moves."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.ingest.correspondances import read
from demo.ecriture.rendu import load_layout
from demo.nomenclatures import OLD, rows
from demo.territoire import acheteurs

BODIES = {"ville": "liste_mandats_pv", "ch": "liquidations_tab"}
SIRENS = {one.cle: one.siren for one in acheteurs(1000)}


def written(territoire: Path, cle: str) -> dict[int, str]:
    """The code of each line of the first year of a body."""
    layout = load_layout(BODIES[cle])
    path = next(iter(sorted((territoire / "fichiers").glob(f"{cle}-mandats-*"))))
    reader = csv.reader(path.read_text(encoding=layout.encodage).splitlines(), delimiter=layout.separateur)
    place = [what for _, what in layout.colonnes].index("code_achat")
    lines = [(reader.line_num, row[place]) for row in reader]
    return dict(lines[1:])


@pytest.mark.parametrize("cle", BODIES)
def test_most_lines_bear_a_code_that_is_theirs(territoire: Path, cle: str) -> None:
    truth = pq.read_table(territoire / "verite" / "lignes.parquet").to_pylist()
    name = min(one["fichier"] for one in truth if one["fichier"].startswith(f"{cle}-mandats"))
    segments = {one["numero_ligne"]: one["segment"] for one in truth if one["fichier"] == name}
    known: dict[str, set[str]] = {}
    for row in rows(cle):
        known.setdefault(row["code"], set()).add(row["segment"])
    told = Counter(
        "none" if not code else "old" if code == OLD else str(segments[line] in known[code])
        for line, code in written(territoire, cle).items()
        if segments.get(line)
    )
    whole = sum(told.values())
    assert told["True"] > 0.8 * whole and 0 < told["False"] < 0.08 * whole and 0 < told["none"] < 0.2 * whole


@pytest.mark.parametrize("cle", BODIES)
def test_the_file_of_codes_is_read_without_a_fault_and_maps_a_part(territoire: Path, cle: str) -> None:
    path = territoire / "nomenclatures" / f"{SIRENS[cle]}.csv"
    lue = read(path, Catalogue().segments)
    mapped = {one.code for one in lue.nomenclature.correspondances}
    assert lue.fautes == () and 0.3 < len(mapped) / len(lue.nomenclature.codes) < 0.8


def test_every_code_of_the_table_is_of_a_segment_that_exists() -> None:
    segments = Catalogue().segments
    wrong = [
        row["code"]
        for cle in BODIES
        for row in rows(cle)
        if row["segment"] and row["segment"] not in segments
    ]
    assert wrong == []
