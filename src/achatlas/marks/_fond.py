"""Outlines laid on a plane: those of the départements, the islands beside; those of the communes and of the
EPCI of a territory. Each is a path named by its code in an SVG sprite, that maps colour.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from achatlas.marks import Point
from achatlas.marks._topologie import Carte, anneaux

LARGEUR, HAUTEUR = 316, 330
ENCARTS = ("971", "972", "973", "974", "976")
COTE, MARGIN = 480, 3
METROPOLE = 46.5
Boite = tuple[float, float, float, float]
Anneaux = Sequence[Sequence[Point]]


@dataclass(frozen=True)
class Cadre:
    """How degrees become the units of a drawing: true at one latitude (equirectangular), y downwards."""

    latitude: float
    echelle: float
    dx: float
    dy: float

    def placer(self, longitude: float, latitude: float) -> Point:
        """Where a place of these degrees is drawn."""
        ratio = math.cos(math.radians(self.latitude))
        return longitude * ratio * self.echelle + self.dx, -latitude * self.echelle + self.dy


@dataclass(frozen=True)
class Plan:
    """Outlines on a plane of this size: their rings by code, and how places are laid among them."""

    largeur: float
    hauteur: float
    rings: Mapping[str, Anneaux]
    cadre: Cadre
    prefixe: str
    encarts: Mapping[str, Cadre]

    @cached_property
    def traces(self) -> Mapping[str, str]:
        """The SVG path of each outline."""
        return {code: _trace(rings) for code, rings in self.rings.items()}

    @cached_property
    def centres(self) -> Mapping[str, Point]:
        """A point in the middle of the largest ring of each outline."""
        return {code: _centre(max(rings, key=_aire)) for code, rings in self.rings.items() if rings}

    @property
    def entier(self) -> Boite:
        """The whole drawing, as a viewBox."""
        return 0, 0, self.largeur, self.hauteur

    def placer(self, longitude: float, latitude: float, departement: str = "") -> Point:
        """Where a place of these degrees is drawn; that of an island, in its inset."""
        return self.encarts.get(departement, self.cadre).placer(longitude, latitude)

    def around(self, codes: Collection[str], marge: float) -> Boite:
        """The part of the drawing that holds these outlines and as much around, times ``marge``; the whole
        when there are none.
        """
        points = [point for code in codes for ring in self.rings.get(code, ()) for point in ring]
        if not points:
            return self.entier
        xs, ys = [x for x, _ in points], [y for _, y in points]
        w, h = (max(xs) - min(xs)) * (1 + 2 * marge), (max(ys) - min(ys)) * (1 + 2 * marge)
        side = max(w, h)
        return (max(xs) + min(xs) - side) / 2, (max(ys) + min(ys) - side) / 2, side, side

    @cached_property
    def sprite(self) -> str:
        """The SVG whose paths are named by their prefix and code, in one group named ``fond``."""
        paths = "".join(f'<path id="{self.prefixe}{code}" d="{d}"/>' for code, d in self.traces.items())
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.largeur:g} {self.hauteur:g}">'
        return f'{head}<defs><g id="fond">{paths}</g></defs></svg>'


@lru_cache(maxsize=2)
def france(path: Path) -> Plan:
    """The départements of a GeoJSON file: the mainland over the width, each island under it."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    degrees = {one["properties"]["code"]: list(anneaux(one["geometry"])) for one in features}
    mainland = [ring for code, rings in degrees.items() if code not in ENCARTS for ring in rings]
    cadre = _cadre(mainland, (2, 2, LARGEUR - 4, 290), METROPOLE)
    encarts = {code: _cadre(degrees[code], _encart(code)) for code in ENCARTS if code in degrees}
    rings = {code: _laid(many, encarts.get(code, cadre)) for code, many in degrees.items()}
    return Plan(LARGEUR, HAUTEUR, rings, cadre, "d", encarts)


def territoire(carte: Carte, groupes: Mapping[str, Iterable[str]] | None = None) -> Plan:
    """The communes of a territory, or the groups of them that are told (code, its communes), in one frame."""
    whole = carte.rings(carte.zones)
    cadre = _cadre(whole, (MARGIN, MARGIN, COTE - 2 * MARGIN, COTE - 2 * MARGIN), centre=False)
    told = {code: (code,) for code in carte.zones} if groupes is None else groupes
    rings = {code: _laid(carte.rings(members), cadre) for code, members in told.items()}
    points = [point for ring in _laid(whole, cadre) for point in ring]
    width, height = max(x for x, _ in points) + MARGIN, max(y for _, y in points) + MARGIN
    return Plan(math.ceil(width), math.ceil(height), rings, cadre, "c" if groupes is None else "e", {})


def _encart(code: str) -> Boite:
    return 8 + 62 * ENCARTS.index(code), 298, 46, 28


def _cadre(rings: Any, boite: Boite, latitude: float | None = None, *, centre: bool = True) -> Cadre:
    """The scale and shifts that fit rings (degrees) in a box (x, y, width, height): in the middle of it, or
    from its top left corner; true at their own latitude unless another is given.
    """
    xs, ys = [p[0] for ring in rings for p in ring], [p[1] for ring in rings for p in ring]
    true = latitude if latitude is not None else (max(ys) + min(ys)) / 2
    ratio = math.cos(math.radians(true))
    x, y, w, h = boite
    wide, high = (max(xs) - min(xs)) * ratio, max(ys) - min(ys)
    scale = min(w / wide, h / high)
    spare_x, spare_y = (w - wide * scale) / 2, (h - high * scale) / 2
    if not centre:
        spare_x = spare_y = 0.0
    return Cadre(true, scale, x + spare_x - min(xs) * ratio * scale, y + spare_y + max(ys) * scale)


def _laid(rings: Any, cadre: Cadre) -> Anneaux:
    """Rings on the plane."""
    return [[cadre.placer(point[0], point[1]) for point in ring] for ring in rings]


def _trace(rings: Anneaux) -> str:
    """Return the path of rings, half-pixel points, repeated ones dropped."""
    morceaux = []
    for ring in rings:
        points: list[Point] = []
        for x, y in ring:
            point = (round(x * 2) / 2, round(y * 2) / 2)
            if not points or points[-1] != point:
                points.append(point)
        if len(points) > 3:
            morceaux.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z")
    return "".join(morceaux)


def _aire(ring: Sequence[Point]) -> float:
    """The area of a ring, whichever way it turns."""
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


def _centre(ring: Sequence[Point]) -> Point:
    """The centroid of a ring."""
    twice = x = y = 0.0
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        part = ax * by - bx * ay
        twice, x, y = twice + part, x + (ax + bx) * part, y + (ay + by) * part
    return (x / (3 * twice), y / (3 * twice)) if twice else ring[0]
