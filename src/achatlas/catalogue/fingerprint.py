"""The version of what computes: code and definitions, so that a result is redone when either changes."""

from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from achatlas.catalogue.load import Catalogue

ENDINGS = {".py", ".yml", ".csv"}
LEFT_OUT = {"web", "analyse", "exemples", "__pycache__"}


@lru_cache(maxsize=8)
def _of(roots: tuple[Path, ...]) -> str:
    hashed = blake2b(digest_size=12)
    for root in roots:
        for path in sorted(p for p in root.rglob("*") if p.suffix in ENDINGS):
            inside = path.relative_to(root)
            if not LEFT_OUT & set(inside.parts):
                hashed.update(str(inside).encode() + b"\0" + path.read_bytes())
    return hashed.hexdigest()


def code_version(catalogue: Catalogue) -> str:
    """The hash of the code and of the definitions of the package and of the overlay."""
    return _of(catalogue.roots)
