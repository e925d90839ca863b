"""Reader and counter of CSV agree on any file that a program can write, and the ledger always balances."""

from __future__ import annotations

import csv
import io
import itertools
import tempfile
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.catalogue.load import Catalogue
from achatlas.domain.errors import UnknownColumn, UnreadableFile
from achatlas.ingest.counter.csv import split_records
from achatlas.ingest.readers import csv as reader
from achatlas.ingest.readers.csv import read_records
from achatlas.ingest.stage import ingest_file
from tests.tirages import tirages

CELLULES = st.text(alphabet='ab;,|"\n\r\t é€', max_size=8)
TABLES = st.lists(st.lists(CELLULES, min_size=1, max_size=5), min_size=1, max_size=8)
CATALOGUE = Catalogue()
READ: dict[str, Any] = {"acheteur_siren": None, "source": "mandats_tableur", "profil": "exemple_csv"}
ENTETE = [
    "Exercice", "Budget", "N° mandat", "Date mandat", "Nature", "Service", "Code tiers", "Tiers", "Objet",
    "Mt HT",
]  # fmt: skip
MONTANTS = st.one_of(
    st.integers(-(10**9), 10**9).map(lambda c: f"{c / 100:.2f}".replace(".", ",")),
    st.sampled_from(["", " ", "x", "1 234,56", "(5,00)", "9,99-", "1,234", "12", "TOTAL"]),
)
LIGNES = st.lists(
    st.one_of(
        st.tuples(CELLULES, MONTANTS).map(
            lambda c: ["2024", "00", "1", "", "60", "S", "F", *[c[0]] * 2, c[1]]
        ),
        MONTANTS.map(lambda m: ["Total général", *[""] * 8, m]),
        st.lists(CELLULES, max_size=14),
        st.just(ENTETE),
    ),
    max_size=12,
)


def _write(folder: str, lignes: list[list[str]], separateur: str, fin: str, encodage: str = "utf-8") -> Path:
    texte = io.StringIO(newline="")
    csv.writer(texte, delimiter=separateur, lineterminator=fin, quoting=csv.QUOTE_ALL).writerows(lignes)
    path = Path(folder) / "a.csv"
    path.write_text(texte.getvalue() or "\n", encoding=encodage, newline="")
    return path


@given(TABLES, st.sampled_from(";,|\t"), st.sampled_from(["\n", "\r\n", "\r"]))
def test_both_cut_a_written_file_into_the_same_records(
    lignes: list[list[str]], separateur: str, fin: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = _write(folder, lignes, separateur, fin)
        lus = list(read_records(path, "utf-8", separateur, '"'))
        with path.open(encoding="utf-8", newline="") as flux:
            comptes = list(split_records(flux, separateur, '"'))
    assert [(n, c or [""]) for n, c in lus] == comptes
    assert [cellules for _, cellules in lus if cellules] == [ligne for ligne in lignes if ligne]


@given(st.text(alphabet='ab;"\n\r', max_size=24))
def test_both_agree_on_any_text_or_one_of_them_refuses(texte: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_text(texte, encoding="utf-8", newline="")
        try:
            lus = list(read_records(path, "utf-8", ";", '"'))
            with path.open(encoding="utf-8", newline="") as flux:
                comptes = list(split_records(flux, ";", '"'))
        except UnreadableFile:
            return
    assert [(n, c or [""]) for n, c in lus] == comptes


@given(
    st.text(alphabet='ab;"\n\r\0\ufeffé', max_size=60),
    st.integers(1, 20),
    st.lists(st.booleans(), max_size=20),
    st.sampled_from(['"', ""]),
)
def test_blocks_and_records_taken_in_turn_are_the_records(
    texte: str, taille: int, turns: list[bool], guillemet: str
) -> None:
    """Whatever the size of a block and the moment when it is taken, lines and cells are those of csv."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_text(texte, encoding="utf-8", newline="")
        try:
            expected = list(read_records(path, "utf-8", ";", guillemet))
        except UnreadableFile:
            return
        with patch.object(reader, "_BLOCK", taille):
            assert _in_turn(read_records(path, "utf-8", ";", guillemet), turns) == expected


def _in_turn(records: reader.Records, turns: list[bool]) -> list[tuple[int, list[str]]]:
    found: list[tuple[int, list[str]]] = []
    for turn in itertools.chain(turns, itertools.cycle([True, False])):
        block = records.block() if turn else None
        if block is not None:
            found += block.records()
            _same_by_column(block)
        elif (one := next(records, None)) is not None:
            found.append(one)
        elif not turn:
            return found
    return found


def _same_by_column(block: reader.Block) -> None:
    rows = [cells for _, cells in block.records()]
    for width in (2, 3):
        columns = block.columns(width)
        assert (columns is not None) == all(len(cells) == width for cells in rows)
        if columns is not None:
            assert [list(cells) for cells in zip(*(c.to_pylist() for c in columns), strict=True)] == rows


@settings(max_examples=tirages(20, 40), deadline=None)
@given(LIGNES, st.integers(1, 300))
def test_lines_read_by_block_or_one_by_one_have_the_same_fate(lignes: list[list[str]], taille: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = _write(folder, [ENTETE, ["2024", *["x"] * 8, "1,00"]] * 2, ";", "\n", "cp1252")
        lines = [";".join(cell.replace('"', "").replace(";", "") for cell in ligne) for ligne in lignes]
        head = path.read_text(encoding="cp1252").replace('"', "")
        path.write_text(head + "\n".join(lines), encoding="cp1252", newline="")
        with patch.object(reader, "_BLOCK", taille):
            by_block = _fate(path, Path(folder) / "blocs")
        with patch.object(reader.Records, "block", lambda self: None):
            one_by_one = _fate(path, Path(folder) / "un")
    assert by_block == one_by_one


def _fate(path: Path, cible: Path) -> Any:
    cible.mkdir()
    try:
        found = ingest_file(path, **READ, cible=cible, catalogue=CATALOGUE)
    except (UnreadableFile, UnknownColumn) as refused:
        return type(refused), refused.ou
    rows, out = (pq.read_table(p).to_pylist() for p in (found.chemin, found.rejets))
    return found.bilan, found.signalements, found.premieres_lignes, rows, out


@settings(max_examples=tirages(15, 25), deadline=None)
@given(LIGNES, st.sampled_from(["\n", "\r\n"]))
def test_every_line_stands_in_exactly_one_account(lignes: list[list[str]], fin: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = _write(folder, [ENTETE, ["2024", *[""] * 8, "1,00"], *lignes], ";", fin, "cp1252")
        bilan = ingest_file(path, **READ, cible=Path(folder), catalogue=CATALOGUE).bilan
    assert bilan.equilibre
    assert bilan.lu.lignes == len(lignes) + 1
