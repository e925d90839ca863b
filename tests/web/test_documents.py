"""The documents: the figures of the screens, who may have them, what each page says, files that open."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from tests.web.atelier import ACHETEURS

if TYPE_CHECKING:
    from django.test import Client

    from achatlas.containers.documents.modele import Document
    from achatlas.web.documents.sujet import Sujet

Entrer = Callable[[str], "Client"]
MIEN, AUTRE = ACHETEURS[0][0], ACHETEURS[1][0]
MINE, OTHER = f"vue=individuelle&pour={MIEN}", f"vue=individuelle&pour={AUTRE}"
TITLES = [
    "L’essentiel",
    "Périmètre et qualité",
    "Ce qui est acheté",
    "Les segments",
    "Qui achète",
    "Les fournisseurs",
    "Lieu, taille, économie sociale, inclusion",
    "Couverture par les marchés",
]


@lru_cache(maxsize=4)
def sujet(role: str, siren: str = "") -> Sujet:
    from django.http import QueryDict

    from achatlas.screens.droits import Droits
    from achatlas.web.acces import ouvrir
    from achatlas.web.documents import views

    droits = Droits(role, MIEN if role == "agent" else "", "")
    acces = ouvrir(droits, "individuelle" if siren else "consolidee", siren)
    return views.subject(views.of_year(acces, QueryDict("exercice=2025")))


@lru_cache(maxsize=4)
def document(role: str, siren: str = "") -> Document:
    from achatlas.web.documents.making import document as made

    return made(sujet(role, siren))


def words(one: Any) -> list[str]:
    """Every text of a document."""
    from achatlas.containers.documents.pdf import told

    def walk(held: Any) -> list[str]:
        if isinstance(held, str):
            return [held]
        inner = held.values() if isinstance(held, dict) else held if isinstance(held, list) else ()
        return [text for each in inner for text in walk(each)]

    return walk(told(one))


def text_of_docx(made: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(made)) as held:
        return "".join(etree.fromstring(held.read("word/document.xml")).itertext())


def test_the_sections_are_found_by_their_place_in_the_order_of_a_cartography() -> None:
    found = [one.titre for one in document("agent", MIEN).sections]
    assert found[: len(TITLES)] == TITLES
    assert found[-2:] == ["Ce que l’on ne sait pas", "Méthode, définitions et source"]
    assert all(one.blocs for one in document("groupe_projet").sections)


@pytest.mark.parametrize("siren", ["", MIEN])
def test_the_figures_of_a_document_are_those_of_the_screen(
    siren: str, entrer: Entrer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from achatlas.containers.documents.modele import Chiffres
    from achatlas.web.gabarits import Page

    vue = MINE if siren else "vue=consolidee"
    screen: dict[str, Any] = {}
    monkeypatch.setattr(Page, "render", lambda page, said, request: screen.update(said) or "")
    entrer("groupe").get(f"/cartographie/?{vue}&exercice=2025")
    bloc = document("groupe_projet", siren).sections[0].blocs[0]
    assert isinstance(bloc, Chiffres)
    assert [one.valeur for one in bloc.items] == [one.valeur for one in screen["chiffres"]]


@pytest.mark.parametrize("siren", ["", MIEN])
def test_every_leaderboard_adds_up_to_what_was_paid(siren: str) -> None:
    """The rows of a bloc come from the gate; folded, they are still the whole."""
    from achatlas.analyse import query
    from achatlas.analyse.selection import Selection
    from achatlas.screens.droits import Droits
    from achatlas.web.acces import ouvrir
    from achatlas.web.documents.sujet import amount

    found = sujet("groupe_projet", siren)
    scope = ouvrir(Droits("groupe_projet", "", ""), "individuelle" if siren else "consolidee", siren).scope
    asked = Selection().only("exercice", ["2025"])
    asked = asked if siren else asked.only("flux", ["interne"], "sauf")
    whole = query.figures(["montant_paye"], asked, scope).valeurs["montant_paye"]
    for axe in ("famille", "fournisseur", "rattachement", "taille", "perimetre"):
        assert sum(map(amount, found.rows(axe).lignes)) == whole == found.total, axe


def test_an_agent_has_its_own_document_and_the_common_one_alone(entrer: Entrer) -> None:
    agent = entrer("agent")
    for forme in ("pdf", "docx"):
        assert agent.get(f"/documents/cartographie.{forme}?{MINE}").status_code == 200
        assert agent.get(f"/documents/cartographie.{forme}?{OTHER}").status_code == 404
    assert agent.get("/documents/cartographie.odt").status_code == 404
    elu = entrer("elu")
    assert elu.get("/documents/cartographie.pdf?vue=consolidee").status_code == 200
    assert elu.get(f"/documents/cartographie.pdf?{MINE}").status_code == 404


@pytest.mark.parametrize("role", ["agent", "elu"])
def test_the_common_document_tells_no_label_of_the_lines_of_another(role: str) -> None:
    said = " ".join(words(document(role)))
    assert not re.findall(r"CANARI[12]-(?:Objet|mot|service|mandats)", said)


def test_nothing_of_another_buyer_is_in_a_document_but_the_median(entrer: Entrer) -> None:
    assert not re.findall(r"CANARI[12]-", " ".join(words(document("agent", MIEN))))


def test_a_pdf_is_tagged_titled_in_french_and_says_that_it_is_simulated(entrer: Entrer) -> None:
    response = entrer("groupe").get(f"/documents/cartographie.pdf?{MINE}")
    made = response.content
    assert made.startswith(b"%PDF-") and "-simule.pdf" in response["Content-Disposition"]
    marks = (rb"/StructTreeRoot", rb"/Marked true", rb"/Lang\s*\(fr\)", rb"pdfuaid", rb"/DisplayDocTitle")
    for mark in marks:
        assert re.search(mark, made), mark


def test_a_docx_opens_and_holds_headings_tables_charts_and_the_notice(entrer: Entrer) -> None:
    made = entrer("groupe").get("/documents/cartographie.docx?vue=consolidee").content
    with zipfile.ZipFile(io.BytesIO(made)) as held:
        assert held.testzip() is None
        parts = {name: held.read(name) for name in held.namelist()}
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(content)
    body = parts["word/document.xml"].decode()
    assert body.count('w:val="Heading1"') == len(document("groupe_projet").sections)
    assert "<w:tblHeader/>" in body and "c:chart" in body and "word/charts/chart1.xml" in parts
    feet = "".join(content.decode() for name, content in parts.items() if "footer" in name)
    assert "données simulées" in feet and "NUMPAGES" in feet
    assert "Méthode, définitions et source" in text_of_docx(made)


def test_a_year_without_payments_says_so_instead_of_an_empty_document(entrer: Entrer) -> None:
    assert entrer("groupe").get("/documents/cartographie.pdf?exercice=1999").status_code == 404


def test_texts_of_files_are_never_markup_nor_letters_that_nobody_sees() -> None:
    from dataclasses import replace

    from achatlas.containers.documents import docx, pdf
    from achatlas.containers.documents.modele import Section, Tableau

    bad = f'#panic("x") $x$ *gras* <w:t>&amp; {chr(7)} Łódź {chr(0x202A)}{chr(0x6F22)}{chr(0x200B)}'
    table = Tableau("t", "", ("a",), (1,), (False,), ((bad,),))
    small = replace(document("agent", MIEN), sections=(Section("s", "", (table,)),))
    assert pdf.readable(bad).endswith("Łódź □")
    assert pdf.write(small).startswith(b"%PDF-")
    assert '#panic("x") $x$ *gras* <w:t>&amp;' in text_of_docx(docx.write(small))


@pytest.mark.usefixtures("entrer")
@pytest.mark.parametrize(("minimum", "compared"), [(2, True), (3, False)])
def test_a_buyer_is_compared_with_those_of_its_type_as_its_page_does(
    minimum: int, compared: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from achatlas.analyse import peers
    from achatlas.catalogue.load import Catalogue
    from achatlas.domain.nombres import en_part, en_pourcent
    from achatlas.web.documents.sections import s80_groupe

    rule = {"autres_minimum": minimum, "reference": "règle d'essai"}
    monkeypatch.setattr(Catalogue, "regle", lambda _self, _nom: rule)
    one = sujet("groupe_projet", MIEN)
    section = s80_groupe.section(one)
    assert section is not None
    if not compared:
        assert "Aucune comparaison" in section.phrase and "il en faut 3" in section.blocs[0].texte  # type: ignore[attr-defined]
        return
    table = section.blocs[0]
    others = s80_groupe._others(one)
    assert len(others) == 2 and MIEN not in others
    for name, told in s80_groupe._indicators(one):
        place = peers.place(MIEN, others, told, minimum)
        if place.soi is not None and place.mediane is not None:
            row = next(line for line in table.lignes if line[0] == name)  # type: ignore[union-attr]
            assert row[1] == en_pourcent(en_part(*place.soi))
            assert row[2] == en_pourcent(en_part(place.mediane, place.mediane))
