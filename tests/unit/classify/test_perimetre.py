from __future__ import annotations

import pytest

from achatlas.catalogue.comptes import plans
from achatlas.catalogue.load import Catalogue
from achatlas.classify.perimetre import Perimetre, motif

REGLES = [
    {"plan": plan, "prefixe": prefixe, "statut": statut, "libelle": f"règle {prefixe} {plan}"}
    for plan, prefixe, statut in [
        ("*", "60", "achat"),
        ("*", "603", "exclu"),
        ("M57", "60", "option"),
        ("M57", "6031", "achat"),
    ]
]
INVENTE = Perimetre(REGLES, {"M57": ("M57",), "M52": ("M52", "M57")})


def statut(plan: str, compte: str, perimetre: Perimetre = INVENTE) -> str:
    rule = perimetre.rule(plan, compte)
    return rule.statut if rule else "inconnu"


@pytest.fixture(scope="module")
def vrai() -> Perimetre:
    catalogue = Catalogue()
    return Perimetre(catalogue.lines("regles/perimetre.csv"), plans(catalogue))


def test_the_longest_prefix_decides() -> None:
    assert statut("M14", "6061") == "achat"
    assert statut("M14", "60311") == "exclu"
    assert statut("M57", "60311") == "achat"


def test_at_equal_length_the_plan_speaks_before_the_common_rule() -> None:
    assert (statut("M57", "6061"), statut("M14", "6061")) == ("option", "achat")


def test_a_longer_common_prefix_beats_a_shorter_one_of_the_plan() -> None:
    assert statut("M57", "6032") == "exclu"


def test_a_plan_follows_the_plans_that_it_descends_from() -> None:
    assert statut("M52", "6031") == "achat"


@pytest.mark.parametrize("compte", ["", "7", "6", "706"])
def test_no_rule_means_unknown_not_excluded(compte: str) -> None:
    assert INVENTE.rule("M57", compte) is None
    assert "aucune règle" in motif(None, compte)


def test_an_absent_account_says_so() -> None:
    assert motif(None, "") == "compte absent : aucune règle de périmètre"


def test_the_reason_names_the_prefix_and_the_plan() -> None:
    assert motif(INVENTE.rule("M57", "6031"), "6031") == "compte 6031 (M57) : règle 6031 M57, achat"
    assert motif(INVENTE.rule("M14", "6031"), "6031") == "compte 603 : règle 603 *, exclu"


def test_651_is_a_purchase_at_the_m14_and_an_aid_at_the_m57(vrai: Perimetre) -> None:
    assert (statut("M14", "6512", vrai), statut("M57", "6512", vrai)) == ("achat", "exclu")


@pytest.mark.parametrize(("compte", "attendu"), [("60623", "achat"), ("6031", "exclu"), ("609", "deduction")])
def test_the_real_rules_know_purchases_stocks_and_rebates(compte: str, attendu: str, vrai: Perimetre) -> None:
    assert statut("M57", compte, vrai) == attendu


@pytest.mark.parametrize("compte", ["64111", "65748", "66111", "6811", "1641"])
def test_salaries_subsidies_and_debt_are_no_purchases(compte: str, vrai: Perimetre) -> None:
    assert statut("M57", compte, vrai) in {"exclu", "inconnu"}
