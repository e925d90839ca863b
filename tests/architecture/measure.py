"""Measures of the code, read from its syntax trees: what `test_yardsticks.py` compares with the bounds.

Nothing is imported from the product: a broken module is still measured.
"""

from __future__ import annotations

import ast
import gc
import math
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "achatlas"
PLACES = (PACKAGE, ROOT / "demo")

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
Scope = ast.Module | ast.ClassDef
BRANCHES = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.IfExp, ast.match_case)
BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.Match)


@dataclass(frozen=True)
class Module:
    """One Python file, parsed."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """Path relative to the root, as messages print it."""
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def every(self) -> tuple[ast.AST, ...]:
        """All the nodes of its tree, walked once: most of the tests ask for some of them."""
        return tuple(ast.walk(self.tree))

    @property
    def lines(self) -> int:
        """Physical lines."""
        return len(self.text.splitlines())


@dataclass(frozen=True)
class Measured:
    """One number at one place."""

    value: int
    where: str

    def __str__(self) -> str:
        return f"{self.where} : {self.value}"


@cache
def modules(*places: Path) -> tuple[Module, ...]:
    """Every Python file under `places` (the product and its demonstration when none is given). Their trees
    stay until the end: the collector of cycles looks at them no more.
    """
    files = sorted(file for place in places or PLACES for file in place.rglob("*.py"))
    found = tuple(_read(file) for file in files if "migrations" not in file.parts)
    assert all(module.every for module in found)
    gc.freeze()
    return found


def _read(file: Path) -> Module:
    text = file.read_text(encoding="utf-8")
    return Module(file, text, ast.parse(text, filename=str(file)))


def nodes(*kinds: type[ast.AST], among: tuple[Module, ...] | None = None) -> Iterator[tuple[Module, ast.AST]]:
    """Every node of the given kinds, with its module."""
    for module in modules() if among is None else among:
        for node in module.every:
            if isinstance(node, kinds):
                yield module, node


def where(module: Module, node: ast.AST) -> str:
    """`file:line name` of a node."""
    return f"{module.name}:{getattr(node, 'lineno', 1)} {getattr(node, 'name', '')}".rstrip()


def span(node: ast.AST) -> int:
    """Lines from the first to the last, both counted, docstring and comments included."""
    return int(node.end_lineno) - int(node.lineno) + 1  # type: ignore[attr-defined]


def function_lengths(among: tuple[Module, ...] | None = None) -> list[Measured]:
    """Length of each function and method."""
    found = nodes(ast.FunctionDef, ast.AsyncFunctionDef, among=among)
    return [Measured(span(n), where(m, n)) for m, n in found]


def class_lengths() -> list[Measured]:
    """Length of each class."""
    return [Measured(span(n), where(m, n)) for m, n in nodes(ast.ClassDef)]


def statement_lengths() -> list[Measured]:
    """Length of each top-level statement that is neither a function nor a class."""
    kept = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return [Measured(span(n), where(m, n)) for m in modules() for n in m.tree.body if not isinstance(n, kept)]


def file_lengths() -> list[Measured]:
    """Length of each file that holds something."""
    return [Measured(m.lines, m.name) for m in modules() if m.lines]


def _own(function: ast.AST) -> Iterator[ast.AST]:
    """Nodes of a function, those of the functions inside it left out."""
    for child in ast.iter_child_nodes(function):
        if not isinstance(child, FunctionNode):
            yield child
            yield from _own(child)


def _weight(node: ast.AST) -> int:
    if isinstance(node, ast.BoolOp):
        return len(node.values) - 1
    if isinstance(node, ast.comprehension):
        return 1 + len(node.ifs)
    return int(isinstance(node, BRANCHES))


def complexities() -> list[Measured]:
    """Cyclomatic complexity of each function: one, plus one per branch."""
    return [
        Measured(1 + sum(map(_weight, _own(n))), where(m, n))
        for m, n in nodes(ast.FunctionDef, ast.AsyncFunctionDef)
    ]


def _depth(node: ast.AST) -> int:
    deepest = 0
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FunctionNode):
            continue
        chained = isinstance(node, ast.If) and isinstance(child, ast.If) and child in node.orelse
        step = isinstance(child, BLOCKS) and not chained
        deepest = max(deepest, step + _depth(child))
    return deepest


def nestings() -> list[Measured]:
    """Deepest block of each function; `elif` does not count as one more."""
    return [Measured(_depth(n), where(m, n)) for m, n in nodes(ast.FunctionDef, ast.AsyncFunctionDef)]


def parameters() -> list[Measured]:
    """Parameters of each function, `self` and `cls` left out."""
    return [
        Measured(len(_arguments(n)), where(m, n)) for m, n in nodes(ast.FunctionDef, ast.AsyncFunctionDef)
    ]


def _arguments(function: ast.AST) -> list[ast.arg]:
    given = function.args  # type: ignore[attr-defined]
    every = [*given.posonlyargs, *given.args, given.vararg, *given.kwonlyargs, given.kwarg]
    return [a for a in every if a is not None and a.arg not in {"self", "cls"}]


def percentile(values: list[Measured], share: float) -> float:
    """Nearest-rank percentile of the values."""
    ranked = sorted(v.value for v in values)
    return ranked[math.ceil(share * len(ranked)) - 1] if ranked else 0


def median(values: list[Measured]) -> float:
    """Median of the values, 0 for none."""
    return statistics.median(v.value for v in values) if values else 0


def above(values: list[Measured], bound: float) -> list[str]:
    """The places over a bound, worst first."""
    return [str(v) for v in sorted(values, key=lambda v: -v.value) if v.value > bound]


def share_above(values: list[Measured], bound: float) -> float:
    """Share of the values over a bound."""
    return len(above(values, bound)) / len(values) if values else 0.0


def code_lines(module: Module) -> int:
    """Lines that are neither blank nor a comment."""
    stripped = (line.strip() for line in module.text.splitlines())
    return sum(1 for line in stripped if line and not line.startswith("#"))


def rooms() -> dict[str, int]:
    """Code lines of each room of the package (a folder, or a module at its top)."""
    found: dict[str, int] = {}
    for module in modules(PACKAGE):
        room = module.path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        found[room] = found.get(room, 0) + code_lines(module)
    return found


def undocumented() -> tuple[int, list[str]]:
    """How many public names there are, and those that have no docstring."""
    public = [pair for module in modules() for pair in _public(module, module.tree)]
    return len(public), [where(m, n) for m, n in public if not ast.get_docstring(n)]


def _public(module: Module, scope: Scope) -> Iterator[tuple[Module, Scope]]:
    if isinstance(scope, ast.Module) and scope.body:
        yield module, scope
    for node in scope.body:
        named = isinstance(node, FunctionNode | ast.ClassDef) and not node.name.startswith("_")
        if named and not _overrides(node):
            yield module, node  # type: ignore[misc]
        if named and isinstance(node, ast.ClassDef):
            yield from _public(module, node)


def _overrides(node: ast.AST) -> bool:
    """Whether a decorator says that the docstring is elsewhere."""
    written = [ast.unparse(d) for d in getattr(node, "decorator_list", [])]
    return any(d.endswith(("override", "overload", ".setter")) for d in written)


def marks(pattern: str) -> list[str]:
    """Lines of the product that hold a pattern, as `file:line`."""
    return [
        f"{module.name}:{number}"
        for module in modules()
        for number, line in enumerate(module.text.splitlines(), 1)
        if pattern in line
    ]
