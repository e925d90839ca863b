"""The summary for a council: two pages, whatever is typed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from achatlas.containers.documents import pdf
from achatlas.containers.documents.modele import Chiffre, Chiffres, Document, Note, Phrase, Section, Tableau
from achatlas.domain.action import Action
from achatlas.screens.spaser.rapport import bref
from achatlas.screens.spaser.rapport.bref import Partie
from achatlas.store.actions import Actions
from tests.web.test_rapport import COMMUNE, MIEN, RAPPORT, SEUL, aim

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("spaser_vide")
Entrer = Callable[[str], "Client"]
WORDS = "Allotir le nettoyage des écoles, des crèches et des gymnases avec une clause d’insertion adaptée, "
TITRES = (f"{WORDS}et réserver un lot", "Renouvellement" * 8, "W" * 120, "a b " * 30)
BUYERS = (MIEN, *(f"00000{n:04d}" for n in range(9001, 9014)))


def hostile(maison: Path, buyers: int, count: int, titres: tuple[str, ...] = TITRES) -> None:
    """Many actions of many buyers, each with a long title and a long name of who carries it."""
    for rank in range(count):
        titre = f"{rank} {titres[rank % len(titres)]}"[:160]
        told = Action(titre, pilote=f"{WORDS}{rank}"[:120], acheteurs=BUYERS[:buyers], echeance="2027-03-31")
        Actions(maison).write(replace(told, indicateur="p03", qui="moi", date="2026-01-01"))


def pages(client: Client, vue: str) -> list[bytes]:
    made = client.get(f"{RAPPORT}synthese.pdf?{vue}").content
    return re.findall(rb"/Type/Pages/Count (\d+)", made)


@pytest.mark.parametrize("vue", [COMMUNE, SEUL])
@pytest.mark.parametrize(("buyers", "count"), [(6, 4), (14, 12), (1, 12)])
def test_the_summary_has_two_pages_whatever_actions_are_typed(
    vue: str, buyers: int, count: int, entrer: Entrer, maison: Path
) -> None:
    client = entrer("groupe")
    for ident in ("p03", "p01", "s01", "e01", "p14", "p08", "s09", "s07", "e10", "s04", "p13", "p02"):
        aim(client, f"/spaser/{ident}/", "90")
    hostile(maison, buyers, count)
    assert pages(client, vue) == [b"2"]


def test_many_buyers_are_counted_long_titles_clipped_and_what_is_left_out_said(
    entrer: Entrer, maison: Path
) -> None:
    hostile(maison, 14, 12, TITRES[:1])
    made = entrer("groupe").get(f"{RAPPORT}synthese.docx?{COMMUNE}").content
    with zipfile.ZipFile(io.BytesIO(made)) as held:
        body = etree.fromstring(held.read("word/document.xml"))
    words = re.sub(r"[\u202f\u00a0]", " ", "\n".join(body.itertext()))
    assert words.count("14 acheteurs") == 4
    assert re.search(r"^\d+ Allotir le nettoyage des [^\n]*\w …$", words, re.M) and TITRES[0] not in words
    assert "Lignes de plus dans le rapport entier : 8." in words


def table(rows: int, letters: int) -> Tableau:
    text = ("Achat responsable " * (letters // 18 + 1))[:letters]
    return Tableau("", "", ("A", "B"), (1, 1), (False, False), ((text, text),) * rows, (), (("", ""),) * rows)


def parts(rows: int, letters: int) -> Iterator[Partie]:
    figures = Chiffres(tuple(Chiffre("Achats aux PME", "12", "%", "cible 20 %") for _ in range(6)))
    yield Partie(Section("Objectifs", "", (figures, table(rows, letters))))
    for name in ("Acheteurs", "Actions"):
        yield Partie(Section(name, "", (table(rows, letters),)), 3)
    yield Partie(Section("Écarts", "", tuple(Phrase("mot " * letters) for _ in range(5))))
    yield Partie(Section("Inconnu", "mot " * letters, (Note("Le rapport entier donne tout."),)))


@pytest.mark.parametrize(("rows", "letters"), [(1, 10), (30, 40), (12, 900), (2, 6000), (60, 100)])
def test_rows_are_left_out_until_two_pages_hold_what_stays(rows: int, letters: int) -> None:
    made = Document("Synthèse", "Territoire", "2025", "Une cible est manquée.", (), (), "pied", bref=True)
    done = bref.deux_pages(list(parts(rows, letters)), lambda found: replace(made, sections=found))
    assert pdf.pages(pdf.write(done)) == 2
    assert [one.titre for one in done.sections] == ["Objectifs", "Acheteurs", "Actions", "Écarts", "Inconnu"]
    left = [
        b.texte for s in done.sections for b in s.blocs if isinstance(b, Note) and "Lignes de plus" in b.texte
    ]
    for section, before in zip(done.sections, parts(rows, letters), strict=True):
        kept = sum(len(b.lignes) for b in section.blocs if isinstance(b, Tableau))
        had = sum(len(b.lignes) for b in before.section.blocs if isinstance(b, Tableau))
        if had:
            gone = before.reste + had - kept
            assert not gone or f"Lignes de plus dans le rapport entier : {gone}." in left


@pytest.mark.parametrize("text", ["", "court", WORDS * 3, "x" * 500, "mot, " * 80, " " * 300])
def test_a_clipped_text_is_no_longer_than_asked_and_cut_at_a_word(text: str) -> None:
    told = bref.clipped(text, 100)
    assert len(told) <= 101
    assert told == text or told.endswith("…") or "…" in told
    if told.endswith(" …"):
        assert text.startswith(told[:-2])
