"""Another buyer's data change nothing of what an agent sees, and never show anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web import atelier
from tests.web.atelier import ACHETEURS
from tests.web.conftest import MARQUES

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
MIEN, AUTRE = ACHETEURS[0][0], ACHETEURS[1][0]
PROPRES = (
    "/",
    "/bilan/",
    "/bilan/rejets.csv",
    "/definitions/",
    "/cartographie/",
    "/marches/",
    "/cartographie/?exercice=tous",
    "/cartographie/?famille=08&sauf.departement=69",
    f"/cartographie/?acheteur={AUTRE}",
    "/cartographie/axe/fournisseur/",
    "/cartographie/axe/fournisseur/?cherche=maison",
    "/cartographie/axe/direction/",
    "/cartographie/axe/service/",
    "/cartographie/axe/fournisseur.csv",
    "/cartographie/croise/?par=direction&selon=fournisseur",
    "/cartographie/croise/?par=service&selon=fournisseur",
    "/cartographie/croise.csv?par=segment&selon=direction&valeur=local",
    "/cartographie/lignes/?tri=montant&page=2",
    "/cartographie/lignes.csv",
    "/marches/lignes.csv?exercice=tous",
    f"/ligne/{atelier.depot_of(MIEN)}/12/",
    f"/ligne/{atelier.depot_of(AUTRE)}/12/",
    f"/ligne/{atelier.depot_of(AUTRE)}/12/?pour={AUTRE}",
    f"/cartographie/?vue=individuelle&pour={AUTRE}",
    "/depots/",
    f"/depots/{atelier.depot_of(MIEN)}/",
    f"/depots/{atelier.depot_of(AUTRE)}/",
    "/api/v1/depots/",
    f"/api/v1/depots/{atelier.depot_of(AUTRE)}/",
    "/nulle-part/",
)


def contenu(response: object) -> bytes:
    """The bytes of an answer, its clock and its form tokens put aside."""
    brut = b"".join(response) if getattr(response, "streaming", False) else response.content  # type: ignore
    brut = re.sub(rb'<data class="duree" value="\d+">\d+', b"", brut)
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", brut)


def lire(client: Client, adresses: tuple[str, ...]) -> dict[str, tuple[int, bytes]]:
    """What a person is answered at each address, following redirections."""
    answers = {adresse: client.get(adresse, follow=True) for adresse in adresses}
    return {adresse: (r.status_code, contenu(r)) for adresse, r in answers.items()}


@pytest.fixture(scope="module")
def brouillee(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same territory where the other buyers' labels, suppliers and amounts are others."""
    graines = {siren: 99 for siren, _ in ACHETEURS if siren != MIEN}
    marques = {siren: "BROUILLE-" for siren in graines} | {MIEN: MARQUES[MIEN]}
    return atelier.build(tmp_path_factory.mktemp("brouille") / "essai", graines=graines, marques=marques)


@pytest.fixture
def ailleurs(brouillee: Path) -> Iterator[None]:
    """Serve the scrambled territory instead."""
    from django.test import override_settings

    with override_settings(ACHATLAS_HOME=str(brouillee)):
        yield


@pytest.fixture(scope="module")
def avant() -> dict[str, dict[str, tuple[int, bytes]]]:
    """What the agent was answered on the true territory."""
    return {}


def test_own_answers_are_kept_for_comparison(
    entrer: Entrer, avant: dict[str, dict[str, tuple[int, bytes]]]
) -> None:
    avant["agent"] = lire(entrer("agent"), PROPRES)
    assert avant["agent"]["/cartographie/"][0] == 200


def test_other_buyers_data_change_no_byte_of_ones_own_view(
    ailleurs: None, entrer: Entrer, avant: dict[str, dict[str, tuple[int, bytes]]]
) -> None:
    apres = lire(entrer("agent"), PROPRES)
    different = [adresse for adresse in PROPRES if apres[adresse] != avant["agent"][adresse]]
    assert not different


@pytest.mark.parametrize("role", ["agent", "elu"])
def test_no_canary_of_another_buyers_lines_is_heard(role: str, entrer: Entrer) -> None:
    libelles = [
        f"{MARQUES[s]}{mot}"
        for s, _ in ACHETEURS
        if s != MIEN or role == "elu"
        for mot in ("Objet", "mot", "service", "mandats", "2024-")
    ]
    communes = (
        "/cartographie/?vue=consolidee",
        "/cartographie/axe/fournisseur/?vue=consolidee",
        "/cartographie/axe/famille.csv?vue=consolidee",
        "/cartographie/croise/?vue=consolidee&par=fournisseur&selon=acheteur",
        "/cartographie/croise.csv?vue=consolidee&par=segment&selon=acheteur&valeur=fournisseurs",
    )
    for adresse, (_, corps) in lire(entrer(role), PROPRES + communes).items():
        entendus = [mot for mot in libelles if mot.encode() in corps]
        assert not entendus, (adresse, entendus)


def test_anonymous_visitors_hear_no_canary(client: Client) -> None:
    for adresse, (_, corps) in lire(client, PROPRES).items():
        assert b"CANARI" not in corps, adresse


def test_two_agents_sharing_a_server_do_not_share_answers(entrer: Entrer) -> None:
    entrer("agent").get("/cartographie/")
    page = entrer("autre").get("/cartographie/").content.decode()
    assert "CANARI0-Objet" not in page and "CANARI1-Objet" in page


def test_the_common_total_is_the_sum_of_the_parts(entrer: Entrer) -> None:
    from achatlas.analyse import query
    from achatlas.analyse.selection import Selection
    from achatlas.screens.droits import Droits
    from achatlas.web.acces import ouvrir

    groupe = Droits("groupe_projet", "", "")
    mesures = ["montant_paye", "lignes", "montant_interne"]

    def total(vue: str, siren: str = "") -> list[int]:
        found = query.figures(mesures, Selection(), ouvrir(groupe, vue, siren).scope)
        return [found.valeurs[m] for m in mesures]

    parts = [total("individuelle", siren) for siren, _ in ACHETEURS]
    assert [sum(column) for column in zip(*parts, strict=True)] == total("consolidee")
