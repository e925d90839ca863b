"""Kept views and permanent links: who sees what, what is kept of an address, what an old version becomes."""

from __future__ import annotations

import html
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.atelier import ACHETEURS
from tests.web.test_ecrans import page

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
MIEN, AUTRE = ACHETEURS[0][0], ACHETEURS[1][0]
COMMUNE = "/cartographie/?famille=08&vue=consolidee&exercice=2025"
PROPRE = f"/cartographie/?vue=individuelle&pour={MIEN}&exercice=2025"
ROLES = ("agent", "autre", "groupe", "elu")


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    yield
    from achatlas.web.vues.models import Releve, Vue

    Vue.objects.all().delete()
    Releve.objects.all().delete()


def keep(client: Client, adresse: str, nom: str = "Ma vue", **more: str) -> int:
    """Keep a view, and its number."""
    from achatlas.web.vues.models import Vue

    response = client.post("/vues/garder/", {"adresse": adresse, "nom": nom, **more})
    assert response.status_code == 302, response.content.decode()
    kept = Vue.objects.latest("id")
    assert response["Location"] == kept.adresse
    return int(kept.pk)


def seen(entrer: Entrer, rang: int) -> set[str]:
    """The roles that see a view: in their list and at its address, always both or neither."""
    found = set()
    for role in ROLES:
        listed = f'href="/vues/{rang}/"' in page(entrer(role), "/vues/")
        opened = entrer(role).get(f"/vues/{rang}/").status_code
        assert opened == (302 if listed else 404), role
        found |= {role} if listed else set()
    return found


@pytest.mark.parametrize(
    ("adresse", "portee", "expected"),
    [
        (COMMUNE, "privee", {"agent"}),
        (COMMUNE, "role", {"agent"}),
        (COMMUNE, "groupe", {"agent", "autre", "groupe", "elu"}),
        (PROPRE, "groupe", {"agent", "groupe"}),
    ],
)
def test_a_view_is_seen_by_who_it_is_shared_with_and_whose_rights_open_it(
    adresse: str, portee: str, expected: set[str], entrer: Entrer
) -> None:
    assert seen(entrer, keep(entrer("agent"), adresse, portee=portee)) == expected


def test_a_view_shared_with_a_role_is_seen_by_this_role_only(entrer: Entrer) -> None:
    from django.contrib.auth.models import User

    from achatlas.web.comptes.models import Profil

    second = User.objects.create(username="second-elu")
    Profil.objects.create(user=second, role=Profil.Role.ELU, libelle="Second élu")
    try:
        rang = keep(entrer("elu"), COMMUNE, portee="role")
        assert seen(entrer, rang) == {"elu"}
        client = entrer("elu")
        client.force_login(second)
        assert client.get(f"/vues/{rang}/").status_code == 302
    finally:
        second.delete()


def test_rights_are_checked_again_when_a_view_is_opened(entrer: Entrer) -> None:
    """The address that is kept gives no right: it is answered 404 where its reader may not go."""
    rang = keep(entrer("groupe"), PROPRE, portee="groupe")
    assert entrer("autre").get(f"/vues/{rang}/").status_code == 404
    assert entrer("autre").get(PROPRE).status_code == 404
    assert entrer("elu").post("/vues/garder/", {"adresse": PROPRE, "nom": "x"}).status_code == 404
    assert entrer("elu").post("/vues/lien/", {"adresse": PROPRE}).status_code == 404


@pytest.mark.parametrize("geste", ["changer", "retirer"])
def test_a_view_is_changed_by_its_author_alone(geste: str, entrer: Entrer) -> None:
    rang = keep(entrer("agent"), COMMUNE, portee="groupe")
    answer = entrer("groupe").post(f"/vues/{rang}/{geste}/", {"nom": "pris", "portee": "privee"})
    assert answer.status_code == 404
    assert "Ma vue" in page(entrer("groupe"), "/vues/")


def test_a_view_is_renamed_taken_back_and_put_back(entrer: Entrer) -> None:
    rang = keep(entrer("agent"), COMMUNE)
    entrer("agent").post(f"/vues/{rang}/changer/", {"nom": "  Nettoyage   2025 ", "note": "À suivre"})
    lue = page(entrer("agent"), "/vues/?cherche=nettoyage")
    assert ">Nettoyage 2025</a>" in lue and "À suivre" in lue
    assert ">Nettoyage 2025</a>" not in page(entrer("agent"), "/vues/?cherche=toiture")
    entrer("agent").post(f"/vues/{rang}/retirer/")
    assert entrer("agent").get(f"/vues/{rang}/").status_code == 404
    assert "remettre" in page(entrer("agent"), "/vues/")
    entrer("agent").post(f"/vues/{rang}/retirer/")
    assert entrer("agent").get(f"/vues/{rang}/").status_code == 302


def test_the_same_view_has_the_same_address_however_it_is_written(entrer: Entrer) -> None:
    from achatlas.web.vues.models import Vue

    first = keep(entrer("agent"), COMMUNE)
    other = keep(
        entrer("agent"), "/cartographie/?exercice=2025&vue=consolidee&famille=08&version=essai&page=1"
    )
    assert len({vue.adresse for vue in Vue.objects.filter(pk__in=[first, other])}) == 1
    lue = page(entrer("agent"), COMMUNE)
    assert "Vue gardée par vous" in lue and "« Ma vue »" in lue
    assert "Vue gardée" not in page(entrer("groupe"), COMMUNE)


def test_settings_of_a_crossing_and_of_a_comparison_are_kept(entrer: Entrer) -> None:
    from achatlas.web.vues.models import Vue

    for adresse, kept in (
        ("/cartographie/croise/?vue=consolidee&exercice=2025&par=acheteur&selon=famille", "selon=famille"),
        (f"/cartographie/comparer/?vue=consolidee&exercice=2025&entre={MIEN}&et=reste&en=euros", "en=euros"),
        ("/territoire/?vue=consolidee&exercice=2025&part=acheteur", "part=acheteur"),
    ):
        rang = keep(entrer("agent"), adresse)
        assert kept in Vue.objects.get(pk=rang).adresse
        assert entrer("agent").get(Vue.objects.get(pk=rang).adresse).status_code == 200


@pytest.mark.parametrize(
    "adresse",
    ["//ailleurs.fr/", "https://ailleurs.fr/cartographie/", "/depots/", "/vues/", "javascript:1", ""],
)
def test_only_a_state_of_a_dashboard_is_kept(adresse: str, entrer: Entrer) -> None:
    response = entrer("agent").post("/vues/garder/", {"adresse": adresse, "nom": "x"})
    assert response.status_code == 400 and "Ce n’est pas une vue" in html.unescape(response.content.decode())


def test_a_view_has_a_name(entrer: Entrer) -> None:
    response = entrer("agent").post("/vues/garder/", {"adresse": COMMUNE, "nom": "   "})
    assert response.status_code == 400 and "Vue sans nom" in html.unescape(response.content.decode())


def test_one_lands_on_the_view_that_one_chose_while_it_opens(entrer: Entrer) -> None:
    from achatlas.web.vues.models import Vue

    rang = keep(entrer("agent"), COMMUNE, accueil="1")
    kept = Vue.objects.get(pk=rang).adresse
    assert entrer("agent").get("/")["Location"] == kept
    assert entrer("groupe").get("/")["Location"] != kept
    Vue.objects.filter(pk=rang).update(adresse=f"/cartographie/?vue=individuelle&pour={AUTRE}")
    assert entrer("agent").get("/")["Location"] == f"/fiche/acheteur/{MIEN}/"
    assert "ne s’ouvre plus" in html.unescape(entrer("agent").get(f"/vues/{rang}/").content.decode())
    entrer("agent").post(f"/vues/{rang}/accueil/")
    assert entrer("agent").get("/")["Location"] == f"/fiche/acheteur/{MIEN}/"


@pytest.fixture
def ancienne(maison: Path) -> Iterator[Path]:
    """A former version that is still kept, beside the one of the day."""
    folder = maison / "publications" / "ancienne"
    shutil.copytree(maison / "publications" / "essai", folder)
    manifest = folder / "manifeste.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "version": "ancienne"}))
    yield folder
    shutil.rmtree(folder)


def test_a_permanent_link_binds_the_version_of_the_day(entrer: Entrer) -> None:
    from achatlas.web.vues.models import Releve

    response = entrer("elu").post("/vues/lien/", {"adresse": COMMUNE})
    assert response.status_code == 302 and "version=essai" in response["Location"]
    lue = page(entrer("elu"), response["Location"])
    assert "Lien permanent : cette adresse reste liée à la version essai" in lue
    assert Releve.objects.get().compte > 0


def test_a_former_version_is_told_and_stays_from_one_link_to_the_next(ancienne: Path, entrer: Entrer) -> None:
    lue = page(entrer("groupe"), f"{COMMUNE}&version=ancienne")
    assert "Ancienne version des données (ancienne" in lue and "Données, version ancienne" in lue
    inside = re.findall(r'href="(/cartographie/[^"]*)"', lue.split('id="vue"')[1].split("</main>")[0])
    free = [one for one in inside if "version=ancienne" not in one]
    assert len(free) == 1, "only the way back to today is free of the version"
    assert "Ancienne version" not in page(entrer("groupe"), html.unescape(free[0]))
    for other in (
        f"/cartographie/lignes/?vue=individuelle&pour={MIEN}",
        "/operateur/CANARI0-F001/?exercice=2025",
    ):
        assert "Ancienne version" in page(entrer("agent"), f"{other}&version=ancienne")
        assert "Ancienne version" not in page(entrer("agent"), other)


def test_a_former_version_obeys_the_rights_of_today(ancienne: Path, entrer: Entrer) -> None:
    assert entrer("autre").get(f"{PROPRE}&version=ancienne").status_code == 404
    assert entrer("elu").get("/cartographie/lignes/?vue=consolidee&version=ancienne").status_code == 404
    manifest = ancienne / "manifeste.json"
    told = json.loads(manifest.read_text())
    told["fichiers"]["acheteur-999999999"] = told["fichiers"][f"acheteur-{MIEN}"]
    manifest.write_text(json.dumps(told))
    lue = page(entrer("groupe"), f"{COMMUNE}&version=ancienne")
    assert "n’est plus gardée" in lue, "a buyer has left the territory since: that version is closed"


GONE = "La version partie, à laquelle ce lien est lié, n’est plus gardée"


@pytest.mark.parametrize(
    "chemin",
    [
        "/cartographie/axe/famille.csv", "/cartographie/lignes.csv", "/cartographie/croise.csv",
        "/cartographie/axe/famille.parquet", "/cartographie/dessin/famille.svg", "/territoire/matrice.csv",
    ],
)  # fmt: skip
def test_a_file_says_that_the_version_of_its_link_is_gone(chemin: str, entrer: Entrer) -> None:
    def sent(version: str) -> str:
        reply = entrer("groupe").get(f"{chemin}?vue=consolidee{version}")
        content = b"".join(reply) if reply.streaming else reply.content
        told = re.sub(r"</text>\s*<text[^>]*>", " ", content.decode("utf-8", errors="ignore"))
        return re.sub(r"[\s\u202f\u00a0]+", " ", told)

    assert GONE in sent("&version=partie") and "aujourd’hui, version essai" in sent("&version=partie")
    assert "plus gardée" not in sent("")


def test_a_workbook_and_a_document_say_that_the_version_of_their_link_is_gone(entrer: Entrer) -> None:
    from achatlas.web.cartographie.emporter import dit
    from achatlas.web.cartographie.views import demande_de

    reply = entrer("groupe").get("/cartographie/axe/famille.xlsx?vue=consolidee&version=partie")
    with zipfile.ZipFile(io.BytesIO(b"".join(reply) if reply.streaming else reply.content)) as book:
        said = "".join(book.read(name).decode("utf-8") for name in book.namelist() if name.endswith(".xml"))
    assert GONE in re.sub(r"[\u202f\u00a0]", " ", said)
    asked = demande_de(reply.wsgi_request, "cartographie")
    assert [GONE in line for _, line in dit.gone(asked)] == [True]


@pytest.mark.parametrize("version", ["partie", "../essai", "essai/../essai", "é", "x" * 120, "."])
def test_a_version_that_is_gone_shows_today_and_says_so(version: str, entrer: Entrer) -> None:
    lue = page(entrer("groupe"), f"{COMMUNE}&version={version}")
    assert "n’est plus gardée" in lue and "l’écart ne peut pas être dit" in lue
    assert "Données, version essai" in lue and "&amp;version=" not in lue.split("</section>")[-1]


def test_the_difference_with_a_version_that_is_gone_is_said(entrer: Entrer) -> None:
    from achatlas.web.vues.models import Releve

    entrer("groupe").post("/vues/lien/", {"adresse": COMMUNE})
    Releve.objects.update(version="partie")
    gone = f"{COMMUNE}&version=partie"
    assert "n’ont pas changé depuis" in page(entrer("groupe"), gone)
    told = Releve.objects.get()
    Releve.objects.update(centimes=2 * told.centimes)
    assert "aujourd’hui" in page(entrer("groupe"), gone) and "−50,0" in page(entrer("groupe"), gone)


def test_every_page_says_how_long_the_server_took(entrer: Entrer) -> None:
    for adresse in (COMMUNE, "/vues/", "/definitions/", "/cartographie/axe/famille/"):
        response = entrer("groupe").get(adresse)
        told = re.sub(r"<[^>]+>", "", html.unescape(response.content.decode()))
        assert re.search(r"(Vue calculée|Page établie) en \d+ ms", told)
        spent = float(response["Server-Timing"].removeprefix("serveur;dur="))
        said = re.search(r"en (\d+) ms", told)
        assert said and int(said[1]) <= spent + 1
