"""Delays of payment go from the lines to every sum, and are told as the lines tell them."""

from __future__ import annotations

import pytest

from achatlas.analyse import delais, query
from achatlas.analyse.selection import Selection
from achatlas.analyse.taux import taux
from achatlas.catalogue.load import Catalogue
from tests.petit import Petit, Record

CATALOGUE = Catalogue()
SUMS = ("jours_paiement", "lignes_datees", "lignes_en_retard", "lignes_hors_delai", "montant_date",
        "montant_en_retard")  # fmt: skip


@pytest.fixture(scope="module")
def lines(petit: Petit) -> list[Record]:
    return petit.mart("achats")


def whole(lines: list[Record], mesure: str) -> int:
    return sum(row[CATALOGUE.mesures[mesure].colonne] for row in lines)


def test_the_demonstration_has_all_kinds_of_delays(lines: list[Record]) -> None:
    assert {row["delai"] for row in lines} == {"", "a_temps", "en_retard", "hors_delai"}


@pytest.mark.parametrize("axe", CATALOGUE.axes_of("achats"))
def test_delays_are_conserved_from_lines_to_the_members_of_each_axis(
    axe: str, petit: Petit, lines: list[Record]
) -> None:
    found = query.rows(axe, SUMS, Selection(), petit.consolide(*petit.sirens)).total
    assert found == {mesure: whole(lines, mesure) for mesure in SUMS}


def test_each_aggregate_holds_all_the_delays(petit: Petit, lines: list[Record]) -> None:
    scope = petit.consolide()
    tables = scope.atlas.publication.tables(scope.chiffres)
    sums = [name for name, table in tables.items() if table["fait"] == "achats"]
    columns = {CATALOGUE.mesures[mesure].colonne for mesure in SUMS}
    assert len(sums) > 10 and all(columns <= tables[name]["colonnes"].keys() for name in sums)


def test_the_euros_of_a_share_are_those_of_the_lines(petit: Petit, lines: list[Record]) -> None:
    part = taux(CATALOGUE.taux["dans_les_delais"], Selection(), petit.consolide())
    kinds = ("a_temps", "en_retard", "", "hors_delai")
    cents = [sum(r["montant_ht_centimes"] for r in lines if r["delai"] == kind) for kind in kinds]
    assert [part.oui, part.non, part.inconnu, part.hors] == cents and part.presume == 0
    assert part.bornes == (part.oui, part.oui + part.inconnu)


def test_a_buyer_reads_what_its_lines_say(petit: Petit, lines: list[Record]) -> None:
    for siren in petit.sirens:
        own = [row for row in lines if row["acheteur_siren"] == siren]
        days = sorted(row["jours_paiement"] for row in own if row["lignes_datees"])
        said = delais.delais(Selection(), petit.individuel(siren))
        assert (said.lignes, said.datees) == (len(own), len(days))
        assert said.en_retard == sum(row["delai"] == "en_retard" for row in own)
        assert said.lignes == said.datees + said.hors + said.inconnues
        if days:
            assert abs(said.moyen - 10 * sum(days) / len(days)) <= 0.5
            assert said.decile == 10 * days[-(-9 * len(days) // 10) - 1]


def test_the_common_view_tells_the_mean_and_closes_the_decile(petit: Petit) -> None:
    said = delais.delais(Selection(), petit.consolide())
    assert said.moyen > 0 and said.decile is None


def test_the_slowest_are_in_order_and_hold_enough_lines(petit: Petit) -> None:
    found = delais.slowest("segment", Selection(), petit.consolide(), limite=5, minimum=3)
    means = [row.valeurs["delai_moyen"] for row in found]
    assert len(found) == 5 and means == sorted(means, reverse=True)
    assert all(row.code and row.valeurs["lignes_datees"] >= 3 for row in found)


def test_advances_count_each_marche_of_the_buyer_once(petit: Petit) -> None:
    from achatlas.analyse import registre

    scope = petit.consolide()
    for siren in petit.sirens:
        said = delais.avances(siren, scope)
        own = [row for row in registre.rows(scope) if row["acheteur_siren"] == siren]
        assert said.oui + said.non + said.muets == len(own)
