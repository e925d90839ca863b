"""What a publication holds has a number: a table or a column that changes takes another one."""

from __future__ import annotations

from hashlib import blake2b

from achatlas.catalogue.load import Catalogue
from achatlas.store.publications import FORMAT

HELD = {
    9: "60c50240b9bfbd58",
    10: "0d18c3c72355166b",
    11: "ae406899380b6255",
    12: "ae406899380b6255",
    13: "0033b65d2072b911",
    14: "f96e169699e0b4be",
    15: "b6fcbe279e39bb39",
    16: "e6d3f2482f5176ca",
    17: "36a37d6c2d69f289",
    18: "15b71f208537ec14",
}


def test_tables_that_change_take_another_format() -> None:
    catalogue = Catalogue()
    marts = {n: t for n, t in catalogue.tables.items() if n.startswith("mart__") or n == "membres"}
    told = [f"{n}.{c}:{kind.type}" for n, table in marts.items() for c, kind in table.colonnes.items()]
    told += [f"{name}:{one.model_dump_json()}" for name, one in catalogue.agregats.items()]
    mark = blake2b("\n".join(sorted(told)).encode(), digest_size=8).hexdigest()
    assert HELD[FORMAT] == mark, f"give FORMAT another number in store/publications.py, and HELD {mark}"
