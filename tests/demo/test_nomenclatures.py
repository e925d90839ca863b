"""The vocabularies of the demonstration: fifteen bodies write codes of their own, most of them right, and
nothing else moves.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.ingest.correspondances import read
from achatlas.ingest.readers import sheet
from demo.ecriture.rendu import load_layout
from demo.nomenclatures import REST, own_codes, rows, vocabulary
from demo.territoire import Acheteur, acheteurs, is_dirty

BODIES = {one.cle: one for one in acheteurs(1000)}
UNTOLD = {"vaucrenne", "sem"}
"""Those that keep no file of their codes: only their lines show them."""
UNMAPPED = {"brissolles"}
WHOLE = {"agglo", "oph", "syndicat", "ccas", "ebrard"}
"""Those that have mapped nearly all; the others have a part of it left to do."""
Lignes = dict[str, list[dict[str, Any]]]


def _pes(path: Path) -> Iterator[tuple[int, str]]:
    text = path.read_text(encoding="iso-8859-1")
    for rank, line in enumerate(re.findall(r"<LigneDePiece>.*?</LigneDePiece>", text), start=1):
        found = re.search(r'<CodNomenclature V="([^"]*)"', line)
        yield rank, found[1] if found else ""


def _columns(path: Path, one: Acheteur) -> Iterator[tuple[int, str]]:
    layout = load_layout(one.layout)
    place = [what for _, what in layout.colonnes].index("code_achat")
    if layout.format == "tableur":
        yield from ((n, cells[place]) for n, cells in sheet.read_records(path, None) if len(cells) > place)
        return
    reader = csv.reader(path.read_text(encoding=layout.encodage).splitlines(), delimiter=layout.separateur)
    yield from ((reader.line_num, cells[place]) for cells in reader if len(cells) > place)


def written(path: Path, one: Acheteur) -> dict[int, str]:
    """The code of each line of a file, by its place."""
    if one.layout == "fec":
        lines = path.read_text(encoding="cp1252").splitlines()
        return {n: line.split("\t")[-1] for n, line in enumerate(lines, start=1)}
    return dict(_pes(path) if one.layout.startswith("pes_") else _columns(path, one))


def told(territoire: Path, lignes: Lignes, cle: str) -> list[tuple[dict[str, Any], str]]:
    """The purchases of a body in its clean files, with the code that each bears."""
    one, found = BODIES[cle], []
    for name, lines in lignes.items():
        own = [line for line in lines if line["acheteur_siren"] == one.siren and line["segment"]]
        if own and not is_dirty(one, own[0]["exercice"]):
            codes = written(territoire / "fichiers" / name, one)
            found += [(line, codes[line["numero_ligne"]]) for line in own]
    return found


@pytest.fixture(scope="session")
def codees(territoire: Path, lignes: Lignes) -> dict[str, list[tuple[dict[str, Any], str]]]:
    """The purchases of every body with their codes."""
    return {cle: told(territoire, lignes, cle) for cle in BODIES}


def test_every_body_writes_codes_and_most_are_theirs(codees: dict[str, list[Any]]) -> None:
    right: Counter[str] = Counter()
    for cle, lines in codees.items():
        coded = [(line["segment"], code) for line, code in lines if code]
        assert len(coded) > 0.2 * len(lines), cle
        own = [code in own_codes(cle, segment) for segment, code in coded]
        assert sum(own) > 0.8 * len(own), cle
        right.update(own)
    assert 0.01 < right[False] / right.total() < 0.06


def test_no_line_is_told_by_its_code_alone(codees: dict[str, list[Any]]) -> None:
    for cle, lines in codees.items():
        segments: dict[str, set[str]] = defaultdict(set)
        for line, code in lines:
            segments[code].add(line["segment"])
        shared = sum(1 for line, code in lines if len(segments[code]) > 1)
        assert shared > 0.1 * len(lines), cle


def test_lines_of_a_contract_bear_its_code(codees: dict[str, list[Any]]) -> None:
    found: dict[tuple[str, int], set[str]] = defaultdict(set)
    for lines in codees.values():
        for line, code in lines:
            if line["marche_uid"]:
                found[line["marche_uid"], line["exercice"]].add(code)
    assert all(len(codes) == 1 for codes in found.values())
    assert sum(1 for codes in found.values() if any(codes)) > len(found) / 2


def test_a_former_code_is_no_longer_written_the_last_year(codees: dict[str, list[Any]]) -> None:
    years = Counter(
        line["exercice"]
        for cle, lines in codees.items()
        for line, code in lines
        if code in vocabulary(cle).anciens
    )
    assert years[2023] > years[2024] > 0 and years[2025] == 0


@pytest.mark.parametrize("cle", BODIES)
def test_the_file_of_codes_is_read_without_a_fault_and_maps_what_it_says(territoire: Path, cle: str) -> None:
    path = territoire / "nomenclatures" / f"{BODIES[cle].siren}.csv"
    assert path.exists() == (cle not in UNTOLD)
    if path.exists():
        lue = read(path, Catalogue().segments)
        heads = {one.parent for one in lue.nomenclature.codes}
        waiting = {one.code for one in lue.nomenclature.codes} - heads
        mapped = {one.code for one in lue.nomenclature.correspondances}
        inherited = {one.code for one in lue.nomenclature.codes if one.parent in mapped} | mapped
        share = len(inherited & waiting) / len(waiting)
        assert lue.fautes == ()
        assert share == 0 if cle in UNMAPPED else share > 0.8 if cle in WHOLE else 0.4 < share < 0.9


def test_every_code_of_the_table_is_of_a_segment_that_exists_and_told_once() -> None:
    segments = {*Catalogue().segments, REST}
    for cle in BODIES:
        names = [one.code for one in rows(cle)]
        assert len(names) == len(set(names)), cle
        assert {usage.segment for one in rows(cle) for usage in one.usages} <= segments, cle
        assert vocabulary(cle).catch_all in {*names, ""} and not {*vocabulary(cle).anciens} & {*names}, cle
