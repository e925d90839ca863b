"""Marks: each kind of chart draws the very rows of its table, whatever they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas import marks
from achatlas.domain.errors import CatalogueError
from achatlas.marks import Planche, Trait, carte
from achatlas.marks._echelle import regle
from achatlas.marks.treemap import Boite, carrer, couper

valeurs = st.lists(st.integers(min_value=-(10**9), max_value=10**11), min_size=0, max_size=20)


def planche(montants: list[int]) -> Planche:
    """Rows of these amounts, the compared ones one tenth lower."""
    total = sum(montants)
    traits = tuple(
        Trait(
            f"{rang:02d}",
            f"Membre {rang}",
            v,
            str(v),
            100 * v // total if total > 0 else 0,
            avant=v * 9 // 10,
        )
        for rang, v in enumerate(montants)
    )
    positifs = sorted((v for v in montants if v > 0), reverse=True)
    courbe = tuple((rang, sum(positifs[:rang])) for rang in range(1, len(positifs) + 1))
    return Planche(
        traits, total, "M€", 700, nombre=len(montants), courbe=courbe, exercice="2025", contre="2024"
    )


@pytest.mark.parametrize("nom", marks.noms())
def test_every_mark_has_its_template(nom: str) -> None:
    import achatlas.web

    gabarits = Path(achatlas.web.__file__).parent / "templates/marques"
    assert (gabarits / f"{nom}.html").exists()


@pytest.mark.parametrize("nom", marks.noms())
@given(montants=valeurs)
def test_every_mark_draws_any_rows(nom: str, montants: list[int]) -> None:
    assert marks.trouver(nom)(planche(montants))


def test_an_unknown_mark_is_refused_with_the_list_of_those_that_exist() -> None:
    with pytest.raises(CatalogueError, match="treemap"):
        marks.trouver("camembert")


@given(st.lists(st.floats(min_value=1, max_value=1e6), min_size=1, max_size=30))
def test_a_treemap_fills_its_box_and_keeps_areas(aires: list[float]) -> None:
    cadre = Boite(0, 0, 420, 300)
    somme = sum(aires)
    voulues = sorted((a * cadre.w * cadre.h / somme for a in aires), reverse=True)
    posees = carrer(voulues, cadre)
    assert [b.w * b.h for b in posees] == pytest.approx(voulues, rel=1e-6)
    assert all(b.x >= -1e-6 and b.x + b.w <= cadre.w + 1e-6 and b.y + b.h <= cadre.h + 1e-6 for b in posees)


def test_a_label_is_never_cut_inside_a_word() -> None:
    assert couper("Transports et mobilité", 90) == ["Transports et", "mobilité"]
    assert couper("Télécommunications", 60) == []


def test_bars_share_one_scale_whose_longest_is_whole() -> None:
    barres = marks.trouver("palmares")(planche([500, 250, -10]))["barres"]
    assert [b["largeur"] for b in barres] == ["100.00%", "50.00%", "0.00%"]


def test_columns_of_a_series_have_the_height_of_their_amount() -> None:
    dessin = marks.trouver("serie")(planche([4_000_000_000, 2_000_000_000]))["formats"]["large"]
    hauteurs = [float(c["h"]) for c in dessin["colonnes"]]
    assert hauteurs[0] == pytest.approx(2 * hauteurs[1], abs=0.2)


@pytest.mark.parametrize(
    ("maximum", "unite", "texte"),
    [
        (950_000, "k€", "5\u202fk€"),
        (3_000_000, "k€", "20\u202fk€"),
        (130_000_000, "M€", "1\u202fM€"),
        (110_000_000, "M€", "0,5\u202fM€"),
        (900, "M€", "5\u202f€"),
    ],
)
def test_the_scale_bar_speaks_the_unit_of_its_panel(maximum: int, unite: str, texte: str) -> None:
    assert (regle(maximum, unite) or {})["texte"] == texte


@given(valeurs)
def test_the_list_beside_the_map_adds_up_to_it(montants: list[int]) -> None:
    drawn = planche(montants)
    listed = carte.liste(drawn)
    assert sum(t.valeur for t in listed) == sum(montants)
    assert min(montants, default=0) < 0 or sum(t.part for t in listed) == (100 if sum(montants) else 0)
    assert len(listed) <= drawn.limite + 1


@pytest.mark.parametrize(("beside", "lifted"), [(41, True), (100, False)])
def test_a_figure_of_a_narrow_series_stands_over_the_line_that_would_cross_it(
    beside: int, lifted: bool
) -> None:
    """A line much higher than the figure stays beside it: the figure is not taken to its height."""
    traits = tuple(
        Trait(f"{rang:02d}", f"Mois {rang}", 36, "36", 8, avant=avant)
        for rang, avant in enumerate([36, beside] + [100] * 11)
    )
    formats = marks.trouver("serie")(Planche(traits, 468, "M€", 700, nombre=13, contre="2024"))["formats"]
    narrow, wide = (float(formats[nom]["colonnes"][0]["label_y"]) for nom in ("etroit", "large"))
    own = float(formats["etroit"]["colonnes"][0]["y"]) - 7
    assert (narrow < own) == lifted
    assert wide == pytest.approx(float(formats["large"]["colonnes"][0]["y"]) - 7)


def test_a_total_that_is_negative_or_nothing_has_no_shares() -> None:
    rows = [Trait("a", "A", 300, "3", 0), Trait("b", "B", -500, "-5", 0)]
    assert [one.part_written for one in marks.partager(rows, -200)] == ["—", "—"]
    assert [one.part_written for one in marks.partager(rows[:1], 0)] == ["—"]
    assert marks.partager(rows[:1], 300)[0].part_written == "100\u202f%"
    assert Planche((), -200, "€", 600).part == "—" != Planche((), 200, "€", 600).part


def test_what_is_chosen_of_columns_is_outlined_and_short_names_are_cut_where_there_is_no_room() -> None:
    classes = {f"{n}": f"{100 * n}–{100 * n + 99}" for n in range(12)}
    states = {code: "choisi" if code in "235" else "" for code in classes}
    traits = tuple(Trait(code, f"De {nom}", 10, "10", 0, etat=states[code]) for code, nom in classes.items())
    wide = Planche(traits, 120, "€", 1100, nombre=12, courts=classes, brush="/?a=~")
    drawn = marks.trouver("serie")(wide)["formats"]
    assert [one["noms"] for one in drawn["large"]["colonnes"]][1] == ["100–199"]
    assert [one["noms"] for one in drawn["etroit"]["colonnes"]][1] == ["100–", "199"]
    assert all(one["dit"] for one in drawn["large"]["colonnes"])
    first, last = drawn["large"]["runs"]
    places = [(float(c["cible_x"]), float(c["cible_w"])) for c in drawn["large"]["colonnes"]]
    assert float(first["x"]) == places[2][0] and float(last["x"]) == places[5][0]
    assert float(first["w"]) == pytest.approx(2 * places[2][1], abs=0.2)
    assert marks.trouver("serie")(replace(wide, brush=""))["formats"]["large"]["runs"] == []
