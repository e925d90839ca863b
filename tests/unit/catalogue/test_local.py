"""What a territory calls local is a key of its description, and reads as a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from achatlas.catalogue.local import Local
from achatlas.catalogue.territoire import Acheteur, Territoire, load_territoire
from achatlas.domain.errors import CatalogueError
from tests.unit.enrich import savoirs as s


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "Local : établissement payé dans l’intercommunalité d’un membre du groupe"),
        ({"niveau": "commune"}, "Local : établissement payé dans la commune d’un membre du groupe"),
        (
            {"niveau": "departement", "codes": ("42", "43"), "vue": "siege"},
            "Local : siège de l’entreprise dans le département de code 42, 43",
        ),
        (
            {"niveau": "liste", "codes": ("42218",)},
            "Local : établissement payé dans la commune de la liste du territoire",
        ),
        (
            {"niveau": "liste", "codes": ("42218", "42187")},
            "Local : établissement payé dans l’une des 2 communes de la liste du territoire",
        ),
        (
            {"niveau": "rayon"},
            "Local : établissement payé dans une commune de France à 30 km au plus de celle de l’acheteur, "
            "de centre à centre",
        ),
        (
            {"niveau": "rayon", "rayon_km": 10, "codes": ("42218",)},
            "Local : établissement payé dans une commune de France à 10 km au plus de 42218, "
            "de centre à centre",
        ),
        ({"libelle": "dans le Forez"}, "Local : établissement payé dans le Forez"),
    ],
)  # fmt: skip
def test_a_definition_is_said_in_words(told: dict[str, Any], said: str) -> None:
    assert Local(**told).phrase() == said


def test_the_siege_is_said_where_the_siege_is_counted() -> None:
    where = "dans l’intercommunalité d’un membre du groupe"
    assert Local().phrase("siege") == f"Siège local : siège de l’entreprise {where}"
    assert Local(vue="siege").phrase("siege") == Local(vue="siege").phrase("vue")


def said(*members: str, **local: Any) -> str:
    acheteurs = [s.buyer(s.VILLE, code) for code in members]
    return Territoire(id="e", libelle="E", acheteurs=tuple(acheteurs), local=local).local_dit()


def test_a_member_is_named_by_more_than_one_word_that_no_other_member_bears() -> None:
    members = [
        Acheteur(siren=siren, nom=nom, nom_court="Centre hospitalier", type="commune", code_commune=commune)
        for siren, nom, commune in (("1", "Ville de Monville", "2A004"), ("2", "CCAS", ""),
                                    ("3", "CCAS de Lac", ""), ("4", "Régie du Lac", "97411"),
                                    ("5", "Regie du lac", ""))
    ]  # fmt: skip
    told = Territoire(id="e", libelle="E", acheteurs=tuple(members)).named
    assert told == {"VILLE DE MONVILLE": ("1", "20"), "CCAS DE LAC": ("3", "")}


def test_members_that_are_not_placed_are_said_where_their_place_decides() -> None:
    assert "n’est pas donnée" not in said(s.SAINT_ETIENNE)
    assert said(s.SAINT_ETIENNE, "").endswith(
        "(la commune de 1 membre n’est pas donnée : voyez code_commune dans territoire.yml)"
    )
    assert "la commune de 2 membres" in said("", "")
    assert "n’est pas donnée" not in said("", niveau="departement", codes=("42",))


@pytest.mark.parametrize(
    "told",
    [{"niveau": "liste"}, {"niveau": "quartier"}, {"rayon_km": 0}, {"vue": "facture"}, {"autre": 1}],
    ids=str,
)
def test_a_definition_that_means_nothing_is_refused(told: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Local(**told)


def test_a_code_without_quotes_is_refused_by_its_key(tmp_path: Path) -> None:
    """A spreadsheet or YAML drops the zero of 01004: nothing can put it back."""
    card = {"id": "e", "libelle": "E", "acheteurs": [], "local": {"niveau": "commune", "codes": [1004]}}
    (tmp_path / "territoire.yml").write_text(yaml.safe_dump(card), encoding="utf-8")
    with pytest.raises(CatalogueError) as refused:
        load_territoire(tmp_path)
    assert "clé « local.codes.0 »" in str(refused.value) and "guillemets" in str(refused.value)
