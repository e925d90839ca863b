"""What the cascade makes of what decisions taught: heard last, and never counted against a rule."""

from __future__ import annotations

from dataclasses import replace

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.classify import stage
from achatlas.classify.cas import Cas
from achatlas.classify.engine import Cascade, decides, discover
from achatlas.classify.habitudes import Habitude, Habitudes
from achatlas.classify.stage import Dits
from achatlas.classify.textes.couche import Appris, Couche
from achatlas.domain.correspondance import CodeAcheteur, Correspondance, Correspondances, NomenclatureAcheteur
from achatlas.domain.regle import Conditions, Regle

CATALOGUE = Catalogue()
SIREN = "000000001"
COUCHE = Couche({"zyrkane": {"16.01": Appris(2.0, 3)}}, decide=True)
CASE = Cas(SIREN, "M57", "6188", "zyrkane", "TIERS", ambigu="6188")
OWN = NomenclatureAcheteur.of([CodeAcheteur("61", "Divers")], [Correspondance("61", "15.03")])
CODES = {SIREN: Correspondances(OWN, {"15.03": "Espaces verts"})}
RULE = Regle(
    7, 0, Conditions(mots=("zyrkane",), unsure=True), "27.03", "lea", "2026-11-26T00:00:00+00:00", ""
)
HABIT = {(SIREN, "TIERS", "6188"): Habitude("12.03", 9)}
CITING = replace(CASE, marche="m1", cpv="45000000", objet_marche="Réfection de la toiture du gymnase")


def cascade(
    dits: Dits = stage.NOTHING_SAID, couche: Couche = COUCHE, habits: Habitudes = stage.NO_HABIT
) -> Cascade:
    return stage.cascades(CATALOGUE, dits, habits, couche)["achats"]


def test_what_was_learnt_answers_where_nothing_else_is_sure() -> None:
    said = cascade().ask(CASE)
    assert (said.segment_code, said.moteur) == ("16.01", "texte")
    assert said.motif.endswith("appris de décisions : « zyrkane » (3)")
    assert cascade(couche=Couche()).ask(CASE).segment_code != "16.01"


def test_a_habit_a_code_and_a_rule_come_before() -> None:
    assert cascade(habits=HABIT).ask(CASE).segment_code == "12.03"
    coded = Dits(correspondances=CODES)
    assert cascade(coded).ask(replace(CASE, code="61")).segment_code == "15.03"
    assert cascade(Dits((RULE,))).ask(CASE).segment_code == "27.03"


def test_what_was_learnt_does_not_make_the_machine_alone() -> None:
    taught = cascade()
    assert taught.sure(taught.ask(CASE)) and not taught.alone(CASE)


def test_where_it_is_not_sure_it_proposes_what_was_learnt() -> None:
    taught = cascade(couche=replace(COUCHE, decide=False))
    said = taught.ask(CASE)
    assert not taught.sure(said)
    assert taught.proposed(CASE, said).startswith("16.01 ")


@pytest.mark.parametrize(
    ("dits", "case", "expected"),
    [
        (Dits(), CASE, None),
        (Dits((RULE,)), CASE, ("27.03", "regle 7")),
        (Dits(correspondances=CODES), replace(CASE, code="61"), ("15.03", f"code {SIREN} 61")),
        (Dits(correspondances=CODES), replace(CITING, code="61"), None),
        (Dits((RULE,), CODES), replace(CASE, code="61"), ("15.03", f"code {SIREN} 61")),
    ],
)
def test_a_decision_is_what_classes_a_case(dits: Dits, case: Cas, expected: tuple[str, str] | None) -> None:
    assert cascade(dits).decided(case) == expected


def test_a_segment_that_was_merged_teaches_the_one_that_stands() -> None:
    assert cascade(Dits((RULE,), projection={"27.03": "27.02"})).decided(CASE) == ("27.02", "regle 7")


def test_the_engines_that_tell_decisions_say_so() -> None:
    assert {name for name, one in discover().items() if decides(one)} == {"regle", "code_acheteur"}
