"""Cases asked again of the cascade: those whose answer is no longer the one that a publication shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Protocol

import ibis.expr.types as ir
import pyarrow as pa

from achatlas.catalogue.load import Catalogue
from achatlas.classify.cas import Cas
from achatlas.classify.engine import Answer
from achatlas.classify.stage import KEYS, SAID, awarded
from achatlas.store.engine import Engine

ANSWER = tuple(field.name for field in fields(Answer))
PROPOSED = "propositions"
CLE = {"achats": "cas", "marches": "marche_cle"}
"""What tells the cases of each fact apart."""
Suspects = Callable[[ir.Table], ir.BooleanValue]
"""Among cases (the columns of ``classe__cas`` but its number), those whose answer may have changed."""


class Asked(Protocol):
    """A cascade that can be asked again about a case, knowing what it had said."""

    def again(self, cas: Cas, was: Answer) -> Answer:
        """What it says now."""
        ...

    def proposed(self, cas: Cas, said: Answer) -> str:
        """What its words propose where it does not decide alone."""
        ...


@dataclass(frozen=True)
class Folders:
    """Where the cases of a publication stand: cleansing, and classification."""

    net: Path
    classe: Path


def schema(fait: str) -> pa.Schema:
    """The columns of what is reclassed: buyer, key of the case, the new answer, and what is proposed beside
    it.
    """
    known = [("acheteur_siren", pa.string()), (CLE[fait], pa.int64() if fait == "achats" else pa.string())]
    return pa.schema([*known, *(SAID.field(name) for name in (*ANSWER, PROPOSED))])


def cases(engine: Engine, catalogue: Catalogue, folders: Folders, fait: str) -> ir.Table:
    """The cases of a fact, with what the cascade had said of each."""
    tables = catalogue.tables
    if fait == "achats":
        return engine.parquet(tables["classe__cas"], [folders.classe / "classe__cas.parquet"])
    marches = engine.parquet(tables["net__marches"], [folders.net / "net__marches.parquet"])
    said = engine.parquet(tables["classe__marches"], [folders.classe / "classe__marches.parquet"])
    return awarded(marches).join(said, "marche_cle")


def reclassed(
    engine: Engine,
    rows: ir.Table,
    former: ir.Table,
    cascade: Asked,
    fait: str,
) -> ir.Table:
    """The cases whose answer differs from what was first said: those of ``rows``, which are all asked again,
    and those of ``former`` that are not among them.
    """
    key, columns = CLE[fait], schema(fait).names
    suspects = engine.cache(rows, f"suspects_{fait}")
    found = pa.Table.from_pylist(list(_changed(engine.batches(suspects), cascade, key)), schema(fait))
    kept = former.anti_join(suspects, key).select(*columns)
    return engine.keep(found).select(*columns).union(kept).order_by(key)


def _changed(suspects: Iterator[pa.RecordBatch], cascade: Asked, key: str) -> Iterator[dict[str, Any]]:
    for batch in suspects:
        columns = [batch.column(name).to_pylist() for name in (key, *ANSWER, *KEYS)]
        for cle, *said in zip(*columns, strict=True):
            was, cas = Answer(*said[: len(ANSWER)]), Cas(*said[len(ANSWER) :])
            now = cascade.again(cas, was)
            if now != was:
                beside = {PROPOSED: cascade.proposed(cas, now)}
                yield {"acheteur_siren": cas.acheteur, key: cle, **vars(now), **beside}
