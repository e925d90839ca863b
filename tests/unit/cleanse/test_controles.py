"""Each validation rule does what its own worked examples say, and none is without rule or example."""

from __future__ import annotations

import json
from pkgutil import iter_modules
from typing import Any

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models_controles import Controle, Exemple
from achatlas.cleanse import controles, examen
from achatlas.cleanse.savoir import reference_tables

CATALOGUE = Catalogue()
RULES = CATALOGUE.regle("controles")
BASE = reference_tables(CATALOGUE)
EXAMPLES = [(rule, n) for rule, said in CATALOGUE.controles.items() for n in range(len(said.exemples))]
LISTS = ("titulaires", "modifications")


def raw(rank: int, said: dict[str, Any]) -> dict[str, Any]:
    """A record of ``brut__marches`` with what an example says, nothing else."""
    told = {c: json.dumps(v) if c in LISTS else v for c, v in said.items()}
    return {"depot": "exemple", "numero_ligne": rank, "montant_ht_centimes": 0, **told}


def found(definition: Controle, exemple: Exemple) -> list[str]:
    """The cases that a rule brings out of an example, in order."""
    times = [one for one in exemple.voisins for _ in range(one.get("fois", 1))]
    beside = [{k: v for k, v in one.items() if k != "fois"} for one in times]
    records = [raw(rank, said) for rank, said in enumerate([exemple.enregistrement, *beside])]
    fiches = examen.sheets(records, BASE, RULES)
    regle = examen.Regle(definition, examen.whole(BASE, fiches, RULES))
    return [constat.cas for constat in examen.check_of(definition)(fiches[0], regle)]


@pytest.mark.parametrize(("rule", "rank"), EXAMPLES)
def test_a_rule_does_what_its_example_says(rule: str, rank: int) -> None:
    exemple = CATALOGUE.controles[rule].exemples[rank]
    assert found(CATALOGUE.controles[rule], exemple) == list(exemple.attendu), exemple.enregistrement


@pytest.mark.parametrize("rule", CATALOGUE.controles)
def test_every_case_of_a_rule_is_shown_by_an_example(rule: str) -> None:
    definition = CATALOGUE.controles[rule]
    assert {case for exemple in definition.exemples for case in exemple.attendu} == set(definition.cas)


@pytest.mark.parametrize("rule", CATALOGUE.controles)
def test_a_rule_lets_something_pass(rule: str) -> None:
    assert any(not exemple.attendu for exemple in CATALOGUE.controles[rule].exemples)


def test_the_eighteen_rules_are_there_and_no_code_is_without_its_definition() -> None:
    assert {f"v{n:02d}" for n in range(1, 19)} <= set(CATALOGUE.controles)
    assert {module.name for module in iter_modules(controles.__path__)} <= set(CATALOGUE.controles)
