"""Cases asked again of the cascade: those whose answer is no longer the one that a publication shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Protocol

import ibis.expr.types as ir
import pyarrow as pa

from achatlas.catalogue.load import Catalogue
from achatlas.classify.cas import Cas
from achatlas.classify.engine import Answer
from achatlas.classify.regles import Lu
from achatlas.classify.stage import KEYS, SAID, awarded
from achatlas.store.engine import Engine
from achatlas.store.once import once

ANSWER = tuple(field.name for field in fields(Answer))
SEEN = ("acheteur_siren", "dits", "compte", "tiers_dit", "cpv", "code_dit", "muet", "seul")
"""What rules compare of a case, in the order of the fields of ``Lu``, and whether the machine alone classes
it.
"""
PROPOSED, SEUL = "propositions", "seul"
Row = tuple[Any, ...]
CLE = {"achats": "cas", "marches": "marche_cle"}
"""What tells the cases of each fact apart."""
Suspects = Callable[[ir.Table], ir.BooleanValue]
"""Among cases (the columns of ``classe__cas`` but its number), those whose answer may have changed."""


class Asked(Protocol):
    """A cascade that can be asked again about a case, knowing what it had said."""

    def settled(self, lu: Lu, seul: bool, was: Answer) -> Answer | None:
        """What it says now, where what was kept of the case is enough to know."""
        ...

    def again(self, cas: Cas, was: Answer) -> Answer:
        """What it says now."""
        ...

    def proposed(self, cas: Cas, said: Answer) -> str:
        """What its words propose where it does not decide alone."""
        ...

    def alone(self, cas: Cas) -> bool:
        """Whether the machine alone classes it surely."""
        ...


@dataclass(frozen=True)
class Folders:
    """Where the cases of a publication stand: cleansing, and classification."""

    net: Path
    classe: Path


def schema(fait: str) -> pa.Schema:
    """The columns of what is reclassed: buyer, key of the case, the new answer, what is proposed beside it,
    and whether the machine alone would class it.
    """
    known = [("acheteur_siren", pa.string()), (CLE[fait], pa.int64() if fait == "achats" else pa.string())]
    return pa.schema([*known, *(SAID.field(name) for name in (*ANSWER, PROPOSED)), (SEUL, pa.bool_())])


def cases(engine: Engine, catalogue: Catalogue, folders: Folders, fait: str) -> ir.Table:
    """The cases of a fact, with what the cascade had said of each, under a name: each decision asks others
    of them, which is compiled sooner.
    """
    return engine.view(_cases(engine, catalogue, folders, fait), f"cas_{fait}")


def _cases(engine: Engine, catalogue: Catalogue, folders: Folders, fait: str) -> ir.Table:
    tables = catalogue.tables
    if fait == "achats":
        return engine.parquet(tables["classe__cas"], [folders.classe / "classe__cas.parquet"])
    marches = engine.parquet(tables["net__marches"], [folders.net / "net__marches.parquet"])
    said = engine.parquet(tables["classe__marches"], [folders.classe / "classe__marches.parquet"])
    return once((marches.op(), said.op()), lambda: awarded(marches).drop("naf").join(said, "marche_cle"))


def reclassed(
    engine: Engine,
    rows: ir.Table,
    former: ir.Table,
    cascade: Asked,
    fait: str,
) -> ir.Table:
    """The cases whose answer differs from what was first said, or that the machine alone did not class and
    does, or the reverse: those of ``rows``, which are all asked again, and those of ``former`` that are not
    among them.
    """
    key = CLE[fait]
    suspects = engine.cache(rows.select(key, *SEEN, *ANSWER), f"suspects_{fait}")
    found, left = _settled(engine.batches(suspects), cascade)
    asked = engine.keep(pa.table([pa.array(left, schema(fait).field(key).type)], [key]))
    if left:
        whole = rows.semi_join(asked, key).select(*dict.fromkeys((key, SEUL, *ANSWER, *KEYS)))
        found += _changed(engine.batches(whole), cascade, key)
    told = [[*column] for column in zip(*found, strict=True)] or [[] for _ in schema(fait)]
    now = engine.keep(
        pa.table([pa.array(v, t.type) for v, t in zip(told, schema(fait), strict=True)], schema(fait))
    )
    return once((now.op(), former.op(), suspects.op()), lambda: _with(now, former, suspects, key))


def _with(now: ir.Table, former: ir.Table, suspects: ir.Table, key: str) -> ir.Table:
    """The cases found to differ, and those of before that were not asked again."""
    kept = former.anti_join(suspects, key).select(*now.columns)
    return now.union(kept).order_by(key)


def _settled(suspects: Iterable[pa.RecordBatch], cascade: Asked) -> tuple[list[Row], list[Any]]:
    """The cases whose answer changed among those of which what was kept tells it, and the keys of the
    others.
    """
    found: list[Row] = []
    left: list[Any] = []
    for batch in suspects:
        for cle, *seen in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            was, lu = Answer(*seen[len(SEEN) :]), Lu(*seen[: len(SEEN) - 1])
            now = cascade.settled(lu, seen[len(SEEN) - 1], was)
            if now is None:
                left.append(cle)
            elif now is not was and now != was:
                found.append((lu.acheteur, cle, *vars(now).values(), "", seen[len(SEEN) - 1]))
    return found, left


def _changed(suspects: Iterable[pa.RecordBatch], cascade: Asked, key: str) -> list[Row]:
    """The cases whose answer changed, the whole cascade being asked."""
    found: list[Row] = []
    for batch in suspects:
        columns = [batch.column(name).to_pylist() for name in (key, SEUL, *ANSWER, *KEYS)]
        for cle, seul, *said in zip(*columns, strict=True):
            was, cas = Answer(*said[: len(ANSWER)]), Cas(*said[len(ANSWER) :])
            now, alone = cascade.again(cas, was), cascade.alone(cas)
            if now != was or alone != seul:
                beside = cascade.proposed(cas, now), alone
                found.append((cas.acheteur, cle, *vars(now).values(), *beside))
    return found
