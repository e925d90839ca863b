"""On the small territory, every answer equals plain Python over the rows: every measure, both views."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.analyse import query
from achatlas.analyse.query import Order, Window
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Clause, Selection
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models import Mesure
from achatlas.domain.text import searchable
from tests.petit import Petit, Record

CATALOGUE = Catalogue()
CHOICES = [(fait, axe) for fait in ("achats", "marches") for axe in CATALOGUE.axes_of(fait)]
PREMIERE = {"achats": "montant_paye", "marches": "montant_notifie"}
Rows = dict[str, list[Record]]


def mesures(fait: str) -> list[str]:
    """Every measure of a fact, the leading one first: it gives the order."""
    names = [name for name, m in CATALOGUE.mesures.items() if m.fait == fait]
    return sorted(names, key=lambda name: (name != PREMIERE[fait], name))


def told_to(scope: Scope, fait: str) -> list[str]:
    """Those that a scope may tell: the common view holds no line of payment."""
    by_line = [n for n in mesures(fait) if "numero_ligne" in CATALOGUE.mesures[n].colonnes]
    assert fait == "marches" or by_line == ["delai_p90", "montant_median"]
    return [n for n in mesures(fait) if scope.vue == "individuelle" or n not in by_line]


@pytest.fixture(scope="module")
def marts(petit: Petit) -> Rows:
    return {fait: petit.mart(fait) for fait in PREMIERE}


@pytest.fixture(scope="module", params=["individuelle", "consolidee"])
def view(request: pytest.FixtureRequest, petit: Petit, marts: Rows) -> tuple[Scope, Rows]:
    """A scope, and the rows that it stands for: natural persons are one supplier in the common view."""
    if request.param == "consolidee":
        everyone = {fait: [_unnamed(row) for row in rows] for fait, rows in marts.items()}
        return petit.consolide(*petit.sirens), everyone
    own = petit.sirens[0]
    mine = {fait: [r for r in rows if r["acheteur_siren"] == own] for fait, rows in marts.items()}
    return petit.individuel(own), mine


def _unnamed(row: Record) -> Record:
    merged = {"fournisseur_id": "PP", "groupe": "PP"}
    return {**row, **merged} if row["fournisseur_id"].startswith("PP") else row


def keeps(row: Mapping[str, Any], selection: Selection) -> bool:
    return all(
        (row[CATALOGUE.axes[axe].colonne] in clause.valeurs) == (clause.mode == "dans")
        for axe, clause in selection.clauses.items()
    )


def measured(rows: list[Record], names: list[str]) -> dict[str, int]:
    """These measures of some rows."""
    return {name: TELLS[CATALOGUE.mesures[name].agregation](rows, CATALOGUE.mesures[name]) for name in names}


def _mean(rows: list[Record], mesure: Mesure) -> int:
    count = len({row[mesure.cle] for row in rows}) if mesure.cle else sum(row[mesure.par] for row in rows)
    whole = mesure.pas * sum(row[mesure.colonne] for row in rows)
    return rounded(whole, count) if count else 0


def _decile(rows: list[Record], mesure: Mesure) -> int:
    """The least value that nine rows in ten of those that count do not pass."""
    counted = sorted(row[mesure.colonne] for row in rows if row[mesure.par])
    return mesure.pas * counted[-(-9 * len(counted) // 10) - 1] if counted else 0


def rounded(whole: int, count: int) -> int:
    """To the nearest cent, half away from zero."""
    return int((Decimal(whole) / count).quantize(Decimal(1), ROUND_HALF_UP))


def _median(rows: list[Record], mesure: Mesure) -> int:
    """The least of the two middle ones."""
    every = [(row[mesure.cle] if mesure.cle else n, row[mesure.colonne]) for n, row in enumerate(rows)]
    return statistics.median_low(dict(every).values()) if every else 0


def _concentration(rows: list[Record], mesure: Mesure) -> int:
    """To the nearest, half away from zero, by integers alone."""
    held: dict[str, int] = defaultdict(int)
    for row in rows:
        held[row[mesure.cle]] += row[mesure.colonne]
    left = {who: cents for who, cents in held.items() if cents > 0}
    shares = [cents for who, cents in left.items() if who and not who.startswith("PP")]
    squares, whole = 10_000 * sum(c * c for c in shares), sum(left.values()) ** 2
    return (2 * squares + whole) // (2 * whole) if left else 0


TELLS: Mapping[str, Callable[[list[Record], Mesure], int]] = {
    "somme": lambda rows, mesure: sum(row[mesure.colonne] for row in rows),
    "distincts": lambda rows, mesure: len({row[mesure.colonne] for row in rows}),
    "moyenne": _mean,
    "mediane": _median,
    "decile": _decile,
    "concentration": _concentration,
}


def grouped(rows: list[Record], axe: str) -> dict[str, list[Record]]:
    groups: dict[str, list[Record]] = defaultdict(list)
    for row in rows:
        groups[row[CATALOGUE.axes[axe].colonne]].append(row)
    return groups


def selections(fait: str, rows: list[Record]) -> st.SearchStrategy[Selection]:
    codes = {axe: sorted(grouped(rows, axe)) for axe in CATALOGUE.axes_of(fait)}
    clause = {
        axe: st.builds(
            Clause,
            st.sampled_from(["dans", "sauf"]),
            st.lists(st.sampled_from([*found, "inconnu"]), min_size=1, max_size=3).map(tuple),
        )
        for axe, found in codes.items()
    }
    return st.lists(st.sampled_from(sorted(clause)), max_size=3, unique=True).flatmap(
        lambda axes: st.fixed_dictionaries({axe: clause[axe] for axe in axes}).map(Selection)
    )


@pytest.mark.parametrize(("fait", "axe"), CHOICES)
def test_every_measure_of_every_member_is_exact(view: tuple[Scope, Rows], fait: str, axe: str) -> None:
    scope, facts = view
    names = told_to(scope, fait)

    @settings(max_examples=4)
    @given(selections(fait, facts[fait]))
    def check(selection: Selection) -> None:
        kept = [row for row in facts[fait] if keeps(row, selection.without(axe))]
        said = query.rows(axe, names, selection, scope)
        expected = {code: measured(rows, names) for code, rows in grouped(kept, axe).items()}
        assert {row.code: dict(row.valeurs) for row in said.lignes} == expected
        assert (said.autres, said.nombre, len(said.lignes)) == (None, len(expected), len(expected))

    check()


@pytest.mark.parametrize("fait", PREMIERE)
def test_figures_are_those_of_the_rows_kept(view: tuple[Scope, Rows], fait: str) -> None:
    scope, facts = view
    choice, names = selections(fait, facts[fait]), told_to(scope, fait)

    @settings(max_examples=12)
    @given(choice, choice)
    def check(selection: Selection, reference: Selection) -> None:
        said = query.figures(mesures(fait), selection, scope, reference=reference)
        assert said.valeurs == measured([r for r in facts[fait] if keeps(r, selection)], names)
        assert said.reference == measured([r for r in facts[fait] if keeps(r, reference)], names)
        assert said.fermes == set(mesures(fait)) - set(names)

    check()


@pytest.mark.parametrize(
    ("fait", "axe"), [("achats", "fournisseur"), ("achats", "mois"), ("marches", "segment")]
)
def test_pages_follow_one_another_without_overlap(view: tuple[Scope, Rows], fait: str, axe: str) -> None:
    scope, facts = view
    names = told_to(scope, fait)
    whole = query.rows(axe, names, Selection(), scope)
    pages = range(1, -(-whole.nombre // 7) + 1)
    parts = [query.rows(axe, names, Selection(), scope, limite=7, page=n) for n in pages]
    assert tuple(row for part in parts for row in part.lignes) == whole.lignes
    for part in parts:
        shown = sum(row.valeurs[PREMIERE[fait]] for row in part.lignes)
        rest = part.autres.valeurs[PREMIERE[fait]] if part.autres else 0
        assert shown + rest == part.total[PREMIERE[fait]] == whole.total[PREMIERE[fait]]


@pytest.mark.parametrize("tri", [None, Order("lignes", True), Order(query.NOM, False)])
def test_past_the_last_page_the_totals_are_still_told(view: tuple[Scope, Rows], tri: Order | None) -> None:
    scope, _ = view
    asked = ["montant_paye", "lignes"]
    whole = query.rows("famille", asked, Selection(), scope)
    past = query.ranked("famille", asked, Selection(), scope, Window(5, 900, tri))
    assert (past.lignes, past.nombre, past.total) == ((), whole.nombre, whole.total)
    assert past.autres is not None and past.autres.valeurs == whole.total
    chosen = Selection().only("famille", ["01"])
    assert query.rows("famille", asked, chosen, scope, limite=5, page=900).nombre == whole.nombre
    nobody = query.rows("famille", asked, Selection(), scope, limite=5, page=900, recherche="zzzz")
    assert (nobody.lignes, nobody.nombre, nobody.autres) == ((), 0, None)


def test_lines_past_the_last_page_are_still_counted(view: tuple[Scope, Rows]) -> None:
    scope, facts = view
    past = query.lines(Selection(), scope, page=9_000)
    assert (past.lignes, past.nombre) == ((), len(facts["achats"]))


@pytest.mark.parametrize("fait", PREMIERE)
@pytest.mark.parametrize("tri", ["montant", "-montant", "date", "-date"])
def test_pages_of_lines_are_slices_of_their_order(view: tuple[Scope, Rows], fait: str, tri: str) -> None:
    scope, _ = view
    whole = query.lines(Selection(), scope, fait=fait, taille=10_000, tri=tri)
    size = max(whole.nombre // 4, 1)
    pages = [query.lines(Selection(), scope, fait=fait, taille=size, tri=tri, page=n) for n in range(1, 7)]
    assert tuple(line for page in pages for line in page.lignes) == whole.lignes
    days = [line["date_mandat" if fait == "achats" else "date_notification"] for line in whole.lignes]
    known = [day for day in days if day is not None]
    assert "date" not in tri or days == sorted(known, reverse=tri[0] == "-") + [None] * (
        len(days) - len(known)
    )
    few = query.lines(Selection(), scope, fait=fait, taille=size, tri=tri, colonnes=["segment_code"])
    names = ("segment_code", "segment_libelle", "depot", "numero_ligne")
    assert [[one[n] for n in names] for one in few.lignes] == [[o[n] for n in names] for o in pages[0].lignes]
    assert all("objet" not in one for one in few.lignes)


@pytest.mark.parametrize("axe", ["famille", "mois", "fournisseur"])
def test_what_a_year_is_compared_with_is_what_it_is_alone(view: tuple[Scope, Rows], axe: str) -> None:
    scope, facts = view
    years = sorted({str(row["exercice"]) for row in facts["achats"]})[-2:]
    now, before = (Selection().only("exercice", [year]) for year in years)
    said = query.rows(axe, ["montant_paye", "lignes"], now, scope, reference=before)
    scope.atlas.sessions.forget()
    assert [replace(row, reference=None) for row in said.lignes] == [
        *query.rows(axe, ["montant_paye", "lignes"], now, scope).lignes
    ]
    alone = {
        row.code: row.valeurs for row in query.rows(axe, ["montant_paye", "lignes"], before, scope).lignes
    }
    nothing = {"montant_paye": 0, "lignes": 0}
    assert len(years) == 2 and alone
    assert [row.reference for row in said.lignes] == [alone.get(row.code, nothing) for row in said.lignes]
    scope.atlas.sessions.forget()
    figures = query.figures(mesures("achats"), now, scope, reference=before)
    scope.atlas.sessions.forget()
    assert figures.reference == query.figures(mesures("achats"), before, scope).valeurs


@settings(max_examples=20, deadline=None)
@given(axe=st.sampled_from(["fournisseur", "segment", "departement", "compte"]))
def test_what_a_period_no_longer_holds_is_counted(view: tuple[Scope, Rows], axe: str) -> None:
    scope, rows = view
    past, year = sorted({str(row["exercice"]) for row in rows["achats"]})[-2:]
    now, before = (Selection().only("exercice", [one]) for one in (year, past))
    colonne = CATALOGUE.axes[axe].colonne
    still = {row[colonne] for row in rows["achats"] if row["exercice"] == year}
    left = [row for row in rows["achats"] if row["exercice"] == past and row[colonne] not in still]
    told = (len({row[colonne] for row in left}), sum(row["montant_ht_centimes"] for row in left))
    assert query.gone(axe, "montant_paye", now, before, scope) == told


@pytest.mark.parametrize("colonne", ["montant_paye", "lignes", query.NOM])
@pytest.mark.parametrize("decroissant", [True, False])
def test_pages_of_another_order_are_slices_of_it(
    view: tuple[Scope, Rows], colonne: str, decroissant: bool
) -> None:
    scope, _ = view
    asked, before = ["montant_paye", "lignes"], Selection().only("exercice", ["2023"])
    whole = query.rows("segment", asked, Selection(), scope, reference=before)

    def key(row: query.Row) -> int | str:
        return searchable(row.libelle) if colonne == query.NOM else row.valeurs[colonne]

    windows = [Window(7, n, Order(colonne, decroissant)) for n in range(1, -(-whole.nombre // 7) + 1)]
    parts = [query.ranked("segment", asked, Selection(), scope, w, reference=before) for w in windows]
    found = [row for part in parts for row in part.lignes]
    assert [key(row) for row in found] == sorted((key(row) for row in whole.lignes), reverse=decroissant)
    assert {row.code: row for row in found} == {row.code: row for row in whole.lignes}
    for part in parts:
        assert (part.nombre, part.total) == (whole.nombre, whole.total)


def test_a_chosen_member_stays_beside_a_page_ordered_by_name(view: tuple[Scope, Rows]) -> None:
    scope, _ = view
    last = query.ranked(
        "famille", ["montant_paye"], Selection(), scope, Window(3, 1, Order(query.NOM, True))
    ).lignes[0]
    chosen = Selection().only("famille", [last.code])
    shown = query.ranked("famille", ["montant_paye"], chosen, scope, Window(3, 1, Order(query.NOM, False)))
    assert len(shown.lignes) == 4 and shown.lignes[-1].code == last.code


def test_members_come_largest_first_or_in_the_order_of_time(view: tuple[Scope, Rows]) -> None:
    scope, _ = view
    amounts = [
        r.valeurs["montant_paye"] for r in query.rows("famille", ["montant_paye"], Selection(), scope).lignes
    ]
    months = [row.code for row in query.rows("mois", ["montant_paye"], Selection(), scope).lignes]
    assert amounts == sorted(amounts, reverse=True)
    assert months == sorted(months)


def test_each_member_is_compared_with_itself_under_the_reference(view: tuple[Scope, Rows]) -> None:
    scope, facts = view
    before = Selection().only("exercice", ["2023"])
    said = query.rows("famille", ["montant_paye"], Selection(), scope, limite=5, reference=before)
    groups = grouped([row for row in facts["achats"] if keeps(row, before)], "famille")
    expected = [measured(groups.get(row.code, []), ["montant_paye"])["montant_paye"] for row in said.lignes]
    assert [(row.reference or {}).get("montant_paye") for row in said.lignes] == expected


@pytest.mark.parametrize("wanted", ["e", "É", "sarl", "personne ne s'appelle ainsi", "%", "_"])
def test_a_search_keeps_the_members_whose_name_contains_it(view: tuple[Scope, Rows], wanted: str) -> None:
    scope, _ = view
    whole = query.rows("fournisseur", ["montant_paye"], Selection(), scope).lignes
    found = query.rows("fournisseur", ["montant_paye"], Selection(), scope, recherche=wanted).lignes
    assert [r.code for r in found] == [r.code for r in whole if searchable(wanted) in searchable(r.libelle)]


def words(objets: list[str]) -> list[str]:
    """The accented words of some objects, as typed, in capitals and without accents."""
    accented = sorted({w for o in objets for w in o.split() if searchable(w) != w.casefold()})[:6]
    return [said for w in accented for said in (w, w.upper(), searchable(w))]


@pytest.mark.parametrize("fait", PREMIERE)
def test_a_search_in_lines_ignores_case_and_accents(view: tuple[Scope, Rows], fait: str) -> None:
    scope, facts = view
    objets = [row["objet"] or "" for row in facts[fait]]
    wanted = [*words(objets), "%", "_", "l’", "n'existe nulle part"]
    assert len(wanted) > 6
    for texte in wanted:
        said = query.lines(Selection(), scope, fait=fait, taille=10_000, texte=texte)
        expected = [objet for objet in objets if searchable(texte) in searchable(objet)]
        assert sorted(line["objet"] or "" for line in said.lignes) == sorted(expected), texte
        assert said.nombre == len(expected)


def test_the_curve_tells_how_few_make_most(view: tuple[Scope, Rows]) -> None:
    scope, facts = view
    groups = grouped(facts["achats"], "fournisseur")
    amounts = sorted((sum(r["montant_ht_centimes"] for r in rows) for rows in groups.values()), reverse=True)
    said = query.pareto("fournisseur", "montant_paye", Selection(), scope)
    assert (said.total, said.nombre) == (sum(amounts), len(amounts))
    assert all(point.cumul == sum(amounts[: point.rang]) for point in said.points)
    half = next(n for n in range(1, len(amounts) + 1) if 2 * sum(amounts[:n]) >= said.total)
    assert said.moitie == half <= said.quatre_cinquiemes


@pytest.mark.parametrize("fait", PREMIERE)
def test_lines_are_the_rows_of_the_selection(view: tuple[Scope, Rows], fait: str) -> None:
    scope, facts = view

    @settings(max_examples=6)
    @given(selections(fait, facts[fait]), st.sampled_from(["montant", "-montant", "date", "-date"]))
    def check(selection: Selection, tri: str) -> None:
        kept = [row for row in facts[fait] if keeps(row, selection)]
        said = query.lines(selection, scope, fait=fait, taille=10_000, tri=tri)
        key = ("depot", "numero_ligne", "montant_ht_centimes")
        assert said.nombre == len(kept)
        assert sorted(tuple(r[k] for k in key) for r in said.lignes) == sorted(
            tuple(r[k] for k in key) for r in kept
        )
        amounts = [line["montant_ht_centimes"] for line in said.lignes]
        assert not tri.endswith("montant") or amounts == sorted(amounts, reverse=tri[0] == "-")

    check()


def _members(axe: str, scope: Scope) -> list[str]:
    """Some members of an axis: those that stand for many or for nobody, and the ends of the others."""
    codes = [row.code for row in query.rows(axe, ["montant_paye"], Selection(), scope).lignes]
    return [code for n, code in enumerate(codes) if code in ("PP", "") or n < 2 or n == len(codes) - 1]


@pytest.mark.parametrize("axe", CATALOGUE.axes_of("achats"))
def test_lines_opened_from_a_figure_make_that_figure(petit: Petit, axe: str) -> None:
    scope = petit.consolide(*petit.sirens)
    for rank, code in enumerate(_members(axe, scope)):
        chosen = Selection().only(axe, [code], "sauf" if rank % 2 and code != "PP" else "dans")
        said = query.figures(["montant_paye", "lignes"], chosen, scope).valeurs
        told = list(query.stream(chosen, scope))
        assert sum(line["montant_ht_centimes"] for line in told) == said["montant_paye"], (axe, code)
        assert query.lines(chosen, scope, taille=1).nombre == len(told) == said["lignes"], (axe, code)


@pytest.mark.parametrize("axe", ["fournisseur", "groupe"])
def test_natural_persons_are_one_where_the_common_view_sent_somebody(petit: Petit, axe: str) -> None:
    common, asked = petit.consolide(*petit.sirens), ["montant_paye", "lignes"]
    own = {siren: petit.individuel(siren) for siren in petit.sirens}
    for mode in ("dans", "sauf"):
        chosen = Selection().only(axe, ["PP"], mode)
        said = query.figures(asked, chosen, common).valeurs
        parts = [query.figures(asked, chosen, scope).valeurs for scope in own.values()]
        assert {name: sum(part[name] for part in parts) for name in asked} == dict(said)
        page = query.lines(chosen, common, taille=9_000)
        assert {line["fournisseur_id"].startswith("PP") for line in page.lignes} == {mode == "dans"}
        assert len(page.lignes) == page.nombre == said["lignes"] > 0
    persons = Selection().only(axe, ["PP"])
    siren = max(own, key=lambda one: query.figures(asked, persons, own[one]).valeurs["lignes"])
    members = query.rows(axe, asked, persons, own[siren]).lignes
    assert {row.etat == "choisi" for row in members if row.code.startswith("PP")} == {True}
    both = Selection().only(axe, ["PP", next(row.code for row in members if row.etat == "choisi")])
    assert query.figures(asked, both, own[siren]) == query.figures(asked, both.only(axe, ["PP"]), own[siren])
    assert query.lines(chosen, petit.consolide(), taille=1).lignes == ()


@pytest.mark.parametrize("fait", PREMIERE)
def test_the_stream_tells_every_line_of_the_pages_in_the_order_of_date(
    view: tuple[Scope, Rows], fait: str
) -> None:
    scope, facts = view

    @settings(max_examples=4)
    @given(selections(fait, facts[fait]))
    def check(selection: Selection) -> None:
        told = list(query.stream(selection, scope, fait=fait))
        page = query.lines(selection, scope, fait=fait, taille=10_000, tri="-date").lignes
        key = ("depot", "numero_ligne", "rang")
        assert sorted(told, key=lambda r: [str(r.get(k)) for k in key]) == sorted(
            map(dict, page), key=lambda r: [str(r.get(k)) for k in key]
        )
        column = "date_mandat" if fait == "achats" else "date_notification"
        dates = [str(r[column] or "") for r in told]
        assert dates == sorted(dates, reverse=True)

    check()


def test_the_buyers_add_up_to_the_territory(petit: Petit) -> None:
    every = petit.consolide(*petit.sirens)
    for fait in PREMIERE:
        sums = [m for m in mesures(fait) if CATALOGUE.mesures[m].additive]
        parts = [query.figures(sums, Selection(), petit.individuel(s)).valeurs for s in petit.sirens]
        whole = query.figures(sums, Selection(), every).valeurs
        assert {m: sum(part[m] for part in parts) for m in sums} == whole
