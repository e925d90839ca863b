"""Signing in: demonstration accounts, guesses slowed down, sessions that end, forms that need their token."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from achatlas.catalogue.territoire import Acheteur, Territoire
from achatlas.domain.errors import OutOfScope

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
