"""A command that asks no question of the data starts without the libraries that answer them."""

from __future__ import annotations

import argparse
import inspect
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from achatlas.catalogue.load import PACKAGE
from achatlas.cli.main import command, parser
from achatlas.cli.nomenclature import ACTS

HEAVY = ("ibis", "duckdb", "pyarrow", "numpy", "sqlglot", "django", "pydantic")
QUERIES = ("ibis", "duckdb", "pyarrow", "numpy", "sqlglot")
TERRITORY = PACKAGE / "metier" / "modeles" / "territoire"
RUNS = """
import sys
from achatlas.cli import main
try:
    status = main(sys.argv[1:])
except SystemExit as left:
    status = left.code
print(status, *sorted(sys.modules), file=sys.stderr)
"""


def started(home: Path, *words: str) -> tuple[int, set[str]]:
    """The status of a command run in a process of its own, and the modules that it imported."""
    done = subprocess.run(
        [sys.executable, "-c", RUNS, *words],
        capture_output=True, text=True, check=True, env={**os.environ, "ACHATLAS_HOME": str(home)},
    )  # fmt: skip
    status, *modules = done.stderr.splitlines()[-1].split()
    return int(status), set(modules)


def leaves(one: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Every parser that runs something."""
    inner = [a for a in one._actions if isinstance(a, argparse._SubParsersAction)]
    if not inner:
        yield one
    for action in inner:
        for below in action.choices.values():
            yield from leaves(below)


@pytest.mark.parametrize(
    ("words", "expected", "left_out"),
    [
        (("--help",), 0, HEAVY),
        (("importer", "--help"), 0, HEAVY),
        (("lanser",), 2, HEAVY),
        (("nouveau", "territoire", "essai"), 0, (*QUERIES, "django")),
        (("catalogue", "axes", "--territoire", "essai"), 0, ("ibis", "duckdb", "sqlglot", "django")),
        (("compte", "a.b", "--role", "elu", "--territoire", "essai"), 0, QUERIES),
    ],
)
def test_a_command_without_a_query_starts_without_an_engine(
    words: tuple[str, ...], expected: int, left_out: tuple[str, ...], tmp_path: Path
) -> None:
    if "--territoire" in words:
        shutil.copytree(TERRITORY, tmp_path / "essai")
    status, modules = started(tmp_path, *words)
    assert (status, modules & set(left_out)) == (expected, set())


def test_every_verb_names_a_function_of_its_room() -> None:
    for leaf in leaves(parser()):
        run = command(leaf.get_default("run"))
        assert list(inspect.signature(run).parameters) == ["asked", "display"], leaf.prog
        assert leaf.get_default("acte") in {None, *ACTS}
