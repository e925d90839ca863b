"""The account perimeter: what is a purchase, chart by chart."""

from collections import Counter
from collections.abc import Iterator

import pytest

from achatlas.classify.perimetre import Perimetre
from tests.metier.lignes import lignes, plans

RULES = lignes("regles/perimetre.csv")

EXPECTED = {
    "achat": "M14:651 M21:651 M49:651 PCG:651 M57:65811 M21:6281 M22:6281 M21:6284 M57:6283 M57:60612 "
    "M57:6218 M4:6211 M57:2031 M57:21351 M57:2313 M31:33 M31:6152 PCG:6061 M4:611",
    "option": "M57:65315 M14:6535 M57:6281 M14:6284 M57:6132 M57:6523 M52:6526 "
    "M57:6475 M57:2111 M57:238 M57:45811 M57:62878",
    "exclu": "M57:651 M57:6211 M57:62121 M57:6213 M14:6521 M57:6535 "
    "M57:6031 M57:6215 M57:6287 M57:64111 M57:65748 M57:66111 M57:2041412 M57:1641 M57:4111 M57:331 M57:739",
    "deduction": "M57:6096 M57:6194 M14:6297",
}


def cases() -> Iterator[tuple[str, str, str]]:
    for statut, accounts in EXPECTED.items():
        for account in accounts.split():
            plan, compte = account.split(":")
            yield plan, compte, statut


@pytest.fixture(scope="module")
def perimetre() -> Perimetre:
    return Perimetre(RULES, plans())


def test_no_rule_is_written_twice() -> None:
    written = Counter((rule["plan"], rule["prefixe"]) for rule in RULES)
    assert [place for place, times in written.items() if times > 1] == []


def test_every_rule_has_a_known_status_section_and_plan() -> None:
    assert {rule["statut"] for rule in RULES} == {"achat", "option", "exclu", "deduction"}
    assert {rule["section"] for rule in RULES} == {"F", "I", "B"}
    assert {rule["plan"] for rule in RULES} <= {*plans(), "*"}


def test_every_plan_follows_plans_that_exist() -> None:
    assert {plan for followed in plans().values() for plan in followed} == set(plans())


@pytest.mark.parametrize(("plan", "compte", "statut"), list(cases()))
def test_the_longest_prefix_wins_and_the_plan_beats_the_common_rule(
    perimetre: Perimetre, plan: str, compte: str, statut: str
) -> None:
    rule = perimetre.rule(plan, compte)
    assert rule is not None and rule.statut == statut


def test_every_account_of_the_official_charts_has_a_rule(perimetre: Perimetre) -> None:
    accounts = [line for line in lignes("referentiels/comptes.csv") if line["compte"][0] != "0"]
    assert [a for a in accounts if perimetre.rule(a["plan"], a["compte"]) is None] == []


def test_ambiguous_accounts_are_purchases(perimetre: Perimetre) -> None:
    for line in lignes("regles/comptes_ambigus.csv"):
        rule = perimetre.rule(line["plan"], line["prefixe"])
        assert rule is not None and rule.statut == "achat", line
