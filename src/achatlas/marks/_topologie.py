"""Outlines that share their borders: GeoJSON in, a small TopoJSON out, neighbours still joined once
simplified; and from it the rings of any group of zones.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

PAS = 10_000
"""How many steps there are in a degree: one is about ten metres."""
Sommet = tuple[int, int]
Anneau = tuple[Sommet, ...]
Topologie = Mapping[str, Any]


def anneaux(geometrie: Mapping[str, Any]) -> Iterator[Sequence[Sequence[float]]]:
    """Yield every outer or inner ring of a polygon or multipolygon."""
    several = geometrie["type"] == "MultiPolygon"
    for polygone in geometrie["coordinates"] if several else [geometrie["coordinates"]]:
        yield from polygone


def reduire(zones: Mapping[str, Mapping[str, Any]], tolerance: float) -> Topologie:
    """The outlines (code, GeoJSON geometry in degrees) as a TopoJSON, each border simplified once, within a
    tolerance in degrees.
    """
    rings = {code: [_ferme(one) for one in anneaux(shape)] for code, shape in zones.items()}
    joints = _joints(ring for many in rings.values() for ring in many)
    arcs: list[Anneau] = []
    known: dict[Anneau, int] = {}
    named = {
        code: [[_numero(arc, known, arcs, tolerance * PAS) for arc in _couper(ring, joints)] for ring in many]
        for code, many in rings.items()
    }
    shapes = [{"type": "Polygon", "id": code, "arcs": many} for code, many in sorted(named.items())]
    return {
        "type": "Topology",
        "transform": {"scale": [1 / PAS, 1 / PAS], "translate": [0, 0]},
        "objects": {"zones": {"type": "GeometryCollection", "geometries": shapes}},
        "arcs": [_differences(arc) for arc in arcs],
    }


def _ferme(anneau: Sequence[Sequence[float]]) -> Anneau:
    """A ring in steps, without repeated points, its first point not said twice."""
    points = [(round(x * PAS), round(y * PAS)) for x, y, *_ in anneau]
    kept = [p for p, after in zip(points, [*points[1:], points[0]], strict=True) if p != after]
    return tuple(kept)


def _joints(rings: Iterable[Anneau]) -> frozenset[Sommet]:
    """The points where three borders meet, or where one begins: those whose neighbours are not two."""
    beside: dict[Sommet, set[Sommet]] = defaultdict(set)
    for ring in rings:
        for one, other in pairwise((*ring, ring[0]) if ring else ()):
            beside[one].add(other)
            beside[other].add(one)
    return frozenset(point for point, near in beside.items() if len(near) != 2)


def _couper(ring: Anneau, joints: frozenset[Sommet]) -> list[Anneau]:
    """Cut a ring at the joints; a ring without any is cut at its least point, whoever draws it."""
    if not ring:
        return []
    cuts = [n for n, point in enumerate(ring) if point in joints] or [ring.index(min(ring))]
    turned = (*ring[cuts[0] :], *ring[: cuts[0] + 1])
    places = [n - cuts[0] for n in cuts] + [len(ring)]
    return [turned[one : other + 1] for one, other in pairwise(places)]


def _numero(arc: Anneau, known: dict[Anneau, int], arcs: list[Anneau], tolerance: float) -> int:
    """The number of an arc, -1 - n when it is walked backwards; the first seen is simplified and kept."""
    back = arc[::-1]
    key = min(arc, back)
    if key not in known:
        known[key] = len(arcs)
        arcs.append(simplifier(key, tolerance))
    return known[key] if arc == key else -1 - known[key]


def simplifier(arc: Anneau, tolerance: float) -> Anneau:
    """Drop the points that are within a tolerance of the line between those kept (Douglas and Peucker 1973);
    both ends stay, and a closed line keeps its farthest point.
    """
    kept, waiting = {0, len(arc) - 1}, [(0, len(arc) - 1)]
    while waiting:
        first, last = waiting.pop()
        far, where = max(
            ((_ecart(arc[n], arc[first], arc[last]), n) for n in range(first + 1, last)), default=(0.0, 0)
        )
        if far > tolerance or (where and arc[first] == arc[last]):
            kept.add(where)
            waiting += [(first, where), (where, last)]
    return tuple(arc[n] for n in sorted(kept))


def _ecart(point: Sommet, one: Sommet, other: Sommet) -> float:
    """How far a point is of a segment."""
    (x, y), (ax, ay), (bx, by) = point, one, other
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    along = max(0.0, min(1.0, ((x - ax) * dx + (y - ay) * dy) / length)) if length else 0.0
    return float(((x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2) ** 0.5)


def _differences(arc: Anneau) -> list[list[int]]:
    first = [list(arc[0])]
    return first + [[bx - ax, by - ay] for (ax, ay), (bx, by) in pairwise(arc)]


class Carte:
    """A TopoJSON that is read: the rings of its zones, in degrees, or of zones that are told together."""

    def __init__(self, topologie: Topologie) -> None:
        scale, shift = topologie["transform"]["scale"], topologie["transform"]["translate"]
        self._arcs = [tuple(_degrees(arc, scale, shift)) for arc in topologie["arcs"]]
        (shapes,) = topologie["objects"].values()
        self.zones: Mapping[str, list[list[int]]] = {one["id"]: one["arcs"] for one in shapes["geometries"]}

    def rings(self, codes: Iterable[str]) -> list[list[tuple[float, float]]]:
        """The rings of these zones as one: the borders that two of them share are not drawn."""
        walked = [arc for code in codes for ring in self.zones[code] for arc in ring]
        seen = Counter(_sens(arc) for arc in walked)
        return _chainer([self._arc(arc) for arc in walked if seen[_sens(arc)] == 1])

    def beside(self, code: str) -> frozenset[str]:
        """The zones that share a border with one."""
        own = {_sens(arc) for ring in self.zones[code] for arc in ring}
        return frozenset(one for arc in own for one in self._along[arc]) - {code}

    @cached_property
    def _along(self) -> Mapping[int, set[str]]:
        """The zones on both sides of each arc."""
        found: dict[int, set[str]] = defaultdict(set)
        for code, rings in self.zones.items():
            for arc in (arc for ring in rings for arc in ring):
                found[_sens(arc)].add(code)
        return found

    def _arc(self, numero: int) -> tuple[tuple[float, float], ...]:
        return self._arcs[numero] if numero >= 0 else self._arcs[-1 - numero][::-1]


def _sens(arc: int) -> int:
    return arc if arc >= 0 else -1 - arc


def _degrees(
    arc: Sequence[Sequence[int]], scale: Sequence[float], shift: Sequence[float]
) -> Iterator[tuple[float, float]]:
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        yield (x * scale[0] + shift[0], y * scale[1] + shift[1])


def _chainer(arcs: Sequence[tuple[tuple[float, float], ...]]) -> list[list[tuple[float, float]]]:
    """Join arcs end to end into closed rings."""
    starts: dict[tuple[float, float], list[tuple[tuple[float, float], ...]]] = defaultdict(list)
    for arc in arcs:
        starts[arc[0]].append(arc)
    rings = []
    while any(starts.values()):
        ring = list(next(many for many in starts.values() if many).pop())
        while ring[-1] != ring[0] and starts[ring[-1]]:
            ring += starts[ring[-1]].pop()[1:]
        rings.append(ring)
    return rings
