"""Arrows point down, and only one file knows each dangerous thing."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import grimp

from tests.architecture import measure as m
from tests.architecture.test_yardsticks import told

FLOORS = (
    {"cli", "web"},
    {"screens"},
    {"pipeline"},
    {"propose"},
    {
        "ingest",
        "sirene",
        "cleanse",
        "reconcile",
        "enrich",
        "classify",
        "bridge",
        "marts",
        "analyse",
        "watch",
        "marks",
    },  # fmt: skip
    {"store", "catalogue", "containers"},
    {"settings"},
    {"langues"},
    {"domain"},
)
EDGES = {"src/achatlas/cli/main.py"}
PARSERS_MAY = ("achatlas.ingest.context", "achatlas.domain", "lxml", "__future__")
READS = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "connect", "urlopen", "mkdir"}


def floor_of(module: str) -> int | None:
    """Rank of a module's floor, 0 at the top; None for what stands outside the floors."""
    room = (module.split(".") + [""])[1]
    return next((rank for rank, rooms in enumerate(FLOORS) if room in rooms), None)


@cache
def imports() -> tuple[tuple[str, str], ...]:
    """Every import between two modules of the package, lazy ones included."""
    graph = grimp.build_graph("achatlas", cache_dir=None)
    told = ((module, graph.find_modules_directly_imported_by(module)) for module in sorted(graph.modules))
    return tuple((module, imported) for module, found in told for imported in sorted(found))


def imported_names(module: m.Module) -> Iterator[tuple[ast.AST, str]]:
    """Dotted names that a file imports, with the statement."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node, f"{'.' * node.level}{node.module or ''}.{a.name}") for a in node.names)


def test_the_import_contracts_hold() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=m.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_import_runs_upward() -> None:
    ranked = [(a, b, floor_of(a), floor_of(b)) for a, b in imports()]
    wrong = [f"{a} -> {b}" for a, b, x, y in ranked if x is not None and y is not None and y < x]
    assert not wrong, told(wrong, f"{len(wrong)} imports run upward")


def test_every_room_stands_on_a_floor() -> None:
    outside = {"sources", "__main__", "__init__"}
    assert [room for room in m.rooms() if room not in outside and floor_of(f"achatlas.{room}") is None] == []


def test_no_import_goes_in_circles() -> None:
    left: dict[str, set[str]] = {}
    for module, imported in imports():
        left.setdefault(module, set()).add(imported)
    while leaves := [a for a, bs in left.items() if not any(b in left for b in bs)]:
        for leaf in leaves:
            del left[leaf]
    circle = [f"{a} -> {sorted(b & left.keys())}" for a, b in left.items()]
    assert not circle, told(circle, "import circle among")


def test_only_the_engine_names_a_back_end() -> None:
    named = ("duckdb", "pyspark", "ibis.backends", "ibis.duckdb", "ibis.connect")
    wrong = [
        m.where(x, node)
        for x in m.modules()
        if x.name != "src/achatlas/store/engine.py"
        for node, name in imported_names(x)
        if name.startswith(named)
    ]
    assert not wrong, told(wrong, "back ends named outside store/engine.py")


def test_a_source_parser_knows_its_context_and_nothing_else() -> None:
    standard = sys.stdlib_module_names
    wrong = [
        f"{m.where(x, node)} {name}"
        for x in m.modules(m.PACKAGE / "sources")
        for node, name in imported_names(x)
        if not name.startswith(PARSERS_MAY) and name.split(".")[0] not in standard
    ]
    assert not wrong, told(wrong, "imports that a source parser may not have")


def test_every_edge_is_a_file() -> None:
    assert [edge for edge in sorted(EDGES) if not (m.ROOT / edge).is_file()] == []


def test_broad_except_stands_at_the_edges_only() -> None:
    broad = {None, "Exception", "BaseException"}
    handlers = [(x, n, n.type) for x, n in m.nodes(ast.ExceptHandler)]  # type: ignore[attr-defined]
    wrong = [
        m.where(x, node)
        for x, node, kind in handlers
        if (ast.unparse(kind) if kind else None) in broad and x.name not in EDGES
    ]
    assert not wrong, told(wrong, "broad except outside the edges")


def test_only_settings_reads_the_environment() -> None:
    wrong = [
        m.where(x, node)
        for x, node in m.nodes(ast.Attribute, ast.Name)
        if ast.unparse(node) in {"os.environ", "os.getenv", "environ", "getenv"}
        and x.name != "src/achatlas/settings.py"
    ]
    assert not wrong, told(wrong, "environment read outside settings.py")


def at_import(node: ast.AST) -> Iterator[ast.AST]:
    """Nodes that run when the module is imported."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, m.FunctionNode | ast.Lambda) or _is_main_guard(child):
            continue
        yield child
        yield from at_import(child)


def _is_main_guard(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "__name__" in ast.unparse(node.test)


def test_nothing_is_read_or_opened_at_import() -> None:
    wrong = [
        m.where(x, node)
        for x in m.modules()
        for node in at_import(x.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in READS
    ]
    assert not wrong, told(wrong, "input or output at import")


def test_there_is_no_utils_module() -> None:
    wrong = [x.name for x in m.modules() if x.path.stem in {"utils", "util", "helpers", "common", "misc"}]
    assert not wrong, told(wrong, "rooms without a name")
