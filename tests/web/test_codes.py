"""The pages of the nomenclatures of buyers: who opens which, the assistant, files in and out."""

from __future__ import annotations

import html
import random
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from achatlas import pipeline
from achatlas.domain.correspondance import CodeAcheteur, Correspondance, NomenclatureAcheteur
from achatlas.domain.regle import Conditions
from achatlas.pipeline import nomenclatures, ruling
from achatlas.pipeline.ruling import Essai
from achatlas.pipeline.written import Portee
from achatlas.store.correspondances import Version, Versions, written
from tests.web import codes as essai
from tests.web.codes import NOMENCLATURE
from tests.web.depots import AUTRE, MIEN

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
LISTE, PAGE = "/nomenclature/acheteurs/", f"/nomenclature/acheteurs/{MIEN}/"
THEIRS = f"/nomenclature/acheteurs/{AUTRE}/"


@pytest.fixture
def chez(codes: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the territory, served instead of the common one."""
    from django.test import override_settings

    made = Path(shutil.copytree(codes, tmp_path / "essai"))
    with override_settings(ACHATLAS_HOME=str(made)):
        yield made


def shown(response: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()).replace("\u00a0", " "))


def field(page: str, name: str) -> str:
    """The value of a hidden field of the page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def segments(home: Path) -> dict[str, str]:
    one = Versions(home).in_force().get(MIEN)
    return {line.code: line.segment for line in one.nomenclature.correspondances} if one else {}


def kept(client: Client, response: Any, page: str = PAGE) -> Any:
    """Keeps what a page announces; the page itself when it announces nothing."""
    if response.status_code != 200:
        return response
    return client.post(f"{page}garder/", {"projet": field(shown(response), "projet"), "motif": "atelier"})


def deposit(client: Client, text: str = NOMENCLATURE, page: str = PAGE, **more: str) -> Any:
    """Sees what a file would do, then keeps it."""
    return kept(client, announced(client, text, page, **more), page)


def announced(client: Client, text: str = NOMENCLATURE, page: str = PAGE, **more: str) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("mes codes.csv", text.encode())
    return client.post(f"{page}importer/", {**more, "fichier": file, "motif": "atelier", "fin": "1"})


@pytest.mark.parametrize(
    ("role", "own", "other"),
    [("agent", 200, 404), ("autre", 404, 200), ("groupe", 200, 200), ("elu", 404, 404)],
)
@pytest.mark.parametrize("path", ["", "nomenclature.csv", "nomenclature.xlsx"])
def test_a_nomenclature_is_opened_by_who_reads_the_lines(
    chez: Path, entrer: Entrer, role: str, own: int, other: int, path: str
) -> None:
    client = entrer(role)
    assert (client.get(f"{PAGE}{path}").status_code, client.get(f"{THEIRS}{path}").status_code) == (
        own,
        other,
    )


@pytest.mark.parametrize(
    ("role", "own", "other"),
    [("agent", 200, 404), ("autre", 404, 200), ("groupe", 200, 200), ("elu", 404, 404)],
)
def test_a_code_is_opened_by_who_reads_the_lines(
    chez: Path, entrer: Entrer, role: str, own: int, other: int
) -> None:
    client, theirs = entrer(role), f"{THEIRS}code/?code=A1"
    assert (client.get(f"{CODE}?code=70").status_code, client.get(theirs).status_code) == (own, other)


@pytest.mark.parametrize("act", ["valider", "importer", "garder", "reprendre", "code/ecrire"])
def test_nobody_acts_on_the_nomenclature_of_another(chez: Path, entrer: Entrer, act: str) -> None:
    told = {"fin": "1", "code": "A1", "segment": "08.03", "compte": "", "cpv": ""}
    assert entrer("agent").post(f"{THEIRS}{act}/", told).status_code == 404
    assert entrer("elu").post(f"{PAGE}{act}/", {**told, "code": "70"}).status_code == 404
    assert Versions(chez).every() == ()


def test_the_list_shows_only_the_buyers_of_a_person(chez: Path, entrer: Entrer) -> None:
    mine, all_ = shown(entrer("agent").get(LISTE)), shown(entrer("groupe").get(LISTE))
    assert "Val-Fictif" in mine and THEIRS not in mine
    assert f'{PAGE}#codes">' in all_ and "codes attendent le leur" in all_
    assert PAGE in all_ and THEIRS in all_ and "Aucun acheteur n’a encore sa nomenclature" in all_


def test_a_page_says_nothing_of_what_another_buyer_pays(chez: Path, entrer: Entrer) -> None:
    assert "SECRET" not in shown(entrer("agent").get(f"{PAGE}?liste=tous"))
    assert "SECRET" in shown(entrer("autre").get(THEIRS))


def test_a_file_is_imported_shown_and_taken_back(chez: Path, entrer: Entrer) -> None:
    client = entrer("agent")
    response = deposit(client)
    assert response.status_code == 302 and segments(chez) == {"61.02": "15.03"}
    page = shown(client.get(response["Location"].partition("#")[0]))
    assert "Version gardée" in page and "mes codes.csv" in page and "« atelier »" in page
    assert "agent-val-fictif" in page and "2 codes à rattacher" in page
    assert deposit(client)["Location"].startswith(f"{PAGE}?fait=identique")
    seen = client.post(f"{PAGE}reprendre/", {"empreinte": field(page, "empreinte")})
    assert seen.status_code == 200 and segments(chez) == {"61.02": "15.03"}
    assert "4 codes disparaissent de la nomenclature" in shown(seen)
    told = {"empreinte": field(shown(seen), "empreinte"), "geste": "annuler"}
    back = client.post(f"{PAGE}reprendre/", told)
    assert back.status_code == 302 and segments(chez) == {}
    again = client.post(f"{PAGE}reprendre/", {"empreinte": field(page, "empreinte")})
    assert again["Location"] == f"{PAGE}?fait=deja"
    assert not any((chez / "tampon" / "recus").glob("*"))


def test_a_file_does_not_replace_a_version_that_its_sender_has_not_seen(chez: Path, entrer: Entrer) -> None:
    client = entrer("agent")
    deposit(client)
    late = deposit(client, "code;segment\n70;08.03\n", vue="")
    assert late.status_code == 409 and segments(chez) == {"61.02": "15.03"}
    page = shown(client.get(PAGE))
    assert "3 codes ajoutés, 1 code ajouté et rattaché" in page and "rattachés autrement" not in page
    assert "Codes ajoutés : 61, 61.02.4, 70" in page and "Codes ajoutés et rattachés : 61.02" in page
    assert deposit(client, "code;segment\n70;08.03\n", vue=field(page, "vue")).status_code == 302


def test_what_a_file_does_is_shown_before_it_is_kept(chez: Path, entrer: Entrer) -> None:
    client = entrer("agent")
    deposit(client)
    seen = announced(client, "code;segment;cpv;famille_homogene\n61.02;08.03;;perdue\n70;08.01;99999999;\n")
    page = shown(seen)
    assert segments(chez) == {"61.02": "15.03"} and not any((chez / "tampon" / "recus").glob("*"))
    assert "2 codes disparaissent de la nomenclature (61, 61.02.4)" in page
    assert "1 ligne changerait de segment, 1 000 € HT." in page and "de 15.03 " in page
    assert "Dépense dont le code est rattaché : 72,6 % → 61,1 %." in page
    assert "aucun code CPV ne commence par 99999999" in page
    assert "sa famille homogène, « perdue », n’est pas un code" in page.replace("'", "’")


def test_what_was_announced_is_kept_only_on_the_version_that_was_read(chez: Path, entrer: Entrer) -> None:
    client = entrer("agent")
    seen = announced(client)
    deposit(client, "code;segment\n70;08.03\n")
    late = kept(client, seen)
    assert late.status_code == 409 and segments(chez) == {"70": "08.03"}


def decide(home: Path, segment: str = "14.05") -> None:
    """A rule of somebody else tells what the code 61.02 did."""
    asked = Conditions(acheteur=MIEN, code="61.02")
    ruling.keep(essai.workshop(home), Portee(frozenset({MIEN})), Essai(asked, segment), "lea")


def test_what_would_no_longer_move_what_was_shown_is_shown_again(chez: Path, entrer: Entrer) -> None:
    client = entrer("agent")
    pipeline.publish(essai.workshop(chez))
    seen = announced(client, "code;segment\n61.02;08.03\n")
    assert "Aucune ligne ne changerait de segment." not in shown(seen)
    decide(chez)
    again = kept(client, seen)
    page = shown(again)
    assert again.status_code == 409 and segments(chez) == {}
    assert "L'effet a changé depuis que vous l'avez lu" in page.replace("’", "'")
    assert kept(client, type(seen)(again.content)).status_code == 302 and segments(chez) == {"61.02": "08.03"}


def test_a_taking_back_that_would_move_something_else_is_shown_again(chez: Path, entrer: Entrer) -> None:
    client = entrer("agent")
    deposit(client, "code;segment\n61.02;08.03\n")
    pipeline.publish(essai.workshop(chez))
    seal = field(shown(client.get(PAGE)), "empreinte")
    seen = shown(client.post(f"{PAGE}reprendre/", {"empreinte": seal}))
    decide(chez)
    told = {"empreinte": seal, "geste": "annuler", "effet": field(seen, "effet")}
    again = client.post(f"{PAGE}reprendre/", told)
    assert again.status_code == 409 and segments(chez) == {"61.02": "08.03"}
    then = {**told, "effet": field(shown(again), "effet")}
    assert client.post(f"{PAGE}reprendre/", then).status_code == 302 and segments(chez) == {}


def test_what_no_page_of_ours_announced_is_not_kept(chez: Path, entrer: Entrer) -> None:
    assert entrer("agent").post(f"{PAGE}garder/", {"projet": "abc"}).status_code == 404
    other = field(shown(announced(entrer("groupe"))), "projet")
    assert entrer("autre").post(f"{THEIRS}garder/", {"projet": other}).status_code == 404
    assert Versions(chez).every() == ()


def test_a_file_without_any_code_is_refused(chez: Path, entrer: Entrer) -> None:
    client = entrer("agent")
    deposit(client)
    response = announced(client, "code;libelle;segment\n")
    assert response.status_code == 422 and "ne donne aucun code" in shown(response)
    assert segments(chez) == {"61.02": "15.03"}


def test_a_faulty_file_is_refused_whole_with_every_fault(chez: Path, entrer: Entrer) -> None:
    response = deposit(entrer("agent"), f"{NOMENCLATURE}\n71;;;;99.99;;\n72;;72;;;;\n")
    page = shown(response)
    assert response.status_code == 422 and segments(chez) == {}
    assert "2 fautes, rien n'a été gardé" in page.replace("’", "'") and "ligne 6, colonne segment" in page
    assert "ligne 7, colonne parent" in page


@pytest.mark.parametrize("text", ["", "intitulé\nvert", "\x00\x01"])
def test_what_is_no_nomenclature_is_explained(chez: Path, entrer: Entrer, text: str) -> None:
    response = deposit(entrer("agent"), text)
    assert response.status_code == 422 and "averti-c" in response.content.decode()


def test_ticked_codes_are_validated_with_the_segment_that_each_was_given(chez: Path, entrer: Entrer) -> None:
    client = entrer("agent")
    deposit(client)
    page = shown(client.get(PAGE))
    told = {
        "vue": field(page, "vue"),
        "code": ["70", "99"],
        "s:70": "08.03 Nettoyage",
        "s:99": "26.01",
        "s:61": "03.02",
    }
    response = kept(client, client.post(f"{PAGE}valider/", told))
    assert response.status_code == 302 and segments(chez) == {"61.02": "15.03", "70": "08.03", "99": "26.01"}
    stale = client.post(f"{PAGE}valider/", told)
    assert stale.status_code == 409 and "La nomenclature a changé" in shown(stale)


def test_a_segment_that_does_not_exist_refuses_all_and_keeps_what_was_typed(
    chez: Path, entrer: Entrer
) -> None:
    client = entrer("agent")
    told = {"vue": "", "code": ["70", "99"], "s:70": "08.03", "s:99": "légumes verts"}
    response = client.post(f"{PAGE}valider/", told)
    page = shown(response)
    assert response.status_code == 422 and segments(chez) == {} and 'value="légumes verts"' in page
    assert "code 99 : « légumes verts » n’est pas un segment" in page.replace("'", "’")
    assert len(re.findall(r'value="[^"]*" checked', page)) == 2


def test_the_sure_suggestions_are_validated_at_once_and_only_those_that_were_shown(
    chez: Path, entrer: Entrer
) -> None:
    client = entrer("agent")
    deposit(client)
    page = shown(client.get(PAGE))
    assert re.search(r"Valider les \d+ suggestions sûres<", page)
    told = {"geste": "sures", "vue": field(page, "vue"), "sceau": field(page, "sceau")}
    assert client.post(f"{PAGE}valider/", {**told, "sceau": "0"}).status_code == 409
    tried = client.post(f"{PAGE}valider/", told)
    assert "70" not in segments(chez) and "Dépense dont le code est rattaché" in shown(tried)
    assert kept(client, tried).status_code == 302
    assert segments(chez)["70"].startswith("08.")


def test_clearing_the_segment_of_a_code_takes_it_away(chez: Path, entrer: Entrer) -> None:
    client = entrer("agent")
    deposit(client)
    page = shown(client.get(f"{PAGE}?liste=tous"))
    told = {"vue": field(page, "vue"), "code": "61.02", "s:61.02": "", "liste": "tous"}
    kept(client, client.post(f"{PAGE}valider/", told))
    assert segments(chez) == {} and len(Versions(chez).every()) == 2


def test_a_former_version_is_read_again_and_a_missing_one_is_not_found(chez: Path, entrer: Entrer) -> None:
    client = entrer("agent")
    deposit(client)
    nomenclatures.valider(
        essai.workshop(chez),
        essai.ALL,
        MIEN,
        {"70": "08.03"},
        Versions(chez).in_force()[MIEN].empreinte,
        essai.LEA,
    )
    first = client.get(f"{PAGE}nomenclature.csv?version=1")
    assert b"08.03" not in first.content and "-simule.csv" in first["Content-Disposition"]
    assert (
        b"70;Prestations de nettoyage de locaux;;oui;08.03" in client.get(f"{PAGE}nomenclature.csv").content
    )
    for wrong in ("nomenclature.csv?version=9", "nomenclature.csv?version=x", "nomenclature.pdf"):
        assert client.get(f"{PAGE}{wrong}").status_code == 404


def test_a_page_past_the_last_one_leads_back(chez: Path, entrer: Entrer) -> None:
    assert entrer("agent").get(f"{PAGE}?page=9").status_code == 404
    assert entrer("agent").get(f"{PAGE}?page=x").status_code == 400


def test_the_guide_leads_to_the_codes_for_who_may_open_them(chez: Path, entrer: Entrer) -> None:
    assert LISTE in shown(entrer("agent").get("/nomenclature/"))
    assert LISTE not in shown(entrer("elu").get("/nomenclature/"))


CODE = f"{PAGE}code/"


def write(client: Client, code: str, lines: list[tuple[str, str, str]], **more: str) -> Any:
    cells = {name: [line[rank] for line in lines] for rank, name in enumerate(("segment", "compte", "cpv"))}
    return client.post(f"{CODE}ecrire/", {"code": code, "vue": "", **more, **cells})


def keep(client: Client, code: str, lines: list[tuple[str, str, str]], **more: str) -> Any:
    """Looks at what it moves, then keeps it: nothing is kept without."""
    seen = write(client, code, lines, **more)
    assert seen.status_code == 200, seen.status_code
    return write(client, code, lines, **more, effet=field(shown(seen), "effet"))


def test_a_code_is_written_under_conditions_its_effect_seen_first(chez: Path, entrer: Entrer) -> None:
    client = entrer("agent")
    deposit(client)
    page = shown(client.get(f"{CODE}?code=70"))
    assert "70 Prestations de nettoyage de locaux" in page
    assert "400 € HT payés sous ce code, 2 lignes." in page
    told = {"libelle": "Nettoyage", "famille": "oui", "vue": field(page, "vue"), "motif": "vu en atelier"}
    lines = [("08.03 Nettoyage", "62", ""), ("27.01", "23", ""), ("", "", "")]
    tried = write(client, "70", lines, geste="essai", **told)
    assert tried.status_code == 200 and segments(chez) == {"61.02": "15.03"}
    assert 'value="27.01 ' in shown(tried)
    assert keep(client, "70", lines, **told).status_code == 302
    (kept,) = Versions(chez).in_force().values()
    assert [one.libelle for one in kept.nomenclature.codes if one.code == "70"] == ["Nettoyage"]
    held = {(c.segment, c.compte, c.cpv) for c in kept.nomenclature.correspondances if c.code == "70"}
    assert held == {("08.03", "62", ""), ("27.01", "23", "")}
    assert "« vu en atelier »" in shown(client.get(PAGE))
    page = shown(client.get(f"{CODE}?code=70"))
    assert keep(client, "70", [("27.01", "23", "")], vue=field(page, "vue")).status_code == 302
    assert segments(chez) == {"61.02": "15.03", "70": "27.01"}


def test_a_change_of_a_code_says_what_it_moves(chez: Path, entrer: Entrer) -> None:
    client = entrer("agent")
    deposit(client)
    tried = shown(write(client, "61.02", [("15.03", "", ""), ("14.05", "6152", "")], geste="essai"))
    assert "2 lignes changeraient de segment, 1 200 € HT." in tried
    assert "Dont 1 ligne de 1 code qui en hérite (61.02.4)." in tried
    assert "<s>15.03 " in tried and "<b>14.05 " in tried
    same = shown(write(client, "61.02", [("15.03", "", ""), ("14.05", "23", "")], geste="essai"))
    assert "Aucune ligne ne changerait de segment." in same


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([("99.99", "", "")], "n'est pas un segment"),
        ([("", "60", "")], "une condition est posée, sans segment"),
        ([("15.03", "", ""), ("08.03", "", "")], "a déjà un segment sans condition"),
        ([("15.03", "6;1", "")], "n'est pas un compte"),
        ([("15.03", "", "7x")], "n'est pas un code CPV"),
    ],
)
def test_a_line_that_is_wrong_is_refused_where_it_stands(
    chez: Path, entrer: Entrer, lines: list[tuple[str, str, str]], said: str
) -> None:
    response = write(entrer("agent"), "70", lines)
    assert response.status_code == 422 and said in shown(response).replace("’", "'")
    page = shown(response)
    assert f"ligne {len(lines)}" in page and segments(chez) == {}
    assert "colonne" not in page and "ce fichier" not in page


def test_a_condition_that_no_line_meets_is_told_at_once(chez: Path, entrer: Entrer) -> None:
    client = entrer("agent")
    deposit(client)
    page = shown(client.get(f"{CODE}?code=70"))
    assert "ne remplit cette condition" not in page
    told = {"libelle": "Nettoyage", "vue": field(page, "vue")}
    lines = [("08.03", "62", ""), ("27.01", "23", ""), ("27.02", "", "9091"), ("27.03", "", "99999999")]
    tried = shown(write(client, "70", lines, geste="essai", **told))
    assert "code 70, compte 23… : aucune ligne" in tried and "code 70, CPV 9091… : aucune ligne" in tried
    assert "aucun code CPV ne commence par 99999999" in tried and "compte 62… : aucune" not in tried
    assert keep(client, "70", lines, **told).status_code == 302
    assert "compte 23… : aucune ligne" in shown(client.get(f"{CODE}?code=70"))


def test_a_parent_that_is_nowhere_is_told_as_a_field(chez: Path, entrer: Entrer) -> None:
    response = write(entrer("agent"), "70", [], parent="perdu")
    page = shown(response).replace("’", "'")
    assert (
        response.status_code == 422 and "code au-dessus : « perdu » n'est ni un code de cet acheteur" in page
    )
    assert "ajoutez sa ligne" not in page


def test_a_code_under_itself_is_refused(chez: Path, entrer: Entrer) -> None:
    client = entrer("agent")
    deposit(client)
    page = shown(client.get(f"{CODE}?code=61"))
    response = write(client, "61", [], parent="61.02", vue=field(page, "vue"))
    assert response.status_code == 422 and "revient à lui" in shown(response)


def test_a_code_that_somebody_changed_meanwhile_is_not_written(chez: Path, entrer: Entrer) -> None:
    client = entrer("agent")
    deposit(client)
    late = keep(client, "70", [("08.03", "", "")], vue="")
    assert late.status_code == 409 and segments(chez) == {"61.02": "15.03"}
    assert 'value="08.03 ' in shown(late)


def test_a_code_that_would_move_something_else_is_not_written_unseen(chez: Path, entrer: Entrer) -> None:
    client, lines = entrer("agent"), [("08.03", "", "")]
    deposit(client)
    pipeline.publish(essai.workshop(chez))
    vue = field(shown(client.get(f"{CODE}?code=61.02")), "vue")
    tried = shown(write(client, "61.02", lines, geste="essai", vue=vue))
    decide(chez)
    again = write(client, "61.02", lines, vue=vue, effet=field(tried, "effet"))
    page = shown(again)
    assert again.status_code == 409 and segments(chez) == {"61.02": "15.03"}
    assert "Aucune ligne ne changerait de segment." in page
    assert write(client, "61.02", lines, vue=vue, effet=field(page, "effet")).status_code == 302


@pytest.mark.parametrize("code", ["", "nulle-part", "7" * 99])
def test_a_code_that_is_nowhere_has_no_page(chez: Path, entrer: Entrer, code: str) -> None:
    client = entrer("agent")
    assert client.get(CODE, {"code": code}).status_code == 404
    assert write(client, code, [("08.03", "", "")]).status_code == 404


def test_a_code_says_what_is_shown_now_and_not_what_the_last_run_said(chez: Path, entrer: Entrer) -> None:
    client = entrer("agent")
    deposit(client)
    atelier = essai.workshop(chez)
    pipeline.publish(atelier)
    asked = Conditions(acheteur=MIEN, code="61.02")
    ruling.keep(atelier, Portee(frozenset({MIEN})), Essai(asked, "14.05"), "lea")
    page = shown(client.get(f"{CODE}?code=61.02"))
    assert "14.05 " in page and "passe avant le code" in page
    tried = shown(write(client, "61.02", [("08.03", "", "")], geste="essai"))
    assert "Aucune ligne ne changerait de segment." in tried


def test_a_segment_that_is_no_more_blocks_no_other_code(chez: Path, entrer: Entrer) -> None:
    client = entrer("agent")
    version = Version(MIEN, "ancien", "lea", "2026-01-02T08:00:00+00:00", "", contenu=written(
        NomenclatureAcheteur.of([CodeAcheteur("70"), CodeAcheteur("99")], [Correspondance("99", "77.77")])
    ))  # fmt: skip
    assert Versions(chez).add(version) is not None
    page = client.get(f"{CODE}?code=70")
    assert page.status_code == 200
    seal = field(shown(page), "vue")
    assert keep(client, "70", [("08.03", "", "")], vue=seal).status_code == 302
    assert segments(chez) == {"70": "08.03", "99": "77.77"}
    refused = shown(client.get(f"{CODE}?code=99"))
    assert "« 77.77 » n'est pas un segment" in refused.replace("’", "'")


def test_a_code_is_never_to_be_qualified(chez: Path, entrer: Entrer) -> None:
    client = entrer("agent")
    assert write(client, "70", [("30.99", "", "")]).status_code == 422
    assert deposit(client, "code;segment\n70;30.99\n").status_code == 422
    told = {"code": "70", "s:70": "30.99", "vue": ""}
    assert client.post(f"{PAGE}valider/", told).status_code == 422
    assert segments(chez) == {}


def test_what_is_shown_is_kept_however_long_the_nomenclature(chez: Path, entrer: Entrer) -> None:
    client, words = entrer("agent"), random.Random(1)
    labels = [
        "".join(words.choices("abcdefghijklmnopqrstuvwxyz ", k=40)).strip() or "a" for _ in range(4_000)
    ]
    rows = [f"N{rank:05};{label};;;{'15.03' if rank % 2 else '16.01'};;" for rank, label in enumerate(labels)]
    response = announced(
        client, "\n".join(["code;libelle;parent;famille_homogene;segment;compte;cpv", *rows])
    )
    assert "4 000 codes ajoutés" in shown(response).replace("\u202f", " ")
    assert len(response.content) < 60_000
    assert kept(client, response).status_code == 302
    assert len(segments(chez)) == 4_000


def test_an_effect_shown_too_long_ago_is_asked_again(chez: Path, entrer: Entrer) -> None:
    client = entrer("agent")
    response = announced(client)
    shutil.rmtree(chez / "tampon" / "projets")
    assert "n'attend plus d'être gardée" in shown(kept(client, response)).replace("’", "'")
    assert not segments(chez)


def test_the_passages_that_are_told_together_are_told_one_by_one_under_it(
    chez: Path, entrer: Entrer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from achatlas.pipeline import annonces

    monkeypatch.setattr(annonces, "SHOWN", 0)
    client = entrer("agent")
    deposit(client)
    said = shown(announced(client, NOMENCLATURE.replace("15.03", "15.04"))).replace("’", "'")
    assert "entre d'autres segments" in said
    summary, _, others = said.partition("1 autre passage</summary>")
    assert summary and "à 15.04" in others


def test_what_a_code_does_not_tell_is_said_to_be_read_line_by_line(chez: Path, entrer: Entrer) -> None:
    client = entrer("agent")
    page = shown(client.get(f"{CODE}?code=70"))
    assert "le code n’en dit rien : la machine lit chaque objet" in page and ">non connu<" in page
    told = shown(write(client, "70", [("08.03", "", "")], geste="essai"))
    assert "le code n’en dit rien" not in told
    assert 'accept=".csv,.xlsx"' in shown(client.get(PAGE))
