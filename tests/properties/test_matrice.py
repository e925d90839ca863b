"""A heat map says what plain Python counts: cells, members in common, marchés that end."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.analyse import matrice
from achatlas.analyse.matrice import Commun, Paid, Wanted
from achatlas.analyse.scope import Atlas, Droits, Scope, consolidated, individual
from achatlas.analyse.selection import Selection
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models import Matrice
from achatlas.store.publications import Sessions, current
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
def test_cells_are_what_python_counts(
    selection: Selection, scope: Scope, written: Mapping[str, Lines]
) -> None:
    free = selection.without("segment").without("acheteur")
    cells: dict[tuple[str, str], int] = defaultdict(int)
    for line in written["achats"]:
        if not kept(line, free):
            continue
        cells[line["segment_code"], line["acheteur_siren"]] += line["montant_ht_centimes"]
    assert AXES is not None
    found = matrice.croix(AXES, MESURE, selection, scope)
    assert found.cases == cells
    assert found.total == sum(found.colonnes.values()) == sum(cells.values())


def paid(lines: Lines, axes: Matrice) -> dict[tuple[str, str], dict[str, int]]:
    """What columns pay to the members that several columns of a same row pay, counted line by line."""
    row, column, member = (CATALOGUE.axes[axe].colonne for axe in (axes.lignes, axes.colonnes, axes.membre))
    held: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in lines:
        if line[row] and line[member] and not line[member].startswith("PP"):
            held[line[row], line[member]][line[column]] += line["montant_ht_centimes"]
    several = {key: {c: cents for c, cents in columns.items() if cents > 0} for key, columns in held.items()}
    return {key: columns for key, columns in several.items() if len(columns) > 1}


def in_common(lines: Lines, axes: Matrice) -> dict[str, Commun]:
    """Of each row, the columns that pay members in common, and how many members."""
    found: dict[str, list[dict[str, int]]] = defaultdict(list)
    for (row, _), columns in paid(lines, axes).items():
        found[row].append(columns)
    return {row: Commun(frozenset().union(*each), len(each)) for row, each in found.items()}


def members(lines: Lines, axes: Matrice) -> list[Paid]:
    """The members, those of most columns first, then of most euros."""
    held: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for (_, member), columns in paid(lines, axes).items():
        for column, cents in columns.items():
            held[member][column] += cents
    found = [Paid(member, tuple(sorted(one)), sum(one.values())) for member, one in held.items()]
    return sorted(found, key=lambda one: (-len(one.colonnes), -one.total, one.membre))


SEEN = (None, *sorted(SIRENS))


@pytest.mark.parametrize("seen", SEEN)
@pytest.mark.parametrize("bits", [1, 2, matrice.BITS])
def test_what_columns_have_in_common_is_what_python_counts(
    seen: str | None,
    bits: int,
    scope: Scope,
    written: Mapping[str, Lines],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In the view of all buyers, and of one, whose columns are its directions; whatever a mask holds."""
    assert AXES is not None
    monkeypatch.setattr(matrice, "BITS", bits)
    axes = AXES.model_copy(update={"colonnes": AXES.seul}) if seen else AXES
    view = individual(scope.atlas, Droits(SIRENS, True), seen) if seen else scope
    own = [line for line in written["achats"] if seen in (None, line["acheteur_siren"])]

    @settings(max_examples=8, deadline=None)
    @given(
        selection=selections(),
        premiers=st.sampled_from([1, 3, 1_000]),
        ligne=st.sampled_from(["", *atelier.SEGMENTS[:3]]),
        dont=st.sampled_from([None, ("rattachement", "hors_marche"), ("mois", "03")]),
    )
    def check(selection: Selection, premiers: int, ligne: str, dont: tuple[str, str] | None) -> None:
        scope.atlas.sessions.forget()
        free = selection.without("segment").without("acheteur")
        lines = [one for one in own if kept(one, free) and ligne in ("", one["segment_code"])]
        found = matrice.shared_by(axes, MESURE, selection, view, Wanted(premiers, ligne, dont))
        every = members(lines, axes)
        assert found.lignes == in_common(lines, axes)
        assert found.membres == tuple(every[:premiers])
        assert found.nombre == len(every)
        apart = [one for one in lines if dont and one[CATALOGUE.axes[dont[0]].colonne] == dont[1]]
        assert found.dont == in_common(apart, axes)

    check()


def test_nothing_is_counted_apart_where_the_view_does_not_cross_it(
    scope: Scope, written: Mapping[str, Lines]
) -> None:
    """Who may not open every line reads what buyers pay in common in a year, never by month."""
    assert AXES is not None
    view = consolidated(scope.atlas, Droits(frozenset({min(SIRENS)}), True))
    found = matrice.shared_by(AXES, MESURE, Selection(), view, Wanted(5, "", ("mois", "03")))
    assert found.lignes == in_common(written["achats"], AXES) and not found.dont
    closed = matrice.shared_by(AXES, MESURE, Selection().only("mois", ["03"]), view, Wanted(5))
    assert closed == matrice.Shared()


def test_natural_persons_are_no_member_in_the_view_of_all_nor_in_that_of_their_buyer(tmp_path: Path) -> None:
    """Two buyers pay persons only, whose codes are the same: nothing is in common."""
    assert AXES is not None
    first, second, third = sorted(SIRENS)
    home = atelier.build(tmp_path / "essai", marques={first: "PP", second: "PP"}, nombre=120)
    sessions = Sessions(home / "lecture")
    atlas, rights = Atlas(CATALOGUE, current(home), sessions), Droits(SIRENS, True)
    common, own = consolidated(atlas, rights), AXES.model_copy(update={"colonnes": AXES.seul})
    wanted = Wanted(5, "", ("rattachement", "hors_marche"))
    assert matrice.shared_by(AXES, MESURE, Selection(), common, wanted) == matrice.Shared()
    for siren, some in ((first, False), (third, True)):
        view = individual(atlas, rights, siren)
        assert bool(matrice.shared_by(own, MESURE, Selection(), view, wanted).nombre) is some, siren
    sessions.close()


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
