"""The life of a deposit on the screen: dropped, read aside, looked at, published, withdrawn, told back."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web import depots
from tests.web.depots import AUTRE, MIEN, YEAR, content, dropped, mandat, send, work

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
BROKEN = [*YEAR[:10], mandat(11, 11, "onze euros"), mandat(12, 12, "")]


def page(client: Client, path: str, statut: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == statut, response.content.decode()[:600]
    return html.unescape(response.content.decode())


def vu(made: Path) -> str:
    from achatlas.store.register import Register

    return str(Register(made).last_act())


def actifs(made: Path) -> list[str]:
    from achatlas.store.register import Register

    return [depot.fichier for depot in Register(made).depots()]


def test_one_line_is_said_in_the_singular(chez: Path, entrer: Entrer) -> None:
    agent = entrer("agent")
    sha = dropped(agent, chez, content([*YEAR[:1], mandat(11, 11, "onze euros")]))
    shown = page(agent, f"/depots/{sha}/").replace("\u00a0", " ")
    assert "Publier 1 ligne<" in shown and "1 lignes" not in shown and "des 1 " not in shown


def test_a_file_dropped_is_read_aside_and_counts_only_once_published(chez: Path, entrer: Entrer) -> None:
    agent = entrer("agent")
    sha = dropped(agent, chez, content(YEAR))
    shown = page(agent, f"/depots/{sha}/")
    assert "12\u00a0lignes lues, aucune perdue" in shown and "Publier 12\u00a0lignes" in shown
    assert "Rien n’est publié" in shown and actifs(chez) == []
    assert agent.post(f"/depots/{sha}/publier/", {"vu": vu(chez), "choix": "remplacer"}).status_code == 302
    work(chez)
    assert actifs(chez) == ["a.csv"] and "Publication : version" in page(agent, f"/depots/{sha}/")
    assert "Données de 12 mois sur 12" in page(agent, "/cartographie/").replace("\u00a0", " ")


def test_a_deposit_withdrawn_counts_no_more_and_may_be_told_back(chez: Path, entrer: Entrer) -> None:
    agent = entrer("agent")
    first, second = (
        dropped(agent, chez, content(YEAR)),
        dropped(agent, chez, content([mandat(1, 2, "5,00")]), "b.csv"),
    )
    for sha in (first, second):
        agent.post(f"/depots/{sha}/publier/", {"vu": vu(chez), "choix": "ajouter"})
    agent.post(f"/depots/{second}/retirer/", {"vu": vu(chez)})
    assert actifs(chez) == ["a.csv"] and "retiré" in page(agent, "/depots/")
    before = str(int(vu(chez)) - 1)
    assert "entre : « b.csv »" in page(agent, "/depots/").replace("\u00a0", " ").lower()
    assert agent.post(f"/depots/revenir/{before}/", {"vu": vu(chez)}).status_code == 302
    assert actifs(chez) == ["a.csv", "b.csv"]


def test_a_corrected_file_says_what_it_replaces_before_it_does(chez: Path, entrer: Entrer) -> None:
    agent = entrer("agent")
    first = dropped(agent, chez, content(YEAR))
    agent.post(f"/depots/{first}/publier/", {"vu": vu(chez), "choix": "remplacer"})
    second = dropped(agent, chez, content([*YEAR[:11], mandat(12, 12, "1,00")]), "corrige.csv")
    shown = page(agent, f"/depots/{second}/")
    assert "Différence s’il les remplace" in shown and "−1\u202f199,00" in shown
    agent.post(f"/depots/{second}/publier/", {"vu": vu(chez), "choix": "remplacer"})
    assert actifs(chez) == ["corrige.csv"] and "remplacé" in page(agent, f"/depots/{first}/")


def test_rejected_lines_come_back_corrected_as_an_addition(chez: Path, entrer: Entrer) -> None:
    agent = entrer("agent")
    sha = dropped(agent, chez, content(BROKEN))
    assert "2\u00a0lignes rejetées" in page(agent, f"/depots/{sha}/")
    agent.post(f"/depots/{sha}/publier/", {"vu": vu(chez), "choix": "remplacer"})
    sent = agent.get(f"/depots/{sha}/rejets/").content.decode()
    head, *lines = sent.splitlines()
    assert head == f"{depots.ENTETE};motif;ligne" and len(lines) == 2 and lines[0].endswith(";12")
    mended = sent.replace("onze euros", "11,00").replace("Électricité 12;;", "Électricité 12;12,00;")
    again = dropped(agent, chez, mended.encode(), "corrigees.csv")
    shown = page(agent, f"/depots/{again}/")
    assert (
        "2\u00a0lignes lues, aucune perdue" in shown
        and "lignes rejetées d’un autre dépôt, corrigées" in shown
    )
    agent.post(f"/depots/{again}/publier/", {"vu": vu(chez), "choix": "ajouter"})
    work(chez)
    from achatlas import pipeline
    from achatlas.settings import at

    totals = {(b.etape, b.objet): b.compte for b in pipeline.bilans(pipeline.open_workshop(at(chez)))}
    assert totals["cartographie", "achats"].acceptes.lignes == 12
    assert totals["cartographie", "achats"].acceptes.centimes == (5500 + 11 + 12) * 100


def test_a_formula_among_rejected_lines_does_not_run_and_comes_back_as_it_was(
    chez: Path, entrer: Entrer
) -> None:
    agent = entrer("agent")
    line = "2025;1;15/01/2025;60612;=HYPERLINK(1);Objet;x"
    good = "2025;2;15/01/2025;60612;ELEC SA;Lampe;2,00"
    sent = agent.get(f"/depots/{dropped(agent, chez, content([good, line]))}/rejets/").content.decode()
    assert "'=HYPERLINK(1)" in sent
    again = dropped(agent, chez, sent.replace(";x;", ";3,00;").encode(), "b.csv")
    assert "=HYPERLINK(1)" in page(agent, f"/depots/{again}/") and "'=HYPER" not in page(
        agent, f"/depots/{again}/"
    )


def test_a_decision_upon_a_state_that_has_changed_is_refused_and_shows_the_new_one(
    chez: Path, entrer: Entrer
) -> None:
    agent = entrer("agent")
    first, second = dropped(agent, chez, content(YEAR[:6])), dropped(agent, chez, content(YEAR[6:]), "b.csv")
    seen = vu(chez)
    agent.post(f"/depots/{first}/publier/", {"vu": seen, "choix": "ajouter"})
    late = agent.post(f"/depots/{second}/publier/", {"vu": seen, "choix": "ajouter"})
    assert late.status_code == 409 and "Les dépôts ont changé entre-temps" in html.unescape(
        late.content.decode()
    )
    assert actifs(chez) == ["a.csv"]
    assert agent.post("/depots/revenir/0/", {"vu": seen}).status_code == 409


def test_the_total_of_the_software_is_kept_with_who_said_it(chez: Path, entrer: Entrer) -> None:
    agent = entrer("agent")
    sha = dropped(agent, chez, content(YEAR))
    assert "non rapproché" in page(agent, f"/depots/{sha}/")
    agent.post(f"/depots/{sha}/controler/", {"total": "7 801,00"})
    assert "écart 1,00" in page(agent, f"/depots/{sha}/")
    agent.post(f"/depots/{sha}/controler/", {"total": "7 800,00 €"})
    shown = page(agent, f"/depots/{sha}/")
    assert ">rapproché<" in shown and "agent-val-fictif" in shown
    assert agent.post(f"/depots/{sha}/controler/", {"total": "beaucoup"}).status_code == 400


def test_a_deposit_given_up_leaves_nothing(chez: Path, entrer: Entrer) -> None:
    agent = entrer("agent")
    sha = dropped(agent, chez, content(YEAR))
    assert agent.post(f"/depots/{sha}/abandonner/").status_code == 302
    assert agent.get(f"/depots/{sha}/").status_code == 404
    assert not (chez / "depots" / sha).exists()


def test_what_has_counted_is_not_given_up(chez: Path, entrer: Entrer) -> None:
    agent = entrer("agent")
    sha = dropped(agent, chez, content(YEAR))
    agent.post(f"/depots/{sha}/publier/", {"vu": vu(chez), "choix": "ajouter"})
    agent.post(f"/depots/{sha}/retirer/", {"vu": vu(chez)})
    assert agent.post(f"/depots/{sha}/abandonner/").status_code == 404


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a;b;c\n1;2;3\n", "colonnes"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 99, "une image"),
        (b"%PDF-1.7 " + b"0" * 99, "un PDF"),
    ],
)
def test_a_file_that_nothing_reads_is_refused_with_its_reason(
    data: bytes, said: str, chez: Path, entrer: Entrer
) -> None:
    agent = entrer("agent")
    assert dropped(agent, chez, data, "rapport.csv") == ""
    assert said in page(agent, "/depots/") and actifs(chez) == []


def test_the_same_bytes_again_change_nothing(chez: Path, entrer: Entrer) -> None:
    agent = entrer("agent")
    sha = dropped(agent, chez, content(YEAR))
    agent.post(f"/depots/{sha}/publier/", {"vu": vu(chez), "choix": "ajouter"})
    acts = vu(chez)
    dropped(agent, chez, content(YEAR), "copie.csv")
    assert vu(chez) == acts and actifs(chez) == ["a.csv"]


def test_every_act_on_a_foreign_deposit_finds_nothing(chez: Path, entrer: Entrer) -> None:
    team = entrer("groupe")
    sha = dropped(team, chez, content(YEAR), acheteur=AUTRE)
    from achatlas.store.jobs import Jobs

    job = Jobs(chez).every()[0].id
    for role in ("agent", "elu"):
        client = entrer(role)
        posts = [f"/depots/{sha}/{verb}/" for verb in ("publier", "retirer", "abandonner", "controler")]
        posts += [f"/depots/travaux/{job}/{verb}/" for verb in ("arreter", "reprendre", "oublier")]
        asked = {"vu": "0", "choix": "ajouter", "total": "1,00"}
        assert {client.post(path, asked).status_code for path in posts} == {404}
        gets = [
            f"/depots/{sha}/",
            f"/depots/{sha}/rejets/",
            f"/depots/travaux/{job}/",
            f"/api/v1/depots/{sha}/",
        ]
        assert {client.get(path).status_code for path in gets} == {404}
        assert "a.csv" not in page(client, "/depots/")
    assert actifs(chez) == []


def test_an_agent_does_not_go_back_over_another_buyer(chez: Path, entrer: Entrer) -> None:
    team = entrer("groupe")
    for rank, siren in enumerate((AUTRE, MIEN)):
        sha = dropped(team, chez, content([mandat(rank, 1, "9,00")]), f"{siren}.csv", acheteur=siren)
        team.post(f"/depots/{sha}/publier/", {"vu": vu(chez), "choix": "ajouter"})
    agent = entrer("agent")
    assert agent.post("/depots/revenir/0/", {"vu": vu(chez)}).status_code == 404
    assert agent.post("/depots/revenir/1/", {"vu": vu(chez)}).status_code == 302
    assert actifs(chez) == [f"{AUTRE}.csv"]


def test_an_elu_reads_totals_and_deposits_nothing(chez: Path, entrer: Entrer) -> None:
    sha = dropped(entrer("groupe"), chez, content(YEAR), acheteur=MIEN)
    entrer("groupe").post(f"/depots/{sha}/publier/", {"vu": vu(chez), "choix": "ajouter"})
    elu = entrer("elu")
    shown = page(elu, "/depots/")
    assert "Val-Fictif" in shown and "12\u00a0lignes" in shown and "<form class" not in shown
    assert send(elu, content(YEAR)).status_code == 404
    assert not list((chez / "tampon" / "recus").glob("*"))


def test_an_agent_deposits_for_its_own_buyer_whatever_the_form_says(chez: Path, entrer: Entrer) -> None:
    sha = dropped(entrer("agent"), chez, content(YEAR), acheteur=AUTRE)
    from achatlas.store.register import Register

    found = Register(chez).depot(sha)
    assert found is not None and found.acheteur_siren == MIEN


def test_bytes_that_are_not_those_declared_are_refused_and_not_kept(chez: Path, entrer: Entrer) -> None:
    agent, whole = entrer("agent"), content(YEAR)
    declared = hashlib.sha256(whole).hexdigest()
    refused = send(agent, whole[:-40], sha256=declared)
    assert refused.status_code == 422 and "incomplet" in refused.content.decode()
    assert not list((chez / "tampon" / "recus").glob("*"))
    assert send(agent, whole, sha256=declared).status_code == 302


def test_a_form_cut_on_its_way_is_refused_without_javascript_too(chez: Path, entrer: Entrer) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    cut = entrer("agent").post("/depots/deposer/", {"fichiers": SimpleUploadedFile("a.csv", content(YEAR))})
    assert cut.status_code == 422 and not list((chez / "tampon" / "recus").glob("*"))


def test_a_file_too_big_is_refused_and_not_kept(chez: Path, entrer: Entrer) -> None:
    from django.test import override_settings

    with override_settings(DEPOT_MAX_OCTETS=100):
        refused = send(entrer("agent"), content(YEAR))
    assert refused.status_code == 413 and not list((chez / "tampon" / "recus").glob("*"))


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\u202ecsv.exe", "é" * 300 + ".csv", "<img src=x onerror=1>.csv"]
)
def test_a_hostile_name_is_only_text(name: str, chez: Path, entrer: Entrer) -> None:
    agent = entrer("agent")
    before = {path for path in chez.parent.rglob("*") if "passwd" in path.name}
    sha = dropped(agent, chez, content(YEAR), name)
    shown = agent.get(f"/depots/{sha}/").content.decode()
    assert "<img src=x" not in shown and before == {p for p in chez.parent.rglob("*") if "passwd" in p.name}


def test_nothing_is_written_for_who_is_not_signed_in(chez: Path, client: Client) -> None:
    assert send(client, content(YEAR)).status_code == 302
    assert not (chez / "tampon" / "recus").exists()


@pytest.mark.parametrize(
    "path", ["deposer/", "revenir/0/", "{sha}/publier/", "{sha}/retirer/", "{sha}/controler/"]
)
def test_every_act_asks_for_the_token_of_its_form(path: str, chez: Path) -> None:
    from django.contrib.auth.models import User
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="agent-val-fictif"))
    assert strict.post(f"/depots/{path.format(sha='0' * 64)}", {"vu": "0"}).status_code == 403
