"""The traits of a text, and the judge of words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.catalogue.comptes import plans
from achatlas.catalogue.load import Catalogue
from achatlas.classify.nomenclature import build
from achatlas.classify.nomenclature import words as keyword
from achatlas.classify.textes.judge import Achat, Judge, groups, runs
from achatlas.classify.textes.modele import modele
from achatlas.classify.textes.traits import Vocabulary, told, traits, words


@pytest.fixture(scope="module")
def judge() -> Judge:
    catalogue = Catalogue()
    return Judge(catalogue, build(catalogue.segments.values(), plans(catalogue)))


def first(judge: Judge, objet: str, **more: str) -> str:
    found = judge.judge(Achat(objet, **more))
    return found.segments[0] if found else ""


def test_a_text_is_its_words_their_letters_and_those_that_follow() -> None:
    assert words("Maîtrise d’ŒUVRE, lot n°5") == ("maitrise", "d", "oeuvre", "lot", "n", "5")
    said = traits(words("Réfection des toitures"))
    assert {"=refection", "c^ref", "cion$", "refection_toiture", "hrefection", "ztoiture"} <= set(said)


def test_a_letter_trait_counts_once_for_each_word_that_holds_it() -> None:
    assert traits(words("peinture ceinture peinture")).count("cture") == 2


def test_what_follows_the_last_lot_is_told_apart() -> None:
    said = traits(words("Lot 1 : école, lot n°5 plomberie sanitaire"))
    assert {"Lplomberie", "Lsanitaire", "Lplomberie_sanitaire"} <= set(said) and "Lecole" not in said
    assert not [one for one in traits(words("Plomberie de l'école")) if one[0] == "L"]


def test_figures_plurals_and_the_words_of_accounts_say_nothing() -> None:
    assert told(words("Facture 2024-12 de mars, repas")) == (["de", "repa"], ["repa"])
    assert traits(words("facture 118 selon commande")) == []


@pytest.mark.parametrize(
    ("word", "expected"),
    [("ma\ufffdtrise", "maitrise"), ("\ufffduvre", "oeuvre"), ("uvre", "oeuvre"), ("travau", "travau")],
)
def test_a_lost_letter_is_found_again_in_what_is_known(word: str, expected: str) -> None:
    assert Vocabulary({"maitrise": 9, "oeuvre": 5, "matrise": 1}).restored(word) == expected


@pytest.mark.parametrize(
    ("objet", "segment"),
    [
        ("Nettoyage des locaux et de la vitrerie", "08.03"),
        ("Maintenance des ascenseurs", "18.02"),
        ("Ma\ufffdtrise d'\ufffduvre pour la r\ufffdhabilitation du gymnase", "22.01"),
        ("Construction d'une école, lot 5 plomberie sanitaire", "27.08"),
        ("Fourniture de repas livrés pour les restaurants scolaires", "01.08"),
    ],
)
def test_words_name_a_segment_with_what_they_are(judge: Judge, objet: str, segment: str) -> None:
    found = judge.judge(Achat(objet))
    assert found is not None and found.segments[0] == segment
    assert found.sureness >= judge.seuil and "mot" in found.motif and len(found.segments) == 5


def test_nothing_is_said_of_a_mute_text(judge: Judge) -> None:
    assert judge.judge(Achat("FACTURE 72733")) is None
    assert judge.judge(Achat("facture de mars")) is None


def test_who_is_paid_speaks_only_where_the_object_is_mute(judge: Judge) -> None:
    assert first(judge, "FACTURE 72733", tiers="NETTOYAGE ET VITRERIE DU LAC") == "08.03"
    assert first(judge, "Papier d'impression", tiers="NETTOYAGE ET VITRERIE DU LAC") == "06.02"


def test_an_account_and_a_cpv_second_the_words(judge: Judge) -> None:
    alone = judge.judge(Achat("Abonnement annuel"))
    water = judge.judge(Achat("Abonnement annuel", plan="M57", compte="60611"))
    assert water is not None and water.segments[0] == "02.06" and "compte 60611 concordant" in water.motif
    assert alone is not None and alone.segments[0] != "02.06"
    assert "CPV 90911200 concordant" in str(judge.judge(Achat("Prestations de nettoyage", cpv="90911200")))


def test_a_payment_is_told_by_the_marche_that_it_cites(judge: Judge) -> None:
    assert first(judge, "Situation 3", marche="Réfection de la toiture du gymnase") == "27.03"


def test_a_judge_that_has_forgotten_answers_the_same(judge: Judge) -> None:
    before = judge.judge(Achat("Nettoyage des vitres", plan="M57", compte="6283"))
    judge.forget()
    assert judge.judge(Achat("Nettoyage des vitres", plan="M57", compte="6283")) == before is not None


def test_every_segment_of_the_model_is_in_the_nomenclature() -> None:
    catalogue = Catalogue()
    assert set(modele(catalogue).segments) <= set(catalogue.segments)


@pytest.mark.parametrize("text", ["zyrkane", "facture zyrkane 12", "zyrkane wxzkv"])
def test_letters_alone_decide_nothing_without_a_person(judge: Judge, text: str) -> None:
    alone = judge.judge(Achat(text, plan="M57", compte="6188", ambigu="6188"))
    assert alone is None or alone.sureness < judge.seuil
    beside = judge.judge(Achat(f"{text} toner", plan="M57", compte="6188", ambigu="6188"))
    assert beside is not None
    assert beside.segments[0] == "06.03"


MOTS = build(Catalogue().segments.values(), {}).mots
SAID = st.lists(st.sampled_from([*map(" ".join, sorted(MOTS)), "de", "la", "PIANO", "2024"]), max_size=8)


@given(SAID, SAID)
def test_keywords_are_those_of_every_run_of_words(judge: Judge, objet: list[str], marche: list[str]) -> None:
    """Also of one that begins in the object and ends in the marché."""
    achat = Achat(" ".join(objet), marche=" ".join(marche))
    expected: dict[str, float] = {}
    for group in groups(keyword(f"{achat.objet} {achat.marche}")):
        for code in (hits := MOTS.get(group, ())):
            expected[code] = expected.get(code, 0.0) + len(group) / len(hits)
    regle = Catalogue().regle("textes")["indices"]
    most, worth = regle["mots_cles_au_plus"], regle["mot_cle"]
    said = {code: value for code, value, _ in judge._of_keywords(achat)}
    assert said == pytest.approx({code: worth * min(value, most) for code, value in expected.items()})


def test_runs_are_the_lengths_of_the_keywords_that_begin_by_a_word() -> None:
    assert runs([("A",), ("A", "B", "C"), ("B", "C"), ("A", *"BCDE")]) == {"A": (1, 3), "B": (2,)}
