"""Finding a segment: words in one form, codes never read as words, the guide heard beside the machine."""

from __future__ import annotations

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.classify.guide import Guide, guide
from achatlas.classify.recherche import MOST, find, folded, typed_in


@pytest.fixture(scope="module")
def lu() -> Guide:
    """The guide of the product."""
    return guide(Catalogue())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("locaux", "local"),
        ("Végétaux", "VEGETAL"),
        ("tuyaux", "tuyau"),
        ("toners", "toner"),
        ("œufs", "oeuf"),
    ],
)
def test_a_word_has_one_form_for_both_numbers(one: str, other: str) -> None:
    assert folded(one) == folded(other) != ()


def test_small_words_and_figures_say_nothing() -> None:
    assert folded("de l’eau pour les 12 écoles") == folded("eau école")


def test_a_reason_bears_the_words_that_were_typed() -> None:
    assert typed_in("mots « locau », « vitre »", "Locaux et vitres") == "mots « Locaux », « vitres »"


def test_every_segment_is_found_by_its_own_name(lu: Guide) -> None:
    lost = []
    for code, one in lu.fiches.items():
        found = find(lu, one.libelle)
        if code not in {f.code for f in (*found.codes, *found.avis, *found.guide)}:
            lost.append(code)
    assert lost == []


def test_every_segment_is_found_by_its_code_and_by_each_of_its_cpv_prefixes(lu: Guide) -> None:
    for code, one in lu.fiches.items():
        assert [found.code for found in find(lu, code).codes] == [code]
        for prefix in one.cpv:
            assert code in {found.code for found in find(lu, f"CPV {prefix}").codes}


def test_a_code_that_nothing_bears_is_not_read_as_words(lu: Guide) -> None:
    assert find(lu, "99.99").vide and find(lu, "CPV 99").vide and find(lu, "compte 999").vide


def test_a_case_that_a_segment_leaves_out_is_found_where_it_goes(lu: Guide) -> None:
    said = {one.code: one.pourquoi for one in find(lu, "ravalement de façade").guide}
    first = find(lu, "ravalement de façade").avis[0]
    assert "27.03" in {first.code, *said}


def test_the_words_of_another_order_are_not_the_same(lu: Guide) -> None:
    assert find(lu, "grille-pain").contredit and not find(lu, "pain grillé").contredit


@pytest.mark.parametrize("asked", ["papier toilette", "toilette papiers", "papiers toilette"])
def test_the_words_of_a_keyword_in_another_order_find_its_segment(lu: Guide, asked: str) -> None:
    found = find(lu, asked)
    assert found.avis[0].code == "08.01" and found.sureness >= lu.judge.seuil and not found.contredit


def test_a_word_of_everyday_speech_is_found(lu: Guide) -> None:
    found = find(lu, "PQ")
    assert next(iter((*found.avis, *found.guide))).code == "08.01"


def test_a_common_word_does_not_list_the_whole_nomenclature(lu: Guide) -> None:
    assert len(find(lu, "services").guide) <= MOST


def test_an_account_is_read_in_its_chart(lu: Guide) -> None:
    everywhere = {one.code for one in find(lu, "compte 6288").codes}
    hospital = {one.code: one.pourquoi for one in find(lu, "M21 6288").codes}
    assert set(hospital) <= everywhere and all("en M21" in said for said in hospital.values())


def test_every_exclusion_leads_to_a_segment_of_the_nomenclature(lu: Guide) -> None:
    lost = [
        (one.code, case) for one in lu.fiches.values() for case in one.renvois if case.vers not in lu.fiches
    ]
    assert lost == []


def test_every_cpv_prefix_bears_its_official_label(lu: Guide) -> None:
    assert [p.code for one in lu.fiches.values() for p in lu.cpv(one) if not p.libelle] == []


def test_an_account_without_a_label_of_its_own_names_the_one_above(lu: Guide) -> None:
    found = [p for one in lu.fiches.values() for p in lu.comptes(one)]
    assert all(p.code.startswith(p.parent) and p.code != p.parent for p in found if p.parent)
    assert any(p.parent for p in found) and any(not p.libelle and p.plan for p in found)
    assert [p.code for p in found if not p.libelle and not p.plan] == []
