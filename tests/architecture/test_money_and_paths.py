"""Two things that must be nowhere: a float in the money path, and a path of somebody's machine."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture import measure as m
from tests.architecture.test_yardsticks import told

FLOATS = re.compile(r"\b(double|float|float32|float64|real)\b", re.IGNORECASE)
SOMEBODYS = re.compile(r"(?<![\w./:-])/(work|root|home|Users|opt|mnt|tmp)/[\w.]+")
TEXTS = {".py", ".yml", ".yaml", ".md", ".toml", ".sh", ".html", ".css", ".js", ".json", ".csv", ".txt", ""}


def money_lines() -> Iterator[tuple[str, str]]:
    """Lines of code and of table schemas that name a column of cents."""
    patterns = ("src/achatlas/**/*.yml", "src/achatlas/**/*.sql", "demo/**/*.yml")
    for file in sorted(file for pattern in patterns for file in m.ROOT.glob(pattern)):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if "_centimes" in line:
                yield f"{file.relative_to(m.ROOT)}:{number}", line


def declared_floats() -> Iterator[str]:
    """Names of cents that Python declares as float, or casts to one."""
    for module, node in m.nodes(ast.AnnAssign, ast.arg, ast.Call, ast.Dict):
        if _floating(node):
            yield m.where(module, node)


def _is_float(annotation: ast.AST | None) -> bool:
    return annotation is not None and bool(FLOATS.search(ast.unparse(annotation)))


def _floating(node: ast.AST) -> bool:
    if isinstance(node, ast.AnnAssign):
        return "_centimes" in ast.unparse(node.target) and _is_float(node.annotation)
    if isinstance(node, ast.arg):
        return "_centimes" in node.arg and _is_float(node.annotation)
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return any(k and "_centimes" in ast.unparse(k) and _is_float(v) for k, v in pairs)
    return _casts(node)


def _casts(node: ast.AST) -> bool:
    called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
    written = ast.unparse(node)
    if called == "float":
        return "_centimes" in written
    return called.endswith("_centimes.cast") and bool(FLOATS.search(written))


def test_no_schema_declares_cents_as_a_float() -> None:
    wrong = [where for where, line in money_lines() if FLOATS.search(line)]
    assert not wrong, told(wrong, "cents declared as a float")


def test_no_code_makes_a_float_of_cents() -> None:
    wrong = list(declared_floats())
    assert not wrong, told(wrong, "cents made a float")


FLOATING = ("montant_centimes: float = 0", "float(x.montant_centimes)", "t.a_centimes.cast('double')")


@pytest.mark.parametrize("line", FLOATING)
def test_the_float_detector_sees_a_float(line: str) -> None:
    assert any(_floating(node) for node in ast.walk(ast.parse(line)))


def tracked() -> list[Path]:
    """Text files that git knows, or that it would take."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=m.ROOT, capture_output=True, text=True, check=True).stdout
    files = [m.ROOT / name for name in listed.split("\0") if name and "vendor" not in name]
    return [file for file in files if file.suffix in TEXTS and file.is_file()]


def test_no_path_of_a_machine_is_written() -> None:
    wrong = []
    for file in tracked():
        text = file.read_text(encoding="utf-8", errors="replace")
        wrong += [f"{file.relative_to(m.ROOT)} : {hit.group()}" for hit in SOMEBODYS.finditer(text)]
    assert not wrong, told(wrong, "paths of a machine")


def test_no_file_is_heavy() -> None:
    command = ["git", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=m.ROOT, capture_output=True, text=True, check=True).stdout
    files = [m.ROOT / name for name in listed.split("\0") if name]
    heavy = [str(f.relative_to(m.ROOT)) for f in files if f.is_file() and f.stat().st_size > 2_000_000]
    assert not heavy, told(heavy, "files over 2 MB")
