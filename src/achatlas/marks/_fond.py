"""The outline of the départements as an SVG sprite: each path is named by its code, coloured by each map."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

LARGEUR, HAUTEUR = 316, 330
ENCARTS = ("971", "972", "973", "974", "976")
Point = tuple[float, float]


def _anneaux(geometrie: dict[str, Any]) -> Iterator[Sequence[Sequence[float]]]:
    """Yield every outer or inner ring of a polygon or multipolygon."""
    polygones = (
        geometrie["coordinates"] if geometrie["type"] == "MultiPolygon" else [geometrie["coordinates"]]
    )
    for polygone in polygones:
        yield from polygone


def _projeter(anneau: Sequence[Sequence[float]], latitude: float) -> list[Point]:
    """Project degrees on a plane, true at one latitude (equirectangular), y downwards."""
    rapport = math.cos(math.radians(latitude))
    return [(lon * rapport, -lat) for lon, lat, *_ in anneau]


def _cadre(points: Sequence[Point], boite: tuple[float, float, float, float]) -> tuple[float, float, float]:
    """Return the scale and offsets that fit points in a box (x, y, width, height), centred."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    x, y, w, h = boite
    etendue_x, etendue_y = max(xs) - min(xs), max(ys) - min(ys)
    echelle = min(w / etendue_x, h / etendue_y)
    return (
        echelle,
        x + (w - etendue_x * echelle) / 2 - min(xs) * echelle,
        y + (h - etendue_y * echelle) / 2 - min(ys) * echelle,
    )


def _trace(anneaux: Sequence[Sequence[Point]], cadre: tuple[float, float, float]) -> str:
    """Return the path of rings, half-pixel points, repeated ones dropped."""
    echelle, dx, dy = cadre
    morceaux = []
    for anneau in anneaux:
        points: list[tuple[float, float]] = []
        for px, py in anneau:
            point = (round((px * echelle + dx) * 2) / 2, round((py * echelle + dy) * 2) / 2)
            if not points or points[-1] != point:
                points.append(point)
        if len(points) > 3:
            morceaux.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z")
    return "".join(morceaux)


def _boite(code: str) -> tuple[float, float, float, float]:
    """Return where a département is drawn: the mainland over the width, each island under it."""
    if code not in ENCARTS:
        return (2, 2, LARGEUR - 4, 290)
    return (8 + 62 * ENCARTS.index(code), 298, 46, 28)


@lru_cache(maxsize=2)
def sprite(path: Path) -> str:
    """Return the SVG sprite of an outline file: one path per département, named by its code (`d42`)."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    traces = {feature["properties"]["code"]: _plan(feature) for feature in features}
    metropole = [
        point for code, anneaux in traces.items() if code not in ENCARTS for point in _points(anneaux)
    ]
    paths = []
    for code, anneaux in traces.items():
        cadre = _cadre(_points(anneaux) if code in ENCARTS else metropole, _boite(code))
        paths.append(f'<path id="d{code}" d="{_trace(anneaux, cadre)}"/>')
    tete = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LARGEUR} {HAUTEUR}">'
    return f'{tete}<defs><g id="fond">{"".join(paths)}</g></defs></svg>'


def _plan(feature: dict[str, Any]) -> list[list[Point]]:
    """Project the rings of a département, true at the latitude of the mainland or of the island."""
    iles = feature["properties"]["code"] in ENCARTS
    latitude = feature["geometry"]["coordinates"][0][0][0][1] if iles else 46.5
    return [_projeter(anneau, latitude) for anneau in _anneaux(feature["geometry"])]


def _points(anneaux: Sequence[Sequence[Point]]) -> list[Point]:
    return [point for anneau in anneaux for point in anneau]
