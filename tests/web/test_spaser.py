"""The SPASER: targets beside what is done, who makes the gap, a target tried or set, and by whom."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from achatlas.domain.nombres import montant_lisible
from tests.web.atelier import ACHETEURS
from tests.web.spaser import shown, text
from tests.web.test_couverture import sheet

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("spaser_vide")
Entrer = Callable[[str], "Client"]
MIEN = ACHETEURS[0][0]
SEUL, COMMUNE = f"vue=individuelle&pour={MIEN}", "vue=consolidee"
P03 = "/spaser/p03/"


def page(client: Client, path: str = "/spaser/", vue: str = COMMUNE) -> str:
    return shown(client, path, vue)


def aim(client: Client, path: str = P03, **more: Any) -> Any:
    """Sets a target of the year shown, changed by what is given."""
    told = {"annee_0": "2025", "cible_0": "60", "poids": "1", "rang": "0", **more}
    return client.post(f"{path}objectif/?{COMMUNE}", told)


def value(said: str, name: str) -> Fraction:
    """The figure that stands under a name in the head of a page."""
    found = re.search(rf"<dt>{name}</dt><dd class=\"gros\">([\d,]+)", said)
    assert found, name
    return Fraction(found[1].replace(",", "."))


def points(said: str) -> list[Fraction]:
    """What each member of the cascade adds, as it is written."""
    found = re.findall(r'data-l="Écart"><b>([−+]?[\d,]+)</b>', said)
    return [Fraction(one.replace("−", "-").replace(",", ".").lstrip("+")) for one in found]


def test_every_indicator_is_on_the_page_told_or_said_to_lack_data(entrer: Entrer) -> None:
    said = page(entrer("groupe"))
    named = set(re.findall(r'href="/spaser/([sep]\d\d)/', said))
    assert len(named) == 53
    assert "Aucun objectif n’est écrit" in said and "Ouvrez un indicateur" in said


def test_a_target_that_is_set_is_judged_at_once_and_the_missed_ones_come_first(entrer: Entrer) -> None:
    client = entrer("groupe")
    for path, cible in ((P03, "99,5"), ("/spaser/p14/", "0,1")):
        assert aim(client, path, cible_0=cible).status_code == 302
    said = page(client)
    assert "Une cible sur deux est manquée" in said or "Une cible sur deux sera manquée" in said
    assert said.index("/spaser/p03/") < said.index("Atteintes") < said.index("/spaser/p14/")


def test_a_target_that_is_tried_moves_contributions_and_writes_nothing(entrer: Entrer) -> None:
    client = entrer("groupe")
    low, high = (page(client, f"{P03}?cible={cible}") for cible in (20, 90))
    assert points(low) != points(high) and "à l’essai, rien n’est écrit" in high
    assert "—" in re.findall(r"<dt>Cible \d+</dt><dd class=\"gros\">([^<]*)", page(client, P03))


@pytest.mark.parametrize("par", ["acheteur", "famille", "segment"])
def test_contributions_add_up_to_the_gap(entrer: Entrer, par: str) -> None:
    said = page(entrer("groupe"), f"{P03}?cible=50&par={par}")
    assert "la somme fait l’écart, exactement" in said
    gap = value(said, r"\d{4}") - 50
    assert abs(sum(points(said)) - gap) <= Fraction(len(points(said)) + 1, 20)


@pytest.mark.parametrize(
    ("link", "place"), [("Les lignes de ce qui est compté", 1), ("Les lignes de tout ce qui le dit", 2)]
)
def test_a_figure_opens_the_lines_that_it_counts(entrer: Entrer, link: str, place: int) -> None:
    client = entrer("agent")
    said = page(client, P03, SEUL)
    (href,) = re.findall(rf'href="([^"]+)">{link}', said)
    rows = sheet(client.get(href.replace("/lignes/?", "/lignes.csv?")))
    paid = sum(int(row["montant_ht"].replace(",", "")) for row in rows)
    told = re.search(r"<dd>([^<]+) sur ([^<]+)</dd>", said)
    assert told and told[place] == montant_lisible(paid).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize("role", ["agent", "elu"])
def test_only_the_project_team_sets_targets(entrer: Entrer, role: str) -> None:
    assert aim(entrer(role)).status_code == 404
    assert entrer(role).get(f"{P03}objectif/?{COMMUNE}").status_code == 404
    assert "Changer l’objectif" not in page(entrer(role), P03)


@pytest.mark.parametrize("rang", ["1", "9" * 9, "1" + "0" * 40])
def test_an_objective_is_not_given_by_who_read_a_row_that_is_not_there(entrer: Entrer, rang: str) -> None:
    client = entrer("groupe")
    assert aim(client, rang=rang).status_code == 409
    assert "Donner un objectif" in page(client, P03)


def test_objectives_are_written_where_those_of_all_are_seen(entrer: Entrer) -> None:
    client = entrer("groupe")
    assert client.get(f"{P03}objectif/?{SEUL}").status_code == 404
    assert "Donner un objectif" in page(client, P03) and "Donner un objectif" not in page(client, P03, SEUL)


@pytest.mark.parametrize(
    ("path", "cible", "head"),
    [(P03, "99,5", "Une cible sur une"), ("/spaser/s04/", "10", "Aucune cible ne peut encore être jugée")],
)
def test_the_title_says_what_may_be_said_of_one_target(
    entrer: Entrer, path: str, cible: str, head: str
) -> None:
    client = entrer("groupe")
    aim(client, path, cible_0=cible)
    assert f"<h1>{head}" in page(client)


def test_what_no_selection_tells_apart_opens_all_its_lines_and_no_others(entrer: Entrer) -> None:
    said = page(entrer("groupe"), "/spaser/p10/", SEUL)
    assert "Toutes les lignes regardées" in said and "Les lignes de ce qui est compté" not in said


@pytest.mark.parametrize("vue", [SEUL, COMMUNE])
def test_a_mean_opens_the_lines_that_it_is_of_and_those_that_say_nothing(entrer: Entrer, vue: str) -> None:
    client = entrer("groupe")
    said = page(client, "/spaser/p13/", vue)
    told = re.search(r"<dd>n = ([\d ]+)</dd>", said)
    (counted,) = re.findall(r'href="([^"]+)">Les lignes de tout ce qui le dit', said)
    (silent,) = re.findall(r'href="([^"]+)">ce qui ne dit rien', said)
    rows, other = (sheet(client.get(a.replace("/lignes/?", "/lignes.csv?"))) for a in (counted, silent))
    assert told and len(rows) == int(told[1].replace(" ", ""))
    assert not [row for row in other if row in rows]


def test_nobody_is_new_nor_former_when_a_year_before_is_not_there(entrer: Entrer) -> None:
    client = entrer("groupe")
    years = {year: page(client, f"/spaser/p08/?exercice={year}") for year in (2023, 2024, 2025)}
    told = {year: re.findall(r'<dd class="gros">([^<]*)', said)[0] for year, said in years.items()}
    assert told[2023] == told[2024] == "inconnu" and "%" in told[2025]


def test_an_axis_that_a_view_does_not_cross_is_said(entrer: Entrer) -> None:
    said = page(entrer("agent"), "/spaser/s06/?cible=5&par=direction", SEUL)
    assert "Cette vue ne dit pas ce chiffre par cet axe" in said


ENGLISH = {
    "/spaser/": "days",
    "/spaser/p13/": "days",
    "/spaser/p09/": "How this figure is calculated",
    f"{P03}?cible=60": "Who makes the gap",
    f"{P03}objectif/": "Whom it binds",
}


@pytest.mark.parametrize("path", ENGLISH)
def test_the_pages_are_read_in_english(entrer: Entrer, path: str) -> None:
    client = entrer("groupe")
    client.get("/langue/en/")
    said = page(client, path)
    assert '<html lang="en"' in said and ENGLISH[path] in said


def test_an_elu_reads_the_targets_and_opens_no_payment(entrer: Entrer) -> None:
    aim(entrer("groupe"))
    said = page(entrer("elu"), P03)
    assert "60 %" in said and "/cartographie/lignes/" not in said


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"annee_0": "25"}, "Écrivez une année, comme 2027."),
        ({"cible_0": "beaucoup"}, "Écrivez un nombre, comme 30 ou 32,5."),
        ({"cible_0": "101"}, "Une part ne dépasse pas 100 %."),
        ({"cible_0": "1e9"}, "Écrivez un nombre, comme 30 ou 32,5."),
        ({"annee_1": "2025", "cible_1": "70"}, "Cette année est déjà dite."),
        ({"annee_0": "", "cible_0": ""}, "Écrivez au moins une année et sa cible."),
        ({"poids": "9"}, "Écrivez un poids de 1 à 5."),
        ({"acheteurs": "999999999"}, "Acheteur inconnu"),
        ({"motif": "x" * 121}, "Écrivez au plus 120 caractères"),
    ],
)
def test_what_cannot_be_an_objective_is_said_and_nothing_is_written(
    entrer: Entrer, wrong: dict[str, str], why: str
) -> None:
    client = entrer("groupe")
    response = aim(client, **wrong)
    assert response.status_code == 400 and why in text(response)
    assert "Aucun objectif n’est écrit" in page(client)


def test_who_writes_over_another_is_told(entrer: Entrer) -> None:
    client = entrer("groupe")
    aim(client)
    said = client.get(f"{P03}objectif/?{COMMUNE}").content.decode()
    (rang,) = re.findall(r'name="rang" value="(\d+)"', said)
    assert aim(client, cible_0="65", rang=rang).status_code == 302
    late = aim(client, cible_0="70", rang=rang)
    assert late.status_code == 409 and "a changé entre-temps" in text(late)


def test_an_objective_that_is_withdrawn_leaves_the_page_and_may_be_written_again(entrer: Entrer) -> None:
    client = entrer("groupe")
    aim(client)
    said = client.get(f"{P03}objectif/?{COMMUNE}").content.decode()
    (rang,) = re.findall(r'name="rang" value="(\d+)"', said)
    assert aim(client, retirer="1", rang=rang).status_code == 302
    assert "Aucun objectif n’est écrit" in page(client)
    assert aim(client, cible_0="61").status_code == 302 and "61 %" in page(client)


def test_what_is_typed_stays_when_the_objective_is_taken_out_meanwhile(entrer: Entrer, maison: Path) -> None:
    from achatlas.store.objectifs import Objectifs

    client = entrer("groupe")
    aim(client)
    (kept,) = Objectifs(maison).standing()
    rang = str(kept.rang)
    for _ in "ab":
        assert aim(client, retirer="1", rang=rang).status_code == 302
    late = aim(client, cible_0="70", rang=rang, motif="Comité")
    assert late.status_code == 409 and "retiré entre-temps" in text(late)
    assert 'value="70"' in text(late) and 'value="Comité"' in text(late)
    assert len(Objectifs(maison).history(kept.objectif.numero)) == 2


def test_who_sets_the_target_that_another_just_set_is_told(
    entrer: Entrer, maison: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from achatlas.store.objectifs import Objectifs
    from achatlas.web.spaser import views

    made = views._made

    def meanwhile(*told: Any) -> Any:
        found = made(*told)
        Objectifs(maison).write(replace(found, calcul="", qui="lea"))
        return found

    monkeypatch.setattr(views, "_made", meanwhile)
    late = aim(entrer("groupe"), cible_0="70")
    assert late.status_code == 409 and "existe déjà" in text(late) and 'value="70"' in text(late)
    assert len(Objectifs(maison).standing()) == 1


def test_an_objective_of_some_buyers_binds_them_alone(entrer: Entrer) -> None:
    client = entrer("groupe")
    aim(client, acheteurs=ACHETEURS[1][0])
    assert "/spaser/p03/" not in page(client, vue=SEUL).partition("sans objectif")[0]
    other = f"vue=individuelle&pour={ACHETEURS[1][0]}"
    assert "/spaser/p03/" in page(client, vue=other).partition("sans objectif")[0]


@pytest.mark.parametrize("path", ["/spaser/zzz/", "/spaser/p03/rien/", "/spaser/p03/valeur/"])
def test_what_is_no_figure_is_not_found(entrer: Entrer, path: str) -> None:
    assert entrer("groupe").get(path).status_code == 404


def test_an_unknown_year_or_a_target_that_is_no_number_is_refused_in_words(entrer: Entrer) -> None:
    client = entrer("groupe")
    assert client.get(f"/spaser/?exercice=1999&{COMMUNE}").status_code == 400
    wrong = client.get(f"{P03}?cible=zut&{COMMUNE}")
    assert wrong.status_code == 400 and "Écrivez un nombre" in text(wrong)
