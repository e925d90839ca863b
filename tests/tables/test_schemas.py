"""Every table that a stage writes keeps the word of `metier/tables`: columns, types, order, unique key."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.store.coded import MARK
from achatlas.store.kinds import arrow_schema
from tests.petit import Petit

CATALOGUE = Catalogue()
PRODUITES = sorted(CATALOGUE.tables.keys() - {"membres"})


def written(petit: Petit, table: str) -> list[Path]:
    """The Parquet files of a declared table; those of rejects and repairs are named after what they tell."""
    names = {"rejets": "rejets*.parquet", "journal_corrections": "journal_*.parquet",
             "corrections_suivies": "corrections_*.parquet"}  # fmt: skip
    pattern = names.get(table, f"{table}.parquet")
    return sorted((petit.settings.home / "instantanes").glob(f"*/*/{pattern}"))


@pytest.mark.parametrize("table", PRODUITES)
def test_a_written_table_has_the_declared_columns(petit: Petit, table: str) -> None:
    expected = [(field.name, field.type) for field in arrow_schema(CATALOGUE.tables[table])]
    found = [[(field.name, field.type) for field in pq.read_schema(p)] for p in written(petit, table)]
    assert found == [expected] * len(found) != []


@pytest.mark.parametrize("table", [t for t in PRODUITES if CATALOGUE.tables[t].cle])
def test_the_key_of_a_written_table_is_whole_and_unique(petit: Petit, table: str) -> None:
    key = list(CATALOGUE.tables[table].cle)
    for path in written(petit, table):
        seen = Counter(tuple(row.values()) for row in pq.read_table(path, columns=key).to_pylist())
        assert [values for values, times in seen.items() if times > 1 or None in values] == []


@pytest.mark.parametrize("table", [t for t in PRODUITES if CATALOGUE.tables[t].cle and "brut" not in t])
def test_rows_stand_in_the_order_of_their_key(petit: Petit, table: str) -> None:
    key = list(CATALOGUE.tables[table].cle)
    for path in written(petit, table):
        found = [tuple(row.values()) for row in pq.read_table(path, columns=key).to_pylist()]
        assert found == sorted(found)


def test_every_file_written_is_declared(petit: Petit) -> None:
    known = {path for table in PRODUITES for path in written(petit, table)}
    assert sorted(set((petit.settings.home / "instantanes").rglob("*.parquet")) - known) == []


@pytest.mark.parametrize("fait", ["achats", "marches"])
def test_a_measure_is_never_unknown_and_an_axis_never_null(petit: Petit, fait: str) -> None:
    axes = [axe.colonne for axe in CATALOGUE.axes_of(fait).values()]
    sums = [m.colonne for m in CATALOGUE.mesures.values() if m.fait == fait]
    table = pq.read_table(petit.folder("cartes") / f"mart__{fait}.parquet")
    assert {c: n for c in [*axes, *sums] if (n := table[c].null_count)} == {}


def test_money_is_in_whole_cents_everywhere() -> None:
    columns = [one for table in CATALOGUE.tables.values() for one in table.colonnes.items()]
    assert {column.type for name, column in columns if name.endswith("_centimes")} == {"int64"}


def test_the_manifest_tells_the_truth_of_every_published_table(petit: Petit) -> None:
    scope = petit.consolide(*petit.sirens)
    reader = petit.atlas.sessions.reader(petit.publication, petit.publication.aliases)
    assert petit.publication.aliases == {*scope.aliases}
    for alias in sorted(petit.publication.aliases):
        cursor = reader.of(alias)._cursor(alias)
        for name, said in petit.publication.tables(alias).items():
            cursor.execute(f'SELECT * FROM "{alias}"."{name}"')
            columns = [column[0] for column in cursor.description]
            assert (set(columns) - {MARK}, len(cursor.fetchall())) == (
                said["colonnes"].keys(),
                said["lignes"],
            )
