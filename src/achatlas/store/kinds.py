"""The types of declared tables, in Arrow and in the SQL of the engine."""

import pyarrow as pa

from achatlas.domain.schema import Table


def arrow_schema(table: Table) -> pa.Schema:
    """The Arrow schema of a declared table."""
    return pa.schema([(name, ARROW[column.type]) for name, column in table.colonnes.items()])


ARROW = {
    "string": pa.string(),
    "int64": pa.int64(),
    "uint64": pa.uint64(),
    "int32": pa.int32(),
    "date": pa.date32(),
    "boolean": pa.bool_(),
    "decimal": pa.decimal128(18, 2),
}

SQL = {
    "string": "VARCHAR",
    "int64": "BIGINT",
    "uint64": "UBIGINT",
    "int32": "INTEGER",
    "date": "DATE",
    "boolean": "BOOLEAN",
    "decimal": "DECIMAL(18, 2)",
}
