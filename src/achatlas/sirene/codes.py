"""The codes of a stock that the rules do not know: read as unknown, counted, and said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from achatlas.domain.schema import Table
from achatlas.store.engine import Engine

SHOWN = 5
Told = list[dict[str, Any]]


def unknown(
    engine: Engine,
    tables: Mapping[str, Table],
    folder: Path,
    known: Mapping[str, Mapping[str, Iterable[str]]],
) -> Told:
    """For each column of ``known`` (table, then column, then its codes) that holds others in a folder of the
    referential: ``genre``, ``colonne``, ``lignes`` (rows), and the most frequent of them (``valeurs``).

    An empty code is an unknown that the stock itself tells: it is not counted.
    """
    told = []
    for genre, columns in known.items():
        table = tables[f"sirene__{genre}"]
        rows = engine.parquet(table, [folder / f"{table.id}.parquet"])
        for colonne, codes in columns.items():
            groups = rows.group_by(code=rows[colonne]).aggregate(n=rows.count())
            allowed = {"", *codes}
            others = {one["code"]: one["n"] for one in engine.dicts(groups) if one["code"] not in allowed}
            if others:
                told.append(_said(genre, colonne, others))
    return told


def _said(genre: str, colonne: str, others: Mapping[str, int]) -> dict[str, Any]:
    frequent = sorted(others, key=lambda code: (-others[code], code))
    return {
        "genre": genre,
        "colonne": colonne,
        "lignes": sum(others.values()),
        "valeurs": frequent[:SHOWN],
    }
