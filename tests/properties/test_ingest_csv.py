"""Reader and counter of CSV agree on any file that a program can write, and the ledger always balances."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.catalogue.load import Catalogue
from achatlas.domain.errors import UnreadableFile
from achatlas.ingest.counter.csv import split_records
from achatlas.ingest.readers.csv import read_records
from achatlas.ingest.stage import ingest_file

CELLULES = st.text(alphabet='ab;,|"\n\r\t é€', max_size=8)
TABLES = st.lists(st.lists(CELLULES, min_size=1, max_size=5), min_size=1, max_size=8)
CATALOGUE = Catalogue()
ENTETE = [
    "Exercice",
    "Budget",
    "N° mandat",
    "Date mandat",
    "Nature",
    "Service",
    "Code tiers",
    "Tiers",
    "Objet",
    "Mt HT",
]
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


@settings(max_examples=25, deadline=None)
@given(LIGNES, st.sampled_from(["\n", "\r\n"]))
def test_every_line_stands_in_exactly_one_account(lignes: list[list[str]], fin: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = _write(folder, [ENTETE, ["2024", *[""] * 8, "1,00"], *lignes], ";", fin, "cp1252")
        bilan = ingest_file(
            path,
            acheteur_siren=None,
            source="mandats_tableur",
            profil="exemple_csv",
            cible=Path(folder),
            catalogue=CATALOGUE,
        ).bilan
    assert bilan.equilibre
    assert bilan.lu.lignes == len(lignes) + 1
