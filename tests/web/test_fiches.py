"""The page of an operator: who may open it, what it tells and keeps silent, and figures that add up."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.web import operateurs
from tests.web.atelier import depot_of
from tests.web.operateurs import (
    AUTRE,
    CESSE,
    CONNU,
    ETRANGER,
    MIEN,
    PERSONNE,
    RECONNU,
    SANS,
    SILENCIEUX,
    TITULAIRE,
)  # fmt: skip

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
COMMUNE, SEUL = "vue=consolidee", f"vue=individuelle&pour={MIEN}"


@pytest.fixture(scope="module")
def publie(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The territory of operators, published once."""
    return operateurs.home(tmp_path_factory.mktemp("operateurs"))


@pytest.fixture(autouse=True)
def servi(publie: Path) -> Iterator[None]:
    """This territory, served instead of the common one."""
    from django.test import override_settings

    with override_settings(ACHATLAS_HOME=str(publie)):
        yield


def page(client: Client, operateur: str, vue: str = COMMUNE, chemin: str = "") -> str:
    """The text of a page, its spaces made plain."""
    found = client.get(f"/operateur/{quote(operateur)}/{chemin}?{vue}")
    assert found.status_code == 200, found.status_code
    text = b"".join(found) if found.streaming else found.content
    return re.sub(r"[\u202f\u00a0]", " ", text.decode("utf-8-sig"))


def words(text: str) -> str:
    """What is read on a page: no tag, single spaces."""
    inside = text.partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", inside).split())


OPENED = {
    (CONNU, COMMUNE): {"agent", "autre", "groupe", "elu"},
    (CONNU, SEUL): {"agent", "groupe"},
    (SANS, COMMUNE): {"agent", "autre", "groupe", "elu"},
    (SANS, SEUL): set(),
    (PERSONNE, COMMUNE): set(),
    (PERSONNE, SEUL): {"agent", "groupe"},
    ("PP", COMMUNE): set(),
    (TITULAIRE, COMMUNE): {"agent", "autre", "groupe", "elu"},
    ("000000000", COMMUNE): set(),
    ("' OR 1=1 --", COMMUNE): set(),
}


@pytest.mark.parametrize("role", ["agent", "autre", "groupe", "elu"])
@pytest.mark.parametrize(("operateur", "vue"), OPENED)
@pytest.mark.parametrize("chemin", ["", "achats.csv"])
def test_a_page_exists_for_who_the_view_names_it_to(
    operateur: str, vue: str, chemin: str, role: str, entrer: Entrer
) -> None:
    found = entrer(role).get(f"/operateur/{quote(operateur)}/{chemin}?{vue}")
    assert found.status_code == (200 if role in OPENED[operateur, vue] else 404)


@pytest.mark.parametrize(
    ("role", "lus"), [("agent", {0}), ("autre", {1}), ("groupe", {0, 1}), ("elu", set())]
)
def test_a_writing_is_read_by_who_may_open_the_lines_of_its_buyer(
    role: str, lus: set[int], entrer: Entrer
) -> None:
    told = page(entrer(role), CONNU)
    assert {rank for rank, nom in enumerate(operateurs.NAMES) if nom in told} == lus
    assert ("décidé par Camille le 02/03/2026" in told) == (1 in lus)
    assert "Décidé par une personne" in told and "SIRET valable" in told


def test_the_sentence_and_the_figures_are_computed_from_the_payments(entrer: Entrer) -> None:
    told = words(page(entrer("elu"), CONNU, f"{COMMUNE}&exercice=2025"))
    assert "Deux acheteurs lui ont payé 9 000 € en 2025" in told
    assert "(67 %) ; 33 % sont sous un marché connu." in told
    assert "Deux acheteurs lui confient plus de la moitié d’un segment." in told
    mine = words(page(entrer("agent"), CONNU, f"{SEUL}&exercice=2025"))
    assert "Val-Fictif lui a payé 6 000 € en 2025, uniquement en" in mine


def test_how_much_a_buyer_depends_on_it_is_a_share_of_its_segment(entrer: Entrer) -> None:
    told = words(page(entrer("elu"), CONNU, f"{COMMUNE}&exercice=2025"))
    spent = 6000 + 500 + 700 + 90 + 4000  # and 800 to a member, left out
    assert f"6 000 {round(100 * 6000 / spent)} % 67 %" in told and "3 000 100 % 33 %" in told


def test_a_year_without_payment_says_so_and_names_the_last_one(entrer: Entrer) -> None:
    told = words(page(entrer("elu"), CONNU, f"{COMMUNE}&exercice=2023"))
    assert "Aucun paiement en 2023 ; le dernier exercice payé est 2025." in told
    assert "Rien ne lui a été payé en 2023." in told


def test_without_a_year_the_page_opens_on_the_last_one_paid(entrer: Entrer) -> None:
    assert "60 € en 2024" in words(page(entrer("elu"), operateurs.UGAP))
    assert "contre 2024" in words(page(entrer("elu"), CONNU))
    assert "il n’est connu ici que par ses marchés" in words(page(entrer("elu"), TITULAIRE))


def test_a_centrale_says_that_it_hides_the_supplier(entrer: Entrer) -> None:
    assert "Le vrai fournisseur est caché" in page(entrer("elu"), operateurs.UGAP)
    assert "Le vrai fournisseur est caché" not in page(entrer("elu"), CONNU)


def test_what_is_held_of_a_segment_says_whether_members_count(entrer: Entrer) -> None:
    assert "(paiements entre membres exclus)" in page(entrer("elu"), CONNU)
    assert "(paiements entre membres compris)" in page(entrer("elu"), operateurs.TIERS)
    assert "(paiements entre membres compris)" in page(entrer("agent"), CONNU, SEUL)


def test_whose_diffusion_is_partial_has_neither_name_nor_place_in_the_common_view(entrer: Entrer) -> None:
    for role in ("autre", "groupe", "elu"):
        told = page(entrer(role), SILENCIEUX).replace("Jeanne Silence</th>", "")
        seen = told if role != "groupe" else told.partition('id="p-preuves"')[0]
        assert "Diffusion partielle" in seen and "non diffusée" in seen
        assert "Saint-Étienne" not in seen and "title>Jeanne" not in seen
        assert "Jeanne" not in re.sub(r"Écrit</dt><dd>[^<]*", "", seen)
    assert "<h1>Jeanne Silence" in page(entrer("agent"), SILENCIEUX, SEUL)


@pytest.mark.parametrize(
    ("clause", "rows"), [("commune=", {6}), ("fournisseur=PP", {8}), ("groupe=PP", {8})]
)  # fmt: skip
def test_who_the_common_view_tells_as_one_leads_to_the_lines(
    entrer: Entrer, clause: str, rows: set[int]
) -> None:
    def told(asked: str) -> set[int]:
        reply = entrer("groupe").get(f"/cartographie/lignes.csv?{COMMUNE}&exercice=tous&{asked}")
        text = [line for line in b"".join(reply).decode("utf-8-sig").splitlines() if line[:1] not in '#"']
        return {int(row["numero_ligne"]) for row in csv.DictReader(text, delimiter=";")}

    every, kept = told("flux=externe&flux=interne"), told(f"flux=externe&flux=interne&{clause}")
    assert rows <= kept < every
    assert told(f"flux=externe&flux=interne&sauf.{clause}") == every - kept
    assert clause != "commune=" or 6 not in told("flux=externe&flux=interne&commune=42218")
    assert entrer("elu").get(f"/cartographie/lignes.csv?{COMMUNE}&{clause}").status_code == 404


def test_what_is_unknown_is_said_unknown(entrer: Entrer) -> None:
    told = words(page(entrer("elu"), SANS))
    assert "non identifié" in told and "aucun qui soit valable" in told
    assert "Taille inconnue" in told and "Distance inconnue" in told
    known = words(page(entrer("elu"), CONNU))
    assert "connue, Insee 2024" in known and "Structure inclusive Inconnu" in known


def test_a_ceased_enterprise_leads_to_who_took_over(entrer: Entrer) -> None:
    told = page(entrer("elu"), CESSE)
    assert "Entreprise cessée le 15 janvier 2025" in told and "R. 2194-6" in told
    assert re.search(rf'<a href="/operateur/{CONNU}/[^"]*">PEINTURES DU VAL a pris sa suite</a>', told)
    assert "Son groupe" in told


def test_proceedings_and_closed_establishments_are_told_with_their_date_and_source(entrer: Entrer) -> None:
    told = words(page(entrer("elu"), CONNU, f"{COMMUNE}&exercice=2025"))
    assert "En procédure collective : redressement, 1er juin 2025 (BODACC)" in told
    assert "L. 2141-3" in told and "1 établissement payé est fermé" in told
    assert "fermé le 1er février 2025" in told and "suivi par" in told


def test_both_views_of_place_are_told_with_the_definition_of_local(entrer: Entrer) -> None:
    told = words(page(entrer("elu"), CONNU, f"{COMMUNE}&exercice=2025"))
    assert "Local : établissement payé dans l’intercommunalité d’un membre du groupe" in told
    assert "oui : 6 000 €" in told and "non : 3 000 €" in told
    assert "Saint-Étienne (42)" in told and "Lyon (69)" in told


def test_a_marche_says_its_end_and_whether_it_is_a_ceiling(entrer: Entrer) -> None:
    told = words(page(entrer("elu"), CONNU))
    assert "Peinture des écoles" in told and "31/03/2025 fin 03/2027" in told and "plafond" in told
    alone = words(page(entrer("elu"), TITULAIRE))
    assert "fin inconnue" in alone and "il n’est connu ici que par ses marchés" in alone


def test_a_member_says_that_it_is_left_out_of_consolidated_totals(entrer: Entrer) -> None:
    told = words(page(entrer("elu"), operateurs.TIERS))
    assert "C’est un membre du groupe" in told and "800 €" in told


def test_a_foreign_operator_is_named_by_its_vat_number(entrer: Entrer) -> None:
    assert f"TVA {ETRANGER}" in words(page(entrer("elu"), ETRANGER))


def test_a_name_that_waits_leads_to_its_queue(entrer: Entrer) -> None:
    from achatlas.pipeline.written import reference

    ref = reference("Garage Inconnu | 42000")
    assert f"ecrit={ref}#paire" in page(entrer("groupe"), SANS)
    for role in ("agent", "elu"):
        assert "rapprochements/?" not in page(entrer(role), SANS)


def test_what_the_machine_recognised_leads_to_where_it_may_be_refused(
    entrer: Entrer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from achatlas.domain.judgement import Judgement
    from achatlas.pipeline.written import reference
    from achatlas.store.rapprochements import Rapprochement, Rapprochements

    cle = f"{operateurs.NOMS[RECONNU]} | 42000"
    href = f"ecrit={reference(cle)}&entreprise={RECONNU}&liste=reconnus#paire"
    shown = page(entrer("groupe"), RECONNU)
    assert href in shown.replace("&amp;", "&")
    assert "Ce n’est pas elle ?" in words(shown).replace("&nbsp;", " ")
    assert "liste=reconnus" not in page(entrer("elu"), RECONNU) + page(entrer("groupe"), CONNU)
    for jugement, siren, told in (
        (Judgement.NON, RECONNU, "refusé depuis"), (Judgement.OUI, RECONNU, "confirmé depuis"),
        (Judgement.OUI, CONNU, "décidé autrement depuis"),
    ):  # fmt: skip
        said = Rapprochement(cle, siren, "", jugement, "lea", "2026-11-25T10:00:00+00:00")
        monkeypatch.setattr(Rapprochements, "standing", lambda _, said=said: {said.paire: said})
        text = page(entrer("groupe"), RECONNU)
        assert told in words(text) and "liste=reconnus" not in text


def test_the_switch_names_only_the_views_that_hold_the_operator(entrer: Entrer) -> None:
    told = page(entrer("agent"), SANS)
    assert "vue=individuelle" not in told.partition("</nav>")[2].partition("</nav>")[0]
    assert "cette vue ne nomme pas cet opérateur" in told
    assert "cette vue ne nomme pas cet opérateur" in page(entrer("agent"), PERSONNE, SEUL)
    assert "cette vue ne nomme pas cet opérateur" not in page(entrer("agent"), CONNU)


@pytest.mark.parametrize(("vue", "total"), [(COMMUNE, 900_000), (SEUL, 600_000)])
def test_the_export_adds_up_to_the_page_and_bears_its_version(vue: str, total: int, entrer: Entrer) -> None:
    text = page(entrer("agent"), CONNU, f"{vue}&exercice=2025", "achats.csv")
    comments = [line for line in text.splitlines() if line.startswith(("#", '"#'))]
    rows = list(
        csv.DictReader(
            io.StringIO(text.partition("\r\nacheteur_siren")[2].join(["acheteur_siren", ""])), delimiter=";"
        )
    )
    assert any("version essai" in line for line in comments) and any("simulées" in line for line in comments)
    assert sum(round(100 * float(row["montant_ht"].replace(",", "."))) for row in rows) == total
    assert {row["acheteur_siren"] for row in rows} == ({MIEN, AUTRE} if vue == COMMUNE else {MIEN})


LINKS = {
    "/cartographie/axe/fournisseur/?vue=consolidee": CONNU,
    "/cartographie/?vue=consolidee": CONNU,
    "/marches/lignes/?vue=consolidee&exercice=tous": TITULAIRE,
    f"/cartographie/lignes/?{SEUL}&exercice=2025": CESSE,
    f"/ligne/{depot_of(MIEN)}/2/?{SEUL}": CONNU,
}


@pytest.mark.parametrize("chemin", LINKS)
def test_every_place_that_names_an_operator_leads_to_its_page(chemin: str, entrer: Entrer) -> None:
    told = entrer("groupe").get(chemin).content.decode()
    found = re.search(rf'href="(/operateur/{LINKS[chemin]}/[^"]*)"', told)
    assert found and entrer("groupe").get(found[1].replace("&amp;", "&")).status_code == 200


def test_a_person_is_followed_in_its_buyers_view_only(entrer: Entrer) -> None:
    common = entrer("groupe").get("/cartographie/axe/fournisseur/?vue=consolidee").content.decode()
    assert "/operateur/PP" not in common
    lines = entrer("groupe").get("/cartographie/lignes/?vue=consolidee&exercice=2025").content.decode()
    found = re.findall(rf'href="(/operateur/{PERSONNE}/[^"]*)"', lines)
    assert len(found) == 1 and f"pour={MIEN}" in found[0]
    assert entrer("groupe").get(found[0].replace("&amp;", "&")).status_code == 200
