"""Every indicator computes its own example by the real engine, and says what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from achatlas.analyse import formes, indicateurs
from achatlas.analyse.formes import saisie
from achatlas.analyse.readings import TOLD, WITHOUT, Reading
from achatlas.analyse.scope import Atlas, Droits, Scope, consolidated, individual
from achatlas.analyse.selection import Selection
from achatlas.catalogue.load import PACKAGE, Catalogue
from achatlas.catalogue.models_indicateurs import Attendu, Calcul, Indicateur
from achatlas.catalogue.references import check
from achatlas.domain.errors import CatalogueError
from achatlas.store.publications import Sessions, current
from tests import indicateurs as examples

CATALOGUE = Catalogue()
INDICATEURS = CATALOGUE.indicateurs
RANKS = {name: rank for rank, name in enumerate(INDICATEURS)}
COMPUTED = [name for name, one in INDICATEURS.items() if one.entree is None]
TYPED = [name for name in INDICATEURS if name not in COMPUTED]
EVERY = [f"{letter}{n:02d}" for letter, last in (("s", 15), ("e", 18), ("p", 20)) for n in range(1, last + 1)]
SIRENS = frozenset(examples.SIRENS)


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Atlas]:
    home = examples.build(tmp_path_factory.mktemp("indicateurs"), CATALOGUE)
    sessions = Sessions(home / "lecture")
    yield Atlas(CATALOGUE, current(home), sessions, tuple(examples.saisies(CATALOGUE)))
    sessions.close()


@pytest.fixture(scope="module")
def scope(atlas: Atlas) -> Scope:
    return consolidated(atlas, Droits(SIRENS, consolide=True))


def asked(name: str) -> Selection:
    return Selection().only("exercice", [str(examples.year_of(RANKS[name]))])


def attendu(one: Reading) -> Attendu:
    """A reading as an example writes it."""
    names = ("numerateur", "denominateur", "moins", "plus", "base", "n")
    return Attendu(**{name: getattr(one, name) for name in names})


def test_the_53_indicators_of_the_catalogue_are_there_in_their_order() -> None:
    assert list(INDICATEURS) == EVERY
    check(CATALOGUE)
    formes.verify(CATALOGUE)


@pytest.mark.parametrize("name", COMPUTED)
def test_the_example_of_an_indicator_gives_what_it_says(name: str, scope: Scope) -> None:
    found = indicateurs.whole(INDICATEURS[name], asked(name), scope)
    assert {figure: attendu(one) for figure, one in found.items()} == INDICATEURS[name].attendu


@pytest.mark.parametrize("name", TYPED)
def test_the_example_of_an_input_gives_what_it_says(name: str, scope: Scope) -> None:
    indicateur = INDICATEURS[name]
    entries = [numbers(one) for one in indicateur.exemple["saisie"]]
    told = {figure: attendu(saisie.summed(entries, one)) for figure, one in indicateur.calculs.items()}
    assert told == indicateur.attendu
    assert {one.etat for one in indicateurs.whole(indicateur, asked(name), scope).values()} == {WITHOUT}


def numbers(entry: Mapping[str, str | int]) -> dict[str, int]:
    return {name: int(value) for name, value in entry.items()}


@pytest.mark.parametrize("name", COMPUTED)
def test_the_value_stands_between_the_least_and_the_most(name: str, scope: Scope) -> None:
    for one in indicateurs.whole(INDICATEURS[name], asked(name), scope).values():
        assert one.etat == TOLD and one.valeur is not None
        if one.bornes is not None:
            assert 0 <= one.bornes[0] <= one.valeur <= one.bornes[1] <= 1


SHARES = [name for name in COMPUTED if all(c.forme == "part" for c in INDICATEURS[name].calculs.values())]


@pytest.mark.parametrize("name", SHARES)
@pytest.mark.parametrize("par", ["acheteur", "segment", "exercice"])
def test_members_add_up_to_the_whole(name: str, par: str, scope: Scope) -> None:
    indicateur, names = INDICATEURS[name], ("numerateur", "denominateur", "moins", "plus", "base", "n")
    whole = indicateurs.whole(indicateur, asked(name), scope)
    year = asked(name).clauses["exercice"].valeurs[0]
    for figure, found in indicateurs.told(indicateur, asked(name), scope, par).items():
        members = [found[year]] if par == "exercice" else list(found.values())
        told = {key: sum(getattr(one, key) for one in members) for key in names}
        assert told == {key: getattr(whole[figure], key) for key in names}


@pytest.mark.parametrize("name", SHARES)
def test_yes_and_no_swapped_change_the_answer(name: str, scope: Scope) -> None:
    indicateur = INDICATEURS[name]
    before = indicateurs.whole(indicateur, asked(name), scope)
    for figure, calcul in indicateur.calculs.items():
        swapped = calcul.model_copy(update={"oui": calcul.non, "non": calcul.oui})
        after = indicateurs.whole(_with(indicateur, figure, swapped), asked(name), scope)[figure]
        left = before[figure].denominateur - before[figure].numerateur
        assert (after.numerateur, after.denominateur) == (left, before[figure].denominateur)
        assert after.connus == before[figure].connus


@pytest.mark.parametrize("name", SHARES)
def test_what_is_unknown_is_never_a_no_in_the_value(name: str, scope: Scope) -> None:
    indicateur = INDICATEURS[name]
    before = indicateurs.whole(indicateur, asked(name), scope)
    for figure, calcul in indicateur.calculs.items():
        silent = calcul.model_copy(update={"non": ()})
        after = indicateurs.whole(_with(indicateur, figure, silent), asked(name), scope)[figure]
        assert (after.numerateur, after.denominateur) == (before[figure].numerateur,) * 2
        assert after.base == before[figure].base and after.plus == after.base


def _with(indicateur: Indicateur, figure: str, calcul: Calcul) -> Indicateur:
    return indicateur.model_copy(update={"calculs": {**indicateur.calculs, figure: calcul}})


@pytest.mark.parametrize("name", COMPUTED)
def test_a_figure_opens_the_lines_that_it_counts(name: str, scope: Scope) -> None:
    from achatlas.analyse import query

    for figure, one in indicateurs.whole(INDICATEURS[name], asked(name), scope).items():
        calcul = INDICATEURS[name].calculs[figure]
        assert one.lignes is not None and one.lignes.fait == calcul.fait
        if calcul.forme == "part":
            mesure = {"achats": "montant_paye", "marches": "montant_notifie"}[calcul.fait]
            kept = [one.lignes.numerateur, one.lignes.denominateur, one.lignes.inconnu]
            said = [query.figures([mesure], kept[n], scope).valeurs[mesure] for n in range(3)]
            assert one.connus_valeur is not None
            assert said[1] == one.connus_valeur[0] and sum(said[1:]) == one.connus_valeur[1]
            assert calcul.mesure == "nombre" or said[0] == one.numerateur


def test_a_mean_opens_the_lines_that_it_is_of_and_those_that_say_nothing(scope: Scope) -> None:
    from achatlas.analyse import query

    one = indicateurs.whole(INDICATEURS["p13"], asked("p13"), scope)["delai"]
    assert one.lignes is not None and one.lignes.dites and not one.lignes.toutes
    kept = (one.lignes.numerateur, one.lignes.denominateur, one.lignes.inconnu)
    counts = [query.figures(["lignes"], which, scope).valeurs["lignes"] for which in kept]
    assert counts == [one.n, one.n, one.connus[1] - one.n] and min(counts) > 0


def test_new_suppliers_open_their_lines_as_long_as_an_address_lists_them(
    scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    from achatlas.analyse import query
    from achatlas.analyse.formes import nouveaux

    one = indicateurs.whole(INDICATEURS["p08"], asked("p08"), scope)["nombre"]
    assert one.lignes is not None and one.lignes.liste and one.lignes.dites
    told = query.figures(["fournisseurs"], one.lignes.numerateur, scope).valeurs["fournisseurs"]
    assert told == one.numerateur == 1
    monkeypatch.setattr(nouveaux, "LISTED", 0)
    more = indicateurs.whole(INDICATEURS["p08"], asked("p08"), scope)["nombre"]
    assert more.lignes is not None and not more.lignes.liste and not more.lignes.dites
    assert replace(more, lignes=None) == replace(one, lignes=None)


def test_suppliers_left_with_nothing_are_not_in_the_lines_of_those_counted(scope: Scope) -> None:
    from achatlas.analyse import query

    (calcul,) = INDICATEURS["p07"].calculs
    one = indicateurs.whole(INDICATEURS["p07"], asked("p07"), scope)[calcul]
    assert one.lignes is not None
    told = query.figures(["fournisseurs"], one.lignes.numerateur, scope).valeurs["fournisseurs"]
    every = query.figures(["fournisseurs"], one.lignes.numerateur.without("fournisseur"), scope).valeurs[
        "fournisseurs"
    ]
    assert told == one.numerateur < every


def test_each_buyer_reads_its_own(atlas: Atlas, scope: Scope) -> None:
    every = INDICATEURS["s12"]
    found = {}
    for siren in examples.SIRENS:
        own = individual(atlas, Droits(frozenset({siren}), consolide=False), siren)
        found[siren] = indicateurs.whole(every, asked("s12"), own)["acheteurs"]
    told = indicateurs.told(every, asked("s12"), scope, "acheteur")["acheteurs"]
    assert {siren: replace(one, lignes=None) for siren, one in found.items()} == {
        siren: replace(one, lignes=None) for siren, one in told.items()
    }
    assert [one.numerateur for one in found.values()] == [1, 0, 0]


@pytest.mark.parametrize("name", COMPUTED)
def test_the_trend_tells_a_year_as_if_it_were_asked_alone(name: str, scope: Scope) -> None:
    (year,) = asked(name).clauses["exercice"].valeurs
    whole = indicateurs.whole(INDICATEURS[name], asked(name), scope)
    trend = indicateurs.told(INDICATEURS[name], Selection(), scope, "exercice")
    assert all(trend[figure].get(year, one) == one for figure, one in whole.items())
    known = [figure for figure in whole if year in trend[figure]]
    assert known or "registre" in INDICATEURS[name].exemple


@pytest.mark.parametrize("name", COMPUTED)
def test_who_opens_no_line_reads_the_same_or_is_told_that_it_is_closed(
    name: str, atlas: Atlas, scope: Scope
) -> None:
    elu = consolidated(atlas, Droits(frozenset(), consolide=True))
    whole = indicateurs.whole(INDICATEURS[name], asked(name), scope)
    for figure, one in indicateurs.whole(INDICATEURS[name], asked(name), elu).items():
        assert one in (whole[figure], Reading(absent="ferme"))


def test_a_direction_is_not_of_marches_and_it_is_said(scope: Scope) -> None:
    told = indicateurs.told(INDICATEURS["s01"], asked("s01"), scope, "direction")
    assert {one.etat for one in told["nombre"].values()} == {"ferme"}


def test_an_overlay_replaces_an_indicator_and_no_file_changes(tmp_path: Path) -> None:
    path = tmp_path / "metier/indicateurs/s01.yml"
    path.parent.mkdir(parents=True)
    mine = (Path(CATALOGUE.paths("indicateurs")["s01"])).read_text(encoding="utf-8")
    path.write_text(mine.replace("30 % en 2025 (PNAD)", "45 %"), encoding="utf-8")
    assert Catalogue(tmp_path).indicateurs["s01"].cible_usuelle == "45 %"


def test_a_new_one_is_laid_and_needs_nothing_more(tmp_path: Path) -> None:
    path = tmp_path / "metier/indicateurs/x01.yml"
    path.parent.mkdir(parents=True)
    model = PACKAGE / "metier/modeles/indicateur/modele.yml"
    path.write_text(model.read_text(encoding="utf-8").replace("NOM", "Le nôtre"), encoding="utf-8")
    mine = Catalogue(tmp_path)
    check(mine)
    formes.verify(mine)
    assert list(mine.indicateurs) == [*EVERY, "x01"] and mine.indicateurs["x01"].libelle == "Le nôtre"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("forme: part", "forme: rien", "la forme « rien » n'existe pas"),
        ("forme: part, ", "forme: part, enjeu: reservable, ", "ne lit pas : enjeu"),
        (', non: ["non"]', "", "demande : non"),
        ("axe: clause_sociale", "axe: delai", "axe « delai »"),
        ("critere, clause_critere, reserve]", "autre]", "membre « autre »"),
        ("sens: hausse", "sens: hausse\ncible: 3", "cible"),
    ],
)
def test_an_indicator_that_is_wrong_is_refused(old: str, new: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / "metier/indicateurs/s01.yml"
    path.parent.mkdir(parents=True)
    mine = CATALOGUE.paths("indicateurs")["s01"].read_text(encoding="utf-8")
    assert old in mine
    path.write_text(mine.replace(old, new), encoding="utf-8")
    wrong = Catalogue(tmp_path)
    with pytest.raises(CatalogueError) as refused:
        check(wrong)
        formes.verify(wrong)
    assert why in str(refused.value)
