"""Whose names a marché tells: those that the common view hides stay hidden wherever the marché is read."""

from __future__ import annotations

import json

import pytest

from achatlas.screens.titulaires import HIDDEN, Named

FIRM = {"type": "SIRET", "id": "00012345600017", "nom": "FOURAAC SAS"}
FOREIGN = {"type": "HORS-UE", "id": "", "nom": "ZOLA GMBH"}
PERSON = {"type": "SIRET", "id": "00098765400011", "nom": "DOROAC NADIA"}
NAMELESS = {"type": "", "id": "", "nom": "DOROAC NADIA"}
SIRENS = {"000123456": "FOURAAC SAS", "PP": "Personnes physiques", "": "Fournisseur inconnu"}
COMMON = Named(False, SIRENS, frozenset({"ZOLA GMBH"}))


def test_the_common_view_names_whom_it_names_elsewhere_and_nobody_else() -> None:
    assert [COMMON.nom(one) for one in (FIRM, FOREIGN, PERSON)] == ["FOURAAC SAS", "ZOLA GMBH", HIDDEN]
    assert COMMON.nom(NAMELESS) == COMMON.nom({"type": "", "id": "", "nom": ""}) == HIDDEN
    assert COMMON.nom({"type": "", "id": "PP", "nom": "DOROAC NADIA"}) == HIDDEN


def test_who_opens_the_view_of_the_buyer_reads_them_all() -> None:
    opened = Named(True, {}, frozenset())
    assert opened.nom(PERSON) == "DOROAC NADIA" and opened.record(json.dumps([PERSON]))
    assert opened.nom({"id": "pp-005828", "nom": ""}) == "pp-005828"


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ([FIRM], True),
        ([FIRM, PERSON], False),
        ([{"jour": "2024-01-02", "titulaires": [PERSON]}], False),
        ([{"jour": "2024-01-02", "montant_centimes": 12}], True),
        ([], True),
    ],
)
def test_a_field_that_names_one_whom_the_view_hides_is_not_told(record: list[object], told: bool) -> None:
    assert COMMON.record(record) is told and COMMON.record(json.dumps(record)) is told
