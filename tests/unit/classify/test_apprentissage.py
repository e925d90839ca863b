"""What decisions teach of words: when it is kept, what it says, and that it is always the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.catalogue.comptes import plans
from achatlas.catalogue.load import Catalogue
from achatlas.classify.nomenclature import build
from achatlas.classify.textes import apprentissage as a
from achatlas.classify.textes.apprentissage import Bilan, Essai, learn
from achatlas.classify.textes.couche import Couche, held
from achatlas.classify.textes.exemples import Decide, lot
from achatlas.classify.textes.judge import Achat, Judge
from tests import appris

CATALOGUE = Catalogue()
REGLE = CATALOGUE.regle("apprentissage")
NOMENCLATURE = build(CATALOGUE.segments.values(), plans(CATALOGUE))
JUDGE = Judge(CATALOGUE, NOMENCLATURE)
NEW = Achat("zyrkane omegu")
CLEAR = ("Nettoyage des locaux et de la vitrerie", "Maintenance des ascenseurs", "Fourniture de gaz naturel")


@pytest.fixture(scope="module")
def learnt() -> tuple[Couche, Bilan]:
    return learn(JUDGE, appris.decided(), REGLE)


def taught(couche: Couche) -> Judge:
    return Judge(CATALOGUE, NOMENCLATURE, couche)


def test_a_word_that_decisions_share_says_their_segment_elsewhere(learnt: tuple[Couche, Bilan]) -> None:
    couche, bilan = learnt
    assert bilan.garde
    assert (bilan.decisions, bilan.textes, bilan.avant) == (16, 96, 0)
    assert bilan.apres == bilan.mended == bilan.incertains == 96
    before = JUDGE.judge(NEW)
    assert before is None or before.segments[0] != "16.01"
    found = taught(couche).judge(NEW)
    assert found is not None and found.segments[0] == "16.01"
    assert found.motif.endswith("appris de décisions : « zyrkane » (8)")


def test_few_decisions_teach_nothing() -> None:
    every = appris.decided()
    for told in ([], every[:4], appris.decided(4), [replace(one, decision="une") for one in every]):
        couche, bilan = learn(JUDGE, told, REGLE)
        assert not couche and bilan.etat == a.FEW


def test_what_only_recites_the_words_of_its_decision_is_not_kept() -> None:
    couche, bilan = learn(JUDGE, appris.alone(), REGLE)
    assert not couche
    assert (bilan.etat, bilan.mended, bilan.decisions) == (a.NO_BETTER, 0, 16)


def test_words_that_each_decision_says_of_another_segment_are_not_kept() -> None:
    codes = ("16.01", "08.03", "27.03", "21.02")

    def other(one: Decide) -> str:
        _, jargon, place = one.decision.split()
        return codes[(appris.SYLLABES.index(place) + (jargon == "zyrkane")) % len(codes)]

    couche, bilan = learn(JUDGE, [replace(one, segment=other(one)) for one in appris.decided()], REGLE)
    assert not couche
    assert bilan.etat == a.NO_BETTER and bilan.decisions == 16


@pytest.mark.parametrize("text", CLEAR)
def test_what_the_machine_decides_alone_stays_to_the_letter(text: str) -> None:
    longer = [replace(one, achat=Achat(f"{text} {one.achat.objet}")) for one in appris.decided()]
    couche, _ = learn(JUDGE, [*appris.decided(), *longer], REGLE)
    assert couche
    assert taught(couche).judge(Achat(text)) == JUDGE.judge(Achat(text)) is not None


def test_a_layer_that_keeps_no_promise_proposes_and_never_decides(learnt: tuple[Couche, Bilan]) -> None:
    couche = replace(learnt[0], decide=False)
    judge = taught(couche)
    found = judge.judge(NEW)
    assert found is not None and found.segments[0] == "16.01"
    assert found.sureness < judge.seuil


@pytest.mark.parametrize(("wrong", "expected"), [(0, 0), (1, 0), (9, None)])
def test_the_promise_is_asked_of_texts_and_of_decisions(wrong: int, expected: int | None) -> None:
    said = [Essai(f"d{n % 20}", False, n >= wrong, 90) for n in range(100)]
    assert a.kept_promise(said, 75, REGLE) == expected


def test_a_decision_of_many_texts_does_not_make_the_promise_alone() -> None:
    heavy = [Essai("grande", False, True, 90)] * 1000
    few = [Essai(f"d{n}", False, n != 0, 90) for n in range(10)]
    assert a.kept_promise([*heavy, *few], 75, REGLE) is None


def test_points_are_taken_from_the_sureness_until_the_promise_holds() -> None:
    right = [Essai(f"d{n % 9}", False, True, 95) for n in range(70)]
    wrong = [Essai(f"d{n % 9}", False, False, 78) for n in range(20)]
    assert a.kept_promise([*right, *wrong], 75, REGLE) == 5
    couche = Couche({"a": {}}, decide=True, discount=5)
    assert [couche.sureness(one, 75) for one in (95, 80, 79, 60)] == [90, 75, 74, 60]


def test_a_text_told_in_two_ways_teaches_nothing_and_nothing_is_said_of_it() -> None:
    two = [Decide(Achat("zyrkane"), code, f"regle {code}") for code in ("16.01", "27.03")]
    couche, bilan = learn(JUDGE, [*appris.decided(), *two], REGLE)
    assert bilan.contredits == 1
    assert "zyrkane" in couche.vagues and "zyrkane" not in couche.mots
    assert taught(couche).judge(Achat("zyrkane")) == JUDGE.judge(Achat("zyrkane"))


def test_a_habit_that_says_otherwise_makes_a_text_vague() -> None:
    habits = [Decide(Achat("zyrkane", compte=str(n)), "27.03", "") for n in range(3)]
    made = lot(JUDGE, [*habits, Decide(Achat("zyrkane"), "16.01", "regle 1")], 10)
    assert (made.exemples, made.contredits, made.vagues) == ((), 1, {"zyrkane"})
    agreed = [replace(one, segment="16.01") for one in habits]
    made = lot(JUDGE, [*agreed, Decide(Achat("zyrkane"), "16.01", "regle 1")], 10)
    assert [one.decision for one in made.exemples] == ["regle 1"]


def test_a_text_has_one_voice_whatever_its_lines_and_payees() -> None:
    every = [Achat("zyrkane uvkom", tiers=f"T{n}", compte=f"60{n}") for n in range(9)]
    told = [Decide(one, "16.01", "regle 1") for one in every]
    assert len(lot(JUDGE, told, 10).exemples) == 1


def test_a_word_of_one_decision_is_left(learnt: tuple[Couche, Bilan]) -> None:
    more = [Decide(Achat(f"zyrkane uvkom solitu{n}"), "16.01", "regle seule") for n in "bcd"]
    couche, _ = learn(JUDGE, [*appris.decided(), *more], REGLE)
    assert couche.mots.keys() == learnt[0].mots.keys()


def test_a_segment_that_the_model_does_not_know_is_counted() -> None:
    _, bilan = learn(JUDGE, [*appris.decided(), Decide(Achat("zyrkane omegu"), "99.99", "regle 99")], REGLE)
    assert bilan.inconnus == 1


def test_beyond_what_is_learnt_from_texts_are_counted() -> None:
    _, bilan = learn(JUDGE, appris.decided(), {**REGLE, "textes_au_plus": 60})
    assert (bilan.textes, bilan.left) == (60, 36)


def test_no_decision_is_on_both_sides() -> None:
    made = lot(JUDGE, appris.decided(), 1000)
    part = a.parts(made.exemples, 5)
    assert part.keys() == {one.decision for one in made.exemples}
    assert set(part.values()) == set(range(5))


@settings(max_examples=5, deadline=None)
@given(st.permutations(appris.decided(6)))
def test_the_order_of_rows_changes_nothing(shuffled: list[Decide]) -> None:
    couche, bilan = learn(JUDGE, shuffled, REGLE)
    expected = learn(JUDGE, appris.decided(6), REGLE)
    assert (couche.rows(), bilan) == (expected[0].rows(), expected[1])


def test_a_layer_that_is_read_again_is_the_same(learnt: tuple[Couche, Bilan]) -> None:
    couche = replace(learnt[0], vagues=frozenset({"divers", "a b"}))
    assert held(couche.rows(), decide=couche.decide, discount=couche.discount) == couche


CODE = """
import json
from tests.unit.classify.test_apprentissage import JUDGE, REGLE, learn
from tests import appris
couche, bilan = learn(JUDGE, appris.decided(), REGLE)
print(json.dumps([couche.rows(), vars(bilan)]))
"""


def test_the_seed_of_the_process_changes_nothing(learnt: tuple[Couche, Bilan]) -> None:
    said = [
        subprocess.run(
            [sys.executable, "-c", CODE], capture_output=True, check=True, text=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert said[0] == said[1]
    assert json.loads(said[0])[0] == learnt[0].rows()
