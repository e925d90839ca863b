"""The reference tables: where they come from, and that they hold together."""

import hashlib
import json
import re

import pytest
import yaml

from tests.metier.lignes import METIER, lignes

FOLDER = METIER / "referentiels"
SAID = (FOLDER / "provenance.yml").read_text(encoding="utf-8")
PROVENANCE: dict[str, dict[str, str]] = yaml.safe_load(SAID)


def test_every_file_says_where_it_comes_from() -> None:
    files = {path.name for path in FOLDER.iterdir()} - {"provenance.yml"}
    assert set(PROVENANCE) == files


@pytest.mark.parametrize("name", PROVENANCE)
def test_a_file_is_the_one_whose_provenance_is_told(name: str) -> None:
    said = PROVENANCE[name]
    assert set(said) == {"source", "date", "licence", "obtention", "sha256"} and all(said.values())
    assert said["sha256"] == hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()


def test_metier_stays_small() -> None:
    assert sum(path.stat().st_size for path in METIER.rglob("*") if path.is_file()) <= 6_000_000
    assert (FOLDER / "departements.geojson").stat().st_size <= 250 * 1024


@pytest.mark.parametrize(
    ("name", "column", "shape"),
    [
        ("cpv.csv", "code", r"\d{8}"), ("cpv.csv", "cle", r"\d"), ("communes.csv", "code", r"\d[\dAB]\d{3}"),
        ("codes_postaux.csv", "code_postal", r"\d{5}"), ("departements.csv", "code", r"\d[\dAB]\d?"),
        ("comptes.csv", "compte", r"\d+"), ("epci.csv", "siren", r"\d{9}"),
    ],
)  # fmt: skip
def test_codes_have_the_shape_of_their_kind(name: str, column: str, shape: str) -> None:
    wrong = [line for line in lignes(f"referentiels/{name}") if not re.fullmatch(shape, line[column])]
    assert wrong == []


@pytest.mark.parametrize("name", ["cpv.csv", "communes.csv", "departements.csv", "regions.csv", "naf.csv"])
def test_a_code_stands_once_and_has_a_label(name: str) -> None:
    lines = lignes(f"referentiels/{name}")
    assert len({line["code"] for line in lines}) == len(lines)
    assert all(line["libelle"] for line in lines)


def test_the_activities_are_a_tree_under_21_sections() -> None:
    lines = {line["code"]: line for line in lignes("referentiels/naf.csv")}
    shapes = (r"[A-U]", r"\d\d", r"\d\d\.\d", r"\d\d\.\d\d", r"\d\d\.\d\d[A-Z]")
    counts = [sum(bool(re.fullmatch(shape, code)) for code in lines) for shape in shapes]
    assert counts == [21, 88, 272, 615, 732] and sum(counts) == len(lines)
    parents = {code: code[:-1].rstrip(".") for code in lines if len(code) > 2}
    assert set(parents.values()) <= set(lines)
    assert all(lines[parents[code]]["section"] == lines[code]["section"] for code in parents)
    assert (lines["43.21A"]["section"], lines["F"]["libelle"]) == ("F", "Construction")
    assert {line["section"] for line in lines.values()} == {code for code in lines if len(code) == 1}


ISLANDS = {"29083", "29084", "29155", "97110"}
"""Communes that the map does not draw: Sein, Molène, Ouessant, la Désirade."""
NO_CENTRE = {"14581", "15031", "15035", "15047", "15141", "15171"}


def boxes() -> dict[str, tuple[float, float, float, float]]:
    """South, north, west and east of each département drawn."""
    drawn = json.loads((FOLDER / "departements.geojson").read_text(encoding="utf-8"))["features"]
    points = {
        f["properties"]["code"]: [p for part in f["geometry"]["coordinates"] for ring in part for p in ring]
        for f in drawn
    }
    return {
        code: (
            min(y for _, y in found),
            max(y for _, y in found),
            min(x for x, _ in found),
            max(x for x, _ in found),
        )
        for code, found in points.items()
    }


def test_the_centre_of_a_commune_lies_in_its_departement() -> None:
    communes = {line["code"]: line["departement"] for line in lignes("referentiels/communes.csv")}
    centres = lignes("referentiels/communes_centres.csv")
    limits, outside = boxes(), set()
    for line in centres:
        assert re.fullmatch(r"-?\d{1,2}\.\d{4}", line["latitude"]) and re.fullmatch(
            r"-?\d{1,2}\.\d{4}", line["longitude"]
        )
        south, north, west, east = limits[communes[line["code"]]]
        latitude, longitude = float(line["latitude"]), float(line["longitude"])
        if not (south - 0.05 <= latitude <= north + 0.05 and west - 0.05 <= longitude <= east + 0.05):
            outside.add(line["code"])
    assert outside == ISLANDS
    assert len({line["code"] for line in centres}) == len(centres)
    assert {code for code in communes if communes[code] in limits} - {
        line["code"] for line in centres
    } == NO_CENTRE


def test_the_centre_of_a_city_is_in_the_middle_of_its_arrondissements() -> None:
    centres = {
        line["code"]: (float(line["latitude"]), float(line["longitude"]))
        for line in lignes("referentiels/communes_centres.csv")
    }
    whole = {line["code"]: line["commune"] for line in lignes("referentiels/arrondissements.csv")}
    for city in sorted(set(whole.values())):
        parts = [centres[code] for code, of in whole.items() if of == city]
        for rank in (0, 1):
            assert min(part[rank] for part in parts) < centres[city][rank] < max(part[rank] for part in parts)


def test_every_place_lies_in_a_place_that_is_known() -> None:
    regions = {line["code"] for line in lignes("referentiels/regions.csv")}
    departements = {line["code"]: line["region_code"] for line in lignes("referentiels/departements.csv")}
    epci = {line["siren"] for line in lignes("referentiels/epci.csv")}
    communes = lignes("referentiels/communes.csv")
    assert set(departements.values()) <= regions
    assert {line["departement"] for line in communes} <= set(departements)
    assert {line["epci"] for line in communes} <= {*epci, ""}
    assert {line["departement"] for line in lignes("referentiels/codes_postaux.csv")} <= set(departements)


def test_the_map_draws_every_departement_of_the_regions() -> None:
    drawn = json.loads((FOLDER / "departements.geojson").read_text(encoding="utf-8"))["features"]
    codes = {feature["properties"]["code"] for feature in drawn}
    overseas = {"975", "977", "978", "984", "986", "987", "988", "989"}
    assert codes == {line["code"] for line in lignes("referentiels/departements.csv")} - overseas
    assert all(ring[0] == ring[-1] for f in drawn for part in f["geometry"]["coordinates"] for ring in part)
