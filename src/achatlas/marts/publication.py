"""What is published of the marts: a file per buyer with its lines, one consolidated with the shared
aggregates, and one with every crossing, for those who may open every line.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.territoire import Territoire
from achatlas.domain.personnes import IDENTIFIANT, LIEUX, PERSONNE, TOGETHER
from achatlas.marts import fiches, membres, registre
from achatlas.store.engine import Engine
from achatlas.store.once import built
from achatlas.store.publications import CONSOLIDE, CROSSINGS, alias_of

FAITS = ("achats", "marches")
CODEES = ("depot", "fichier")
SUMS = "agregat__"
Tables = Mapping[str, tuple[str, ir.Table]]
HERE = {fait: f"{fait}_ici" for fait in FAITS}


@dataclass(frozen=True)
class Content:
    """What a file holds: for each table, the fact it tells and its rows; the lines (``facts``) that some of
    them list or sum whole.
    """

    alias: str
    tables: Tables
    facts: Mapping[str, ir.Table]

    @property
    def seen(self) -> dict[str, ir.Table]:
        """For each table that lists or sums lines, these lines: it holds all the texts of its columns."""
        told = {name: fait for name, (fait, _) in self.tables.items() if fait in self.facts}
        return {name: self.facts[fait] for name, fait in told.items()}


def measures_of(catalogue: Catalogue, fait: str) -> list[str]:
    """The columns that the measures of a fact sum."""
    return sorted({m.colonne for m in catalogue.mesures.values() if m.fait == fait and m.additive})


def keys_of(catalogue: Catalogue, fait: str, columns: Iterable[str]) -> tuple[str, ...]:
    """The columns of a table of sums that are no measure, in a fixed order."""
    return tuple(sorted(set(columns) - set(measures_of(catalogue, fait))))


def grouped(catalogue: Catalogue, rows: ir.Table, fait: str, axes: tuple[str, ...]) -> ir.Table:
    """Rows reduced to some axes, every additive measure summed."""
    return _summed(rows, _columns(catalogue, axes), tuple(measures_of(catalogue, fait)))


def _columns(catalogue: Catalogue, axes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(catalogue.axes[axe].colonne for axe in axes))


@built
def _summed(
    rows: ir.Table, columns: tuple[str, ...], measures: tuple[str, ...], *, ordered: bool = False
) -> ir.Table:
    found = rows.group_by(columns).aggregate(**{c: rows[c].sum().cast("int64") for c in measures})
    return found.order_by(columns) if ordered else found


def aggregated(catalogue: Catalogue, rows: ir.Table, fait: str, axes: tuple[str, ...]) -> ir.Table:
    """The same, in the order of the axes."""
    return _summed(rows, _columns(catalogue, axes), tuple(measures_of(catalogue, fait)), ordered=True)


@built
def without_persons(rows: ir.Table, silent: ir.Table) -> ir.Table:
    """Natural persons merged into one supplier, and the enterprises whose diffusion is partial without the
    name that a buyer writes, nor what tells their commune: these stay with the buyer that pays them.
    ``silent``: these enterprises (``tu``).
    """
    person = rows[IDENTIFIANT].startswith(PERSONNE)
    both = rows.left_join(silent, rows.fournisseur_id == silent.tu)
    hidden = {name: ibis.ifelse(both.tu.notnull(), "", both[name]) for name in LIEUX if name in both.columns}
    one = {name: ibis.ifelse(person, PERSONNE, both[name]) for name in TOGETHER}
    shown = ibis.ifelse(both.tu.notnull(), "", both.tiers_nom)
    named = ibis.ifelse(person, membres.PHYSIQUES[2], shown)
    return both.mutate(**hidden, **one, tiers_nom=named).drop("tu")


@built
def unnamed(marches: ir.Table, operators: ir.Table) -> ir.Table:
    """Whom the common view must not name (``tu``): the enterprises whose diffusion is partial, and who may be
    a natural person written otherwise (``registre.alike``).
    """
    rows = marches.select("marche_cle", IDENTIFIANT).mutate(doubt=registre.alike(marches))
    doubtful = rows.filter(rows.doubt).filter(lambda t: ~t[IDENTIFIANT].startswith(PERSONNE))
    return ibis.union(fiches.silent(operators), doubtful.select(tu=IDENTIFIANT), distinct=True)


def aggregates(catalogue: Catalogue, rows: ir.Table, fait: str) -> dict[str, tuple[str, ir.Table]]:
    """The pre-aggregated marts of a fact."""
    found = {n: a for n, a in catalogue.agregats.items() if a.fait == fait}
    return {f"{SUMS}{n}": (fait, aggregated(catalogue, rows, fait, a.axes)) for n, a in found.items()}


def count(territoire: Territoire) -> int:
    """How many files a publication holds."""
    return len(territoire.acheteurs) + 2


def contents(
    engine: Engine, catalogue: Catalogue, territoire: Territoire, marts: Path
) -> Iterator[Content]:  # fmt: skip
    """The files of a publication: every buyer's, then the common ones, without lines of payment. Each is
    written before the next is asked: the rows of all have the same names, so that a question is compiled
    once for all of them.
    """
    facts = {fait: catalogue.tables[f"mart__{fait}"] for fait in FAITS}
    rows = {fait: engine.parquet(t, [marts / f"{t.id}.parquet"]) for fait, t in facts.items()}
    beside, labels = fiches.opened(engine, catalogue, marts), membres.labels(catalogue)
    register, made = registre.opened(engine, catalogue, marts), dict[object, Tables]()
    shared = membres.table(engine, catalogue.tables["membres"], list(membres.common(catalogue, territoire)))
    for acheteur in territoire.acheteurs:
        own = {
            fait: engine.cache(t.filter(t.acheteur_siren == acheteur.siren), HERE[fait])
            for fait, t in rows.items()
        }
        tables = _file(engine, catalogue, own, shared, labels, lines=FAITS, made=made)
        more = fiches.of(engine, beside, own) | fiches.of_acheteur(beside, acheteur.siren)
        more |= registre.of_acheteur(register, acheteur.siren)
        yield Content(alias_of(acheteur.siren), {**tables, **more}, own)
    silent = unnamed(rows["marches"], beside["operateurs"])
    everyone = {fait: engine.stored(without_persons(t, silent)) for fait, t in rows.items()}
    tables = _file(engine, catalogue, everyone, shared, labels, lines=("marches",), made=made)
    more = fiches.of(engine, beside, everyone) | registre.of_all(register)
    yield Content(CONSOLIDE, {**tables, **more}, everyone)
    every = aggregated(catalogue, everyone["achats"], "achats", tuple(catalogue.axes_of("achats")))
    crossed = {"agregat__achats_complet": ("achats", every)} | fiches.every(beside)
    yield Content(CROSSINGS, crossed, everyone)


def _file(
    engine: Engine,
    catalogue: Catalogue,
    rows: Mapping[str, ir.Table],
    shared: ir.Table,
    labels: membres.Labels,
    *,
    lines: tuple[str, ...],
    made: dict[object, Tables],
) -> Tables:
    found_here = membres.referenced(engine, catalogue, labels, *rows.values())
    accounts = membres.accounts(engine, catalogue, rows["achats"])
    functions = membres.functions(engine, catalogue, rows["achats"])
    named = membres.table(engine, catalogue.tables["membres"], [*accounts, *functions, *found_here])
    named = engine.view(named, "membres_ici")
    key = (*(table.op() for table in rows.values()), named.op(), lines)
    if key not in made:
        made[key] = _asked(catalogue, rows, ibis.union(shared, named), lines)
    return made[key]


def _asked(
    catalogue: Catalogue, rows: Mapping[str, ir.Table], named: ir.Table, lines: tuple[str, ...]
) -> Tables:
    """The questions that a file answers; those of two buyers are the same."""
    found: dict[str, tuple[str, ir.Table]] = {}
    for fait, table in rows.items():
        if fait in lines:
            order = ["exercice", "segment_code", "depot", "numero_ligne"]
            found[f"mart__{fait}"] = (fait, table.drop("empreinte").order_by(order))
        found |= aggregates(catalogue, table, fait)
    own = membres.own(rows["achats"], rows["marches"]).select(*named.columns)
    found["membres"] = ("membres", ibis.union(named, own).order_by("axe", "code"))
    return found


def write(engine: Engine, catalogue: Catalogue, content: Content, target: Path) -> dict[str, Any]:
    """Writes a file; returns what the manifest says of its tables: columns, types and numbers of rows."""
    coded = {axe.colonne for axe in catalogue.axes.values()} | set(CODEES)
    rows = {name: expression for name, (_, expression) in content.tables.items()}
    keyed = {
        name: keys_of(catalogue, fait, rows[name].columns)
        for name, (fait, _) in content.tables.items()
        if name.startswith(SUMS)
    }
    counts = engine.publish(target / f"{content.alias}.duckdb", rows, coded, keyed, content.seen)
    said = {n: _said(fait, rows[n], counts[n]) for n, (fait, _) in content.tables.items()}
    return {"tables": said}


def _said(fait: str, rows: ir.Table, count: int) -> dict[str, Any]:
    columns = {column: str(kind).lstrip("!") for column, kind in rows.schema().items()}
    return {"fait": fait, "colonnes": columns, "ordre": list(columns), "lignes": count}
