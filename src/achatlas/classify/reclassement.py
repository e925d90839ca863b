"""Cases asked again of the cascade: those whose answer is no longer the one that a publication shows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Protocol

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from achatlas.catalogue.load import Catalogue
from achatlas.classify.cas import Cas
from achatlas.classify.engine import REGLE, Answer, Projetes
from achatlas.classify.regles import Lu
from achatlas.classify.stage import KEYS, SAID, awarded
from achatlas.store.engine import Engine
from achatlas.store.once import once

ANSWER = tuple(field.name for field in fields(Answer))
SEEN = ("acheteur_siren", "dits", "compte", "tiers_dit", "cpv", "code_dit", "muet", "seul")
"""What rules compare of a case, in the order of the fields of ``Lu``, and whether the machine alone classes
it.
"""
ACHETEUR, PROPOSED, SEUL = "acheteur_siren", "propositions", "seul"
RULED, HELD, ASKED, KEPT, NEW = "regle_avant", "tenu", "demande", "garde", "neuf_"
"""Whether a rule had told the answer of a case; the segment that the engines still give it, that ends
elsewhere since ("" where they may give another; ``STANDS`` where it still stands); whether the engines must
be asked of it; whether its answer is the one it had, but for its segment; what stands before the names of a
new answer.
"""
STANDS = "="
CODE, THEN = "code_ecrit", "seul_apres"
"""The code of a case, as it is written, where it cites no marché and its buyer's codes are told otherwise (""
elsewhere); whether the machine alone then classes it.
"""
BEFORE = {True: Answer("", REGLE, "", 0), False: Answer("", "", "", 0)}
UNREAD = {name: False if name in ("muet", SEUL) else "" for name in SEEN}
Row = tuple[Any, ...]
CLE = {"achats": "cas", "marches": "marche_cle"}
"""What tells the cases of each fact apart."""
Told = Callable[[ir.Table], ir.BooleanValue]


@dataclass(frozen=True)
class Suspects:
    """The cases whose answer may have changed: those that ``told`` tells among cases (the columns of
    ``classe__cas`` but its number), and those that what is shown tells under some ``segments``, the run
    having said otherwise.
    """

    told: Told
    segments: frozenset[str] = frozenset()

    def of(self, rows: ir.Table, former: ir.Table, key: str) -> ir.BooleanValue:
        """The same among the cases of a fact; ``former``: those whose answer is not that of the run."""
        found = self.told(rows)
        if not self.segments:
            return found
        return found | rows[key].isin(former.filter(among(former.segment_code, self.segments))[key])


def among(column: ir.StringValue, values: Collection[str]) -> ir.BooleanValue:
    """Whether a text is one of some: many are told as one value, each would be compiled apart."""
    known = ibis.literal(sorted(values), "array<string>").unnest().name("connu").as_table()
    return column.isin(known.connu)


class Asked(Protocol):
    """A cascade that can be asked again about a case, knowing what it had said."""

    @property
    def seuil(self) -> int:
        """How sure an answer must be for nothing to be proposed beside."""
        ...

    @property
    def projetes(self) -> Projetes:
        """The buyers of whom only where segments end has changed."""
        ...

    @property
    def ends(self) -> Mapping[str, str]:
        """Where each segment that stands no more ends."""
        ...

    def ended(self, segment: str) -> str:
        """What a reason says, after its own words, of a segment that stands no more."""
        ...

    @property
    def read(self) -> Collection[str]:
        """What is enough to know of a case, among ``SEEN``, for ``settled`` to say the same."""
        ...

    @property
    def recodes(self) -> Collection[str]:
        """The buyers of whom codes are told otherwise."""
        ...

    def coded(self, lu: Lu, code: str) -> Answer | None:
        """What its code alone surely says of a case that cites no marché, no rule being asked."""
        ...

    def settled(
        self, lu: Lu, seul: bool, was: Answer, held: bool = False, coded: Answer | None = None
    ) -> Answer | None:
        """What it says now, where what was kept of the case is enough to know: ``was`` itself if nothing
        changes it, whatever it is but for its engine; ``held``: the other engines would say the same;
        ``coded``: what its code says.
        """
        ...

    def ask(self, cas: Cas) -> Answer:
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
    """The cases whose answer differs from what was first said, or what is proposed beside it (where a fact
    keeps it), or that the machine alone did not class and does, or the reverse: those of ``rows``, which are
    all asked again, and those of ``former`` that are not among them. What nothing that is read tells apart is
    asked once.
    """
    key, read = CLE[fait], [name for name in SEEN if name in cascade.read]
    seen = rows.select(*dict.fromkeys((key, ACHETEUR, SEUL, *read, *ANSWER)), **{CODE: _code(rows, cascade)})
    marks = {RULED: seen.moteur == REGLE, HELD: _held(seen, cascade)}
    suspects = engine.cache(seen.mutate(**marks), f"suspects_{fait}")
    apart = [*read, CODE, RULED, HELD]
    alike = once((*read, suspects.op()), lambda: suspects.select(*apart).distinct())
    told = _settled(engine.batches(alike), read, cascade)
    settled, found = engine.keep(told), list[Row]()
    if pc.any(told[ASKED]).as_py():
        asked = _said(suspects, settled, apart).filter(lambda one: one[ASKED])
        kept = [name for name in rows.columns if name == PROPOSED]
        whole = rows.semi_join(asked, key).select(*dict.fromkeys((key, SEUL, *kept, *ANSWER, *KEYS)))
        found = _changed(engine.batches(whole), cascade, key)
    now = engine.keep(_columns(found, schema(fait)))
    parts = (suspects, settled, now, former)
    return once((*read, *(one.op() for one in parts)), lambda: _with(*parts, apart, key))


def _code(rows: ir.Table, cascade: Asked) -> ir.StringValue:
    """The code of each case that it may tell alone."""
    if not cascade.recodes:
        return ibis.literal("")
    told = rows[ACHETEUR].isin(sorted(cascade.recodes)) & (rows.marche_cle == "")
    return ibis.ifelse(told, rows.code_nomenclature, "")


def _held(seen: ir.Table, cascade: Asked) -> ir.StringValue:
    """Of each case, the segment that the engines still give it, or ``STANDS``: those of which a rule told
    nothing, that nothing is proposed beside, and whose segment is no other one that ended there before.
    """
    projetes, ends = cascade.projetes, sorted(cascade.ends)
    if not projetes.acheteurs:
        return ibis.literal("")
    held = (seen.moteur != REGLE) & seen[ACHETEUR].isin(sorted(projetes.acheteurs))
    held &= seen.confiance >= cascade.seuil
    if projetes.avant:
        held &= seen.segment_code.notin(sorted({*projetes.avant.values()}))
    then = ibis.ifelse(seen.segment_code.isin(ends), seen.segment_code, STANDS) if ends else STANDS
    return ibis.ifelse(held, then, "")


def _said(suspects: ir.Table, settled: ir.Table, read: list[str]) -> ir.Table:
    """The cases of which something is said, beside it."""
    return suspects.inner_join(settled, [suspects[name].identical_to(settled[name]) for name in read])


def _with(
    suspects: ir.Table, settled: ir.Table, now: ir.Table, former: ir.Table, read: list[str], key: str
) -> ir.Table:
    """The cases found to differ, and those of before that were not asked again."""
    said = _said(suspects, settled, read)
    both = {name: said[f"{NEW}{name}"] for name in ANSWER} | {SEUL: said[THEN]}
    differs = [~said[name].identical_to(value) for name, value in both.items()]
    told = {**both, PROPOSED: ibis.literal("")}
    ruled = said.filter(~said[ASKED], ~said[KEPT], ibis.or_(*differs)).mutate(**told).select(*now.columns)
    follows = {"segment_code": said[f"{NEW}segment_code"], "motif": said.motif + said[f"{NEW}motif"]}
    moved = said.filter(said[KEPT]).mutate(**follows, **{PROPOSED: ibis.literal("")}).select(*now.columns)
    kept = former.anti_join(suspects, key).select(*now.columns)
    return ruled.union(moved).union(now).union(kept).order_by(key)


def _settled(alike: Iterable[pa.RecordBatch], read: list[str], cascade: Asked) -> pa.Table:
    """What is said now of cases that are alike by what is read of them: the answer of those that a rule
    tells, and that the others must be asked, but for those that nothing changes.
    """
    found: list[Row] = []
    for batch in alike:
        for *seen, code, ruled, held in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            *known, seul = {**UNREAD, **dict(zip(read, seen, strict=True))}.values()
            lu = Lu(*known)
            coded = cascade.coded(lu, code)
            alone = seul or coded is not None
            now = cascade.settled(lu, alone, BEFORE[ruled], bool(held), coded)
            if told := _changes(now, BEFORE[ruled], held, cascade):
                found.append((*seen, code, ruled, held, alone, *told))
    kinds = {name: pa.bool_() if UNREAD[name] is False else pa.string() for name in read}
    said = [(f"{NEW}{name}", SAID.field(name).type) for name in ANSWER]
    return _columns(found, pa.schema([*kinds.items(), *MARKS, *said]))


def _changes(now: Answer | None, was: Answer, held: str, cascade: Asked) -> Row:
    """What changes of some cases: whether the engines must be asked, whether the answer stays but for its
    segment, the answer; nothing when nothing does.
    """
    if now is not was:
        return (now is None, False, *vars(now or was).values())
    if held in cascade.ends:
        return (False, True, *vars(Answer(cascade.ends[held], "", cascade.ended(held), 0)).values())
    return ()


MARKS = (
    (CODE, pa.string()),
    (RULED, pa.bool_()),
    (HELD, pa.string()),
    (THEN, pa.bool_()),
    (ASKED, pa.bool_()),
    (KEPT, pa.bool_()),
)


def _columns(rows: list[Row], known: pa.Schema) -> pa.Table:
    told = [[*column] for column in zip(*rows, strict=True)] or [[] for _ in known]
    return pa.table([pa.array(v, one.type) for v, one in zip(told, known, strict=True)], schema=known)


def _proposed(batch: pa.RecordBatch) -> list[str | None]:
    """What was proposed of each case; None where the fact does not keep it."""
    kept = PROPOSED in batch.schema.names
    return batch.column(PROPOSED).to_pylist() if kept else [None] * batch.num_rows


def _changed(suspects: Iterable[pa.RecordBatch], cascade: Asked, key: str) -> list[Row]:
    """The cases whose answer changed, the whole cascade being asked."""
    found: list[Row] = []
    for batch in suspects:
        columns = [batch.column(name).to_pylist() for name in (key, SEUL, *ANSWER, *KEYS)]
        for cle, seul, proposed, *said in zip(*columns[:2], _proposed(batch), *columns[2:], strict=True):
            was, cas = Answer(*said[: len(ANSWER)]), Cas(*said[len(ANSWER) :])
            now, alone = cascade.ask(cas), cascade.alone(cas)
            beside = cascade.proposed(cas, now)
            if (now, alone) != (was, seul) or proposed not in (None, beside):
                found.append((cas.acheteur, cle, *vars(now).values(), beside, alone))
    return found
