"""What is read beside the SPASER: what the law asks, what others publish, what an élu reads first."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.web import test_spaser as spaser
from tests.web.atelier import ACHETEURS

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("spaser_vide")
Entrer = Callable[[str], "Client"]
ESSENTIEL, OBLIGATIONS = "/spaser/essentiel/", "/spaser/obligations/"
page, aim, SEUL, COMMUNE = spaser.page, spaser.aim, spaser.SEUL, spaser.COMMUNE


def card(said: str, question: str) -> str:
    """The card of a question, by its first words."""
    (found,) = [
        one for one in said.split('<li class="figure-e"')[1:] if question in one.replace("\u2011", "-")
    ]
    return found.partition("</li>")[0]


def test_an_elu_reads_ten_questions_each_with_three_answers(entrer: Entrer) -> None:
    said = page(entrer("elu"), ESSENTIEL)
    assert said.count('<li class="figure-e"') == 10 and said.count("<details><summary>") == 30
    for told in ("Ce que cela veut dire", "Comment c’est calculé", "Ce que nous faisons"):
        assert said.count(f"<summary>{told}</summary>") == 10
    assert "Aucun de ces chiffres n’a encore d’objectif." in said and "/cartographie/lignes/" not in said


@pytest.mark.parametrize("path", ["/spaser/", "/spaser/s01/", OBLIGATIONS])
def test_it_is_found_from_every_page_of_the_spaser(entrer: Entrer, path: str) -> None:
    said = page(entrer("elu"), path)
    assert re.search(r'<a href="/spaser/essentiel/[^"]*"[^>]*>L’essentiel</a>', said)


def test_a_figure_says_its_target_who_carries_it_and_what_is_missing(entrer: Entrer) -> None:
    aim(entrer("groupe"), cible_0="99,5", pilote="Direction des achats")
    found = card(page(entrer("elu"), ESSENTIEL), "petites et moyennes entreprises")
    assert "▼" in found and "objectif pas atteint" in found or "hors de portée" in found
    assert "au moins 99,5 % en 2025" in found and "C’est porté par : Direction des achats." in found
    assert re.search(r"de plus\.</p>", found)


def test_a_target_that_is_reached_is_said_with_a_sign_and_words(entrer: Entrer) -> None:
    aim(entrer("groupe"), cible_0="0,1")
    found = card(page(entrer("elu"), ESSENTIEL), "petites et moyennes entreprises")
    assert "✓" in found and "objectif atteint" in found or "en bonne voie" in found


def test_a_figure_that_nobody_gave_is_said_and_is_no_zero(entrer: Entrer) -> None:
    aim(entrer("groupe"), "/spaser/s04/", cible_0="60000")
    found = card(page(entrer("elu"), ESSENTIEL), "heures de travail")
    assert "pas encore de chiffre" in found and "Personne n’a encore donné ce chiffre." in found
    assert "on ne peut pas encore le dire" in found and "au moins 60 000 heures de travail en 2025" in found
    assert "points-e" not in found


def test_a_figure_says_how_much_is_unknown_and_the_year_before(entrer: Entrer) -> None:
    found = card(page(entrer("elu"), ESSENTIEL), "petites et moyennes entreprises")
    assert "On ne sait pas tout" in found and re.search(r"Avant : [\d,]+ % en 2024", found)


def test_who_may_read_the_lines_of_a_figure_opens_them_there(entrer: Entrer) -> None:
    found = card(page(entrer("agent"), ESSENTIEL, SEUL), "petites et moyennes entreprises")
    assert "/cartographie/lignes/" in found


def duty(said: str, name: str) -> str:
    return said.partition(f'<article class="devoir-o" id="{name}"')[2].partition("</article>")[0]


def test_a_duty_says_what_it_asks_of_whom_since_when_and_where_it_stands(entrer: Entrer) -> None:
    said = page(entrer("elu"), OBLIGATIONS)
    plan = duty(said, "pnad")
    assert "Vise tous les acheteurs." in plan and "jusqu’au 31 décembre 2025" in plan
    assert "au moins 30 %" in plan and 'href="/spaser/s01/' in plan
    assert re.search(r"(non atteint|atteint|sans données suffisantes)</span>", plan)
    assert "à vérifier" in duty(said, "egalim") and "Où nous l’avons lu" in plan


def test_what_was_not_asked_yet_in_the_year_shown_is_not_judged(entrer: Entrer) -> None:
    found = duty(page(entrer("elu"), f"{OBLIGATIONS}?exercice=2025"), "climat_environnement")
    assert found.count("rien d’exigé en 2025") == 2 and "e-manque" not in found


def test_a_value_of_a_part_of_an_indicator_is_told_and_never_judged(entrer: Entrer) -> None:
    found = duty(page(entrer("elu"), OBLIGATIONS), "agec")
    assert found.count("une partie de l’indicateur : non jugé") == 4


@pytest.mark.parametrize("rank", range(len(ACHETEURS)))
def test_a_buyer_reads_whether_a_duty_binds_it(entrer: Entrer, rank: int) -> None:
    from achatlas.web.acces import territoire

    siren = ACHETEURS[rank][0]
    kind = territoire().acheteur(siren).type
    found = duty(page(entrer("groupe"), OBLIGATIONS, f"vue=individuelle&pour={siren}"), "agec")
    bound = kind in ("agglomeration", "commune", "departement", "epci", "metropole")
    assert ("Ne vise pas" in found) != bound or kind == "autre"


def test_coming_days_are_told_nearest_first_with_how_far_they_are(entrer: Entrer) -> None:
    said = page(entrer("elu"), OBLIGATIONS)
    coming = said.partition('class="dates-o"')[2].partition("</ol>")[0]
    assert "1er janvier 2030" in coming and re.search(r"dans \w+ (ans|mois|jours)", coming)
    assert all(f'id="{name}"' in said for name in re.findall(r'href="#(\w+)"', coming))


def test_an_indicator_says_its_duties_and_what_others_publish(entrer: Entrer) -> None:
    said = page(entrer("elu"), "/spaser/s01/")
    assert "Plan national pour des achats durables" in said.partition('id="t-devoirs"')[2]
    assert "Repère : Collectivités territoriales, France, <b>12,7 %</b> en 2023" in said
    assert "À comparer avec prudence :" in said and "Le Moniteur" in said
    assert "18,7 %" not in page(entrer("elu"), "/spaser/s02/")


def test_an_indicator_that_no_law_nor_study_is_about_has_no_such_panel(entrer: Entrer) -> None:
    assert "t-devoirs" not in page(entrer("elu"), "/spaser/p14/")


def test_a_report_may_say_the_latest_benchmark_in_a_sentence() -> None:
    from achatlas.catalogue.load import Catalogue
    from achatlas.screens.spaser import reperes
    from achatlas.screens.spaser.vue import Chiffre

    catalogue = Catalogue()
    one = catalogue.indicateurs["p02"]
    told = reperes.reperes(catalogue, Chiffre(one, "valeur", one.calculs["valeur"]))
    assert [found.annee for found in told] == [2023, 2022]
    said = reperes.sentence(told).replace("\u202f", " ").replace("\u00a0", " ")
    assert said.startswith("Repère : Tous les acheteurs, France, 27,2 % en 2023 (") and "prudence" in said
    assert reperes.sentence(()) == ""


ENGLISH: dict[str, Any] = {
    ESSENTIEL: ("Do our contracts help people find work?", "How it is computed"),
    OBLIGATIONS: ("What the law asks", "National plan for sustainable procurement"),
    "/spaser/s01/": ("What the law asks, what others do", "Local authorities, France"),
}


@pytest.mark.parametrize("path", ENGLISH)
def test_the_pages_are_read_in_english(entrer: Entrer, path: str) -> None:
    client = entrer("elu")
    client.get("/langue/en/")
    said = page(client, path).replace("\u2011", "-")
    assert all(told in said for told in ENGLISH[path])


def test_nobody_reads_them_without_an_account(client: Client) -> None:
    for path in (ESSENTIEL, OBLIGATIONS):
        assert client.get(f"{path}?{COMMUNE}").status_code in (302, 401, 403)
