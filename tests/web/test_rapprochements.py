"""The page of rapprochements: who judges what, without JavaScript; what it says, moves, and takes back."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from achatlas import pipeline
from achatlas.pipeline.written import reference
from achatlas.store.rapprochements import Rapprochements
from tests.web import rapprochements as essai
from tests.web.depots import AUTRE, MIEN
from tests.web.rapprochements import (
    AUTRE_BON,
    BON,
    CLE,
    ECRIT,
    GARAGE,
    IMPRIMERIE,
    NOMMEE,
    PAPETERIE,
    RECONNU,
)  # fmt: skip

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
PAGE, DIRE, REPRENDRE = "/rapprochements/", "/rapprochements/dire/", "/rapprochements/reprendre/"
RELIRE = f"{PAGE}?liste=reconnus"
RECONNU_REF = reference(RECONNU)
REF, GARAGE_REF = reference(CLE), reference(f"{GARAGE} | 69002")


@pytest.fixture
def chez(rapproches: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the territory, served instead of the common one."""
    from django.test import override_settings

    made = Path(shutil.copytree(rapproches, tmp_path / "essai"))
    with override_settings(ACHATLAS_HOME=str(made)):
        yield made


@pytest.fixture
def relu(reconnus: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the territory where the machine recognises a name, served instead of the common one."""
    from django.test import override_settings

    made = Path(shutil.copytree(reconnus, tmp_path / "essai"))
    with override_settings(ACHATLAS_HOME=str(made)):
        yield made


def page(client: Client, path: str = PAGE, statut: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == statut, response.content.decode()[:600]
    return plain(response.content.decode())


def plain(text: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", text)).replace("\u00a0", " ").replace("\u202f", " ")


def say(client: Client, jugement: str = "oui", ref: str = REF, entreprise: str = BON, **more: str) -> int:
    told = {"ecrit": ref, "entreprise": entreprise, "jugement": jugement, "suite": GARAGE_REF, **more}
    return client.post(DIRE, told).status_code


def test_the_queue_is_by_euros_and_says_what_decisions_would_move(chez: Path, entrer: Entrer) -> None:
    shown = page(entrer("groupe"))
    assert "3 noms à rapprocher, 2 400 € en jeu" in shown
    assert "3 décisions feraient passer la dépense identifiée de 79,7 à 99,6 %" in shown
    assert shown.index(PAPETERIE) < shown.index(IMPRIMERIE) < shown.index(GARAGE)
    assert "DURAND" not in shown and "sirene FICHIER" in shown


def test_two_cards_tell_what_is_written_and_what_the_directory_says(chez: Path, entrer: Entrer) -> None:
    shown = page(entrer("groupe"))
    assert "Papier A4" in shown and "Cahiers" in shown and "1 700,00 € HT, 3 lignes" in shown
    assert "PAPETERIE DU PORT" in shown and "même nom" in shown and "très vraisemblable, 97 sur 100" in shown
    assert "peu vraisemblable" not in shown and "possible, 61 sur 100" in shown
    raw = html.unescape(entrer("groupe").get(PAGE).content.decode())
    href = re.findall(r'href="(/cartographie/lignes/[^"]+)"', raw)[0]
    assert f"pour={MIEN}&exercice=tous&fournisseur=T" in href


def test_the_directory_says_where_how_big_and_whether_it_is_open(chez: Path, entrer: Entrer) -> None:
    essai.directory(essai.workshop(chez))
    shown = " ".join(page(entrer("groupe")).split())
    assert f"{BON}00010 (siège)" in shown and "69001 LYON 1ER" in shown and "47.62Z" in shown
    assert "10 à 19 salariés, PME" in shown and "État fermé" in shown and "sirene FICHIER" not in shown
    typed = " ".join(page(entrer("groupe"), f"{PAGE}?ecrit={GARAGE_REF}&entreprise={BON}").split())
    assert "Ce que dit le répertoire PAPETERIE DU PORT" in typed and "numéro que vous avez saisi" in typed


def test_an_agent_sees_and_judges_only_what_its_buyer_writes(chez: Path, entrer: Entrer) -> None:
    shown = page(entrer("autre"))
    assert (
        IMPRIMERIE in shown and GARAGE not in shown and "500,00 € HT, 1 ligne" in shown.replace("500 ", "500")
    )
    page(entrer("autre"), f"{PAGE}?pour={MIEN}", 404)
    assert say(entrer("autre"), ref=GARAGE_REF, entreprise=AUTRE_BON) == 404
    assert say(entrer("agent"), ref=GARAGE_REF, entreprise=AUTRE_BON) == 302
    (said,) = Rapprochements(chez).every()
    assert entrer("autre").post(REPRENDRE, {"empreinte": said.empreinte}).status_code == 404
    assert say(entrer("autre"), pour=MIEN) == 404


def test_an_elu_has_no_such_page_nor_place_in_the_menu(chez: Path, entrer: Entrer) -> None:
    page(entrer("elu"), statut=404)
    assert say(entrer("elu")) == 404 and Rapprochements(chez).every() == ()
    assert "Rapprochements" not in page(entrer("elu"), "/definitions/")
    assert "Rapprochements" in page(entrer("agent"), "/definitions/")


def test_the_project_team_may_look_at_one_buyer(chez: Path, entrer: Entrer) -> None:
    assert "2 noms à rapprocher, 900 € en jeu" in page(entrer("groupe"), f"{PAGE}?pour={AUTRE}")
    page(entrer("groupe"), f"{PAGE}?pour=999999999", 404)
    page(entrer("groupe"), f"{PAGE}?page=9", 404)


def test_a_yes_is_signed_leads_to_the_next_and_another_buyer_learns_no_euros(
    chez: Path, entrer: Entrer
) -> None:
    agent = entrer("agent")
    response = agent.post(
        DIRE, {"ecrit": REF, "entreprise": BON, "jugement": "oui", "suite": GARAGE_REF, "motif": "Facture"}
    )
    assert response["Location"] == f"{PAGE}?ecrit={GARAGE_REF}&fait=oui#paire"
    shown = page(agent, response["Location"])
    assert f"{PAPETERIE} est PAPETERIE DU PORT {BON}." in shown and "reste 1 nom" in shown
    assert "« Facture »" in shown and "Traiter et publier" in shown
    (said,) = Rapprochements(chez).every()
    assert (said.qui, said.cite["candidat"]["score"]) == ("agent-val-fictif", 97)
    other = page(entrer("autre"))
    assert "« Facture »" in other and "1 200" not in other and "1 décision a fait passer" in other


def test_the_next_run_obeys_and_the_page_says_so(chez: Path, entrer: Entrer) -> None:
    client = entrer("groupe")
    assert "Traiter et publier" not in page(client)
    say(client)
    assert 'action="/controles/publier/"' in client.get(PAGE).content.decode()
    pipeline.run(essai.workshop(chez))
    shown = page(client)
    assert "Traiter et publier" not in shown
    assert "1 décision a fait passer la dépense identifiée de 79,7 à 93,8 %" in shown


def test_a_no_stays_on_the_name_and_proposes_the_next_candidate(chez: Path, entrer: Entrer) -> None:
    client = entrer("groupe")
    response = client.post(DIRE, {"ecrit": REF, "entreprise": BON, "jugement": "non", "suite": GARAGE_REF})
    shown = page(client, response["Location"])
    assert f"PAPETERIE DU PORT {BON} n’est plus proposée" in shown and AUTRE_BON in shown
    say(client, "non", entreprise=AUTRE_BON)
    assert "Aucun candidat" in page(client, f"{PAGE}?ecrit={REF}")
    assert say(client, "incertain", entreprise="") == 302
    assert "remis à plus tard" in page(client)


def test_a_number_typed_is_shown_before_it_is_decided_and_refused_when_wrong(
    chez: Path, entrer: Entrer
) -> None:
    client = entrer("groupe")
    shown = page(client, f"{PAGE}?ecrit={REF}&entreprise=000 900 027")
    assert "numéro que vous avez saisi" in shown and essai.ECRIT in shown
    wrong = page(client, f"{PAGE}?ecrit={REF}&entreprise=000900028", 400)
    assert "Ce n’est ni un SIREN ni un SIRET" in wrong and "dont la clé de contrôle" in wrong
    assert say(client, entreprise="000900028") == 400 and say(client, "peut-être") == 400
    assert say(client, ref="rien") == 404


def test_who_answers_after_somebody_else_is_told_so_and_nothing_is_added(chez: Path, entrer: Entrer) -> None:
    say(entrer("agent"))
    late = entrer("groupe").post(DIRE, {"ecrit": REF, "entreprise": BON, "jugement": "non"}, follow=True)
    assert late.status_code == 200 and "a décidé de ce nom avant vous" in plain(late.content.decode())
    assert len(Rapprochements(chez).every()) == 1


def test_a_page_that_did_not_see_what_somebody_else_said_meanwhile_adds_nothing(
    chez: Path, entrer: Entrer
) -> None:
    assert say(entrer("agent"), "non", rang="0") == 302
    late = {"ecrit": REF, "entreprise": BON, "jugement": "oui", "rang": "0"}
    told = entrer("groupe").post(DIRE, late, follow=True)
    assert "a décidé de ce nom avant vous" in plain(told.content.decode())
    assert len(Rapprochements(chez).every()) == 1
    assert say(entrer("groupe"), "oui", rang="1") == 302 and len(Rapprochements(chez).every()) == 2


@pytest.mark.parametrize(
    ("jugement", "dit"), [("etranger", "un fournisseur étranger"), ("personne", "une personne physique")]
)
def test_a_name_without_a_siren_leaves_the_queue_and_comes_back(
    jugement: str, dit: str, chez: Path, entrer: Entrer
) -> None:
    client = entrer("groupe")
    shown = page(client, f"{PAGE}?ecrit={REF}")
    assert "Fournisseur étranger" in shown and "sans rien identifier de plus" in shown
    told = {"ecrit": REF, "entreprise": BON, "jugement": jugement, "suite": GARAGE_REF}
    shown = page(client, client.post(DIRE, told)["Location"])
    assert f"{PAPETERIE} est {dit}, sans SIREN." in shown and "79,7" in shown
    assert "2 noms à rapprocher" in shown and "1 décision en vigueur" in shown
    (said,) = Rapprochements(chez).every()
    assert (said.siren, said.jugement) == ("", jugement)
    client.post(REPRENDRE, {"empreinte": said.empreinte})
    assert "3 noms à rapprocher" in page(client)


def test_a_decision_is_taken_back_once(chez: Path, entrer: Entrer) -> None:
    client = entrer("groupe")
    say(client)
    (said,) = Rapprochements(chez).every()
    back = client.post(REPRENDRE, {"empreinte": said.empreinte})
    assert "Décision reprise." in page(client, back["Location"]) and PAPETERIE in page(client)
    again = client.post(REPRENDRE, {"empreinte": said.empreinte})
    assert "avait déjà été reprise" in page(client, again["Location"])
    assert client.post(REPRENDRE, {"empreinte": "rien"}).status_code == 404


def test_when_all_is_said_and_before_any_run_the_page_tells(
    chez: Path, entrer: Entrer, tmp_path: Path
) -> None:
    from django.test import override_settings

    from tests.web import depots

    client = entrer("groupe")
    for cle in (CLE, f"{GARAGE} | 69002", f"{IMPRIMERIE.upper()} | 42000"):
        say(client, ref=reference(cle))
    shown = page(client)
    assert "Rien à rapprocher" in shown and "3 décisions en vigueur" in shown
    with override_settings(ACHATLAS_HOME=str(depots.home(tmp_path / "vide"))):
        assert "Aucun nom n’attend encore" in page(entrer("agent"))


def review(client: Client, jugement: str, **more: str) -> str:
    """Judges the pair that the machine recognised; where it leads."""
    told = {"ecrit": RECONNU_REF, "entreprise": ECRIT, "jugement": jugement, "liste": "reconnus", **more}
    response = client.post(DIRE, told)
    assert response.status_code == 302, response.content.decode()[:600]
    return str(response["Location"])


def test_what_the_machine_recognised_is_reread_with_how_and_the_head_leads_there(
    relu: Path, entrer: Entrer
) -> None:
    assert "1 nom reconnu par la machine, 750 € : relire" in page(entrer("groupe"))
    assert f'href="{RELIRE}"' in entrer("groupe").get(PAGE).content.decode()
    shown = " ".join(page(entrer("groupe"), RELIRE).split())
    assert (
        "1 nom reconnu par la machine, 750 €" in shown
        and "3 noms à rapprocher, 2 400 € en jeu : la file" in shown
    )
    assert f"Ce que dit le répertoire {NOMMEE} SIREN {ECRIT}" in shown and "750,00 € HT, 1 ligne" in shown
    assert "Reconnu par Nom déjà identifié par l’acheteur" in shown
    assert "Indices l’acheteur écrit ailleurs ce nom avec ce SIREN" in shown
    assert "numéro que vous avez saisi" not in shown and GARAGE not in shown
    assert "remet dans la file 750 € (dépense identifiée : 80,9 à 75,0 %)" in shown


def test_every_link_form_and_redirect_of_the_list_stays_in_it(relu: Path, entrer: Entrer) -> None:
    raw = html.unescape(entrer("groupe").get(RELIRE).content.decode()).partition('id="vue"')[2]
    own = [one for one in re.findall(r'(?:href|action)="(/rapprochements/[^"]*)"', raw) if "?" in one]
    assert own and all("liste=reconnus" in one for one in own)
    forms = re.findall(r"<form.*?</form>", raw, re.DOTALL)
    asked = [one for one in forms if "/rapprochements/" in one]
    assert len(asked) == 2 and all('name="liste" value="reconnus"' in one for one in asked)
    assert (
        review(entrer("groupe"), "incertain")
        == f"{RELIRE.partition('?')[0]}?liste=reconnus&fait=incertain#paire"
    )
    page(entrer("groupe"), f"{PAGE}?liste=autre", 400)


def test_a_refusal_puts_the_name_back_in_the_queue_and_is_undone(relu: Path, entrer: Entrer) -> None:
    client = entrer("groupe")
    shown = page(client, review(client, "non"))
    assert f"{NOMMEE} n’est pas {NOMMEE} {ECRIT}. Dépense identifiée : 75,0 %" in shown
    assert "Aucun nom reconnu par la machine" in shown and "750 € refusés à la machine" in shown
    assert "1 décision a fait passer la dépense identifiée de 80,9 à 75,0 %" in shown
    queue = page(client)
    assert NOMMEE in queue and "4 noms à rapprocher, 3 150 € en jeu" in queue and "machine : aucun" in queue
    (said,) = Rapprochements(relu).every()
    back = client.post(REPRENDRE, {"empreinte": said.empreinte})
    assert back["Location"] == f"{PAGE}?ecrit={RECONNU_REF}&liste=reconnus&fait=repris#paire"
    assert "Reconnu par" in page(client, back["Location"])


def test_a_yes_confirms_what_the_machine_recognised(relu: Path, entrer: Entrer) -> None:
    client = entrer("groupe")
    shown = page(client, review(client, "oui"))
    assert "Aucun nom reconnu par la machine" in shown and f"{NOMMEE} est {NOMMEE} {ECRIT}." in shown
    late = client.post(
        DIRE, {"ecrit": RECONNU_REF, "entreprise": ECRIT, "jugement": "non", "liste": "reconnus"}, follow=True
    )
    assert "a décidé de ce nom avant vous" in plain(late.content.decode())
    assert len(Rapprochements(relu).every()) == 1


def test_another_enterprise_may_be_said_instead_of_the_machine_s(relu: Path, entrer: Entrer) -> None:
    client = entrer("groupe")
    shown = page(client, f"{RELIRE}&ecrit={RECONNU_REF}&entreprise={BON}")
    assert (
        "la met à la place de celle que la machine a reconnue" in shown
        and "numéro que vous avez saisi" in shown
    )
    page(client, review(client, "oui", entreprise=BON))
    assert "Aucun nom reconnu par la machine" in page(client, RELIRE)


def test_the_rights_are_those_of_the_queue(relu: Path, entrer: Entrer) -> None:
    assert NOMMEE in page(entrer("agent"), RELIRE)
    assert "Aucun nom reconnu par la machine" in page(entrer("autre"), RELIRE)
    page(entrer("elu"), RELIRE, 404)
    page(entrer("autre"), f"{RELIRE}&pour={MIEN}", 404)
    told = {"ecrit": RECONNU_REF, "entreprise": ECRIT, "jugement": "non", "liste": "reconnus"}
    for role in ("autre", "elu"):
        assert entrer(role).post(DIRE, told).status_code == 404
    assert Rapprochements(relu).every() == ()
