"""The page of controls: who reads what, down to file and line, and what a person decides of two marchés."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.depots import AUTRE, MIEN, work

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
PAIR = {"marche": f"{MIEN}/2024M1", "autre": f"{MIEN}/2024M9"}


@pytest.fixture
def chez(controles_faits: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the territory, served instead of the common one."""
    import shutil

    from django.test import override_settings

    made = tmp_path / "essai"
    shutil.copytree(controles_faits, made)
    with override_settings(ACHATLAS_HOME=str(made)):
        yield made


def page(client: Client, path: str, statut: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == statut, response.content.decode()[:600]
    return html.unescape(response.content.decode()).replace("\u00a0", " ")


def pairs(made: Path) -> list[dict[str, Any]]:
    from achatlas.pipeline import findings, open_workshop
    from achatlas.settings import at

    return findings.pairs(open_workshop(at(made)))


def test_an_agent_reads_its_own_findings_down_to_file_and_line(chez: Path, entrer: Entrer) -> None:
    shown = page(entrer("agent"), "/controles/")
    assert "Montant possible" in shown and "decp.json, n° 3" in shown
    assert "1 doublon à juger" in shown and "Par acheteur" not in shown
    detail = page(entrer("agent"), "/controles/v08/")
    assert "Rien du tout" in detail and "decp.json, n° 3" in detail and "Chez un autre" not in detail


def test_an_agent_opens_no_other_buyer(chez: Path, entrer: Entrer) -> None:
    page(entrer("agent"), f"/controles/?pour={AUTRE}", 404)
    page(entrer("agent"), f"/controles/v08/?pour={AUTRE}", 404)
    assert "decp.json, n° 4" not in page(entrer("agent"), "/controles/")
    assert "decp.json, n° 4" in page(entrer("autre"), "/controles/")


def test_the_project_team_reads_each_buyer_and_all(chez: Path, entrer: Entrer) -> None:
    shown = page(entrer("groupe"), "/controles/")
    assert "Par acheteur" in shown and f"/controles/?pour={AUTRE}" in shown
    detail = page(entrer("groupe"), "/controles/v08/")
    assert "Rien du tout" in detail and "Chez un autre" in detail
    assert "Rien du tout" not in page(entrer("groupe"), f"/controles/v08/?pour={AUTRE}")
    page(entrer("groupe"), "/controles/?pour=999999999", 404)
    page(entrer("groupe"), "/controles/v99/", 404)
    page(entrer("groupe"), "/controles/v08/?page=2", 404)


def test_an_elu_reads_totals_and_no_file(chez: Path, entrer: Entrer) -> None:
    shown = page(entrer("elu"), "/controles/")
    assert "Montant possible" in shown
    assert "decp.json" not in shown and "à juger" not in shown and "Par acheteur" not in shown
    assert entrer("elu").get("/controles/v08/").status_code == 404
    assert entrer("elu").post("/controles/juger/", {**PAIR, "jugement": "meme"}).status_code == 404


def test_a_finding_leads_to_the_page_of_its_marche_and_its_history(chez: Path, entrer: Entrer) -> None:
    client = entrer("agent")
    detail = page(client, "/controles/v07/")
    href = detail.split('href="/ligne/')[1].split('"')[0]
    shown = page(client, f"/ligne/{href}")
    assert "Ce que ce marché est devenu" in shown and "modification" in shown
    assert "aussi autre.json, n° 1" in shown.replace('<span class="cd">', "").replace("</span>", "")


def test_what_is_said_of_a_pair_is_dated_cited_and_obeyed_by_the_next_run(chez: Path, entrer: Entrer) -> None:
    client = entrer("agent")
    said = {**PAIR, "jugement": "meme", "motif": "Publié deux fois"}
    assert client.post("/controles/juger/", said).status_code == 302
    shown = page(client, "/controles/")
    assert "C’est le même marché" in shown and "« Publié deux fois »" in shown
    assert "2024M1 (decp.json, n° 1)" in shown and "2024M9 (decp.json, n° 2)" in shown
    assert "Aucun doublon à juger" in shown and "Traiter et publier" in shown
    assert client.post("/controles/publier/", {"vu": "0"}).status_code == 302
    work(chez)
    assert pairs(chez) == [] and "Traiter et publier" not in page(client, "/controles/")
    assert client.post("/controles/juger/", {**PAIR, "jugement": "aucun"}).status_code == 302
    client.post("/controles/publier/", {"vu": "0"})
    work(chez)
    assert [one["jugement"] for one in pairs(chez)] == [None]


TOLD = "1 paire de marchés peut-être comptée deux fois"


def plain(client: Client, path: str) -> str:
    return page(client, path).replace("\u202f", " ")


def test_the_dashboard_says_what_may_be_counted_twice_until_it_is_judged(chez: Path, entrer: Entrer) -> None:
    agent = entrer("agent")
    shown = plain(agent, f"/marches/?vue=individuelle&pour={MIEN}")
    assert TOLD in shown and "filtres mis à part" in shown
    assert f'href="/controles/?pour={MIEN}#doublons"' in shown
    assert TOLD in plain(entrer("groupe"), "/marches/")
    assert TOLD not in plain(entrer("agent"), "/cartographie/")
    assert TOLD not in plain(entrer("groupe"), f"/marches/?acheteur={AUTRE}")
    assert TOLD in plain(entrer("groupe"), f"/marches/?sauf.acheteur={AUTRE}")
    assert TOLD not in plain(entrer("autre"), f"/marches/?vue=individuelle&pour={AUTRE}")
    elu = plain(entrer("elu"), "/marches/")
    assert TOLD in elu and "#doublons" not in elu
    agent = entrer("agent")
    assert agent.post("/controles/juger/", {**PAIR, "jugement": "deux", "page": "1"}).status_code == 302
    assert TOLD not in plain(agent, f"/marches/?vue=individuelle&pour={MIEN}")


def test_a_modified_marche_shows_both_amounts_on_its_line_and_in_the_export(
    chez: Path, entrer: Entrer
) -> None:
    agent = entrer("agent")
    sent = b"".join(agent.get("/marches/lignes.csv?exercice=tous")).decode()  # type: ignore[arg-type]
    assert "montant_notifie_marche;montant_apres_modification_marche" in sent
    assert "80000,00;95000,00" in sent and "60000,00;;" in sent
    href = page(agent, "/controles/v07/").split('href="/ligne/')[1].split('"')[0]
    shown = plain(agent, f"/ligne/{href}")
    assert "Montant après modification : 95 000,00" in shown and "montant notifié : 80 000,00" in shown


def test_nobody_judges_the_pair_of_another_nor_one_that_is_not_proposed(chez: Path, entrer: Entrer) -> None:
    autre = entrer("autre")
    assert autre.post("/controles/juger/", {**PAIR, "jugement": "meme"}).status_code == 404
    agent = entrer("agent")
    assert agent.post("/controles/juger/", {**PAIR, "autre": "x", "jugement": "meme"}).status_code == 404
    assert agent.post("/controles/juger/", {**PAIR, "jugement": "aucun"}).status_code == 302
    assert agent.post("/controles/juger/", {**PAIR, "jugement": "peut-être"}).status_code == 400
    assert [one["jugement"] for one in pairs(chez)] == [None]


def test_before_any_run_the_page_says_what_to_do(tmp_path: Path, entrer: Entrer) -> None:
    from django.test import override_settings

    from tests.web import depots

    with override_settings(ACHATLAS_HOME=str(depots.home(tmp_path))):
        assert "Aucun marché n’a encore été contrôlé" in page(entrer("agent"), "/controles/")
        page(entrer("agent"), "/controles/v08/", 404)


def test_the_registre_is_downloaded_by_who_may_and_of_who_they_may(chez: Path, entrer: Entrer) -> None:
    agent, groupe = entrer("agent"), None
    own = agent.get("/depots/registre.csv")
    assert own.status_code == 200 and b"2024M1" in own.content and b"Chez un autre" not in own.content
    assert own["Content-Disposition"].endswith(f"registre-{MIEN}-simule.csv")
    assert agent.get("/depots/registre.xlsx").content[:2] == b"PK"
    assert agent.get("/depots/registre.pdf").status_code == 404
    groupe = entrer("groupe")
    assert "Valide ailleurs" in groupe.get("/depots/registre.csv").content.decode()
    assert "2024M1" not in groupe.get(f"/depots/registre.csv?pour={AUTRE}").content.decode()
    assert groupe.get("/depots/registre.csv?pour=999999999").status_code == 404
    assert entrer("elu").get("/depots/registre.csv").status_code == 404
