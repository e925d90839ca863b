"""From red to act: the chain leads from a gap to a marché and an action; who writes it, who reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from achatlas.store.actions import Actions
from tests.web.atelier import ACHETEURS
from tests.web.spaser import shown, text

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("spaser_vide")
Entrer = Callable[[str], "Client"]
MIEN, AUTRE = ACHETEURS[0][0], ACHETEURS[1][0]
SEUL, COMMUNE = f"vue=individuelle&pour={MIEN}", "vue=consolidee"
PAGE, NEW = "/spaser/actions/", "/spaser/actions/nouvelle/"
ROUGE = "/spaser/p03/?cible=99"


def page(client: Client, path: str = PAGE, vue: str = COMMUNE) -> str:
    return shown(client, path, vue)


def act(client: Client, path: str = NEW, vue: str = COMMUNE, **more: Any) -> Any:
    """Writes an action, changed by what is given."""
    told = {"titre": "Allotir le nettoyage", "etat": "a_faire", "acheteurs": MIEN, "rang": "0", **more}
    return client.post(f"{path}?{vue}", told)


def rows(said: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', said)


def test_a_gap_leads_to_segments_a_lever_and_the_form_of_an_action(entrer: Entrer) -> None:
    said = page(entrer("groupe"), ROUGE)
    assert "Du rouge à l’acte" in said and "Allotissement et accès des PME" in said
    (href,) = re.findall(r'href="([^"]+)">Créer l’action', said)
    form = text(entrer("groupe").get(href))
    assert re.search(r'<option value="p03" selected>', form)
    assert re.search(r'<option value="allotissement" selected>', form)
    assert len(re.findall(r'name="acheteurs" value="\d+" checked', form)) == 1
    assert "Marché à reprendre :" in form and re.search(r'name="titre" value="Allotissement[^"]+"', form)


def test_no_chain_without_a_gap(entrer: Entrer) -> None:
    client = entrer("groupe")
    for path in ("/spaser/p03/", "/spaser/p03/?cible=0", "/spaser/s04/?cible=10"):
        assert "Du rouge à l’acte" not in page(client, path)


def amount(said: str) -> int:
    """What a part of the segments is short of, in thousands of euros at least as it is written."""
    number, unit = re.match(r"(−?[\d,  ]+) ?(M€|k€|€)", said).groups()  # type: ignore[union-attr]
    value = float(number.replace("−", "-").replace(" ", "").replace(",", "."))
    return round(value * {"M€": 1e6, "k€": 1e3, "€": 1}[unit])


def test_what_segments_hold_adds_up_to_what_is_missing(entrer: Entrer) -> None:
    said = page(entrer("groupe"), ROUGE)
    chain = said.partition('<ol class="chaine">')[2].partition("</ol>")[0]
    (gap,) = re.findall(r"Il manque ([^<]+)</p>", chain)
    parts = re.findall(r'<b class="nb">([^<]+)</b>', chain)
    assert parts and abs(sum(map(amount, parts)) - amount(gap)) <= 60_000 * len(parts)


def test_a_segment_and_a_lever_are_chosen_by_the_address(entrer: Entrer) -> None:
    said = page(entrer("groupe"), "/spaser/s06/?cible=90&segment=08.03&levier=reservation")
    assert re.search(r'segment=08\.03[^"]*#acte" aria-current="true">08\.03', said)
    assert "Marché ou lot réservé" in said and "L. 2113-12" in said
    wrong = page(entrer("groupe"), "/spaser/s06/?cible=90&segment=zz&levier=zz")
    assert "Du rouge à l’acte" in wrong


def test_the_text_of_a_clause_may_be_copied_and_a_doubt_is_said(entrer: Entrer) -> None:
    said = page(entrer("groupe"), "/spaser/s06/?cible=90")
    assert re.search(r"<textarea [^>]*readonly[^>]*>Le présent \[marché", said)
    assert "à vérifier" in page(entrer("groupe"), ROUGE).partition("Du rouge à l’acte")[2]


def test_who_may_answer_is_counted_by_kind_and_what_is_unknown_is_said(entrer: Entrer) -> None:
    said = page(entrer("groupe"), "/spaser/s06/?cible=90&segment=08.03")
    told = re.search(r"(\d+) opérateurs? connus? dans ce segment", said)
    kinds = re.search(r'<p class="mut">([^<]+), dont \d+ à moins de 30 km', said)
    assert told and kinds and sum(map(int, re.findall(r": (\d+)", kinds[1]))) == int(told[1])
    assert "Le répertoire ne dit rien de" in page(entrer("groupe"), ROUGE)


def test_an_action_is_written_dated_and_listed_on_its_indicator(entrer: Entrer, maison: Path) -> None:
    client = entrer("groupe")
    done = act(client, indicateur="p03", calcul="valeur", segment="08.03", echeance="2027-03-31")
    assert done.status_code == 302 and "fait=ecrite" in done["Location"]
    (kept,) = Actions(maison).standing()
    assert (kept.action.qui, kept.action.acheteurs) == ("groupe-projet", (MIEN,))
    assert kept.action.date[:10] >= str(date.today())[:4] and kept.action.echeance == "2027-03-31"
    said = page(client, "/spaser/p03/")
    assert "Les actions de cet indicateur" in said and rows(said)[-1] == "Allotir le nettoyage"
    assert "Les actions de cet indicateur" not in page(client, "/spaser/p01/")


def test_the_late_ones_come_first_and_actions_are_classed(entrer: Entrer) -> None:
    client = entrer("groupe")
    act(client, titre="Plus tard", echeance="2099-01-01", segment="08.03")
    act(client, titre="Trop tard", echeance="2020-01-01", indicateur="p03")
    act(client, titre="Finie", etat="fait", acheteurs=AUTRE)
    assert rows(page(client)) == ["Trop tard", "Plus tard", "Finie"]
    for par, last in (("indicateur", "Sans indicateur"), ("segment", "Sans segment")):
        heads = re.findall(r"<h2 id=\"t-\d+\">([^<]+)", page(client, f"{PAGE}?par={par}"))
        assert heads[-1] == last and len(heads) == 2
    assert len(rows(page(client, f"{PAGE}?par=acheteur"))) == 3
    assert client.get(f"{PAGE}?par=rien&{COMMUNE}").status_code == 400


def test_a_state_changes_and_what_it_was_stays_told(entrer: Entrer, maison: Path) -> None:
    client = entrer("groupe")
    act(client)
    (kept,) = Actions(maison).standing()
    path = f"{PAGE}{kept.action.numero}/"
    assert act(client, path, etat="en_cours", rang=str(kept.rang), note="Réunion faite").status_code == 302
    said = page(client, path)
    assert "à faire" in said and "en cours (Réunion faite)" in said
    late = act(client, path, etat="fait", rang=str(kept.rang))
    assert late.status_code == 409 and "a changé entre-temps" in text(late)


def test_an_action_that_is_sent_twice_is_written_once(entrer: Entrer, maison: Path) -> None:
    client = entrer("groupe")
    assert [act(client).status_code for _ in "ab"] == [302, 302]
    (kept,) = Actions(maison).standing()
    assert act(client, titre="Autre", rang=str(kept.rang)).status_code == 302
    path = f"{PAGE}{kept.action.numero}/"
    for _ in "ab":
        assert act(client, path, etat="fait", rang=str(kept.rang)).status_code == 302
    late = act(client, path, note="À reprendre", rang=str(kept.rang))
    assert late.status_code == 409 and "À reprendre" in text(late)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"titre": " "}, "Écrivez ce qui est à faire."),
        ({"titre": "x" * 161}, "Ce texte est trop long"),
        ({"echeance": "demain"}, "Écrivez une date, comme 2027-03-31."),
        ({"etat": "oublie"}, "Choisissez un état."),
        ({"acheteurs": "999999999"}, "Acheteur inconnu"),
        ({"indicateur": "z99"}, "Choisissez dans la liste."),
        ({"segment": "99.99"}, "Choisissez dans la liste."),
        ({"levier": "magie"}, "Choisissez dans la liste."),
        ({"indicateur": "p03", "calcul": "rien"}, "Choisissez dans la liste."),
    ],
)
def test_what_cannot_be_an_action_is_said_and_nothing_is_written(
    entrer: Entrer, maison: Path, wrong: dict[str, str], why: str
) -> None:
    response = act(entrer("groupe"), **wrong)
    assert response.status_code == 400 and why in text(response)
    assert Actions(maison).standing() == ()


def test_a_marche_that_nobody_knows_is_left_out(entrer: Entrer, maison: Path) -> None:
    act(entrer("groupe"), marche="rien")
    assert [one.action.marche for one in Actions(maison).standing()] == [""]


def test_an_elu_reads_actions_and_writes_none(entrer: Entrer) -> None:
    act(entrer("groupe"), note="En bureau", indicateur="p03")
    elu = entrer("elu")
    assert rows(page(elu)) == ["Allotir le nettoyage"] and "Nouvelle action" not in page(elu)
    assert "Créer l’action" not in page(elu, ROUGE)
    assert act(elu).status_code == 404 and elu.get(f"{NEW}?{COMMUNE}").status_code == 404
    (numero,) = re.findall(rf"{PAGE}(\d+)/", page(elu))
    assert '<form class="objectif-j"' not in page(elu, f"{PAGE}{numero}/")
    assert act(elu, f"{PAGE}{numero}/").status_code == 404


def test_an_agent_writes_for_its_buyer_and_for_nobody_else(entrer: Entrer) -> None:
    client = entrer("agent")
    assert act(client, acheteurs=AUTRE).status_code == 400
    every = client.post(f"{NEW}?{SEUL}", {"titre": "Pour tous", "etat": "a_faire", "rang": "0"})
    assert every.status_code == 400 and "Cochez votre acheteur." in text(every)
    assert act(client, vue=SEUL).status_code == 302


def test_an_agent_does_not_change_what_is_for_another_or_for_all(entrer: Entrer, maison: Path) -> None:
    for whose in (AUTRE, [MIEN, AUTRE]):
        act(entrer("groupe"), acheteurs=whose)
    for kept in Actions(maison).standing():
        path = f"{PAGE}{kept.action.numero}/"
        assert act(entrer("agent"), path, rang=str(kept.rang)).status_code == 404


def test_the_view_of_a_buyer_shows_what_is_for_it(entrer: Entrer, maison: Path) -> None:
    for titre, whose in (("Mienne", MIEN), ("Autre", AUTRE), ("Partagée", [MIEN, AUTRE])):
        act(entrer("groupe"), titre=titre, acheteurs=whose)
    entrer("groupe").post(f"{NEW}?{COMMUNE}", {"titre": "De tous", "etat": "a_faire", "rang": "0"})
    assert sorted(rows(page(entrer("agent"), vue=SEUL))) == ["De tous", "Mienne", "Partagée"]
    other = next(one for one in Actions(maison).standing() if one.action.titre == "Autre")
    assert entrer("agent").get(f"{PAGE}{other.action.numero}/?{SEUL}").status_code == 404


def test_the_note_and_the_past_are_for_the_team_and_the_agents_of_its_buyers(
    entrer: Entrer, maison: Path
) -> None:
    for titre, whose in (("Mienne", MIEN), ("Autre", AUTRE)):
        act(entrer("groupe"), titre=titre, acheteurs=whose, note=f"Secret {titre}", pilote="Léa")
    told = {one.action.titre: f"{PAGE}{one.action.numero}/" for one in Actions(maison).standing()}
    reads = {"groupe": ["Mienne", "Autre"], "agent": ["Mienne"], "elu": []}
    for role, notes in reads.items():
        for titre, path in told.items():
            said = page(entrer(role), path)
            assert titre in said and "à faire" in said
            assert (f"Secret {titre}" in said) == ("Ce qu’elle a été" in said) == (titre in notes)


def test_an_action_that_nobody_wrote_is_not_found(entrer: Entrer) -> None:
    assert entrer("groupe").get(f"{PAGE}99/?{COMMUNE}").status_code == 404


ENGLISH = {ROUGE: "From red to act", PAGE: "Actions of the SPASER", NEW: "What is to be done"}


@pytest.mark.parametrize("path", ENGLISH)
def test_the_pages_are_read_in_english(entrer: Entrer, path: str) -> None:
    client = entrer("groupe")
    client.get("/langue/en/")
    said = page(client, path)
    assert '<html lang="en"' in said and ENGLISH[path] in said


@pytest.mark.parametrize("siren", [MIEN, AUTRE])
def test_what_may_be_launched_next_is_of_a_buyer_whom_the_objective_binds(siren: str, entrer: Entrer) -> None:
    client = entrer("groupe")
    told = {"annee_0": "2025", "cible_0": "99", "poids": "1", "rang": "0", "acheteurs": [siren]}
    assert client.post(f"/spaser/p03/objectif/?{COMMUNE}", told).status_code == 302
    said = page(client, "/spaser/p03/?exercice=2025")
    (href,) = re.findall(r'href="(/spaser/actions/nouvelle/[^"]*)"', said)
    found = re.search(r"marche=(\d{9})", href)
    assert found is None or found[1] == siren
    seen = {m[1] for m in re.finditer(r'href="/suivi/[^"]*marche=(\d{9})', said)}
    assert seen <= {siren}
