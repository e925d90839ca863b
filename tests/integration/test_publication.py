"""What is published is stored as the manifest says."""

from __future__ import annotations

import duckdb

from achatlas.store.kinds import SQL
from tests.petit import Petit

CODED, TEXT = "ENUM", "VARCHAR"


def test_columns_have_the_kinds_that_the_manifest_tells(petit: Petit) -> None:
    published = petit.publication
    for alias in published.aliases:
        with duckdb.connect() as session:
            session.execute(f"ATTACH '{published.file(alias)}' AS base (READ_ONLY)")
            for table, said in published.tables(alias).items():
                found = session.execute(f'DESCRIBE base."{table}"').fetchall()
                stored = {name: TEXT if kind.startswith(CODED) else kind for name, kind, *_ in found}
                stored.pop("cle", None)
                assert stored == {name: SQL[kind] for name, kind in said["colonnes"].items()}, (alias, table)
