"""Languages are found by their place, French costs nothing, and the English is whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from achatlas import langues
from achatlas.catalogue import said as words
from achatlas.catalogue.load import PACKAGE, Catalogue
from achatlas.catalogue.models import Definition
from achatlas.domain import nombres
from achatlas.domain.errors import CatalogueError
from achatlas.domain.langue import Langue
from tests.unit.langues import said

ENGLISH = langues.ROOT / "en"
UNTRANSLATED = {"tables"}
"""What the columns of a file hold, in French still."""
SAME = re.compile(r"[A-Z0-9\W]*")
TYPOGRAPHY = re.compile(r"[«»\u202f]|\w'|\u00a0[:;?!%»]| [:;?!]")


def english(*files: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in files:
        found |= yaml.safe_load((ENGLISH / name).read_text(encoding="utf-8"))
    return found


def places(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


def read(told: Any) -> Iterator[str]:
    """The texts of a definition that a person reads."""
    if isinstance(told, Definition):
        for name in type(told).model_fields:
            yield from _field(name, getattr(told, name))
    elif isinstance(told, Mapping | tuple):
        for one in told.values() if isinstance(told, Mapping) else told:
            yield from read(one)


def _field(name: str, told: Any) -> Iterator[str]:
    if name in words.NAMED | words.LISTED:
        yield from told
    elif name not in words.READ:
        yield from read(told)
    elif isinstance(told, str):
        yield told
    elif isinstance(told, Mapping):
        yield from told.values()


def test_every_sentence_of_the_code_has_its_english() -> None:
    known = langues.connues()["en"].phrases
    lost = {text: place for text, place in said.sentences().items() if text not in known}
    assert {text: place for text, place in lost.items() if not SAME.fullmatch(text)} == {}


def test_every_word_of_the_vocabulary_has_its_english() -> None:
    known, catalogue = langues.connues()["en"].phrases, Catalogue()
    kinds = set(words.KINDS) - UNTRANSLATED
    texts = {text for kind in kinds for text in read(getattr(catalogue, kind)) if text}
    assert sorted(text for text in texts if text not in known) == []


def test_no_english_is_without_its_sentence() -> None:
    literals, patterns = said.literals(), said.patterns()
    lost = [text for text in english("ecrans.yml", "chiffres.yml") if not _said(text, literals, patterns)]
    assert lost == []


def _said(text: str, literals: set[str], patterns: list[re.Pattern[str]]) -> bool:
    text = re.sub(r" \[\w+\]$", "", text)
    one, comma, many = text.partition(",")
    counted = bool(comma) and one in literals and (many in literals or many == f"{one}s")
    return text in literals or counted or any(pattern.fullmatch(text) for pattern in patterns)


def test_no_english_is_without_its_word() -> None:
    written = set(read(tuple(getattr(Catalogue(), kind) for kind in words.KINDS)))
    published = (path.read_text(encoding="utf-8") for path in (PACKAGE / "metier/fiabilite").rglob("*.json"))
    rest = "".join(json.dumps(json.loads(text), ensure_ascii=False) for text in published)
    for path in (
        *(PACKAGE / "metier").rglob("tranches*.csv"),
        *(PACKAGE / "metier/regles").glob("*.csv"),
        *(PACKAGE / "metier/regles").glob("motifs_*.yml"),
        PACKAGE / "metier/regles/operateurs.yml",
        *(PACKAGE / "cleanse").rglob("*.py"),
    ):
        rest += path.read_text(encoding="utf-8")
    assert [
        text for text in english("metier.yml", "controles.yml") if text not in written and text not in rest
    ] == []


def test_english_has_the_places_and_the_signs_of_its_own() -> None:
    told = english("ecrans.yml", "metier.yml", "controles.yml", "chiffres.yml")
    assert {french for french, one in told.items() if places(french) != places(one)} == set()
    assert {one for one in told.values() if TYPOGRAPHY.search(one.lstrip(" ;:"))} == set()


def test_french_is_said_as_it_is_written() -> None:
    phrase = "{n} sur {total}"
    assert langues.translated(phrase) is phrase and langues.dire(phrase, n=3, total=9) == "3 sur 9"
    with langues.parlant("en"):
        assert langues.dire(phrase, n=3, total=9) == "3 out of 9"
        assert langues.translated("Lignes", "rangs") == "Rows" and langues.translated("Lignes") == "Lines"
    with langues.parlant("xx"):
        assert langues.langue() is langues.FRENCH


def test_a_language_is_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "it"
    folder.mkdir()
    (folder / "langue.yml").write_text("nom: Italiano\nmilliers: .\n", encoding="utf-8")
    (folder / "a.yml").write_text("Lignes: Righe\n", encoding="utf-8")
    (folder / "b.yml").write_text("autres: altri\nLignes: Righe\n", encoding="utf-8")
    monkeypatch.setattr(langues, "ROOT", tmp_path)
    langues.connues.cache_clear()
    try:
        known = langues.connues()
    finally:
        langues.connues.cache_clear()
    assert list(known) == ["fr", "it"] and known["it"].nom == "Italiano"
    assert known["it"].phrases == {"Lignes": "Righe", "autres": "altri"}
    (folder / "b.yml").write_text("autres: altri\nLignes: Linee\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"a\.yml:1 et .*b\.yml:2"):
        langues.phrases_of(folder)


SIGNS = str.maketrans({"\u202f": ",", ",": "."})


@given(st.integers(-(10**14), 10**14), st.sampled_from([1, 100, 10**5, 10**8]), st.integers(0, 3))
def test_a_number_is_rounded_once_and_written_in_two_ways(value: int, divisor: int, decimals: int) -> None:
    french = nombres.decimal(value, divisor, decimals)
    with langues.parlant("en"):
        assert nombres.decimal(value, divisor, decimals) == french.translate(SIGNS)


@given(st.integers(-(10**14), 10**14))
def test_an_amount_says_the_same_in_two_languages(cents: int) -> None:
    digits = re.compile(r"[^\d.]")
    french = nombres.montant_lisible(cents).translate(SIGNS)
    with langues.parlant("en"):
        said_in_english = nombres.montant_lisible(cents)
    assert digits.sub("", said_in_english) == digits.sub("", french)
    assert said_in_english.startswith("−") == french.startswith("−")


def test_numbers_are_english() -> None:
    with langues.parlant("en"):
        assert nombres.montant_lisible(26_590_000_000) == "€265.9M"
        assert nombres.montant_lisible(-41_200_000) == "−€412k"
        assert nombres.en_pourcent(nombres.pourcent(34, 1000)) == "3.4%"
        assert nombres.pourcent(999_999, 1_000_000) == ">\u202f99.9" and nombres.moins_de(1) == "<\u202f0.1"
        assert nombres.evolution(1034, 1000) == "+3.4%" and nombres.evolution(5, 0) == "new"
        assert nombres.points(26) == "+2.6\u00a0points" and nombres.points(0) == "unchanged"
        assert nombres.interval(41, 47, 100) == "41 to 47" and nombres.en_lettres(15) == "fifteen"
        counts = [nombres.accord(n, "ligne") for n in (0, 1, 1200)]
        assert counts == ["0\u00a0lines", "1\u00a0line", "1,200\u00a0lines"]
        assert nombres.lisser("l'école : « oui »") == "l’école : « oui »"
        assert nombres.montant(5, nombres.unite_de(10**9)) == "<\u202f0.1"


def test_the_definitions_are_said_and_their_rules_untouched() -> None:
    catalogue = Catalogue()
    with langues.parlant("en"):
        told = words.in_words(catalogue)
    assert told.axes["fournisseur"].libelle == "Supplier" and told.langue == "en"
    assert told.axes["fournisseur"].of("marches").libelle == "Contract holder"
    for name, axe in catalogue.axes.items():
        other = told.axes[name]
        assert (axe.colonne, axe.faits, axe.groupes) == (other.colonne, other.faits, other.groupes)
        assert list(axe.membres) == list(other.membres)
    for name, one in catalogue.mesures.items():
        other_one = told.mesures[name]
        assert (one.fait, one.colonne, one.unite) == (other_one.fait, other_one.colonne, other_one.unite)
    assert [one.membres for one in catalogue.termes] == [one.membres for one in told.termes]


def test_a_language_without_signs_writes_french_numbers() -> None:
    assert Langue("xx").milliers == nombres.FINE and Langue("xx").decimale == ","
