"""The same by API: objects of the command line, tokens, refusals in JSON, a description held to routes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.depots import AUTRE, YEAR, content, mandat, send, work

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
DOOR = "/api/v1/depots/"


def post(client: Client, path: str, said: dict[str, Any]) -> Any:
    return client.post(path, json.dumps(said), content_type="application/json")


def sent(client: Client, made: Path, lines: list[str], name: str = "a.csv", **more: str) -> str:
    """Sends a file and has it read; returns its hash."""
    response = send(client, content(lines), name, DOOR, **more)
    assert response.status_code == 202
    work(made)
    job = client.get(f"{DOOR}travaux/{response.json()['travaux'][0]['id']}/").json()
    return str(job["depot"])


def test_a_file_is_sent_read_confirmed_and_withdrawn_by_machines(chez: Path, entrer: Entrer) -> None:
    agent = entrer("agent")
    sha = sent(agent, chez, [*YEAR[:11], mandat(12, 12, "douze")])
    one = agent.get(f"{DOOR}{sha}/").json()
    assert (one["statut"], one["etat"], one["lu"], one["accepte"]) == (
        "accepte_avec_rejets",
        "attend",
        12,
        11,
    )
    assert one["rejete"] == {"montant_illisible": 1} and one["centimes"]["accepte"] == 660_000
    done = post(agent, f"{DOOR}{sha}/confirmer/", {"vu": one["vu"]})
    assert done.status_code == 202 and done.json()["travail"]["nature"] == "publier"
    assert [d["etat"] for d in agent.get(DOOR).json()["depots"]] == ["compte"]
    said = post(agent, f"{DOOR}{sha}/controle/", {"total": "6600,00"}).json()
    assert said["controle"]["centimes"] == 660_000
    assert post(agent, f"{DOOR}{sha}/retirer/", {"vu": one["vu"]}).status_code == 409
    assert post(agent, f"{DOOR}{sha}/retirer/", {"vu": one["vu"] + 1}).status_code == 202
    assert post(agent, f"{DOOR}revenir/{one['vu'] + 1}/", {"vu": one["vu"] + 2}).status_code == 202
    assert agent.get(f"{DOOR}{sha}/").json()["etat"] == "compte"
    assert b"motif;ligne" in agent.get(f"{DOOR}{sha}/rejets/").content


def test_the_object_of_a_deposit_is_that_of_the_command_line(chez: Path, entrer: Entrer) -> None:
    from achatlas import pipeline
    from achatlas.pipeline import report
    from achatlas.settings import at

    agent = entrer("agent")
    sha = sent(agent, chez, YEAR)
    atelier = pipeline.open_workshop(at(chez))
    depot = atelier.register.depot(sha)
    assert depot is not None
    account = atelier.register.reading(depot.instantane)
    assert account is not None
    expected = report.imported(pipeline.Imported(depot, account), atelier.catalogue)
    told = agent.get(f"{DOOR}{sha}/").json()
    assert {key: told[key] for key in expected} == json.loads(json.dumps(expected))


def test_a_token_acts_for_its_account_and_no_further(chez: Path, client: Client) -> None:
    from django.test import Client as Browser

    from achatlas.web.comptes import tokens

    first = tokens.draw("agent-val-fictif")
    token = tokens.draw("agent-val-fictif")
    strict = Browser(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {token}"})
    sha = sent(strict, chez, YEAR, acheteur=AUTRE)
    assert strict.get(f"{DOOR}{sha}/").json()["acheteur"] == "000000001"
    assert strict.get("/depots/").status_code == 302
    for bad in (first, "ach_rien", ""):
        assert client.get(DOOR, headers={"Authorization": f"Bearer {bad}"}).status_code == 401


def test_a_token_is_kept_as_a_hash_and_ends_with_its_account(chez: Path, client: Client) -> None:
    from django.contrib.auth.models import User

    from achatlas.domain.errors import CatalogueError
    from achatlas.web.comptes import tokens
    from achatlas.web.comptes.models import Jeton

    token = tokens.draw("agent-bourg-invente")
    assert token not in Jeton.objects.get(user__username="agent-bourg-invente").empreinte
    user = User.objects.filter(username="agent-bourg-invente")
    try:
        user.update(is_active=False)
        assert client.get(DOOR, headers={"Authorization": f"Bearer {token}"}).status_code == 401
        with pytest.raises(CatalogueError):
            tokens.draw("agent-bourg-invente")
    finally:
        user.update(is_active=True)


def test_a_session_asks_for_the_token_of_a_form(chez: Path) -> None:
    from django.contrib.auth.models import User
    from django.test import Client as Browser

    strict = Browser(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="agent-val-fictif"))
    assert send(strict, content(YEAR), door=DOOR).status_code == 403
    assert not list((chez / "tampon" / "recus").glob("*"))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("{sha}/confirmer/", {}),
        ("{sha}/confirmer/", {"vu": 0, "choix": "oublier"}),
        ("{sha}/retirer/", {"vu": "x"}),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused_in_json(
    path: str, said: dict[str, Any], chez: Path, entrer: Entrer
) -> None:
    agent = entrer("agent")
    refused = post(agent, f"{DOOR}{path.format(sha=sent(agent, chez, YEAR))}", said)
    assert refused.status_code == 400 and refused.json()["ok"] is False and refused.json()["que_faire"]


def test_what_is_closed_is_not_found_in_json(chez: Path, entrer: Entrer) -> None:
    sha = sent(entrer("groupe"), chez, YEAR, acheteur=AUTRE)
    for role in ("agent", "elu"):
        refused = entrer(role).get(f"{DOOR}{sha}/")
        assert refused.status_code == 404 and refused.json()["ok"] is False
    assert entrer("agent").get(DOOR).json()["depots"] == []


def test_the_description_names_every_route_and_every_method(client: Client) -> None:
    from achatlas.web.depots import api
    from achatlas.web.spaser import saisies_api

    every = [*api.ROUTES, *saisies_api.ROUTES]
    described = client.get("/api/v1/openapi.json").json()["paths"]
    routes = {"/" + re.sub(r"<\w+:(\w+)>", r"{\1}", str(r.pattern)): r.callback.methodes for r in every}
    assert {path: {m.upper() for m in verbs} for path, verbs in described.items()} == {
        path: set(methods) - {"HEAD"} for path, methods in routes.items()
    }


def test_the_description_says_all_that_a_deposit_answers(chez: Path, entrer: Entrer, client: Client) -> None:
    agent = entrer("agent")
    told = agent.get(f"{DOOR}{sent(agent, chez, YEAR)}/").json()
    schema = agent.get("/api/v1/openapi.json").json()["components"]["schemas"]["Depot"]
    assert set(schema["required"]) <= set(told)
    assert set(told) - set(schema["properties"]) == {"touche", "deja", "empreinte", "depose_le"}
