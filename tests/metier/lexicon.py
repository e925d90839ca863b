"""The words of the code: what it names, and which of its words are French. Used by the glossary's test.

No dictionary is needed: French is what the labels and the prose of ``metier/`` say, English is what the
standard library of Python and Django write. A word that both use is left alone.
``python -m tests.metier.lexicon`` lists the words that the glossary lacks.
"""

import ast
import csv
import re
import sysconfig
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
METIER = ROOT / "src" / "achatlas" / "metier"
PROSE = ("libelle", "segment", "famille", "mots_cles", "regle", "motif")
NOT_PROSE = {"communes.csv", "codes_postaux.csv", "epci.csv", "synonymes_colonnes.yml"}
FOREIGN = re.compile(r"^\s*(anglais|ocds):.*$", re.MULTILINE)
PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
WORD = re.compile(r"[a-z]{4,}")


def ascii_lower(text: str) -> str:
    """The text without accents, in lower case; ``œ`` is undone."""
    flat = text.replace("œ", "oe").replace("Œ", "OE")
    return "".join(c for c in unicodedata.normalize("NFD", flat) if not unicodedata.combining(c)).lower()


def singular(word: str) -> str:
    """A French or English word without the mark of its plural, well enough to compare two of them."""
    return re.sub(r"(eau|enjeu)x$", r"\1", re.sub(r"s$", "", word))


def words(identifier: str) -> set[str]:
    """The singular words of a snake_case or CamelCase identifier: ``MarchesDuLot`` gives marche, du, lot."""
    return {singular(part.lower()) for part in PART.findall(identifier)}


def defined(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, name) of whatever a module names: functions, classes, arguments, variables, attributes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id if isinstance(node, ast.Name) else node.attr


def modules() -> Iterator[Path]:
    """The Python files of the product and of the demonstration."""
    for folder in (ROOT / "src" / "achatlas", ROOT / "demo"):
        yield from (path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts)


@cache
def identifiers() -> dict[str, str]:
    """Each word that the code names something with, singular, and the first place where it does."""
    found: dict[str, str] = {}
    for path in modules():
        place = str(path.relative_to(ROOT))
        names = [(1, path.stem), *defined(ast.parse(path.read_text(encoding="utf-8")))]
        for line, name in names:
            for word in words(name):
                found.setdefault(word, f"{place}:{line} ({name})")
    return found


@cache
def glossary() -> dict[str, Any]:
    """The content of ``metier/glossaire.yml``."""
    content: dict[str, Any] = yaml.safe_load((METIER / "glossaire.yml").read_text(encoding="utf-8"))
    return content


def declared() -> Iterator[str]:
    """The names that a definition declares: ids of files, of sources, and columns of tables."""
    yield from (path.stem for path in METIER.rglob("*.yml"))
    yield from (path.parent.name for path in (METIER.parent / "sources").glob("*/source.yml"))
    for path in (METIER / "tables").glob("*.yml"):
        yield from yaml.safe_load(path.read_text(encoding="utf-8"))["colonnes"]


@cache
def listed() -> frozenset[str]:
    """The singular words that may name something."""
    ordinary = [word for group in glossary()["mots"].values() for word in group.split()]
    return frozenset(word for name in (*glossary()["termes"], *ordinary, *declared()) for word in words(name))


def prose() -> Iterator[str]:
    """The French texts of ``metier/``: labels of the CSV files, every word of the YAML ones."""
    for path in METIER.rglob("*.csv"):
        if path.name not in NOT_PROSE:
            with path.open(encoding="utf-8", newline="") as stream:
                for line in csv.DictReader(stream, delimiter=";"):
                    yield " ".join(line.get(column) or "" for column in PROSE)
    leaves = (path for path in METIER.rglob("*.yml") if path.name not in NOT_PROSE)
    definitions = (path.read_text(encoding="utf-8") for path in leaves)
    yield from (FOREIGN.sub("", text) for text in definitions)


@cache
def english() -> frozenset[str]:
    """The singular words of the standard library and of Django: names, comments, docstrings."""
    spec = find_spec("django")
    library = [*Path(sysconfig.get_paths()["stdlib"]).glob("*.py")]
    django = [p for p in Path(str(spec and spec.origin)).parent.rglob("*.py") if "locale" not in p.parts]
    texts = (path.read_text(encoding="utf-8", errors="ignore") for path in (*library, *django))
    return frozenset(
        singular(word) for text in texts for word in WORD.findall(re.sub(r"(?=[A-Z])", " ", text).lower())
    )


@cache
def french() -> frozenset[str]:
    """The singular French words that the repository knows and that English does not use."""
    known = {singular(word) for text in prose() for word in WORD.findall(ascii_lower(text))}
    return frozenset(known - english() - {singular(word) for word in glossary()["interdits"]})


def unlisted() -> dict[str, str]:
    """The French words that name something in the code and that the glossary lacks, with their place."""
    return {word: place for word, place in identifiers().items() if word in french() - listed()}


def refused() -> dict[str, str]:
    """The English renderings of a term of art found in the code, with what to write instead."""
    renderings = {singular(word): term for word, term in glossary()["interdits"].items()}
    return {f"{word} → {renderings[word]}": p for word, p in identifiers().items() if word in renderings}


if __name__ == "__main__":
    for found in (refused(), unlisted()):
        for name, where in sorted(found.items()):
            print(f"{name:24} {where}")
    print("\na_renommer, as it stands:", *sorted(unlisted()))
