"""A heat map says what plain Python counts: cells, members in common, marchés that end."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.analyse import matrice
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection
from achatlas.catalogue.load import Catalogue
from tests.properties.test_cross_filter import kept
from tests.web import atelier

CATALOGUE = Catalogue()
SIRENS = frozenset(siren for siren, _ in atelier.ACHETEURS)
AXES = CATALOGUE.tableaux["territoire"].matrice
MESURE = "montant_paye"
Lines = list[dict[str, Any]]
assert AXES is not None


def selections() -> st.SearchStrategy[Selection]:
    def chosen(parts: tuple[list[str], list[str], list[str]]) -> Selection:
        segments, years, cited = parts
        asked = Selection().only("segment", segments).only("exercice", years)
        return asked.only("rattachement", cited, "sauf")

    some = st.lists
    return st.tuples(
        some(st.sampled_from(atelier.SEGMENTS), max_size=2),
        some(st.sampled_from([str(one) for one in atelier.EXERCICES]), max_size=2),
        some(st.sampled_from(["sous_marche", "hors_marche"]), max_size=1),
    ).map(chosen)


@settings(max_examples=25)
@given(selection=selections())
def test_cells_and_members_in_common_are_what_python_counts(
    selection: Selection, scope: Scope, written: Mapping[str, Lines]
) -> None:
    free = selection.without("segment").without("acheteur")
    cells: dict[tuple[str, str], int] = defaultdict(int)
    paid: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in written["achats"]:
        if not kept(line, free):
            continue
        segment, buyer, member = line["segment_code"], line["acheteur_siren"], line["fournisseur_id"]
        cells[segment, buyer] += line["montant_ht_centimes"]
        if segment and member and not member.startswith("PP"):
            paid[segment, member][buyer] += line["montant_ht_centimes"]
    assert AXES is not None
    found = matrice.croix(AXES, MESURE, selection, scope)
    assert found.cases == cells
    assert found.total == sum(found.colonnes.values()) == sum(cells.values())
    several = {key: {b: c for b, c in buyers.items() if c > 0} for key, buyers in paid.items()}
    expected = {key: buyers for key, buyers in several.items() if len(buyers) > 1}
    said = matrice.shared_by(AXES, MESURE, selection, scope)
    assert {(one.ligne, one.membre): dict(one.colonnes) for one in said} == expected
    assert len(said) == len(expected)


def ended(line: Mapping[str, Any]) -> date:
    months = line["date_notification"].month - 1 + line["duree_mois"]
    year, month = line["date_notification"].year + months // 12, months % 12 + 1
    return date(year, month, line["date_notification"].day)


@settings(max_examples=25)
@given(selection=selections(), debut=st.dates(date(2023, 6, 1), date(2028, 1, 1)), days=st.integers(0, 900))
def test_the_marches_that_end_are_those_of_the_days_asked_whatever_the_year(
    selection: Selection, debut: date, days: int, scope: Scope, written: Mapping[str, Lines]
) -> None:
    fin = date.fromordinal(debut.toordinal() + days)
    asked = selection.without("exercice").without("rattachement")
    expected = sorted(
        (ended(line).isoformat(), line["marche_cle"])
        for line in written["marches"]
        if kept(line, asked) and debut <= ended(line) <= fin
    )
    found = matrice.fins(selection, scope, debut, fin)
    assert [(row["fin_prevue"], row["marche_cle"]) for row in found] == expected
