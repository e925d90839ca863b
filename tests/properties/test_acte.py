"""Whatever is shown of segments, nothing that they hold is left out; effects count what the figure counts."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.catalogue.load import Catalogue
from achatlas.domain.levier import ecarts, effet
from achatlas.domain.objectif import manque
from achatlas.screens.spaser import acte_effet, acte_segments
from achatlas.screens.spaser.vue import Chiffre
from achatlas.screens.suivi.fins import Fin
from achatlas.watch.fins import Echeance, Genre
from achatlas.watch.suivi import Suivi

CATALOGUE = Catalogue()
VUE: Any = SimpleNamespace(demande=SimpleNamespace(catalogue=CATALOGUE))
CODES = sorted(CATALOGUE.segments)[:12]
RAPPORTS = st.tuples(st.integers(0, 40), st.integers(1, 40)).map(lambda p: (min(p), max(p)))
PARTS = st.dictionaries(st.sampled_from(CODES), RAPPORTS, min_size=1)


def figure(name: str, cle: str = "") -> Chiffre:
    one = CATALOGUE.indicateurs[name]
    key = cle or next(iter(one.calculs))
    return Chiffre(one, key, one.calculs[key])


def number(said: str) -> int:
    return int(said.replace("−", "-").replace("\u202f", ""))


@given(PARTS, st.fractions(0, 1, max_denominator=100), st.sets(st.sampled_from(CODES)), st.data())
def test_what_is_shown_adds_up_to_what_is_missing(
    parts: dict[str, tuple[int, int]], cible: Fraction, fitting: set[str], data: st.DataObject
) -> None:
    done, base = (sum(one[rank] for one in parts.values()) for rank in (0, 1))
    total = manque(cible, (done, base))
    if not total:
        return
    held = acte_segments._counted(figure("s01"), ecarts(cible, parts), total)
    order = acte_segments.ordre(held, fitting)
    chosen = data.draw(st.sampled_from(["", *sorted(parts)]))
    shown = acte_segments.parts(VUE, held, order, chosen, lambda code: f"/{code}")
    assert sum(number(part.dit) for part in shown) == total
    assert [part.ici for part in shown].count(True) == (chosen != "")


@pytest.mark.parametrize(
    ("name", "cle", "levier", "told"),
    [
        ("s01", "", "clause_insertion", True),
        ("s01", "", "reservation", True),
        ("s03", "nombre", "clause_insertion", True),
        ("s06", "nombre", "reservation", True),
        ("s06", "nombre", "clause_insertion", False),
        ("s07", "", "reservation", True),
        ("s11", "", "reservation", True),
        ("e01", "", "critere_environnemental", True),
        ("e03", "nombre", "clause_environnementale", False),
        ("p01", "", "allotissement", True),
        ("p03", "", "allotissement", True),
        ("p09", "offre_unique", "allotissement", False),
        ("p13", "a_temps", "circuit_des_factures", False),
        ("p14", "", "mise_sous_marche", False),
    ],
)
def test_a_lever_counts_where_a_marche_that_carries_it_is_a_yes(
    name: str, cle: str, levier: str, told: bool
) -> None:
    assert acte_effet.counts(figure(name, cle), CATALOGUE.leviers[levier]) is told


@pytest.mark.parametrize(
    ("name", "cle", "weight"),
    [
        ("s01", "", 1),
        ("s02", "", 500_00),
        ("p01", "", 1),
        ("p03", "", 70_00),
        ("p08", "", None),
        ("p09", "moyenne", None),
        ("p07", "", None),
        ("s10", "marches", 1),
    ],
)
def test_a_marche_weighs_what_the_figure_counts(name: str, cle: str, weight: int | None) -> None:
    suivi = Suivi(marche_cle="A", montant_ht_centimes=500_00, paye_an_centimes=70_00)
    fin = Fin(suivi, Echeance("A", Genre.FIN, None), ())
    assert acte_effet.poids(figure(name, cle), fin) == weight


@given(RAPPORTS, st.lists(st.integers(0, 5), min_size=2, max_size=6))
def test_the_window_gains_the_exact_sum_and_says_what_is_unknown(
    part: tuple[int, int], known: list[int]
) -> None:
    told = acte_effet._told(figure("s01"), part, known[0], [*known, None])
    assert effet(part, sum(known)) == Fraction(min(sum(known), part[1] - part[0]), part[1])
    assert told.un.endswith("point") and "1 marché de montant inconnu" in told.hypothese.replace(
        "\u202f", " "
    ).replace("\u00a0", " ")
