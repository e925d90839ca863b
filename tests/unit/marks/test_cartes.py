"""Maps, flows and calendars: whatever is asked is drawn once or counted, and neighbours stay joined."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas import marks
from achatlas.catalogue.load import Catalogue
from achatlas.marks import Fond, Planche, Trait, calendrier, carte, flux
from achatlas.marks._fond import territoire
from achatlas.marks._topologie import Carte, reduire, simplifier

CONTOURS = Path(__file__).parents[3] / "demo/donnees/contours.topojson"
AXES = Catalogue().axes
CODES, BUYERS = ("a", "b", "c", ""), ("p", "q", "perdu")
FOND = Fond(
    "/fond/communes.svg",
    "c",
    100,
    100,
    zones=frozenset("a"),
    points={"a": (10, 10), "b": (90, 90), "c": (400, 400)},
    homes={"p": ((12, 14), "Ici", "a"), "q": ((80, 20), "Là", "z")},
    niveau="communes",
)
montants = st.integers(-(10**8), 10**10)
cases = st.dictionaries(st.tuples(st.sampled_from(CODES), st.sampled_from(BUYERS)), montants)


def aire(ring: Sequence[tuple[float, float]]) -> float:
    """Twice the area of a closed ring, with the sign of its sense."""
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(ring))


def trait(code: str, valeur: int) -> Trait:
    """A member as a panel gives it."""
    return Trait(
        code, f"Lieu {code}", valeur, str(valeur), 0, etat="" if code else "incertain", id=f"m-{code}"
    )


def planche(held: dict[tuple[str, str], int]) -> Planche:
    """The panel of a crossing: each member holds what its cells do."""
    totals = {code: sum(v for (one, _), v in held.items() if one == code) for code in CODES}
    traits = tuple(trait(code, value) for code, value in totals.items())
    return Planche(
        traits,
        sum(totals.values()),
        "k€",
        700,
        nombre=4,
        cases=held,
        fond=FOND,
        colonnes=dict.fromkeys(BUYERS, "X"),
    )


@given(cases)
def test_every_amount_is_an_arc_or_is_counted_in_the_table(held: dict[tuple[str, str], int]) -> None:
    flows, left = flux.sort(planche(held), FOND)
    assert sum(one.valeur for one in flows) + sum(left.values()) == sum(held.values())
    assert all(one.valeur > 0 and one.trait.code in "ab" for one in flows)
    assert left.get("sans", 0) == sum(v for (code, _), v in held.items() if not code)


@given(cases)
def test_shares_of_flows_add_up(held: dict[tuple[str, str], int]) -> None:
    paid = {key: abs(value) + 1 for key, value in held.items()}
    drawn = flux.dessiner(planche(paid))
    shares = [row["part"] for row in (*drawn["arcs"], *drawn["restes"])]
    assert sum(shares) == (100 if paid else 0)


def test_what_stays_where_its_buyer_is_has_no_arc() -> None:
    drawn = flux.dessiner(planche({("a", "p"): 500, ("b", "p"): 300, ("b", "q"): 2 * 10**9, ("c", "p"): 7}))
    assert [arc["de"] for arc in drawn["arcs"]] == ["Là", "Ici"]
    assert [arc["force"] for arc in drawn["arcs"]] == [4, 1]
    assert [row["nom"].partition(" :")[0] for row in drawn["restes"]] == [
        "Sur place",
        "Hors du cadre de la carte",
    ]


@given(st.dictionaries(st.sampled_from(CODES), montants, min_size=1))
def test_every_place_is_coloured_or_counted_out_of_the_map(held: dict[str, int]) -> None:
    traits = tuple(trait(code, value) for code, value in held.items())
    drawn = carte.dessiner(Planche(traits, sum(held.values()), "€", 700, nombre=len(held), fond=FOND))
    outside = len(held.keys() & {"b", "c"})
    assert {zone["trait"].code for zone in drawn["zones"]} == held.keys() & {"a"}
    assert drawn["hors"].startswith(f"Non dessinés : {outside}\xa0lieu") if outside else not drawn["hors"]
    assert bool(drawn["sans"]) == bool(held.get("", 0))


def test_places_that_have_no_row_are_coloured_and_counted() -> None:
    loin = Planche(
        (trait("a", 900), trait("", 10)), 1000, "€", 700, nombre=4, fond=FOND, muets=(("a", 60), ("b", 30))
    )
    drawn = carte.dessiner(loin)
    assert [code for code, _ in drawn["muettes"]] == ["a"]
    assert drawn["hors"].startswith("Non dessinés : 1\xa0lieu")


def test_discs_grow_with_the_amount_and_the_least_stand_over_the_largest() -> None:
    traits = tuple(trait(code, value) for code, value in (("b", 2 * 10**9), ("a", 5)))
    far = Fond("/fond/departements.svg", "d", 100, 100, points=FOND.points, niveau="communes")
    discs = carte.dessiner(Planche(traits, 2 * 10**9 + 5, "€", 700, nombre=2, fond=far))["disques"]
    assert [d["trait"].code for d in discs] == ["b", "a"] and float(discs[0]["r"]) > float(discs[1]["r"])


@given(
    st.dictionaries(st.tuples(st.sampled_from(("01", "02", "")), st.sampled_from(("2024", "2025"))), montants)
)
def test_a_calendar_draws_every_cell_in_both_ways_and_its_years_add_up(
    held: dict[tuple[str, str], int],
) -> None:
    traits = tuple(trait(code, 0) for code in ("01", "02", ""))
    years = {"2024": "2024", "2025": "2025"}
    drawn = calendrier.dessiner(Planche(traits, 0, "€", 700, cases=held, colonnes=years, colonne="2025"))
    for one in drawn["formats"].values():
        assert len({(c["x"], c["y"]) for c in one["cases"]}) == len(one["cases"]) == 6
        assert all(
            float(c["x"]) >= 0 and float(c["x"]) + float(c["w"]) <= one["largeur"] for c in one["cases"]
        )
    assert len(drawn["totaux"]) == 2 and all(len(row["cases"]) == 2 for row in drawn["lignes"])


@pytest.mark.parametrize(
    ("axe", "offered"),
    [
        ("mois", ["serie", "calendrier"]),
        ("departement", ["carte", "palmares", "flux"]),
        ("commune", ["carte", "palmares", "flux"]),
        ("region", ["palmares"]),
        ("famille", ["palmares", "treemap", "pareto"]),
        ("distance", ["palmares", "serie", "treemap"]),
        ("effectif", ["palmares", "serie", "treemap"]),
        ("lot", ["palmares", "treemap"]),
        ("exercice", ["serie"]),
    ],
)
def test_an_axis_is_offered_the_drawings_that_suit_it(axe: str, offered: list[str]) -> None:
    assert list(marks.possibles(AXES[axe], offered[0])) == offered


def grille(largeur: int, hauteur: int) -> dict[str, dict[str, object]]:
    """Squares of a hundredth of a degree, side by side, whose borders have a point in the middle."""
    half, shapes = 0.005, {}
    for i in range(largeur):
        for j in range(hauteur):
            x, y = i / 100, j / 100
            around = [(0, 0), (1, 0), (2, 0), (2, 1), (2, 2), (1, 2), (0, 2), (0, 1), (0, 0)]
            ring = [[x + dx * half, y + dy * half] for dx, dy in around]
            shapes[f"{i}-{j}"] = {"type": "Polygon", "coordinates": [ring]}
    return shapes


@given(st.integers(1, 4), st.integers(1, 4), st.data())
def test_zones_told_together_have_the_area_of_their_sum(
    largeur: int, hauteur: int, data: st.DataObject
) -> None:
    read = Carte(reduire(grille(largeur, hauteur), 0.001))
    codes = data.draw(st.sets(st.sampled_from(sorted(read.zones)), min_size=1))
    rings = read.rings(codes)
    assert all(ring[0] == ring[-1] for ring in rings)
    assert sum(map(aire, rings)) / 2 == pytest.approx(len(codes) / 10_000, rel=1e-6)


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=2, max_size=40), st.integers(0, 60)
)
def test_a_simplified_line_keeps_its_ends_and_stays_near(line: list[tuple[int, int]], tolerance: int) -> None:
    kept = simplifier(tuple(line), tolerance)
    assert (kept[0], kept[-1]) == (line[0], line[-1])
    if line[0] != line[-1]:
        assert all(min(distance(p, a, b) for a, b in pairwise(kept)) <= tolerance + 1e-9 for p in line)


def distance(point: tuple[int, int], one: tuple[int, int], other: tuple[int, int]) -> float:
    """How far a point is of a segment."""
    (x, y), (ax, ay), (bx, by) = point, one, other
    length = (bx - ax) ** 2 + (by - ay) ** 2
    along = max(0, min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length)) if length else 0
    return math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay))


def test_the_outlines_of_the_demonstration_are_joined_and_fill_their_whole() -> None:
    read = Carte(json.loads(CONTOURS.read_text(encoding="utf-8")))
    whole = sum(map(aire, read.rings(read.zones)))
    assert sum(aire(ring) for code in read.zones for ring in read.rings([code])) == pytest.approx(
        whole, rel=1e-9
    )
    laid = territoire(read)
    assert "42207" in read.beside("42218") and "69123" not in read.beside("42218")
    assert laid.traces["42218"].startswith("M") and len(laid.sprite) < 250_000
    assert all(0 <= x <= laid.largeur and 0 <= y <= laid.hauteur for x, y in laid.centres.values())


def test_no_panel_names_a_drawing_so_that_a_new_one_edits_nothing() -> None:
    import achatlas

    house = Path(achatlas.__file__).parent
    screens = ("panneaux", "complements", "dessins", "fermes", "mots")
    for name in (*(f"screens/{one}" for one in screens), "web/cartographie/feuille"):
        text = (house / f"{name}.py").read_text(encoding="utf-8")
        assert not [one for one in marks.noms() if f'"{one}"' in text], name


@given(st.lists(st.integers(1, 10**9), min_size=9, max_size=300))
def test_the_list_of_a_map_shares_its_total_among_its_own_rows(amounts: list[int]) -> None:
    """Hundreds of places below one per cent weigh together what they weigh."""
    rows = tuple(trait(f"p{rank}", held) for rank, held in enumerate(sorted(amounts, reverse=True)))
    listed = carte.liste(Planche(rows, sum(amounts), "k€", 700, nombre=len(rows), fond=FOND))
    assert sum(one.part for one in listed) == 100
    assert all(abs(one.part - 100 * one.valeur / sum(amounts)) < 1 for one in listed)
