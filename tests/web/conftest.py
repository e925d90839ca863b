"""One small territory published and served to the Django test client, for the whole session."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from achatlas.web.boot import configure
from tests.partage import once
from tests.web import atelier, depots
from tests.web.spaser import forget

if TYPE_CHECKING:
    from django.test import Client

MARQUES = {siren: f"CANARI{rang}-" for rang, (siren, _) in enumerate(atelier.ACHETEURS)}
COMPTES = {
    "agent": "agent-val-fictif",
    "autre": "agent-bourg-invente",
    "groupe": "groupe-projet",
    "elu": "elu",
}


@pytest.fixture(scope="session")
def maison(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the territory; every label of a buyer bears its canary."""
    made = once(tmp_path_factory, "ecrans", lambda at: atelier.build(at / "essai", marques=MARQUES))
    return Path(shutil.copytree(made, tmp_path_factory.mktemp("essai") / "essai"))


@pytest.fixture(scope="session", autouse=True)
def django(maison: Path) -> Iterator[None]:
    """Django configured once, on this home, with its demonstration accounts."""
    configure(maison)
    from django.db import connections
    from django.test.utils import setup_test_environment, teardown_test_environment

    from achatlas.web.acces import territoire
    from achatlas.web.comptes.demo import seed_demo_accounts

    setup_test_environment()
    seed_demo_accounts(territoire())
    yield
    teardown_test_environment()
    connections.close_all()


@pytest.fixture
def chez(tmp_path: Path) -> Iterator[Path]:
    """A home of its own, served instead of the common one."""
    from django.test import override_settings

    made = depots.home(tmp_path)
    with override_settings(ACHATLAS_HOME=str(made)):
        yield made


@pytest.fixture(autouse=True)
def anew(django: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page is computed: a test may replace what it says in this very process."""
    from achatlas.web import memoire

    monkeypatch.setattr(memoire, "find", lambda key: None)


@pytest.fixture
def spaser_vide(maison: Path) -> Iterator[None]:
    """What a test writes of the SPASER (objectives, entries, actions, reports) is taken out after it."""
    yield
    forget(maison)


@pytest.fixture
def client() -> Iterator[Client]:
    """A browser that nobody has signed in."""
    from django.core.cache import caches
    from django.test import Client

    caches["essais"].clear()
    yield Client(raise_request_exception=False)


@pytest.fixture
def entrer(client: Client) -> Callable[[str], Client]:
    """Signs a role in."""

    def sign_in(role: str) -> Client:
        from django.contrib.auth.models import User

        client.force_login(User.objects.get(username=COMPTES[role]))
        return client

    return sign_in
