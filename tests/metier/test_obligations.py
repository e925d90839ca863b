"""What the law asks, what others publish, what an élu reads first: each file says a figure that exists."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models_obligations import Obligation
from achatlas.catalogue.references import check
from achatlas.domain.errors import CatalogueError

CATALOGUE = Catalogue()
OBLIGATIONS, REPERES, ESSENTIELS = CATALOGUE.obligations, CATALOGUE.reperes_nationaux, CATALOGUE.essentiels
JARGON = re.compile(
    r"\b(HT|TTC|PME|SPASER|DECP|notifi\w+|mandat\w*|titulaire\w*|marchés? publics?|dénominateur)\b"
)


def on(one: Obligation, kind: str, day: date) -> dict[str, Decimal]:
    return {e.indicateur: palier.valeur for e, palier in one.asked(kind, day) if not e.objet}


@pytest.mark.parametrize("name", OBLIGATIONS)
def test_the_examples_of_a_duty_give_what_they_say(name: str) -> None:
    one = OBLIGATIONS[name]
    for exemple in one.exemples:
        assert on(one, exemple.acheteur, exemple.jour) == exemple.attendu


@pytest.mark.parametrize("name", OBLIGATIONS)
def test_a_duty_that_nobody_read_in_its_text_says_so(name: str) -> None:
    one = OBLIGATIONS[name]
    if one.source == "de mémoire":
        assert one.a_verifier and all(p.a_verifier for e in one.exigences for p in e.paliers)


@pytest.mark.parametrize(
    ("day", "kind", "asked"),
    [
        (date(2024, 12, 31), "commune", {"e10": Decimal(30)}),
        (date(2025, 1, 1), "commune", {"e10": Decimal(40)}),
        (date(2029, 12, 31), "commune", {"e10": Decimal(40)}),
        (date(2030, 1, 1), "commune", {"e10": Decimal(70)}),
        (date(2021, 12, 31), "hopital", {}),
        (date(2030, 1, 1), "hopital", {"e10": Decimal(40)}),
        (date(2030, 1, 1), "autre", {}),
    ],
)
def test_a_fleet_is_asked_what_its_buyer_and_the_day_say(
    day: date, kind: str, asked: dict[str, Decimal]
) -> None:
    assert on(OBLIGATIONS["lom_faibles_emissions"], kind, day) == asked


def test_the_national_plan_asks_the_same_as_the_dated_thresholds() -> None:
    day, plan = date(2025, 12, 31), OBLIGATIONS["pnad"]
    social = CATALOGUE.seuil("spaser", "part_marches_consideration_sociale")
    green = CATALOGUE.seuil("spaser", "part_marches_consideration_environnementale")
    assert on(plan, "commune", day) == {"s01": social.on(day), "e01": green.on(day)}


@pytest.mark.parametrize("name", REPERES)
def test_a_benchmark_says_whose_where_and_how_it_differs(name: str) -> None:
    one = REPERES[name]
    calculs = CATALOGUE.indicateurs[one.indicateur].calculs
    calcul = calculs[one.calcul or next(iter(calculs))]
    assert one.precision and one.source and one.editeur and (one.adresse or one.a_verifier)
    assert 0 < one.valeur <= (100 if calcul.unite == "pourcent" else 365)
    assert 2010 < one.annee <= (one.publie.year if one.publie else date.today().year)


def test_ten_figures_are_read_first_each_once() -> None:
    assert len(ESSENTIELS) == 10
    assert len({(one.indicateur, one.calcul) for one in ESSENTIELS.values()}) == 10
    assert len({one.rang for one in ESSENTIELS.values()}) == 10


@pytest.mark.parametrize("name", ESSENTIELS)
def test_who_never_saw_a_marche_understands_what_is_read_first(name: str) -> None:
    one = ESSENTIELS[name]
    assert one.libelle.endswith("?")
    for text in (one.libelle, one.explication, one.maniere, *one.phrases.values()):
        assert not JARGON.search(text)
    share = CATALOGUE.indicateurs[one.indicateur].calculs[one.calcul].unite == "pourcent"
    for said in one.phrases.values():
        assert set(re.findall(r"{(\w+)}", said)) == ({"nombre", "base"} if share else {"nombre"})


def overlaid(kind: str, name: str, old: str, new: str, folder: Path) -> Catalogue:
    path = folder / f"metier/{kind}/{name}.yml"
    path.parent.mkdir(parents=True)
    mine = CATALOGUE.paths(kind)[name].read_text(encoding="utf-8")
    assert old in mine
    path.write_text(mine.replace(old, new), encoding="utf-8")
    return Catalogue(folder)


WRONG = [
    ("obligations", "egalim", "indicateur: e07", "indicateur: z99", "indicateur « z99 »"),
    ("obligations", "egalim", "acheteur: ccas", "acheteur: mairie", "acheteur « mairie »"),
    ("obligations", "egalim", "valeur: 50", "valeur: 51", "l'obligation demande alors : e07 : 51"),
    ("obligations", "agec", "qui: [agglomeration", "qui: [mairie, agglomeration", "qui « mairie »"),
    ("obligations", "pnad", "jusque: 2025-12-31\n", "fin: 2025-12-31\n", "clé « fin »"),
    ("obligations", "delais_de_paiement", "calcul: a_temps", "calcul: en_or", "calcul « en_or »"),
    (
        "obligations", "lom_faibles_emissions", "jusque: 2029-12-31", "jusque: 2030-01-01",
        "deux paliers valent le même jour",
    ),
    ("reperes_nationaux", "p01_oecp_2023", "indicateur: p01", "indicateur: p99", "indicateur « p99 »"),
    ("reperes_nationaux", "p01_oecp_2023", "https://", "http://", "adresse"),
    ("essentiels", "emploi", "calcul: nombre", "calcul: valeur", "calcul « valeur »"),
    ("essentiels", "emploi", "une: ", "seule: ", "phrases"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "name", "old", "new", "why"), WRONG)
def test_a_file_that_is_wrong_is_refused_with_its_name_and_why(
    kind: str, name: str, old: str, new: str, why: str, tmp_path: Path
) -> None:
    wrong = overlaid(kind, name, old, new, tmp_path)
    with pytest.raises(CatalogueError) as refused:
        check(wrong)
    assert why in str(refused.value) and f"{name}.yml" in str(refused.value)


def test_a_territory_changes_a_question_and_no_file_of_the_product(tmp_path: Path) -> None:
    mine = overlaid("essentiels", "emploi", "trouver du travail", "trouver un emploi", tmp_path)
    check(mine)
    assert "emploi ?" in mine.essentiels["emploi"].libelle and len(mine.essentiels) == 10


def said(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    from achatlas.cli.main import main

    assert main(["obligations", "--json", *words]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return {one["id"]: one for one in told["obligations"]}


def test_the_command_tells_what_is_asked_on_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    before, after = (said(capsys, "--jour", day) for day in ("2026-08-21", "2026-08-22"))
    assert list(before) == list(OBLIGATIONS)
    assert before["climat_social"]["ce_jour"] == [] and not before["climat_social"]["en_vigueur"]
    (asked,) = after["climat_social"]["ce_jour"]
    assert (asked["indicateur"], asked["valeur"], asked["a_verifier"]) == ("s03", "100", True)


def test_a_day_that_is_none_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    from achatlas.cli.main import main

    with pytest.raises(SystemExit):
        main(["obligations", "--jour", "2026-13-01"])
    assert "n'est pas un jour" in capsys.readouterr().err
