"""The sentences that the code says, read from its source: what is handed to ``dire`` and ``translated``, the
nouns that ``accord`` counts, and what an error of a screen says.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import achatlas

PACKAGE = Path(achatlas.__file__).parent
SAYS = {"dire", "translated"}
SHOWN = ("analyse", "marks", "screens", "web")
FRENCH_ONLY = ("web/documents", "web/depots/api.py", "web/comptes/migrations", "web/vues/migrations")
PARTS = ("quoi", "ou", "pourquoi", "que_faire")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def files() -> Iterator[Path]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if not str(path.relative_to(PACKAGE)).startswith(FRENCH_ONLY):
            yield path


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


@cache
def _assigned(path: Path) -> dict[str, ast.expr]:
    """What a module, its functions and its classes call by a name in capitals; lower ones by their last."""
    found: dict[str, ast.expr] = {}
    for node in ast.walk(tree(path)):
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            targets = [node.target]
        for target in targets:
            if isinstance(target, ast.Name) and node.value is not None:  # type: ignore[attr-defined]
                found[target.id] = node.value  # type: ignore[attr-defined]
    return found


def _imported(path: Path, name: str) -> Path | None:
    for node in tree(path).body:
        if isinstance(node, ast.ImportFrom) and any(a.name == name for a in node.names):
            place = PACKAGE.joinpath(*(node.module or "").split(".")[1:])
            return next((p for p in (place.with_suffix(".py"), place / "__init__.py") if p.is_file()), None)
    return None


def _texts(node: ast.AST, path: Path, deep: int = 0) -> Iterator[str]:
    """The texts that an expression may be, those of the names that it uses too; never the keys of a table."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node.value
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _texts(value, path, deep)
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, path, deep)
        yield from _texts(node.orelse, path, deep)
    elif isinstance(node, ast.Subscript):
        yield from _texts(node.value, path, deep)
    elif isinstance(node, ast.Name) and deep < 3:
        where = path if node.id in _assigned(path) else _imported(path, node.id)
        if where is not None and node.id in _assigned(where):
            yield from _texts(_assigned(where)[node.id], where, deep + 1)
    elif isinstance(node, ast.Tuple | ast.List | ast.BoolOp):
        for child in ast.iter_child_nodes(node):
            yield from _texts(child, path, deep)


def sentences() -> dict[str, str]:
    """Every sentence that screens say, with where."""
    found: dict[str, str] = {}
    for path in files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                for text in _said(node, path):
                    found.setdefault(text, f"{path.relative_to(PACKAGE)}:{node.lineno}")
    return found


def _said(node: ast.Call, path: Path) -> Iterator[str]:
    shown = path.relative_to(PACKAGE).parts[0] in SHOWN
    called = _called(node)
    if called in SAYS and node.args:
        sens = "".join(f" [{text}]" for text in _texts(node.args[1], path)) if node.args[1:] else ""
        yield from (f"{text}{sens}" for text in _texts(node.args[0], path))
    if shown and called == "accord" and len(node.args) > 1:
        yield from _counted(node, path)
    if shown and {keyword.arg for keyword in node.keywords} >= {"quoi", "que_faire"}:
        for keyword in node.keywords:
            if keyword.arg in PARTS:
                yield from _texts(keyword.value, path)


def _counted(node: ast.Call, path: Path) -> Iterator[str]:
    one, *more = (list(_texts(arg, path)) for arg in node.args[1:3])
    many = more[0] if more else [f"{noun}s" for noun in one]
    if len(one) == len(many):
        yield from (f"{a},{b}" for a, b in zip(one, many, strict=True))


def literals() -> set[str]:
    """Every text written in the code: what a translation may be of."""
    nodes = (node for path in sorted(PACKAGE.rglob("*.py")) for node in ast.walk(tree(path)))
    return {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def patterns() -> list[re.Pattern[str]]:
    """What the sentences that are made of a word may be: ``dire(f"{{n}} de {nature}")``."""
    called = (n for path in files() for n in ast.walk(tree(path)) if isinstance(n, ast.Call) and n.args)
    made = (n.args[0] for n in called if _called(n) in SAYS and isinstance(n.args[0], ast.JoinedStr))
    return [re.compile("".join(map(_part, one.values))) for one in made]


def _part(piece: ast.expr) -> str:
    return re.escape(str(piece.value)) if isinstance(piece, ast.Constant) else ".+"
