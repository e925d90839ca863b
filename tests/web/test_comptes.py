"""Signing in: demonstration accounts, guesses slowed down, sessions that end, forms that need their token."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from achatlas.catalogue.territoire import Acheteur, Territoire
from achatlas.cli import main
from achatlas.domain.errors import CatalogueError, OutOfScope
from achatlas.web.boot import COMPTES

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]


def essayer(client: Client, mot_de_passe: str, suite: str = "/bilan/") -> object:
    """Send the sign-in form."""
    champs = {"identifiant": "groupe-projet", "mot_de_passe": mot_de_passe, "suite": suite}
    return client.post("/connexion/", champs)


def test_the_page_offers_the_demonstration_accounts_and_their_password(client: Client) -> None:
    page = client.get("/connexion/").content.decode()
    assert "Groupe projet" in page and "Val-Fictif" in page and "achatlas-demo" in page


def test_a_right_password_leads_to_the_page_that_was_asked(client: Client) -> None:
    assert essayer(client, "achatlas-demo")["Location"] == "/bilan/"  # type: ignore[index]


@pytest.mark.parametrize("suite", ["https://ailleurs.example/", "//ailleurs.example", "javascript:alert(1)"])
def test_no_address_of_another_site_is_followed(suite: str, client: Client) -> None:
    assert essayer(client, "achatlas-demo", suite)["Location"] == "/"  # type: ignore[index]


def test_a_wrong_password_is_said_without_telling_which(client: Client) -> None:
    response = client.post("/connexion/", {"identifiant": "personne", "mot_de_passe": "rien"})
    assert response.status_code == 401
    assert "Identifiant ou mot de passe inconnu" in response.content.decode()


def test_guesses_are_slowed_down_even_when_the_last_is_right(client: Client) -> None:
    for _ in range(10):
        essayer(client, "devinette")
    page = essayer(client, "achatlas-demo").content.decode()  # type: ignore[attr-defined]
    assert "Trop d’essais" in page


def test_a_form_without_its_token_is_refused() -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    champs = {"identifiant": "elu", "mot_de_passe": "achatlas-demo"}
    assert strict.post("/connexion/", champs).status_code == 403


def test_leaving_needs_a_form_and_closes_the_session(entrer: Entrer) -> None:
    agent = entrer("agent")
    assert agent.get("/deconnexion/").status_code == 405
    agent.post("/deconnexion/")
    assert agent.get("/cartographie/").status_code == 302


@pytest.mark.parametrize(("vue", "ouverte"), [(31 * 60, 40 * 60), (0, 13 * 3600)])
def test_a_session_ends_when_idle_or_old(vue: int, ouverte: int, entrer: Entrer) -> None:
    agent = entrer("agent")
    session, now = agent.session, int(time.time())
    session["vue"], session["ouverte"] = now - vue, now - ouverte
    session.save()
    assert agent.get("/cartographie/").status_code == 302


def test_htmx_is_told_to_leave_the_page_when_the_session_is_over(client: Client) -> None:
    response = client.get("/cartographie/", headers={"HX-Request": "true"})
    assert response.status_code == 204 and response["HX-Redirect"].startswith("/connexion/")


def test_known_passwords_never_open_a_real_territory() -> None:
    from achatlas.web.comptes.demo import seed_demo_accounts

    membre = Acheteur(siren="000000009", nom="X", nom_court="X", type="commune")
    vrai = Territoire(id="vrai", libelle="Vrai", simule=False, acheteurs=(membre,))
    with pytest.raises(OutOfScope):
        seed_demo_accounts(vrai)


def test_accounts_are_made_once() -> None:
    from django.contrib.auth.models import User

    from achatlas.web.acces import territoire
    from achatlas.web.comptes.demo import seed_demo_accounts

    avant = User.objects.count()
    assert seed_demo_accounts(territoire()) == 5
    assert User.objects.count() == avant


@pytest.fixture
def rien() -> Iterator[None]:
    """What a test does to the accounts is undone."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def compte(nom: str) -> Any:
    from achatlas.web.comptes import accounts

    return next(one for one in accounts.listed() if one.nom == nom)


@pytest.mark.usefixtures("rien")
def test_a_named_account_opens_with_its_own_password_until_it_is_closed(client: Client) -> None:
    from achatlas.web.comptes import accounts

    password = accounts.drawn()
    accounts.put(accounts.Compte("jeanne", "agent", "000000001"), password)
    assert compte("jeanne").as_dict() == {
        "nom": "jeanne", "role": "agent", "acheteur": "000000001", "libelle": "jeanne", "ouvert": True,
    }  # fmt: skip
    assert client.login(username="jeanne", password=password)
    accounts.close("jeanne")
    assert not compte("jeanne").ouvert and not client.login(username="jeanne", password=password)


@pytest.mark.usefixtures("rien")
def test_a_new_password_keeps_the_rights_and_a_new_role_changes_them(client: Client) -> None:
    from achatlas.web.comptes import accounts

    accounts.put(accounts.Compte("jeanne", "agent", "000000001", "Jeanne"), "un-premier-mot")
    accounts.put(accounts.Compte("jeanne", ""), "un-second-mot")
    assert (compte("jeanne").role, compte("jeanne").libelle) == ("agent", "Jeanne")
    assert not client.login(username="jeanne", password="un-premier-mot")
    assert client.login(username="jeanne", password="un-second-mot")
    accounts.put(accounts.Compte("jeanne", "elu"), "un-second-mot")
    assert (compte("jeanne").role, compte("jeanne").acheteur) == ("elu", "")


@pytest.mark.usefixtures("rien")
def test_an_account_without_role_or_with_a_name_that_cannot_be_typed_is_refused() -> None:
    from achatlas.web.comptes import accounts

    for wrong in (accounts.Compte("jeanne", ""), accounts.Compte("jeanne d", "elu")):
        with pytest.raises(CatalogueError, match="jeanne"):
            accounts.put(wrong, "un-mot-assez-long")
    with pytest.raises(CatalogueError, match="n'existe pas"):
        accounts.close("personne")


@pytest.mark.usefixtures("rien")
def test_closed_demonstration_accounts_are_neither_offered_nor_opened(client: Client) -> None:
    from achatlas.web.acces import territoire
    from achatlas.web.comptes import demo

    assert demo.close_demo_accounts() == 5
    assert "achatlas-demo" not in client.get("/connexion/").content.decode()
    assert essayer(client, "achatlas-demo").status_code == 401  # type: ignore[attr-defined]
    demo.seed_demo_accounts(territoire())
    assert essayer(client, "achatlas-demo").status_code == 302  # type: ignore[attr-defined]


SERVI = """
import sys
from pathlib import Path
from achatlas.web.serve import application
application(Path(sys.argv[1]), comptes_de_demonstration=sys.argv[2] == "oui")
"""


@pytest.fixture
def vrai(tmp_path: Path) -> Path:
    """The home of a real territory of one buyer."""
    membre = {"siren": "000000018", "nom": "Ville", "nom_court": "Ville", "type": "commune"}
    (tmp_path / "vrai").mkdir()
    carte = {"id": "vrai", "libelle": "Vrai", "acheteurs": [membre]}
    (tmp_path / "vrai" / "territoire.yml").write_text(yaml.safe_dump(carte), encoding="utf-8")
    return tmp_path / "vrai"


def servi(home: Path, demonstration: str) -> str:
    """What is said when the territory is prepared to be served."""
    command = [sys.executable, "-c", SERVI, str(home), demonstration]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def achatlas(home: Path, *words: str, entree: str = "") -> Any:
    """The command line on the real territory, answering for machines."""
    command = [sys.executable, "-m", "achatlas", *words, "--territoire", home.name, "--json"]
    environment = {"ACHATLAS_HOME": str(home.parent)}
    done = subprocess.run(command, env=environment, input=entree, capture_output=True, text=True, check=False)
    return json.loads(done.stdout) | {"statut": done.returncode}


def ouverts(home: Path) -> set[str]:
    """Who may sign in, as the base says it."""
    with closing(sqlite3.connect(home / COMPTES)) as base:
        return {nom for (nom,) in base.execute("SELECT username FROM auth_user WHERE is_active")}


def listes(home: Path) -> dict[str, bool]:
    """Whether each account is open, as the command says it."""
    return {one["nom"]: one["ouvert"] for one in achatlas(home, "compte")["comptes"]}


def test_a_real_territory_has_no_demonstration_account_unless_asked(vrai: Path) -> None:
    advice = "./go achatlas compte NOM --role groupe_projet --territoire vrai"
    assert advice in servi(vrai, "non") and ouverts(vrai) == set()
    everyone = {"groupe-projet", "elu", "agent-ville"}
    assert advice not in servi(vrai, "oui") and ouverts(vrai) == everyone
    assert listes(vrai) == dict.fromkeys(everyone, True)
    assert advice in servi(vrai, "non") and ouverts(vrai) == set()


def test_an_account_is_opened_from_the_command_line(vrai: Path) -> None:
    made = achatlas(vrai, "compte", "jeanne", "--role", "agent", "--acheteur", "000000018")
    assert made["ok"] and len(made["mot_de_passe"]) >= 12 and ouverts(vrai) == {"jeanne"}
    asked = achatlas(vrai, "compte", "jeanne", "--demander", entree="un mot de passe choisi\n")
    assert asked["ok"] and "mot_de_passe" not in asked
    assert achatlas(vrai, "compte", "jeanne", "--fermer")["ok"] and ouverts(vrai) == set()
    assert listes(vrai) == {"jeanne": False}
    for words in (["jeanne", "--demander"], ["paul"]):
        refused = achatlas(vrai, "compte", *words, entree="court\n")
        assert (refused["statut"], refused["erreur"]) == (1, "CatalogueError")
    assert ouverts(vrai) == set()


@pytest.mark.parametrize(
    "words",
    [
        ["--role", "agent"],
        ["--role", "agent", "--acheteur", "123456789"],
        ["--role", "elu", "--acheteur", "000000018"],
    ],
)
def test_a_role_without_its_buyer_opens_nothing(
    words: list[str], vrai: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ACHATLAS_HOME", str(vrai.parent))
    assert main(["compte", "paul", *words, "--territoire", vrai.name, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["erreur"] == "CatalogueError"
    assert not (vrai / COMPTES).exists()
