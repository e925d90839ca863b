"""The only file that names an engine: DuckDB for the pipeline and for the published marts.

Sets are Ibis expressions over declared tables. The pipeline runs them here in batch; Spark can run the same
ones.
The screens ask prepared queries of read-only files opened in a jail.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.backends.sql.compilers import DuckDBCompiler
from ibis.backends.sql.datatypes import DuckDBType
from ibis.expr.datatypes import DataType
from ibis.expr.operations import Node, UnboundTable
from sqlglot import expressions as sqlglot_nodes

from achatlas.domain.errors import PublicationMissing, UnreadableFile
from achatlas.domain.schema import Table
from achatlas.store.coded import Publishing, quoted
from achatlas.store.joining import Joining, unbound
from achatlas.store.kinds import SQL, arrow_schema
from achatlas.store.overlays import MAIN, Overlaying
from achatlas.store.templates import Prepared, Template, placeholder

MARK = "§"
VERSION = duckdb.__version__
ROW_GROUP = 120_000
BATCH = 50_000


def relation(table: Table, name: str | None = None) -> ir.Table:
    """The unbound expression of a declared table, to build queries on."""
    schema = {column: definition.type for column, definition in table.colonnes.items()}
    return ibis.table(schema, name=name or table.id)


def filed(table: str, columns: Mapping[str, str], alias: str) -> ir.Table:
    """The unbound expression of a table of a file, for a question over several files (``Reader.across``)."""
    return ibis.table(dict(columns), name=table, catalog=alias, database=MAIN)


def parameter(name: str) -> str:
    """The mark that stands for a bound value in an expression; ``prepare`` turns it into a placeholder."""
    return f"{MARK}{name}{MARK}"


@ibis.udf.scalar.builtin(name="hash", signature=(("string",), "uint64"))  # type: ignore[untyped-decorator]
def hashed(text: Any) -> Any:
    """The 64-bit hash that the engine makes of a text; the same within one version of the engine."""


def template(expression: ir.Expr, table: str) -> Template:
    """Compiles an expression of unbound tables once; filters are added to what it reads of ``table``."""
    return Template(_bound(expression), table)


def prepare(expression: ir.Expr) -> Prepared:
    """Compiles an expression of unbound tables; every marked literal becomes a bound parameter."""
    return _prepared(expression.op())


@lru_cache(maxsize=512)
def _prepared(expression: Node) -> Prepared:
    """What is asked of every publication is compiled once."""
    return Prepared(_bound(expression.to_expr()).sql("duckdb"))


def _bound(expression: ir.Expr) -> sqlglot_nodes.Expression:
    tree = DuckDBCompiler().to_sqlglot(expression)

    def whole(node: sqlglot_nodes.Expression) -> sqlglot_nodes.Expression:
        return sqlglot_nodes.cast(node, "BIGINT") if isinstance(node, sqlglot_nodes.Sum) else node

    def bind(node: sqlglot_nodes.Expression) -> sqlglot_nodes.Expression:
        if isinstance(node, sqlglot_nodes.Literal) and node.is_string and str(node.this).startswith(MARK):
            return placeholder(str(node.this).strip(MARK))
        if isinstance(node, sqlglot_nodes.Union):
            node.set("by_name", True)  # a file may hold its columns in another order than it is declared
        return node

    bound: sqlglot_nodes.Expression = tree.transform(bind).transform(whole)  # what is cast is read no further
    return bound


@lru_cache(maxsize=2_048)
def _text(expression: Node) -> str:
    """The SQL of an expression of unbound tables; the same steps come back at each run of a server."""
    return str(DuckDBCompiler().to_sqlglot(expression.to_expr()).sql("duckdb"))


@cache
def _kind(text: str) -> DataType:
    """The type of a column as the engine writes it."""
    return DuckDBType.from_string(text)


class Engine(Publishing, Overlaying, Joining):
    """Batch engine of the pipeline: an in-memory DuckDB that spills to a folder of its own."""

    def __init__(self, spill: Path, *, memory: str = "900MB", threads: int = 2) -> None:
        spill.mkdir(parents=True, exist_ok=True)
        self._spill = spill
        config: dict[str, str | bool | int | float | list[str]] = {
            "threads": threads,
            "memory_limit": memory,
            "temp_directory": str(spill),
            "preserve_insertion_order": False,
            "python_enable_replacements": False,
        }
        self._session = duckdb.connect(":memory:", config=config)
        self._session.execute("SET timezone = 'UTC'")
        self.threads, self._bases = threads, {}
        self._count = 0

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *exception: object) -> None:
        self._session.close()
        shutil.rmtree(self._spill, ignore_errors=True)

    def parquet(self, table: Table, paths: Iterable[Path]) -> ir.Table:
        """The rows of a declared table over Parquet files; an empty table when there is none.

        Raises PublicationMissing when the files lack a column: another version of the product wrote them.
        """
        files = [str(path) for path in paths]
        if not files:
            return self.keep(arrow_schema(table).empty_table())
        found = self._files(files)
        if missing := sorted(set(table.colonnes) - set(found.columns)):
            raise PublicationMissing(
                quoi="Ces données ont été traitées par une autre version d'Achatlas",
                ou=files[0],
                pourquoi=f"il y manque {', '.join(missing)}",
                que_faire="traitez de nouveau le territoire : lancer, puis publier",
            )
        return self._only(found, tuple(table.colonnes))

    def _only(self, rows: ir.Table, columns: tuple[str, ...]) -> ir.Table:
        """Some columns of rows that have a name, under a name: what is asked of them selects nothing more."""
        if rows.columns == columns:
            return rows
        name, kinds = self._name(), rows.schema()
        listed = ", ".join(f'"{column}"' for column in columns)
        self._session.execute(f'CREATE VIEW "{name}" AS SELECT {listed} FROM "{rows.get_name()}"')
        return unbound(name, tuple((column, kinds[column]) for column in columns))

    def keep(self, rows: pa.Table) -> ir.Table:
        """Rows of memory as a table of the engine."""
        path = self._spill / f"{self._name()}.parquet"
        pq.write_table(rows, path)
        return self._files(str(path))

    def files(self, paths: Sequence[Path]) -> ir.Table:
        """The rows of Parquet files as they are, whatever their columns."""
        return self._files([str(path) for path in paths])

    def _files(self, paths: str | list[str]) -> ir.Table:
        """Parquet files under a name of this session: unbound, so that a text compiled once serves again."""
        name = self._name()
        listed = ", ".join(f"'{quoted(path)}'" for path in ([paths] if isinstance(paths, str) else paths))
        self._session.execute(f'CREATE VIEW "{name}" AS SELECT * FROM read_parquet([{listed}])')
        return self._named(name)

    def _named(self, name: str) -> ir.Table:
        """What a name of this session holds, with the types that it has there."""
        columns = self._session.execute(f'DESCRIBE "{name}"').fetchall()
        return unbound(name, tuple((column, _kind(kind)) for column, kind, *_ in columns))

    @property
    def spill(self) -> Path:
        """The folder of the session, for what need not outlive it."""
        return self._spill

    def csv(self, path: Path, columns: Sequence[str], separateur: str, fin: str) -> ir.Table:
        """The records of a UTF-8 text, each column a text; ``refused`` tells those without the shape."""
        name = self._name()
        self._session.execute(f"CREATE VIEW {name} AS {_reading(name, path, columns, separateur, fin)}")
        return ibis.table(dict.fromkeys(columns, "string"), name=name)

    def refused(self, records: ir.Table) -> dict[str, int]:
        """How many records of a ``csv`` that has been read were set aside, by what is wrong with them."""
        once = (
            "SELECT min(error_type)::VARCHAR AS motif"
            f" FROM {records.get_name()}_refus GROUP BY line_byte_position"
        )
        found = self._session.execute(f"SELECT motif, count(*) FROM ({once}) GROUP BY motif").fetchall()
        return {str(motif): int(count) for motif, count in found}

    def view(self, expression: ir.Table, name: str = "") -> ir.Table:
        """An expression under a name: what is built on it does not repeat it. A name that is given takes
        the place of what had it: what is built on it is compiled once for all.
        """
        name = name or self._name()
        self._session.execute(f'CREATE OR REPLACE VIEW "{name}" AS {_text(expression.op())}')
        return unbound(name, tuple(expression.schema().items()))

    def parted(self, expression: ir.Table, column: str) -> ir.Table:
        """The rows of an expression on the disk, those of each value of a column in files apart; the column
        itself is left out.
        """
        folder = self._spill / self._name()
        self._session.execute(
            f"COPY ({_text(expression.op())}) TO '{quoted(folder)}'"
            f" (FORMAT PARQUET, COMPRESSION LZ4, PARTITION_BY ({column}))"
        )
        if not (files := sorted(map(str, folder.rglob("*.parquet")))):
            return self.keep(expression.drop(column).schema().to_pyarrow().empty_table())
        return self._files(files).drop(column)

    def stored(self, expression: ir.Table, ou: str = "", path: Path | None = None) -> ir.Table:
        """The rows of an expression computed once, on the disk: what memory would not hold. Raises
        UnreadableFile when the file that they come from (``ou``) cannot be parsed.
        """
        path = path or self._spill / f"{self._name()}.parquet"
        try:
            self._session.execute(
                f"COPY ({_text(expression.op())}) TO '{quoted(path)}' (FORMAT PARQUET, COMPRESSION LZ4)"
            )
        except duckdb.InvalidInputException as error:
            raise UnreadableFile(
                "Fichier illisible", ou, "sa structure se perd en route", "téléchargez-le de nouveau"
            ) from error
        return self._files(str(path))

    def cache(self, expression: ir.Table, name: str = "") -> ir.Table:
        """The rows of an expression computed once, kept for the session, or until the name given serves
        again.
        """
        name = name or self._name()
        self._session.execute(f'CREATE OR REPLACE TABLE "{name}" AS {_text(expression.op())}')
        return self._named(name)

    def batches(self, expression: ir.Table) -> Iterator[pa.RecordBatch]:
        """The rows of an expression, by batches."""
        answer = self._session.sql(_text(expression.op()))
        yield from answer.to_arrow_reader(BATCH)

    def dicts(self, expression: ir.Table) -> Iterator[dict[str, Any]]:
        """The rows of an expression, one dict each."""
        for batch in self.batches(expression):
            yield from batch.to_pylist()

    def told(self, expression: ir.Table) -> str:
        """Rows as a question may read them: their name when they have one."""
        if isinstance(expression.op(), UnboundTable):
            return f'"{expression.get_name()}"'
        return f"({_text(expression.op())})"

    def count(self, rows: ir.Table) -> int:
        """The number of rows."""
        return int(next(self.dicts(rows.aggregate(n=rows.count())))["n"])

    def drop(self, rows: ir.Table) -> None:
        """Forgets a table that was kept."""
        self._session.execute(f'DROP TABLE "{rows.get_name()}"')

    def write(self, expression: ir.Table, table: Table, path: Path) -> None:
        """Writes a declared table as one Parquet file, in the order of its key, so that bytes repeat."""
        self._session.execute(
            f"COPY ({_ordered(expression, table)}) TO '{quoted(path)}'"
            f" (FORMAT PARQUET, ROW_GROUP_SIZE {ROW_GROUP}, COMPRESSION ZSTD)"
        )

    def append(self, expression: ir.Table, table: Table, writer: pq.ParquetWriter) -> None:
        """Adds rows of a declared table to a file that is being written, in the order of its key: the file is
        in order when what is added comes in order.
        """
        for batch in self._session.sql(_ordered(expression, table)).to_arrow_reader(ROW_GROUP):
            writer.write_batch(batch)

    def _name(self) -> str:
        self._count += 1
        return f"e{self._count}"  # never t1, t2…: what Ibis calls the parts of a question


def _reading(name: str, path: Path, columns: Sequence[str], separateur: str, fin: str) -> str:
    """The question that reads a delimited text, nothing of its dialect being guessed."""
    kinds = ", ".join(f"'{quoted(column)}': 'VARCHAR'" for column in columns)
    dialect = f"delim='{separateur}', new_line='{fin}', quote='\"', escape='\"', encoding='utf-8'"
    refused = (
        f"store_rejects=true, rejects_limit=0, rejects_table='{name}_refus', rejects_scan='{name}_lectures'"
    )
    said = f"header=true, auto_detect=false, {dialect}, columns={{{kinds}}}, {refused}"
    return f"SELECT * FROM read_csv('{quoted(path)}', {said})"


def _ordered(expression: ir.Table, table: Table) -> str:
    """The question that gives the rows of a declared table, typed, in the order of its key.

    Types are cast in the text itself: Ibis leaves a cast out where DuckDB sees a narrower literal.
    """
    typed = ", ".join(f'"{c}"::{SQL[d.type]} AS "{c}"' for c, d in table.colonnes.items())
    order = ", ".join(f'"{c}"' for c in table.cle or table.colonnes)
    return f"SELECT {typed} FROM ({_text(expression.op())}) ORDER BY {order}"


Refused = duckdb.Error
"""What the engine raises when it refuses a question."""


def jail(spill: Path, allowed: Iterable[Path], *, memory: str = "1GB", threads: int = 2) -> Any:
    """A session that reads these files, the folder of its own (``spill``) and nothing else: no network, no
    extension, no Python variable, no configuration.
    """
    session = duckdb.connect(":memory:", config={"threads": threads, "memory_limit": memory})
    listed = ", ".join(f"'{quoted(path)}{suffix}'" for path in allowed for suffix in ("", ".wal"))
    for setting in (
        f"temp_directory='{quoted(spill)}'",
        f"allowed_paths=[{listed}]",
        "autoinstall_known_extensions=false",
        "autoload_known_extensions=false",
        "python_enable_replacements=false",
        "enable_external_access=false",
        "lock_configuration=true",
    ):
        session.execute(f"SET {setting}")
    return session
