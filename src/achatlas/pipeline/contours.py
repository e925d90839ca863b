"""The outlines of the communes of a territory: from GeoJSON files that it gives to one small file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from achatlas.domain.errors import UnreadableFile
from achatlas.marks._topologie import reduire

FICHIER = Path("contours/communes.topojson")
TOLERANCE = 0.002
"""How far a border may be moved, in degrees: some two hundred metres, a pixel of a map of a département."""
CODES = ("code", "codgeo", "insee", "insee_com", "INSEE_COM", "code_insee", "CODE_INSEE")
Shapes = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Contours:
    """What was kept: how many communes, the codes that no reference knows, the size of the file (bytes)."""

    communes: int
    inconnues: tuple[str, ...]
    octets: int


def prepare(home: Path, fichiers: Sequence[Path], connues: frozenset[str]) -> Contours:
    """Reads the communes of GeoJSON files (degrees, WGS 84), simplifies their shared borders, and writes them
    in the home of a territory, in place of the former ones. Raises UnreadableFile.
    """
    shapes: dict[str, Mapping[str, Any]] = {}
    for path in fichiers:
        shapes |= _shapes(path)
    path = home / FICHIER
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(reduire(shapes, TOLERANCE), separators=(",", ":"))
    beside = path.with_suffix(".nouveau")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
    return Contours(len(shapes), tuple(sorted(set(shapes) - connues)), len(text))


def _shapes(path: Path) -> Shapes:
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        found = {_code(one["properties"]): one["geometry"] for one in features}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _refused(path, "ce n’est pas un GeoJSON de communes lisible") from error
    if not all(found):
        raise _refused(path, f"une commune n’y a pas de code ({', '.join(CODES)})")
    if not all(_in_degrees(one) for one in found.values()):
        raise _refused(path, "ses contours ne sont pas des polygones en degrés (WGS 84)")
    return found


def _code(properties: Mapping[str, Any]) -> str:
    return str(next((properties[name] for name in CODES if properties.get(name)), ""))


def _in_degrees(geometry: Any) -> bool:
    """Whether a geometry is a polygon, or several, whose first point is in degrees."""
    try:
        depth = 2 if geometry["type"] == "Polygon" else 3
        first = geometry["coordinates"]
        for _ in range(depth):
            first = first[0]
        return (
            geometry["type"] in ("Polygon", "MultiPolygon") and abs(first[0]) <= 180 and abs(first[1]) <= 90
        )
    except (KeyError, IndexError, TypeError):
        return False


def _refused(path: Path, why: str) -> UnreadableFile:
    return UnreadableFile(
        f"Contours illisibles : « {path.name} »",
        str(path),
        why,
        "Donnez un GeoJSON de communes, par exemple un département d’Admin Express (IGN)",
    )
