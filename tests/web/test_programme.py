"""The programme of purchases: who writes it, who reads it, what is refused, what is taken away."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.atelier import ACHETEURS

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
(MIEN, NOM), (AUTRE, _), (TIERS, _) = ACHETEURS
LISTE = "/suivi/programme/"
NOUVELLE = f"{LISTE}nouvelle/"
COMMUNE = "?vue=consolidee"
SEGMENT = "Fournitures de bureau"


@pytest.fixture(autouse=True)
def emptied(maison: Path) -> Iterator[None]:
    """A programme that nobody wrote yet."""
    import sqlite3

    from achatlas.store.programme import TABLE
    from achatlas.store.transaction import REGISTRE

    yield
    with sqlite3.connect(maison / REGISTRE) as base:
        base.execute(f"DROP TABLE IF EXISTS {TABLE}")


def told(**more: Any) -> dict[str, Any]:
    """What a form says of a line, as it is filled, changed by what is given."""
    return {
        "acheteur": MIEN, "segment": segment(), "objet": "Papier recyclé", "minimum": "80 000",
        "maximum": "120 000", "lancement": "2099-03", "debut": "09/2099", "procedure": "Procédure adaptée",
        "statut": "decide", **more,
    }  # fmt: skip


def segment(code: str = "08.03") -> str:
    from achatlas.catalogue.load import Catalogue

    return str(Catalogue().segments[code]["segment"])


def text(response: Any) -> str:
    return re.sub(r"[\u202f\u00a0]", " ", html.unescape(response.content.decode()))


def write(client: Client, **more: Any) -> str:
    """Writes a line; returns the path of its page."""
    response = client.post(NOUVELLE, told(**more))
    assert response.status_code == 302, text(response)[:3000]
    return str(response["Location"]).partition("?")[0]


def rang(client: Client, path: str) -> str:
    """The row that the form of a line was opened upon."""
    found = re.search(r'name="rang" value="(\d+)"', client.get(path).content.decode())
    assert found
    return found[1]


def test_a_line_is_written_and_read_again(entrer: Entrer) -> None:
    client = entrer("agent")
    path = write(client, membres=[AUTRE], exterieurs="SDIS")
    page = text(client.get(LISTE))
    for said in ("Papier recyclé", "de 80 k€ à 120 k€", "mars 2099", "septembre 2099", "décidé", "SDIS"):
        assert said in page
    assert "inscrite" in text(client.get(path))


def test_the_programme_is_a_chain_that_holds(entrer: Entrer, maison: Path) -> None:
    from achatlas.store.programme import Programme

    client = entrer("agent")
    path = write(client)
    client.post(path, told(objet="Papier blanc", rang=rang(client, path)))
    assert Programme(maison).verify().fautes == () and Programme(maison).verify().lignes == 2
    page = text(client.get(path))
    assert "<s>Papier recyclé</s> → Papier blanc" in page and "agent-val-fictif" in page


@pytest.mark.parametrize(
    ("more", "champ", "words"),
    [
        ({"objet": " "}, "objet", "il est vide"),
        ({"segment": ""}, "segment", "aucun n’est choisi"),
        ({"segment": "bureau"}, "segment", "choisissez parmi"),
        ({"minimum": "beaucoup"}, "minimum", "n’est pas une somme"),
        ({"minimum": "-5"}, "minimum", "est positive"),
        ({"minimum": "0", "maximum": ""}, "minimum", "est positive"),
        ({"minimum": ""}, "minimum", "seul le haut"),
        ({"minimum": "200 000"}, "minimum", "dépasse le haut"),
        ({"minimum": "1,234"}, "minimum", "milliers ou des décimales"),
        ({"lancement": "2099-13"}, "lancement", "n’est pas un mois"),
        ({"debut": "2099-01"}, "debut", "avant que la consultation"),
        ({"procedure": "Au hasard"}, "procedure", "pas dans la liste"),
        ({"statut": "fini"}, "statut", "pas dans la liste"),
        ({"membres": ["123456789"]}, "membres", "pas dans la liste"),
        ({"marche": f"{MIEN}/RIEN"}, "marche", "aucun marché"),
        ({"objet": "a" * 301}, "objet", "300 au plus"),
    ],
)
def test_what_cannot_be_read_is_told_and_what_was_typed_is_kept(
    more: dict[str, Any], champ: str, words: str, entrer: Entrer
) -> None:
    client = entrer("agent")
    response = client.post(NOUVELLE, told(exterieurs="SDIS 42", **more))
    page = text(response)
    assert response.status_code == 400 and words in page and f'href="#p-{champ}"' in page
    assert 'value="SDIS 42"' in page and f'id="f-{champ}"' in page
    assert "Aucun achat au programme" in text(client.get(LISTE))


def test_an_estimate_may_be_one_figure_or_unknown(entrer: Entrer) -> None:
    client = entrer("agent")
    write(client, objet="Une somme", minimum="99 999,99", maximum="")
    write(client, objet="Rien", minimum="", maximum="")
    page = text(client.get(LISTE))
    assert "inconnue" in page and "1 ligne sans estimation" in page and "100 k€" in page


def test_an_agent_writes_for_no_other_buyer(entrer: Entrer) -> None:
    path = write(entrer("agent"), shared="on", acheteur=AUTRE)
    other = entrer("autre")
    assert "Papier recyclé" in text(other.get(f"{LISTE}{COMMUNE}"))
    for told_of in (told(acheteur=MIEN, rang="1"), told(acheteur=AUTRE, rang="1")):
        assert other.post(f"{path}{COMMUNE}", told_of).status_code == 404
    assert other.post(f"{path}retirer/{COMMUNE}", {"rang": "1"}).status_code == 404
    assert '<form class="forme-p"' not in text(other.get(f"{path}{COMMUNE}"))
    assert other.post(f"{NOUVELLE}?vue=individuelle&pour={MIEN}", told()).status_code == 404
    assert "Papier recyclé" in text(entrer("agent").get(LISTE))


def test_an_elu_reads_and_writes_nothing(entrer: Entrer) -> None:
    path = write(entrer("agent"))
    elu = entrer("elu")
    assert "Papier recyclé" in text(elu.get(LISTE)) and elu.get(path).status_code == 200
    assert "nouvelle/" not in text(elu.get(LISTE))
    for path_of in (NOUVELLE, path, f"{path}retirer/"):
        assert elu.post(path_of, told(rang="1")).status_code == 404
    assert elu.get(NOUVELLE).status_code == 404


def test_another_buyer_reads_what_is_shared_and_only_since_it_is(entrer: Entrer) -> None:
    client = entrer("agent")
    path = write(client, objet="Secret de fabrication")
    other = entrer("autre")
    assert "Secret" not in text(other.get(f"{LISTE}{COMMUNE}"))
    assert other.get(f"{path}{COMMUNE}").status_code == 404
    client = entrer("agent")
    client.post(path, told(objet="Papier", shared="on", rang=rang(client, path)))
    page = text(entrer("autre").get(f"{path}{COMMUNE}"))
    assert "Papier" in page and "Secret" not in page


def test_the_project_team_writes_for_any_buyer(entrer: Entrer) -> None:
    client = entrer("groupe")
    path = write(client, acheteur=TIERS)
    assert client.post(NOUVELLE, told(acheteur="")).status_code == 400
    assert client.post(NOUVELLE, told(acheteur="999999999")).status_code == 400
    moved = client.post(path, told(acheteur=AUTRE, objet="Déplacé", rang=rang(client, path)))
    assert moved.status_code == 302
    assert "Papier" not in text(client.get(f"{LISTE}?vue=individuelle&pour={AUTRE}"))
    assert "Déplacé" in text(client.get(f"{LISTE}?vue=individuelle&pour={TIERS}"))


def test_a_right_that_is_lost_is_lost_at_once(entrer: Entrer) -> None:
    from achatlas.web.comptes.models import Profil

    client = entrer("agent")
    path = write(client)
    profil = Profil.objects.get(user__username="agent-val-fictif")
    try:
        Profil.objects.filter(pk=profil.pk).update(acheteur=AUTRE)
        assert client.post(path, told(rang="1")).status_code == 404
    finally:
        profil.save()


def test_who_wrote_meanwhile_is_told_and_nothing_is_overwritten(entrer: Entrer) -> None:
    client = entrer("agent")
    path = write(client)
    seen = rang(client, path)
    client.post(path, told(objet="Le premier", rang=seen))
    late = client.post(path, told(objet="Le second", rang=seen))
    page = text(late)
    assert late.status_code == 409 and "a changé depuis" in page
    assert 'value="Le second"' in page and "→ Le premier" in page
    assert "Le second" not in text(client.get(LISTE))
    assert client.post(f"{path}retirer/", {"rang": seen}).status_code == 409
    assert client.post(path, told(objet="Le second", rang=rang(client, path))).status_code == 302


def test_a_line_taken_out_is_kept_and_may_come_back(entrer: Entrer) -> None:
    client = entrer("agent")
    path = write(client, shared="on")
    assert client.post(f"{path}retirer/", {"rang": rang(client, path)}).status_code == 302
    assert "Papier recyclé" not in text(client.get(LISTE))
    assert "retirée du programme" in text(client.get(path))
    assert entrer("autre").get(f"{path}{COMMUNE}").status_code == 404
    client = entrer("agent")
    assert client.post(path, told(rang=rang(client, path))).status_code == 302
    assert "Papier recyclé" in text(client.get(LISTE))


def test_what_changes_nothing_adds_no_row(entrer: Entrer, maison: Path) -> None:
    from achatlas.store.programme import Programme

    client = entrer("agent")
    path = write(client)
    client.post(path, told(rang=rang(client, path)))
    assert Programme(maison).verify().lignes == 1


def test_the_file_holds_what_may_be_published_and_runs_nothing(entrer: Entrer) -> None:
    client = entrer("agent")
    write(client, objet="=HYPERLINK(1)", publiable="on")
    write(client, objet="Gardé pour nous", shared="on")
    told_of = b"".join(client.get(f"{LISTE}programme.csv")).decode("utf-8-sig")  # type: ignore[arg-type]
    assert "'=HYPERLINK(1)" in told_of and "Gardé" not in told_of
    assert "80000,00;120000,00;2099-03;2099-09" in told_of
    for said in ("# source", "# date", "# licence : Licence Ouverte 2.0"):
        assert said in told_of
    other = b"".join(entrer("autre").get(f"{LISTE}programme.csv{COMMUNE}"))  # type: ignore[arg-type]
    assert b"HYPERLINK" not in other


def test_a_marche_that_ends_is_written_from_its_own_words(entrer: Entrer) -> None:
    client = entrer("agent")
    link = re.search(r'href="(/suivi/programme/nouvelle/\?[^"]+)"', text(client.get("/suivi/")))
    assert link
    page = text(client.get(link[1]))
    key = re.search(r'name="marche" list="l-marches" value="([^"]+)"', page)
    assert key and key[1].startswith(MIEN) and 'name="minimum" inputmode="decimal" value=""' in page
    path = write(client, marche=key[1])
    assert path in text(client.get("/suivi/")) and "Au programme" in text(client.get("/suivi/"))


def test_no_form_is_taken_without_its_token(entrer: Entrer) -> None:
    from django.contrib.auth.models import User
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="agent-val-fictif"))
    for path in (NOUVELLE, f"{LISTE}1/", f"{LISTE}1/retirer/"):
        assert strict.post(path, told()).status_code == 403
