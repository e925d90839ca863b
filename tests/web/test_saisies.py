"""What no register publishes: entered by buyers, by a page, a workbook or a machine; who may, who sees."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.atelier import ACHETEURS
from tests.web.spaser import shown, text

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("spaser_vide")
Entrer = Callable[[str], "Client"]
MIEN, AUTRE = ACHETEURS[0][0], ACHETEURS[1][0]
HERE, API = "/spaser/saisies/", "/api/v1/saisies/"
SEUL, COMMUNE = f"vue=individuelle&pour={MIEN}&exercice=2025", "vue=consolidee&exercice=2025"
AUTRUI = f"vue=individuelle&pour={AUTRE}&exercice=2025"


def page(client: Client, vue: str = SEUL, path: str = HERE) -> str:
    return shown(client, path, vue)


def enter(client: Client, vue: str = SEUL, **fields: str) -> Any:
    """Sends rows: ``e10="3/4"`` is an entry for the year that nobody wrote yet."""
    told: dict[str, str] = {}
    for ref, pair in fields.items():
        top, _, low = pair.partition("/")
        told |= {f"{ref}.0.lu": "0 ", f"{ref}.0.haut": top, f"{ref}.0.bas": low, f"{ref}.0.source": "Essai"}
    return client.post(f"{HERE}?{vue}", told)


def post(client: Client, *some: dict[str, Any]) -> Any:
    return client.post(API, json.dumps({"saisies": some}), content_type="application/json")


def numbers(said: str, name: str) -> str:
    """The value of a field."""
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', said)
    assert found, name
    return found[1]


def test_every_awaited_indicator_has_its_fields_and_nothing_is_zero(entrer: Entrer) -> None:
    said = page(entrer("agent"))
    assert len(set(re.findall(r'<fieldset class="[^"]*" id="(\w+)"', said))) == 23
    assert numbers(said, "e10.0.haut") == "" and "0 indicateur saisi sur 23" in said


def test_what_is_entered_is_on_the_page_with_who_and_in_the_figures(entrer: Entrer) -> None:
    agent = entrer("agent")
    assert enter(agent, e10="3/4", e07="1 200,50/2 000").status_code == 302
    said = page(agent)
    assert (numbers(said, "e10.0.haut"), numbers(said, "e07.0.haut")) == ("3", "1200,50")
    assert numbers(said, "e10.0.source") == "Essai" and "agent-val-fictif" in said
    assert "75,0 %" in page(agent, SEUL, "/spaser/e10/")
    common = page(agent, COMMUNE, "/spaser/e10/")
    assert "un acheteur sur 3 a tout répondu" in common and "75,0 %" in common


def test_a_faulty_field_is_told_beside_it_and_nothing_is_kept(entrer: Entrer) -> None:
    agent = entrer("agent")
    response = enter(agent, e10="5/4", e12="2,5/8", s15="12")
    said = text(response)
    assert response.status_code == 400 and numbers(said, "e10.0.haut") == "5"
    assert "La partie dépasse le tout" in said and "écrivez un nombre entier" in said
    assert numbers(said, "s15.0.haut") == "12" and "0 indicateur saisi" in page(agent)


def test_hours_are_entered_by_marche_and_what_is_left_apart(entrer: Entrer) -> None:
    agent = entrer("agent")
    said = page(agent)
    listed = re.findall(r'name="(s04\.\d+)\.lu" value="0 ([^"]*)"', said)
    assert listed[-1][1] == "" and len(listed) > 1
    (first, numero), (rest, _) = listed[0], listed[-1]
    told = {f"{first}.lu": f"0 {numero}", f"{first}.haut": "30", f"{first}.bas": "40"}
    told |= {f"{rest}.lu": "0 ", f"{rest}.haut": "7"}
    assert agent.post(f"{HERE}?{SEUL}", told).status_code == 302
    said = page(agent, SEUL, "/spaser/s04/")
    assert "37 h" in said
    wrong = {f"{first}.lu": "0 JAMAIS-VU", f"{first}.haut": "30"}
    assert "pas au registre" in text(agent.post(f"{HERE}?{SEUL}", wrong))


def test_a_sum_of_hours_is_not_told_as_shares_of_a_gap(entrer: Entrer) -> None:
    groupe = entrer("groupe")
    enter(groupe, s15="12", e10="1/2")
    assert "Qui fait l’écart" not in page(groupe, f"{COMMUNE}&cible=500", "/spaser/s15/")
    assert "Qui fait l’écart" in page(groupe, f"{COMMUNE}&cible=60", "/spaser/e10/")


def test_reserved_marches_are_named_beside(entrer: Entrer) -> None:
    assert "Réservés :" in page(entrer("groupe"))


def test_emptied_fields_take_an_entry_out(entrer: Entrer) -> None:
    agent = entrer("agent")
    enter(agent, s15="12")
    lu = numbers(page(agent), "s15.0.lu")
    assert agent.post(f"{HERE}?{SEUL}", {"s15.0.lu": lu, "s15.0.haut": ""}).status_code == 302
    assert numbers(page(agent), "s15.0.haut") == "" and "sans données" in page(agent, SEUL, "/spaser/s15/")


def test_who_writes_over_another_is_told(entrer: Entrer) -> None:
    agent = entrer("agent")
    enter(agent, s15="12")
    late = enter(agent, s15="13")
    assert late.status_code == 409 and "a changé entre-temps" in text(late)


def test_an_elu_enters_nothing_and_reads_how_many_answered(entrer: Entrer) -> None:
    enter(entrer("agent"), s15="12")
    elu = entrer("elu")
    assert elu.get(f"{HERE}?{SEUL}").status_code == 404
    assert enter(elu, SEUL, s15="13").status_code == enter(elu, COMMUNE, s15="13").status_code == 404
    said = page(elu, COMMUNE)
    assert "1 sur 3" in said and MIEN not in said and "modele.xlsx" not in said
    assert elu.get(API).status_code == post(elu).status_code == 404
    assert elu.get(f"{HERE}modele.xlsx?{COMMUNE}").status_code == 404


def test_an_agent_neither_reads_nor_writes_the_entries_of_another(entrer: Entrer) -> None:
    enter(entrer("groupe"), AUTRUI, s15="4321")
    agent = entrer("agent")
    assert agent.get(f"{HERE}?{AUTRUI}").status_code == enter(agent, AUTRUI, s15="1").status_code == 404
    assert agent.get(f"{HERE}modele.xlsx?{AUTRUI}").status_code == 404
    assert agent.get(f"{HERE}modele.xlsx?{COMMUNE}").status_code == 404
    assert "4321" not in page(agent) and agent.get(API).json()["saisies"] == []
    assert agent.get(f"{API}?acheteur={AUTRE}").status_code == 404
    refused = post(agent, {"indicateur": "s15", "acheteur": AUTRE, "annee": 2025, "numerateur": 1})
    assert refused.status_code == 422 and refused.json()["fautes"][0]["champ"] == "acheteur"
    assert f"pour={AUTRE}" not in page(agent, COMMUNE)


def test_the_project_team_enters_for_any_and_sees_who_answered(entrer: Entrer) -> None:
    groupe = entrer("groupe")
    assert enter(groupe, AUTRUI, e10="1/").status_code == 302
    said = page(groupe, COMMUNE)
    assert "E10, Bourg-Inventé : répondu en partie" in said
    assert "E10, Val-Fictif : rien de saisi" in said


@pytest.mark.parametrize(
    ("mine", "theirs", "told"),
    [
        ("1/2", "1/", "1 sur 3, et 1 en partie"),
        ("1/", "2/", "0 sur 3, et 2 en partie"),
        ("1/2", "3/4", "2 sur 3"),
    ],
)
def test_who_answered_in_part_is_not_counted_with_who_answered(
    mine: str, theirs: str, told: str, entrer: Entrer
) -> None:
    groupe = entrer("groupe")
    enter(groupe, SEUL, e10=mine)
    enter(groupe, AUTRUI, e10=theirs)
    row = re.search(r'<span class="mut3">E10</span></th><td class="d nb">([^<]*)</td>', page(groupe, COMMUNE))
    assert row and row[1] == told


def workbook(client: Client, vue: str = SEUL) -> Any:
    import openpyxl  # type: ignore[import-untyped]

    response = client.get(f"{HERE}modele.xlsx?{vue}")
    assert response.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(response.content))


def send(client: Client, book: Any, vue: str = SEUL) -> Any:
    kept = io.BytesIO()
    book.save(kept)
    kept.seek(0)
    kept.name = "saisies.xlsx"
    return client.post(f"{HERE}importer/?{vue}", {"classeur": kept, "fin": "1"})


def cell(book: Any, ref: str, title: str) -> Any:
    """The cell of the last row of an indicator under a title."""
    page = book.worksheets[0]
    column = next(one.column for one in page[1] if one.value == title)
    (*_, row) = (one.row for one in page["A"] if one.value == ref)
    return page.cell(row, column)


def test_a_workbook_is_completed_sent_back_and_again_for_nothing(entrer: Entrer) -> None:
    agent = entrer("agent")
    enter(agent, e10="3/4")
    book = workbook(agent)
    assert (cell(book, "E10", "Premier nombre").value, cell(book, "E10", "SIREN").value) == (3, MIEN)
    cell(book, "S15", "Premier nombre").value = 21
    cell(book, "E07", "Premier nombre").value = 10.25
    done = send(agent, book)
    assert done.status_code == 302 and "fait=ecrit" in done["Location"]
    assert (numbers(page(agent), "s15.0.haut"), numbers(page(agent), "e07.0.haut")) == ("21", "10,25")
    assert "fait=rien" in send(agent, workbook(agent))["Location"]


def test_a_refused_workbook_tells_every_cell_and_keeps_nothing(entrer: Entrer) -> None:
    agent = entrer("agent")
    book = workbook(agent)
    cell(book, "S15", "Premier nombre").value = 21
    first, second = cell(book, "E10", "Premier nombre"), cell(book, "E11", "SIREN")
    first.value, second.value = "trois", AUTRE
    refused = send(agent, book)
    said = text(refused)
    assert refused.status_code == 422 and "2 cases à corriger" in said
    assert f">{first.coordinate}<" in said and f">{second.coordinate}<" in said
    assert "0 indicateur saisi" in page(agent)


def sent(client: Client, content: bytes, nom: str = "m.xlsx") -> Any:
    kept = io.BytesIO(content)
    kept.name = nom
    return client.post(f"{HERE}importer/?{SEUL}", {"classeur": kept, "fin": "1"})


def test_a_file_that_is_no_workbook_is_named_as_its_sender_named_it(entrer: Entrer) -> None:
    for content in (b"PK\x03\x04 coupe", b"Ni classeur ni rien", b""):
        refused = sent(entrer("agent"), content)
        said = re.findall(r'<p class="phrase">([^<]*)</p>', text(refused))[0]
        assert refused.status_code == 422 and said.startswith("m.xlsx : ")
        assert not re.search(r"[:.] \.|[.] [a-zé]|\.\.", said), said


def test_a_formula_without_value_is_refused_with_its_cell(entrer: Entrer) -> None:
    agent = entrer("agent")
    enter(agent, e10="3/4")
    book = workbook(agent)
    source = cell(book, "E10", "Source")
    source.value = '=HYPERLINK("https://exemple.fr","Bilan")'
    refused = send(agent, book)
    assert refused.status_code == 422 and "1 case à corriger" in text(refused)
    assert f">{source.coordinate}<" in text(refused) and "contient une formule" in text(refused)
    assert numbers(page(agent), "e10.0.source") == "Essai"


def blank_text(content: bytes, coordinate: str) -> bytes:
    """The same workbook, the formula of a cell having an empty text for its value."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w") as new:
        for name in old.namelist():
            said = old.read(name)
            if name.endswith("sheet1.xml"):
                said = re.sub(rb'<c r="%b"' % coordinate.encode(), rb'\g<0> t="str"', said)
            new.writestr(name, said)
    return kept.getvalue()


def test_a_formula_whose_value_is_blank_does_not_blank_what_is_entered(entrer: Entrer) -> None:
    agent = entrer("agent")
    enter(agent, e10="3/4")
    book, kept = workbook(agent), io.BytesIO()
    source = cell(book, "E10", "Source")
    source.value = '=HYPERLINK("https://exemple.fr")'
    book.save(kept)
    refused = sent(agent, blank_text(kept.getvalue(), source.coordinate))
    assert refused.status_code == 422 and "contient une formule" in text(refused)
    assert numbers(page(agent), "e10.0.source") == "Essai"


def test_an_older_workbook_does_not_write_over_what_came_since(entrer: Entrer) -> None:
    agent = entrer("agent")
    book = workbook(agent)
    enter(agent, s15="12")
    cell(book, "S15", "Premier nombre").value = 21
    assert send(agent, book).status_code == 409
    assert numbers(page(agent), "s15.0.haut") == "12"


def test_machines_enter_and_read_the_same(entrer: Entrer) -> None:
    agent = entrer("agent")
    one = {"indicateur": "e07", "acheteur": MIEN, "annee": 2025, "numerateur": "10.50", "denominateur": 21}
    assert post(agent, one).json()["ecrites"][0]["rang"] == 1
    (told,) = agent.get(f"{API}?annee=2025").json()["saisies"]
    assert (told["numerateur"], told["denominateur"], told["unites"]) == ("10.50", "21", ["euros", "euros"])
    assert post(agent, told).json() == {"ok": True, "recues": 1, "ecrites": []}
    assert post(agent, {**told, "rang": 0, "numerateur": 1}).status_code == 409
    assert post(agent, {**told, "retire": True}).status_code == 200
    assert agent.get(API).json()["saisies"] == []


def test_machines_that_send_back_another_row_than_the_one_read_are_told(entrer: Entrer) -> None:
    agent = entrer("agent")
    one = {"indicateur": "e07", "acheteur": MIEN, "annee": 2025, "numerateur": 10, "denominateur": 21}
    for rang in (1, 10**40):
        assert post(agent, {**one, "rang": rang}).status_code == 409
    (told,) = post(agent, one).json()["ecrites"]
    for more in ({}, {"numerateur": 11}, {"retire": True}):
        assert post(agent, {**told, **more, "rang": 10**40}).status_code == 409
    assert agent.get(API).json()["saisies"] == [told]


@pytest.mark.parametrize(
    "body", ['{"saisies":' + "[" * 50_000, "[" * 50_000, "{", '{"saisies": [' + "9" * 5000]
)
def test_what_is_no_json_is_said_so(entrer: Entrer, body: str) -> None:
    refused = entrer("agent").post(API, body, content_type="application/json")
    assert refused.status_code == 400 and refused.json()["quoi"] == "Corps illisible"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"indicateur": "s01"}, "indicateur"),
        ({"acheteur": "999999999"}, "acheteur"),
        ({"annee": 1999}, "annee"),
        ({"numerateur": "2,5"}, "numerateur"),
        ({"numerateur": 9}, "numerateur"),
        ({"denominateur": -4}, "denominateur"),
        ({"objet": "M1"}, "objet"),
        ({"source": "x" * 121}, "source"),
    ],
)
def test_machines_are_told_which_entry_and_which_field(
    entrer: Entrer, wrong: dict[str, Any], field: str
) -> None:
    agent = entrer("agent")
    one = {"indicateur": "e10", "acheteur": MIEN, "annee": 2025, "numerateur": 3, "denominateur": 4}
    refused = post(agent, {**one, "indicateur": "e11"}, one | wrong)
    assert refused.status_code == 422
    assert [(fault["saisie"], fault["champ"]) for fault in refused.json()["fautes"]] == [(2, field)]
    assert agent.get(API).json()["saisies"] == []


@pytest.mark.parametrize("wrong", [{"inconnu": 1}, {"numerateur": True}, {"rang": "1"}, {"retire": "oui"}])
def test_what_is_no_entry_is_refused(entrer: Entrer, wrong: dict[str, Any]) -> None:
    assert (
        post(entrer("agent"), {"indicateur": "e10", "acheteur": MIEN, "annee": 2025} | wrong).status_code
        == 400
    )


@pytest.mark.parametrize(("vue", "words"), [(SEUL, "What no register publishes"), (COMMUNE, "Who answered")])
def test_the_pages_are_read_in_english(entrer: Entrer, vue: str, words: str) -> None:
    client = entrer("groupe")
    client.get("/langue/en/")
    said = page(client, vue)
    assert '<html lang="en"' in said and words in said


def test_no_form_sends_more_fields_than_a_request_may(
    entrer: Entrer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import date

    from django.conf import settings

    from achatlas.screens.spaser import saisies

    rows = [
        {
            "marche_id": f"M{n}",
            "objet": "Nettoyage",
            "clause_sociale": "clause",
            "date_notification": date(2025, 1, 1),
            "heures_insertion_prevues": "",
            "heures_insertion_realisees": "",
        }
        for n in range(120)
    ]
    monkeypatch.setattr(saisies, "marches", lambda *_: rows)
    client = entrer("groupe")
    said = page(client)
    assert "Lignes de plus, à saisir par le classeur : 76" in said
    forms = re.findall(r'<form class="saisies-f".*?</form>', said, re.S)
    names = [re.findall(r'<input[^>]* name="([^"]+)"', form) for form in forms]
    assert len(forms) > 3 and max(map(len, names)) <= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    (hours,) = (some for some in names if any(one.startswith("s04.") for one in some))
    values = dict(re.findall(r'name="(s04[^"]+)" value="([^"]*)"', said))
    told = {name: values.get(name, "") for name in hours if name.startswith("s04.")} | {"s04.0.haut": "7"}
    assert "Demande illisible" not in text(client.post(f"{HERE}?{SEUL}", told))


@pytest.mark.parametrize(
    ("promised", "done", "told"),
    [
        (
            "1 200",
            "40,5",
            ["au registre, 1 200 h prévues en tout", "au registre, 40,5 h réalisées depuis le début"],
        ),
        ("", "40", ["au registre, 40 h réalisées depuis le début"]),
        ("", "", []),
        ("à voir", '=HYPERLINK("x")', []),
    ],
)
def test_the_hours_that_a_register_writes_stand_beside_those_to_enter(
    promised: str, done: str, told: list[str]
) -> None:
    from achatlas.screens.spaser import saisies

    row = {"marche_id": "M1", "objet": "Voirie", **dict(zip(saisies.HOURS, (promised, done), strict=True))}
    ((number, said),) = saisies.objets([row])
    assert (number, said.replace("\u00a0", " ")) == ("M1", " · ".join(["Voirie", *told]))
