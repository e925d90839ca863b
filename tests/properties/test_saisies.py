"""Entries add up: those of buyers to the common figure, exactly; a workbook sent back says the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from achatlas.analyse import indicateurs
from achatlas.analyse.readings import CLOSED, TOLD, WITHOUT
from achatlas.analyse.scope import Atlas, Droits, Scope, consolidated, individual
from achatlas.analyse.selection import Selection
from achatlas.catalogue.load import Catalogue
from achatlas.domain.saisie import MARCHE, Saisie
from achatlas.pipeline import saisies as entering
from achatlas.pipeline import saisies_classeur
from achatlas.pipeline.saisies import Cadre
from achatlas.store.publications import Sessions, current
from achatlas.store.saisies import Proposee, Saisies
from tests import indicateurs as examples

CATALOGUE = Catalogue()
TYPED = [name for name, one in CATALOGUE.indicateurs.items() if one.entree]
AWAITED = entering.attentes(CATALOGUE.indicateurs)
SIRENS, YEARS = examples.SIRENS, (2024, 2025)
RIGHTS = Droits(frozenset(SIRENS), consolide=True)
EVERY = dict.fromkeys(("M-1", "M-2"), "travaux")
ASKED = Selection().only("exercice", ["2025"])


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Atlas]:
    home = examples.build(tmp_path_factory.mktemp("saisies"), CATALOGUE)
    sessions = Sessions(home / "lecture")
    yield Atlas(CATALOGUE, current(home), sessions)
    sessions.close()


@st.composite
def entries(draw: st.DrawFn) -> Saisie:
    ident = draw(st.sampled_from(TYPED))
    awaited = AWAITED[ident]
    top = draw(st.none() | st.integers(0, 10**6))
    low = draw(st.none() | st.integers(top or 0, 10**7)) if awaited.bas else None
    objet = draw(st.sampled_from(["", *(EVERY if awaited.objet == MARCHE else ("Papier",))]))
    top = top if top is None or awaited.haut != "kilogrammes" else 1000 * top
    siren, year = draw(st.sampled_from(SIRENS)), draw(st.sampled_from(YEARS))
    return Saisie(ident, siren, year, objet if awaited.objet else "", top, low, "Source")


MANY = st.lists(entries(), max_size=25, unique_by=lambda one: one.cle).map(
    lambda some: tuple(one for one in some if not one.vide)
)
QUICK = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def common(bare: Atlas, some: tuple[Saisie, ...]) -> Scope:
    return consolidated(replace(bare, saisies=some), RIGHTS)


@QUICK
@given(some=MANY)
def test_the_entries_of_each_add_up_to_those_of_all(bare: Atlas, some: tuple[Saisie, ...]) -> None:
    scope = common(bare, some)
    for ident in TYPED:
        one = CATALOGUE.indicateurs[ident]
        told = indicateurs.told(one, ASKED, scope, "acheteur")
        for name, read in indicateurs.whole(one, ASKED, scope).items():
            each = told[name]
            assert read.numerateur == sum(part.numerateur for part in each.values())
            if one.calculs[name].genre != "somme":
                assert read.denominateur == sum(part.denominateur for part in each.values())
            assert read.connus[0] == sum(part.connus[0] for part in each.values())


@QUICK
@given(some=MANY)
def test_a_buyer_reads_its_own_entries_and_no_other(bare: Atlas, some: tuple[Saisie, ...]) -> None:
    for siren in SIRENS:
        alone = tuple(one for one in some if one.acheteur == siren)
        rights = Droits(frozenset({siren}), consolide=False)
        every, own = (individual(replace(bare, saisies=held), rights, siren) for held in (some, alone))
        for ident in TYPED:
            one = CATALOGUE.indicateurs[ident]
            assert indicateurs.whole(one, ASKED, every) == indicateurs.whole(one, ASKED, own)


@QUICK
@given(some=MANY)
def test_who_did_not_answer_is_never_a_zero(bare: Atlas, some: tuple[Saisie, ...]) -> None:
    scope = common(bare, some)
    for ident in TYPED:
        answered = {s.acheteur for s in some if s.indicateur == ident and s.annee == 2025}
        for read in indicateurs.whole(CATALOGUE.indicateurs[ident], ASKED, scope).values():
            assert (read.etat == WITHOUT) == (not answered)
            if answered:
                assert read.connus[1] == len(SIRENS) and read.connus[0] <= len(answered)
            if len(answered) < len(SIRENS):
                assert read.bornes is None


def test_a_year_is_told_apart_and_before_it_too(bare: Atlas) -> None:
    some = tuple(Saisie("s15", SIRENS[0], year, "", year) for year in YEARS)
    scope = common(bare, some)
    one = CATALOGUE.indicateurs["s15"]
    for year in YEARS:
        read = indicateurs.whole(one, ASKED.only("exercice", [str(year)]), scope)["heures"]
        assert (read.etat, read.numerateur) == (TOLD, year)
    asked = indicateurs.Question(one.calculs["heures"], ASKED, scope, indicateur="s15")
    before = asked.before(1)
    assert before is not None and [one.annee for one in before.entrees()] == [2024]


@pytest.mark.parametrize("par", ["segment", "mois", "famille"])
def test_entries_are_told_by_no_finer_axis(bare: Atlas, par: str) -> None:
    scope = common(bare, (Saisie("s15", SIRENS[0], 2025, "", 1),))
    told = indicateurs.told(CATALOGUE.indicateurs["s15"], ASKED, scope, par)["heures"]
    assert told[""].etat == CLOSED
    kept = ASKED.only("segment", ["08.03"])
    assert indicateurs.whole(CATALOGUE.indicateurs["s15"], kept, scope)["heures"].etat == CLOSED


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some=MANY)
def test_a_workbook_that_is_sent_back_says_the_same(
    some: tuple[Saisie, ...], tmp_path_factory: pytest.TempPathFactory
) -> None:
    home: Path = tmp_path_factory.mktemp("classeur")
    kept = Saisies(home)
    kept.write(Proposee(one) for one in some)
    rows = [
        row
        for siren in SIRENS
        for year in YEARS
        for row in entering.lignes(CATALOGUE.indicateurs, siren, year, list(EVERY.items()), kept.last())
    ]
    path = home / "saisies.xlsx"
    path.write_bytes(saisies_classeur.template(rows, {}))
    read = saisies_classeur.rows(path, path.name)
    marches = entering.written(EVERY)
    frame = Cadre(AWAITED, frozenset(SIRENS), lambda _siren: marches, date.today().year)
    found, wrong = entering.lues(read, frame)
    assert wrong == [] and {one.saisie for one in found} == set(some)
    assert entering.keep(home, read, frame, "moi") == ()
    other = tmp_path_factory.mktemp("autre")
    again = entering.keep(other, [replace(row, vu=None) for row in read], frame, "moi")
    assert {one.saisie.said for one in again} == set(some)
