"""The version of what computes: code and definitions, so that a result is redone when either changes."""

from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from achatlas.catalogue.load import PACKAGE, Catalogue

ENDINGS = {".py", ".yml", ".csv", ".json"}
PROFILS = "profils"
LEFT_OUT = frozenset(
    (
        "web", "analyse", "langues", "exemples", "fiabilite", "indicateurs", "obligations",
        "reperes_nationaux", "essentiels", "leviers", "__pycache__",
    )
)  # fmt: skip
"""The folders that no stage follows: screens, questions, and what is told when it is asked."""
AFTER = frozenset({"operateurs_listes.csv", "bassins.csv", "centrales.csv"})


@lru_cache(maxsize=64)
def _of(roots: tuple[Path, ...], left_out: frozenset[str], but: str = "") -> str:
    hashed = blake2b(digest_size=12)
    for root in roots:
        for path in sorted(p for p in root.rglob("*") if p.suffix in ENDINGS):
            inside = path.relative_to(root)
            if str(inside) == but or not left_out & set(inside.parts):
                hashed.update(str(inside).encode() + b"\0" + path.read_bytes())
    return hashed.hexdigest()


def code_version(catalogue: Catalogue) -> str:
    """The hash of the code and of the definitions that the stages follow: of the package, and of the overlay
    less its profiles, which only the reading of their own files follows.
    """
    return _of((PACKAGE,), LEFT_OUT) + _of(_overlay(catalogue), LEFT_OUT | {PROFILS})


def reading_version(catalogue: Catalogue, source: str, profil: str | None) -> str:
    """The hash of what the reading of a file follows: as ``code_version``, with the file's own profile, less
    the tables of operators that the overlay gives, which only what comes after reading follows.
    """
    own = f"sources/{source}/{PROFILS}/{profil}.yml"
    return _of((PACKAGE,), LEFT_OUT) + _of(_overlay(catalogue), LEFT_OUT | {PROFILS} | AFTER, own)


def _overlay(catalogue: Catalogue) -> tuple[Path, ...]:
    return tuple(root for root in catalogue.roots if root != PACKAGE)
