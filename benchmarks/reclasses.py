"""The drawn lines with their cases of classification, as a run leaves them: what is remapped live."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from achatlas import pipeline
from achatlas.classify import codes_dits
from achatlas.classify.regles import dits
from achatlas.classify.stage import MACHINE, NOTHING_SAID, looked_at
from achatlas.domain.text import reference
from achatlas.settings import read
from achatlas.store.kinds import arrow_schema
from benchmarks.published import KEY, PLAN, coded, machines, prepare
from benchmarks.world import NAME, Ints, World

OBJETS, ITEMS, SURE = 5000, 10, 99
MOTS = OBJETS // ITEMS
"""Words: each stands in ten objects."""


ABSENT = {pa.string(): "", pa.int64(): 0, pa.bool_(): False}


def mot(rank: int) -> str:
    """A word of three letters, no other begins as it does."""
    return "".join(chr(ord("a") + rank // 26**place % 26) for place in (2, 1, 0))


def code(rank: int) -> str:
    """The code that buyers write for what a word tells."""
    return f"C.{mot(rank)}"


@dataclass(frozen=True)
class Cased(World):
    """The world whose lines of the same buyer, account, supplier and object are one case: one segment."""

    @cached_property
    def cases(self) -> tuple[Mapping[str, Ints], Ints]:
        """The cases (ranks of the members of each axis) and, line after line, the rank of its case."""
        columns = ("acheteur", "compte", "fournisseur", "objet", "segment", "classement")
        drawn = [{c: batch[c] for c in columns} for batch in super().batches()]
        whole = {c: np.concatenate([one[c] for one in drawn]) for c in columns}
        key = whole["acheteur"]
        for column in columns[1:4]:
            key = key * (int(whole[column].max()) + 1) + whole[column]
        _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
        return {c: values[first] for c, values in whole.items()}, inverse

    def batches(self) -> Iterator[dict[str, Ints]]:
        """The lines by batches, with the number of their case, from 1."""
        cases, inverse = self.cases
        start = 0
        for batch in super().batches():
            size = len(batch["mois"])
            case = inverse[start : start + size]
            told = {c: cases[c][case] for c in ("segment", "classement")}
            yield {**batch, **told, "cas": case + 1}
            start += size


def publish(world: Cased, folder: Path) -> dict[str, float]:
    """Publishes the lines, beside the cases that a run would have kept; returns what it cost."""
    cost = prepare(world, folder)
    atelier = pipeline.open_workshop(read(NAME, {"ACHATLAS_HOME": str(folder)}))
    tables = world.catalogue.tables
    for etape, name in (("net", "net__marches"), ("classe", "classe__marches")):
        path = atelier.snapshots.path(etape, KEY)
        path.mkdir(parents=True, exist_ok=True)
        pq.write_table(arrow_schema(tables[name]).empty_table(), path / f"{name}.parquet")
    classe = atelier.snapshots.path("classe", KEY)
    (classe / MACHINE).write_text(json.dumps(looked_at(atelier.catalogue, NOTHING_SAID)), encoding="ascii")
    codes_dits.write({}, classe)
    pq.write_table(
        arrow_schema(tables["classe__habitudes"]).empty_table(), classe / "classe__habitudes.parquet"
    )
    pq.write_table(_cases(world), classe / "classe__cas.parquet", compression="zstd", row_group_size=120_000)
    return cost


def _cases(world: Cased) -> pa.Table:
    ranks, _ = world.cases
    size = len(ranks["acheteur"])
    engines = machines(world)
    codes = [code(o // ITEMS) for o in range(OBJETS)]
    texts = [f"achat de {mot(o // ITEMS)} {mot(o)}" for o in range(OBJETS)]
    known = {
        "acheteur_siren": coded(ranks["acheteur"], world.sirens),
        "plan": pa.array([PLAN] * size),
        "compte": coded(ranks["compte"], world.comptes),
        "texte": coded(ranks["objet"], texts),
        "dits": coded(ranks["objet"], [dits(text, "") for text in texts]),
        "seul": pa.array([True] * size),
        "code_nomenclature": coded(ranks["objet"], codes),
        "code_dit": coded(ranks["objet"], [reference(one) for one in codes]),
        "tiers_nom": coded(
            ranks["fournisseur"], [f"FOURNISSEUR {rank}" for rank in range(world.fournisseurs)]
        ),
        "segment_code": coded(ranks["segment"], world.segments),
        "moteur": coded(ranks["classement"], engines),
        "cas": pa.array(np.arange(1, size + 1)),
        "confiance": pa.array(np.full(size, SURE, dtype=np.int64)),
    }
    schema = arrow_schema(world.catalogue.tables["classe__cas"])
    nothing = {field.name: pa.array([ABSENT[field.type]] * size, field.type) for field in schema}
    return pa.table([known.get(field.name, nothing[field.name]) for field in schema], schema=schema)
