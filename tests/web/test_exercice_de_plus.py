"""A year that the territory does not declare and that holds payments: offered, opened, never the default."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.partage import once
from tests.web import atelier
from tests.web.spaser import forget, shown
from tests.web.test_spaser import COMMUNE, P03, SEUL

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
LAST, MORE = "2024", "2025"
AUTRE = f"vue=individuelle&pour={atelier.ACHETEURS[1][0]}"


@pytest.fixture(scope="session")
def avance_faite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A territory that declares 2023 and 2024, of which one buyer alone has payments of 2025."""

    def build(at: Path) -> Path:
        with pytest.MonkeyPatch.context() as patch:
            made = atelier.achats
            patch.setattr(atelier, "achats", lambda *told: _kept(made(*told)))
            home = atelier.build(at / "essai")
        card = {**atelier.carte(), "exercices": [2023, int(LAST)]}
        (home / "territoire.yml").write_text(yaml.safe_dump(card, allow_unicode=True), encoding="utf-8")
        return home

    return once(tmp_path_factory, "exercice_de_plus", build)


def _kept(rows: Iterator[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every payment but those of 2025 of all buyers but the first."""
    return [r for r in rows if r["exercice"] != MORE or r["acheteur_siren"] == atelier.ACHETEURS[0][0]]


@pytest.fixture(autouse=True)
def avance(avance_faite: Path) -> Iterator[None]:
    """The same, served; what is written there is taken out."""
    from django.test import override_settings

    with override_settings(ACHATLAS_HOME=str(avance_faite)):
        yield
    forget(avance_faite)


@pytest.mark.parametrize("vue", [COMMUNE, SEUL])
@pytest.mark.parametrize("path", ["/spaser/", P03, "/spaser/s01/", "/spaser/essentiel/"])
def test_whatever_the_spaser_opens_of_a_year_that_it_offers_is_there(
    path: str, vue: str, entrer: Entrer
) -> None:
    client = entrer("groupe")
    assert f"exercice={MORE}" in shown(client, path, vue)
    said = shown(client, f"{path}?exercice={MORE}", vue)
    found = {one for one in re.findall(r'href="(/[^"]+)"', said) if "/lignes/" in one}
    assert found or path == "/spaser/"
    assert [one for one in sorted(found) if client.get(one).status_code != 200] == []


@pytest.mark.parametrize("path", ["/cartographie/", "/marches/", "/suivi/couverture/"])
def test_the_map_offers_that_year_in_every_view_and_the_last_declared_one_is_shown(
    path: str, entrer: Entrer
) -> None:
    client = entrer("groupe")
    for vue in (COMMUNE, SEUL, AUTRE):
        assert client.get(f"{path}?{vue}&exercice={MORE}").status_code == 200
    assert f"exercice={MORE}" in shown(client, path, COMMUNE)


def test_the_last_year_that_is_declared_is_shown_unless_another_is_asked(entrer: Entrer) -> None:
    from django.http import QueryDict

    from achatlas.screens.droits import GROUPE_PROJET, Droits
    from achatlas.web.cartographie.views import lue

    for asked, year in (("", LAST), (f"exercice={MORE}", MORE)):
        demande = lue(Droits(GROUPE_PROJET, "", ""), QueryDict(asked), "cartographie")
        assert (demande.exercice, demande.exercices[-1]) == (year, MORE)


def test_a_year_that_nothing_holds_is_still_refused(entrer: Entrer) -> None:
    assert entrer("groupe").get(f"/cartographie/?{COMMUNE}&exercice=2019").status_code == 404
