"""The report of the SPASER: its chapters, its files, its figures that open, signed and compared."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from tests.web.atelier import ACHETEURS
from tests.web.spaser import shown, text
from tests.web.test_couverture import sheet

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("spaser_vide")
Entrer = Callable[[str], "Client"]
MIEN = ACHETEURS[0][0]
SEUL, COMMUNE = f"vue=individuelle&pour={MIEN}", "vue=consolidee"
RAPPORT = "/spaser/rapport/"
P03, S01 = "/spaser/p03/", "/spaser/s01/"


def page(client: Client, vue: str = COMMUNE, more: str = "") -> str:
    return shown(client, RAPPORT, f"{vue}{more}")


def aim(client: Client, path: str = P03, cible: str = "99") -> None:
    told = {"annee_0": "2025", "cible_0": cible, "poids": "1", "rang": "0"}
    assert client.post(f"{path}objectif/?{COMMUNE}", told).status_code == 302


def titles(said: str) -> list[str]:
    return re.findall(r'<h2 id="h-\d+">\d+\. ([^<]+)</h2>', said)


def test_a_press_on_the_targets_gives_the_report_and_its_six_files(entrer: Entrer) -> None:
    client = entrer("groupe")
    targets = text(client.get(f"/spaser/?{COMMUNE}"))
    found = re.search(r'href="(/spaser/rapport/[^"]*)">Produire le rapport', targets)
    assert found
    said = text(client.get(found[1]))
    assert titles(said)[0] == "L’essentiel"
    assert titles(said)[-1] == "Méthode et définitions"
    files = re.findall(r'class="bt(?: fort)?" href="(/spaser/rapport/\w+\.\w+[^"]*)"', said)
    kinds = [client.get(one)["Content-Disposition"].rsplit(".", 1)[-1].strip('"') for one in files]
    assert kinds == ["pdf", "docx", "pdf", "docx", "xlsx", "csv"]


def links(said: str) -> list[tuple[str, str]]:
    """Each cell that opens something: where, and what it says."""
    return re.findall(r'<(?:td|th|dd)[^>]*><a href="([^"]+)">([^<]+)</a>', said)


@pytest.mark.parametrize(("role", "vue"), [("groupe", COMMUNE), ("agent", SEUL), ("elu", COMMUNE)])
def test_every_figure_opens_its_lines_or_the_page_that_tells_it(role: str, vue: str, entrer: Entrer) -> None:
    client = entrer("groupe")
    aim(client)
    aim(client, S01, "99")
    client = entrer(role)
    told = {address for address, value in links(page(client, vue)) if re.search(r"\d", value)}
    lines = {one for one in told if "/lignes/" in one}
    assert len(told) > 40
    assert ("/cartographie/lignes/" in str(lines)) == (role != "elu")
    assert all("version=" in one for one in lines)
    broken = [one for one in sorted(told)[::3] if client.get(one).status_code != 200]
    assert broken == []


@pytest.mark.parametrize("vue", [COMMUNE, SEUL])
def test_the_lines_of_a_figure_add_up_to_it(vue: str, entrer: Entrer) -> None:
    client = entrer("groupe")
    aim(client)
    found = re.search(r'<dt>Achats aux PME</dt><dd class="gros"><a href="([^"]+)">', page(client, vue))
    assert found
    rows = sheet(client.get(found[1].replace("/lignes/?", "/lignes.csv?")))
    paid = sum(int(row["montant_ht"].replace(",", "")) for row in rows)
    exact = {
        row["numerateur"]
        for row in sheet(client.get(f"{RAPPORT}donnees.csv?{vue}"))
        if (row["indicateur"], row["chiffre"], row["axe"], row["exercice"]) == ("P03", "valeur", "", "2025")
    }
    assert exact == {str(paid)}


@pytest.mark.parametrize("vue", [COMMUNE, SEUL])
def test_the_files_say_what_the_page_says(vue: str, entrer: Entrer) -> None:
    client = entrer("groupe")
    aim(client)
    said = page(client, vue)
    made = client.get(f"{RAPPORT}rapport.docx?{vue}").content
    with zipfile.ZipFile(io.BytesIO(made)) as held:
        body, rels = (
            held.read(f"word/{name}").decode() for name in ("document.xml", "_rels/document.xml.rels")
        )
    words = re.sub(r"[\u202f\u00a0]", " ", "".join(etree.fromstring(body.encode()).itertext()))
    values = {value for _, value in links(said)}
    assert values
    assert [one for one in values if one not in words] == []
    assert "http://testserver/" in rels and "/lignes/" in rels
    rows = sheet(client.get(f"{RAPPORT}donnees.csv?{vue}"))
    p03 = [row for row in rows if (row["indicateur"], row["axe"], row["chiffre"]) == ("P03", "", "valeur")]
    assert {row["exercice"] for row in p03} >= {"2025"}
    assert all(row["objectif"] in ("", "manquée", "atteinte", "non jugée") for row in rows)


@pytest.mark.parametrize("vue", [COMMUNE, SEUL])
def test_the_summary_holds_in_two_pages(vue: str, entrer: Entrer) -> None:
    client = entrer("groupe")
    for ident in ("p03", "p01", "s01", "e01", "p14", "p08", "s09", "s07", "e10", "s04", "p13"):
        aim(client, f"/spaser/{ident}/", "90")
    made = client.get(f"{RAPPORT}synthese.pdf?{vue}").content
    assert re.findall(rb"/Type/Pages/Count (\d+)", made) == [b"2"]


def test_a_missed_target_is_told_missed_first_with_who_makes_the_gap(entrer: Entrer) -> None:
    client = entrer("groupe")
    aim(client, P03, "99")
    aim(client, "/spaser/p01/", "1")
    said = page(client)
    told = said[said.index("Les objectifs en 2025") :]
    rows = re.findall(r'<tr><th scope="row"><a [^>]*>(P0\d) ·[^<]*</a></th>.*?</tr>', told, re.S)
    assert rows[:2] == ["P03", "P01"]
    assert "Une cible sur deux est manquée" in said
    assert "Qui fait l’écart" in titles(said)


def test_a_joint_report_tells_each_buyer_and_that_of_one_does_not(entrer: Entrer) -> None:
    client = entrer("groupe")
    assert "Acheteur par acheteur" in titles(page(client))
    assert "Acheteur par acheteur" not in titles(page(client, SEUL))


def sign(client: Client, vue: str = COMMUNE, **more: str) -> Any:
    """Signs the report as it is read."""
    read = re.search(r'name="lu" value="(\w+)"', page(client, vue))
    return client.post(f"{RAPPORT}arreter/?{vue}", {"lu": read[1] if read else "", **more})


def test_a_report_that_is_signed_keeps_its_figures_and_the_next_tells_the_differences(
    entrer: Entrer,
) -> None:
    from achatlas.store.rapports import Rapports
    from achatlas.web.acces import maison

    client = entrer("groupe")
    aim(client, P03, "50")
    done = sign(client, motif="adopté par le conseil")
    assert done.status_code == 302 and "arrete=1" in done["Location"]
    assert "n° 1, arrêté le" in text(client.get(done["Location"]))
    assert "Aucun chiffre des années communes n’a été revu" in page(client)
    client.post(f"{P03}objectif/?{COMMUNE}", {"annee_0": "2025", "cible_0": "99", "poids": "1", "rang": "1"})
    assert ">99 %<" in page(client) and ">99 %<" not in page(client, COMMUNE, "&arrete=1")
    kept = Rapports(maison()).of("")
    assert [one.motif for one in kept] == ["adopté par le conseil"]


def test_a_revised_figure_is_told_by_the_next_report(entrer: Entrer) -> None:
    from dataclasses import replace

    from achatlas.domain.rapport import Cle
    from achatlas.store.rapports import Rapports
    from achatlas.web.acces import maison

    client = entrer("groupe")
    sign(client)
    (kept,) = Rapports(maison()).of("")
    name = Cle("p03", "valeur", "2025")
    then = replace(kept.releves[name], numerateur=1)
    Rapports(maison()).sign(replace(kept, numero=0, releves={**kept.releves, name: then}))
    said = page(client)
    part = said[said.index("Chiffres revus, pour la même année") :]
    assert re.search(r">P03 · [^<]*</a></th>", part[: part.index("</table>")])
    assert part[: part.index("</table>")].count("<tr>") == 2


@pytest.mark.parametrize(
    ("role", "vue", "status"),
    [("groupe", COMMUNE, 302), ("agent", SEUL, 302), ("agent", COMMUNE, 404), ("elu", COMMUNE, 404)],
)
def test_the_project_team_signs_for_all_and_an_agent_for_its_buyer(
    role: str, vue: str, status: int, entrer: Entrer
) -> None:
    client = entrer(role)
    assert sign(client, vue).status_code == status
    assert ("Arrêter ce rapport" in page(client, vue)) == (status == 302)


def test_a_report_of_another_view_is_not_found(entrer: Entrer) -> None:
    client = entrer("groupe")
    sign(client)
    assert client.get(f"{RAPPORT}?{SEUL}&arrete=1").status_code == 404
    assert client.get(f"{RAPPORT}?{COMMUNE}&arrete=zz").status_code == 404
    assert client.get(f"{RAPPORT}rapport.odt?{COMMUNE}").status_code == 404


def body(said: str) -> str:
    """What a report says, without what stands around it."""
    return said[said.index('<div class="texte-r"') : said.index("<footer")]


def test_a_signed_report_says_the_same_whatever_is_written_after(entrer: Entrer) -> None:
    client = entrer("groupe")
    aim(client, P03, "50")
    at = sign(client)["Location"]
    before, summary = body(text(client.get(at))), f"{RAPPORT}synthese.docx?{COMMUNE}&arrete=1"
    made = client.get(summary).content
    aim(client, "/spaser/p01/", "99")
    client.post(f"{P03}objectif/?{COMMUNE}", {"annee_0": "2025", "cible_0": "9", "poids": "1", "rang": "1"})
    client.post(f"/spaser/actions/nouvelle/?{COMMUNE}", {"titre": "Rencontrer les PME", "etat": "a_faire"})
    assert body(text(client.get(at))) == before
    then, now = (
        zipfile.ZipFile(io.BytesIO(one)).read("word/document.xml")
        for one in (made, client.get(summary).content)
    )
    assert then == now


def test_what_was_not_read_is_not_signed(entrer: Entrer) -> None:
    from achatlas.store.rapports import Rapports
    from achatlas.web.acces import maison

    client = entrer("groupe")
    read = re.search(r'name="lu" value="(\w+)"', page(client))
    assert read
    aim(client)
    late = client.post(f"{RAPPORT}arreter/?{COMMUNE}", {"lu": read[1]})
    assert late.status_code == 409 and "relisez-le" in text(late)
    assert Rapports(maison()).of("") == ()


def test_a_target_that_is_lowered_or_withdrawn_is_told_by_the_next_report(entrer: Entrer) -> None:
    client = entrer("groupe")
    aim(client, P03, "99")
    aim(client, "/spaser/p01/", "80")
    sign(client)
    client.post(f"{P03}objectif/?{COMMUNE}", {"annee_0": "2025", "cible_0": "9", "poids": "1", "rang": "1"})
    client.post(f"/spaser/p01/objectif/?{COMMUNE}", {"retirer": "", "rang": "2"})
    said = page(client)
    part = said[said.index("Objectifs changés, ajoutés ou retirés") :]
    rows = re.findall(r'<th scope="row"><a[^>]*>(P0\d) ·.*?</tr>', part[: part.index("</table>")], re.S)
    assert rows == ["P03", "P01"]
    assert "2025 : 99 %" in part and "2025 : 9 %" in part and ">aucun<" in part


def test_a_signed_report_opens_to_each_what_this_person_may_open(entrer: Entrer) -> None:
    client = entrer("groupe")
    aim(client)
    sign(client)
    assert "/cartographie/lignes/" in page(client, COMMUNE, "&arrete=1")
    assert "/cartographie/lignes/" not in page(entrer("elu"), COMMUNE, "&arrete=1")


def test_who_entered_nothing_has_no_data_in_the_joint_report(entrer: Entrer) -> None:
    said = page(entrer("groupe"))
    part = said[said.index("Ce que ce rapport ne sait pas</h2>") :]
    row = re.search(r">E10 · .*?</tr>", part, re.S)
    assert row and "sans données" in row[0]


def test_the_report_of_a_buyer_tells_its_hours_contract_by_contract(entrer: Entrer) -> None:
    client = entrer("groupe")
    form = text(client.get(f"/spaser/saisies/?{SEUL}&exercice=2025"))
    field = re.search(r'name="(s04\.\d+)\.haut"', form)
    assert field
    kept = dict(re.findall(r'name="([^"]+)"[^>]* value="([^"]*)"', form))
    told = {name: value for name, value in kept.items() if name.startswith("s04.")}
    told |= {f"{field[1]}.haut": "320", f"{field[1]}.bas": "400", f"{field[1]}.source": "Facilitateur"}
    assert client.post(f"/spaser/saisies/?{SEUL}&exercice=2025", told).status_code == 302
    said = page(client, SEUL)
    part = said[said.index("Insertion, marché par marché</h2>") :]
    assert re.search(r">320</td>.*?>400</td>.*?>Facilitateur</td>", part, re.S)
    assert "sont dans le rapport de son acheteur" in page(client)


def test_an_action_that_nobody_read_is_not_signed_and_one_more_is_a_report_more(entrer: Entrer) -> None:
    from achatlas.store.rapports import Rapports
    from achatlas.web.acces import maison

    client = entrer("groupe")
    sign(client)
    sign(client)
    assert len(Rapports(maison()).of("")) == 1
    read = re.search(r'name="lu" value="(\w+)"', page(client))
    form = {"titre": "Rencontrer les PME", "etat": "a_faire", "rang": "0"}
    assert client.post(f"/spaser/actions/nouvelle/?{COMMUNE}", form).status_code == 302
    assert read and client.post(f"{RAPPORT}arreter/?{COMMUNE}", {"lu": read[1]}).status_code == 409
    sign(client)
    assert len(Rapports(maison()).of("")) == 2


def bind(client: Client, path: str, rang: str = "0", acheteurs: tuple[str, ...] = (MIEN,)) -> None:
    """Sets a target that some buyers alone are to reach."""
    told = {"annee_0": "2025", "cible_0": "99", "poids": "1", "rang": rang, "acheteurs": list(acheteurs)}
    assert client.post(f"{path}objectif/?{COMMUNE}", told).status_code == 302


def chapter(said: str, title: str) -> str:
    return said[said.index(f"{title}</h2>") :].partition("<h2")[0]


def data(client: Client, vue: str = COMMUNE, more: str = "") -> list[dict[str, str]]:
    """The rows of the data file that tell P03 in 2025."""
    rows = sheet(client.get(f"{RAPPORT}donnees.csv?{vue}{more}"))
    return [r for r in rows if (r["indicateur"], r["chiffre"], r["exercice"]) == ("P03", "valeur", "2025")]


def test_an_objective_of_some_buyers_leaves_the_figures_of_all_as_they_are(entrer: Entrer) -> None:
    client = entrer("groupe")
    before, rows = page(client), data(client)
    bind(client, P03)
    after = page(client)
    for title in ("Acheteur par acheteur", "Achats et économie"):
        then, now = (
            re.sub(r"<td[^>]*>99 % pour 1 acheteur</td>", "", chapter(s, title)) for s in (before, after)
        )
        values = [re.findall(r">([^<>]+)</a>", one) for one in (then, now)]
        assert values[0] == values[1]
    judged = chapter(after, "Objectifs et résultats, manqués compris")
    (own,) = [row for row in data(client, SEUL) if not row["axe"]]
    (bound,) = [row for row in data(client) if row["axe"] == "engages"]
    assert "(1 acheteur engagé)" in judged and bound["cible"] == "99"
    assert [row["cible"] for row in data(client) if not row["axe"]] == [""]
    assert [row for row in data(client) if row["axe"] != "engages"] == rows
    assert own["numerateur"] >= bound["numerateur"] != rows[0]["numerateur"]


def test_the_page_of_an_indicator_tells_all_then_those_whom_its_objective_binds(entrer: Entrer) -> None:
    client = entrer("groupe")
    value = r'<dt>2025</dt><dd class="gros">([^<]+)<'
    before = re.search(value, shown(client, P03, COMMUNE))
    bind(client, P03)
    after = shown(client, P03, COMMUNE)
    now = re.search(value, after)
    assert before and now and before[1] == now[1]
    assert "L’objectif engage Val-Fictif ; pour eux :" in after


def test_whom_an_objective_binds_is_told_when_it_changes(entrer: Entrer) -> None:
    client = entrer("groupe")
    bind(client, P03)
    sign(client)
    bind(client, P03, "1", (ACHETEURS[1][0],))
    part = page(client).partition("Objectifs changés, ajoutés ou retirés")[2]
    assert "pour Val-Fictif<" in part and "pour Bourg-Inventé<" in part


@pytest.mark.parametrize("gone", [True, False])
def test_a_figure_of_a_buyer_that_only_one_report_holds_is_told(gone: bool, entrer: Entrer) -> None:
    from dataclasses import replace

    from achatlas.domain.rapport import Cle, Releve
    from achatlas.store.rapports import Rapports
    from achatlas.web.acces import maison

    client = entrer("groupe")
    sign(client)
    (kept,) = Rapports(maison()).of("")
    if gone:
        more = Cle("s04", "realisees", "2025", "acheteur", MIEN)
        told = {**kept.releves, more: Releve(700, 1, n=1, connus=(1, 1), part=False)}
        row = "S04 · [^<]*, Val-Fictif</a></th>.*?700 h.*?sans données"
    else:
        lost = Cle("p03", "valeur", "2025", "acheteur", MIEN)
        told = {cle: one for cle, one in kept.releves.items() if cle != lost}
        row = "P03 · [^<]*, Val-Fictif</a></th>.*?sans données"
    Rapports(maison()).sign(replace(kept, numero=0, releves=told))
    part = page(client).partition("Chiffres revus, pour la même année")[2].partition("</table>")[0]
    assert part.count("<tr>") == 2 and re.search(row, part, re.S)


def test_the_data_of_a_signed_report_bear_the_version_that_it_rests_on(entrer: Entrer) -> None:
    from dataclasses import replace

    from achatlas.store.rapports import Rapports
    from achatlas.web.acces import maison

    client = entrer("groupe")
    sign(client)
    (kept,) = Rapports(maison()).of("")
    Rapports(maison()).sign(replace(kept, numero=0, version="0123456789ab"))
    said = b"".join(client.get(f"{RAPPORT}donnees.csv?{COMMUNE}&arrete=2"))
    assert b"# version 0123456789ab" in said
    made = b"".join(client.get(f"{RAPPORT}donnees.xlsx?{COMMUNE}&arrete=2"))
    with zipfile.ZipFile(io.BytesIO(made)) as held:
        assert "0123456789ab" in "".join(
            held.read(name).decode() for name in held.namelist() if "xml" in name
        )


def test_what_changed_by_less_than_is_written_is_not_signed_unread(entrer: Entrer) -> None:
    client = entrer("groupe")

    def enter(top: str, seen: str) -> None:
        told = {"e07.0.lu": seen, "e07.0.haut": top, "e07.0.bas": "10000000", "e07.0.source": "Essai"}
        assert client.post(f"/spaser/saisies/?{SEUL}&exercice=2025", told).status_code == 302

    enter("6201010", "0 ")
    read = re.search(r'name="lu" value="(\w+)"', page(client, SEUL))
    enter("6201011", "1 ")
    assert read and client.post(f"{RAPPORT}arreter/?{SEUL}", {"lu": read[1]}).status_code == 409


def test_a_report_is_not_compared_with_one_of_later_years(entrer: Entrer) -> None:
    client = entrer("groupe")
    sign(client)
    first = "C’est le premier rapport arrêté dans cette vue"
    assert first in page(client, COMMUNE, "&exercice=2024") and first not in page(client)


def test_a_year_that_is_not_over_is_not_signed(entrer: Entrer, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import date

    from achatlas.web.spaser import demande

    class Eve(date):
        @classmethod
        def today(cls) -> date:
            return date(2025, 12, 31)

    monkeypatch.setattr(demande, "date", Eve)
    client = entrer("groupe")
    assert "Arrêter ce rapport" not in page(client)
    assert client.post(f"{RAPPORT}arreter/?{COMMUNE}", {"lu": ""}).status_code == 404


def test_a_signed_report_bears_the_number_that_the_next_one_cites(entrer: Entrer) -> None:
    client = entrer("groupe")
    told = zipfile.ZipFile(io.BytesIO(client.get(sign_docx(client)).content)).read("word/document.xml")
    assert "n° 1, arrêté le" in told.decode().replace("\u00a0", " ")
    assert "Rapport précédent : n° 1, arrêté le" in page(client)


def sign_docx(client: Client) -> str:
    """Signs the joint report; the address of its DOCX."""
    assert sign(client).status_code == 302
    return f"{RAPPORT}rapport.docx?{COMMUNE}&arrete=1"


def test_a_number_that_was_taken_meanwhile_is_not_written_twice(
    entrer: Entrer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from achatlas.store.rapports import Rapports
    from achatlas.web.acces import maison

    client = entrer("groupe")
    sign(client, SEUL)
    monkeypatch.setattr(Rapports, "next", lambda self: 1)
    late = sign(client)
    assert late.status_code == 409 and Rapports(maison()).of("") == ()


@pytest.mark.parametrize("then", [(), (MIEN, ACHETEURS[1][0])])
def test_a_figure_of_other_buyers_is_not_told_revised(then: tuple[str, ...], entrer: Entrer) -> None:
    client = entrer("groupe")
    bind(client, P03)
    sign(client)
    bind(client, P03, "1", then)
    said = page(client)
    assert "Objectifs changés, ajoutés ou retirés" in said
    assert "Aucun chiffre des années communes n’a été revu" in said


def test_the_history_of_an_objective_tells_whom_it_bound(entrer: Entrer) -> None:
    client = entrer("groupe")
    bind(client, P03)
    bind(client, P03, "1", (ACHETEURS[1][0],))
    said = shown(client, P03, COMMUNE)
    assert "engage Val-Fictif" in said and "engage Bourg-Inventé" in said
