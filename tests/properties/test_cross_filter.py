"""Every axis of every fact answers as plain Python counting would, whatever is chosen on the others."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.analyse import query
from achatlas.analyse.scope import Droits, Scope, consolidated, individual
from achatlas.analyse.selection import Clause, Mode, Selection
from achatlas.catalogue.load import Catalogue
from achatlas.domain.services import split
from tests.web import atelier

CATALOGUE = Catalogue()
SIRENS = frozenset(siren for siren, _ in atelier.ACHETEURS)
CHOICES = [(fait, axe) for fait in ("achats", "marches") for axe in CATALOGUE.axes_of(fait)]
MESURE = {"achats": "montant_paye", "marches": "montant_notifie"}
MODES: list[Mode] = ["dans", "sauf"]
Lines = Mapping[str, list[dict[str, Any]]]


def kept(line: Mapping[str, Any], selection: Selection) -> bool:
    for axe, clause in selection.clauses.items():
        inside = (line[CATALOGUE.axes[axe].colonne] or "") in clause.valeurs
        if inside != (clause.mode == "dans"):
            return False
    return True


def selections(fait: str, lines: Lines) -> st.SearchStrategy[Selection]:
    axes = CATALOGUE.axes_of(fait)
    codes = {name: sorted({line[a.colonne] or "" for line in lines[fait]}) for name, a in axes.items()}
    clause = st.sampled_from(sorted(axes)).flatmap(
        lambda axe: st.tuples(
            st.just(axe),
            st.lists(st.sampled_from(codes[axe]), min_size=1, max_size=3),
            st.sampled_from(MODES),
        )
    )
    return st.lists(clause, max_size=3).map(
        lambda found: Selection({axe: Clause(mode, tuple(values)) for axe, values, mode in found})
    )


@pytest.mark.parametrize(("fait", "axe"), CHOICES)
def test_a_chart_equals_plain_counting(scope: Scope, written: Lines, fait: str, axe: str) -> None:
    @settings(max_examples=6, deadline=None)
    @given(selections(fait, written), st.sampled_from([None, 1, 3]))
    def check(selection: Selection, limite: int | None) -> None:
        expected: dict[str, int] = defaultdict(int)
        for line in written[fait]:
            if kept(line, selection.without(axe)):
                expected[line[CATALOGUE.axes[axe].colonne] or ""] += line["montant_ht_centimes"]
        said = query.rows(axe, [MESURE[fait]], selection, scope, limite=limite)
        shown = {row.code: row.valeurs[MESURE[fait]] for row in said.lignes}
        assert all(expected[code] == value for code, value in shown.items())
        assert said.nombre == len(expected)
        rest = said.autres.valeurs[MESURE[fait]] if said.autres else 0
        assert sum(shown.values()) + rest == sum(expected.values()) == said.total[MESURE[fait]]
        clause = selection.get(axe)
        assert {c for c in (clause.valeurs if clause else ()) if c in expected} <= set(shown)

    check()


def test_the_buyers_add_up_to_the_territory(scope: Scope) -> None:
    atlas = scope.atlas
    own = [individual(atlas, Droits(SIRENS, True), siren) for siren in SIRENS]
    for mesure in ("montant_paye", "lignes", "montant_notifie"):
        parts = sum(query.figures([mesure], Selection(), one).valeurs[mesure] for one in own)
        assert parts == query.figures([mesure], Selection(), scope).valeurs[mesure]


def test_the_services_of_a_direction_add_up_to_it(scope: Scope, written: Lines) -> None:
    atlas, common = scope.atlas, consolidated(scope.atlas, Droits(frozenset(), True))
    views = [individual(atlas, Droits(SIRENS, True), siren) for siren in sorted(SIRENS)]
    lines = {"achats": written["achats"]}

    @settings(max_examples=8, deadline=None)
    @given(selections("achats", lines), st.sampled_from(views), st.sampled_from(["", "2025"]))
    def check(selection: Selection, own: Scope, year: str) -> None:
        shared = Selection().only("exercice", [year] if year else [])
        for asked, view in ((selection.without("direction").without("service"), own), (shared, common)):
            directions = query.rows("direction", ["montant_paye", "lignes"], asked, view, limite=10**6)
            whole = dict.fromkeys(("montant_paye", "lignes"), 0)
            for row in directions.lignes:
                one = asked.only("direction", [row.code])
                found = query.rows("service", ["montant_paye", "lignes"], one, view, limite=10**6)
                assert found.total == row.valeurs
                assert all(split(held.code)[0] == row.code for held in found.lignes if held.code)
                for told in (held.valeurs for held in found.lignes):
                    whole = {name: whole[name] + told[name] for name in whole}
            assert whole == directions.total

    check()


def test_a_service_without_a_direction_and_a_direction_without_a_service_stay_counted(scope: Scope) -> None:
    alone = query.rows("service", ["lignes"], Selection().only("direction", [""]), scope, limite=10**6)
    assert alone.total["lignes"] > 0 and all(row.code for row in alone.lignes)
    silent = query.rows("direction", ["lignes"], Selection().only("service", [""]), scope, limite=10**6)
    assert silent.total["lignes"] > 0 and all(row.code for row in silent.lignes)
    one = silent.lignes[0].code
    held = query.rows("service", ["lignes"], Selection().only("direction", [one]), scope, limite=10**6)
    assert {row.libelle for row in held.lignes if not row.code} == {"Service non renseigné"}


@pytest.mark.parametrize("payload", ["' OR 1=1 --", "08') UNION SELECT 1 --", "§famille_code_0§", '"; DROP'])
def test_a_value_is_a_value_and_nothing_else(scope: Scope, payload: str) -> None:
    for fait, axe in CHOICES:
        chosen = Selection().only(axe, [payload])
        assert query.figures([MESURE[fait]], chosen, scope).valeurs[MESURE[fait]] == 0
