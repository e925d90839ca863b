"""What the machine is worth is published as data: whole, of the rules in use, and told alike by the guide."""

from __future__ import annotations

from pathlib import Path

import pytest

from achatlas.catalogue.fiabilite import FOLDER, Sample, engines, fingerprint, publish
from achatlas.catalogue.fingerprint import code_version
from achatlas.catalogue.load import PACKAGE, Catalogue
from achatlas.catalogue.models_fiabilite import Compte, Published
from achatlas.domain.accuracy import Verdict, measured, wilson
from achatlas.domain.errors import CatalogueError
from docs import mesures

CATALOGUE, NOBODY = Catalogue(), "aucun"
PUBLISHED = [(sujet, one) for sujet in CATALOGUE.fiabilites for one in CATALOGUE.published(sujet)]
NAMES = [f"{sujet}/{one.id}" for sujet, one in PUBLISHED]
AGAIN = "the rules or the model have changed: measure again, `{}`"


def test_something_is_measured_and_published() -> None:
    assert {"rapprochement/demonstration"} <= set(NAMES)


def test_names_alone_are_as_precise_as_the_threshold_promises() -> None:
    mesure = dict(zip(NAMES, PUBLISHED, strict=True))["rapprochement/noms_publies"][1].mesure
    (half,) = [one for one in mesure.presences if one.presents == 48]
    assert half.precision is not None and half.precision >= 0.97
    assert mesure.rappel is not None and mesure.rappel >= 0.6


@pytest.mark.parametrize(("sujet", "one"), PUBLISHED, ids=NAMES)
def test_a_published_measure_is_of_the_rules_in_use(sujet: str, one: Published) -> None:
    current = fingerprint(CATALOGUE, CATALOGUE.fiabilites[sujet])
    assert one.empreinte == current, AGAIN.format(one.commande)


@pytest.mark.parametrize(("sujet", "one"), PUBLISHED, ids=NAMES)
def test_a_published_measure_adds_up_and_was_not_typed(sujet: str, one: Published) -> None:
    mesure = one.mesure
    counts: list[Compte] = [mesure, *mesure.moteurs, *mesure.groupes]
    for count in counts:
        assert count.justes <= count.trouves <= count.n and count.au_repertoire <= count.n
        assert wilson(count.justes, count.trouves) == _list(count.precision_ic)
        assert wilson(count.justes, count.au_repertoire) == _list(count.rappel_ic)
    assert sum(engine.trouves for engine in mesure.moteurs) == mesure.trouves
    assert not mesure.groupes or sum(group.n for group in mesure.groupes) == mesure.n
    found = [point.trouves for point in mesure.courbe]
    assert found == sorted(found, reverse=True)
    assert mesure.seuil in [point.seuil for point in mesure.courbe]


def _list(ends: tuple[float, float] | None) -> list[float] | None:
    return list(ends) if ends is not None else None


@pytest.mark.parametrize("sujet", CATALOGUE.fiabilites)
def test_the_rules_it_rests_on_exist_and_its_engines_have_names(sujet: str) -> None:
    one = CATALOGUE.fiabilites[sujet]
    assert all(CATALOGUE.file(relative).is_file() for relative in one.regles)
    assert one.phrase.format(precision="1", rappel="2")
    spoke = {m.moteur for found in CATALOGUE.published(sujet) for m in found.mesure.moteurs}
    assert spoke - {NOBODY} <= set(engines(CATALOGUE, one))


def test_the_sureness_published_counts_every_case_that_was_told() -> None:
    told = [one.mesure for sujet, one in PUBLISHED if sujet == "classement"]
    assert all(mesure.sureness and mesure.compared for mesure in told)
    for mesure in told:
        assert sum(one.n for one in mesure.sureness) <= mesure.n
        for one in mesure.sureness:
            assert one.de <= round(100 * one.annonce) <= one.de + 10
            assert one.juste_ic[0] <= one.juste <= one.juste_ic[1]


def test_the_product_is_published_beside_simpler_ways_and_betters_them() -> None:
    found = dict(zip(NAMES, PUBLISHED, strict=True))["classement/titres_lus"][1].mesure.compared
    assert found is not None and found.colonnes[:3] == (
        "Segment défendable",
        "Parmi les cinq premiers",
        "Famille",
    )
    (ours,) = [one for one in found.lignes if one.ours]
    others = [one for one in found.lignes if not one.ours]
    assert len(others) == 3
    for column in range(3):
        mine = ours.parts[column]
        assert mine is not None
        assert all(one.parts[column] < mine for one in others), found.colonnes[column]


def test_the_threshold_published_is_the_one_in_use() -> None:
    used = CATALOGUE.regle("noms")["seuil_automatique"]
    assert {one.mesure.seuil for sujet, one in PUBLISHED if sujet == "rapprochement"} == {used}


@pytest.mark.parametrize("sujet", mesures.GUIDES)
def test_the_guide_tells_the_published_figures(sujet: str) -> None:
    text = mesures.GUIDES[sujet].read_text(encoding="utf-8")
    assert mesures.told(text, sujet) == text, "`./go docs mesures` writes the guide again"


SAMPLE = Sample("essai", "Essai", "Dix cas.", True, "noms", "./go achatlas mesurer")
TOLD = measured([Verdict("nom", 90, True, True)] * 10, 83, "nom")


def test_a_measure_published_in_an_overlay_is_found_beside_the_others(tmp_path: Path) -> None:
    path = publish(CATALOGUE, tmp_path, "rapprochement", SAMPLE, "2026-11-26", TOLD)
    assert path == tmp_path / FOLDER / "rapprochement" / "essai.json"
    found = Catalogue(tmp_path).published("rapprochement")
    assert [one.id for one in found if one.id not in {p.id for _, p in PUBLISHED}] == ["essai"]


def test_a_changed_rule_changes_the_version_of_what_rests_on_it(tmp_path: Path) -> None:
    rules = tmp_path / "metier" / "regles"
    rules.mkdir(parents=True)
    text = CATALOGUE.file("regles/noms.yml").read_text(encoding="utf-8")
    (rules / "noms.yml").write_text(text.replace("seuil_automatique: ", "seuil_automatique: 1"), "utf-8")
    sujet = CATALOGUE.fiabilites["rapprochement"]
    assert fingerprint(Catalogue(tmp_path), sujet) != fingerprint(CATALOGUE, sujet)


def test_a_name_that_no_file_could_bear_is_refused(tmp_path: Path) -> None:
    wrong = Sample("../ailleurs", "", "", True, "noms", "")
    with pytest.raises(CatalogueError, match="Nom refusé"):
        publish(CATALOGUE, tmp_path, "rapprochement", wrong, "2026-11-26", TOLD)


def test_publishing_a_measure_asks_for_no_new_run_and_changing_the_model_does(tmp_path: Path) -> None:
    overlay = Catalogue(tmp_path)
    before = code_version(overlay)
    publish(overlay, tmp_path, "rapprochement", SAMPLE, "2026-11-26", TOLD)
    _forget()
    assert code_version(overlay) == before
    (tmp_path / "metier" / "regles").mkdir()
    (tmp_path / "metier" / "regles" / "noms_modele.json").write_text("{}", encoding="utf-8")
    _forget()
    assert code_version(overlay) != before


def _forget() -> None:
    from achatlas.catalogue import fingerprint as versions

    versions._of.cache_clear()


def test_no_published_measure_names_a_path_of_a_machine() -> None:
    for path in (PACKAGE / FOLDER).rglob("*.json"):
        assert "/work" not in path.read_text(encoding="utf-8") and "/home" not in path.read_text("utf-8")
