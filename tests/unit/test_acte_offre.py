"""Who may answer: an operator that nobody knows is never told as none."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.domain.errors import ClosedCrossing
from achatlas.screens.spaser import acte_offre

CATALOGUE = Catalogue()
OFFRE = CATALOGUE.leviers["reservation"].offre[0]
VUE: Any = SimpleNamespace(demande=SimpleNamespace(axes=CATALOGUE.axes_of("achats")))


def row(who: str, kind: str, distance: str = "") -> dict[str, Any]:
    return {"fournisseur": who, "inclusion": kind, "distance": distance, "montant_paye": 100}


def told(monkeypatch: pytest.MonkeyPatch, here: list[dict[str, Any]], near: list[str]) -> acte_offre.Reponse:
    def rows(_vue: Any, axes: tuple[str, ...], _chosen: Any) -> list[Any]:
        return here if len(axes) > 1 else [{"fournisseur": one} for one in near]

    monkeypatch.setattr(acte_offre, "_rows", rows)
    monkeypatch.setattr(acte_offre, "_names", lambda _vue, _found: ())
    monkeypatch.setattr(acte_offre, "_map", lambda *_: "/carte/")
    return acte_offre.reponse(VUE, OFFRE, "08.03")


def test_nobody_known_is_no_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    said = told(monkeypatch, [row("A", ""), row("B", "aucune")], [])
    assert said.titre == "Aucun connu (Structure inclusive) : cela ne dit pas qu’il n’y en a pas"
    assert (
        said.inconnus == "Le répertoire ne dit rien de 1\u202ffournisseur de ce segment."
        or "1" in said.inconnus
    )
    assert said.href == "" and said.genres == ""


def test_those_paid_for_something_else_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    said = told(monkeypatch, [row("A", "aucune")], ["C", "D"])
    assert said.titre == "Aucun connu dans ce segment (Structure inclusive)"
    assert said.ailleurs.startswith("2") and "30 km" in said.ailleurs


def test_each_is_counted_once_whatever_its_places(monkeypatch: pytest.MonkeyPatch) -> None:
    here = [
        row("A", "EA", "000_005"),
        row("A", "EA", "100_200"),
        row("B", "ESAT"),
        row("C", "EA", "plus_400"),
    ]
    said = told(monkeypatch, here, ["A"])
    assert said.titre.startswith("3") and said.ailleurs == ""
    assert "Entreprise adaptée : 2" in said.genres.replace("\u00a0", " ")
    assert said.pres == "dont 1 à moins de 30 km de l’acheteur, 1 à une distance inconnue"


def test_a_view_that_does_not_cross_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: Any) -> Any:
        raise ClosedCrossing("quoi", "ou", "pourquoi", "que faire")

    monkeypatch.setattr(acte_offre, "_rows", closed)
    assert "Cette vue ne dit pas" in acte_offre.reponse(VUE, OFFRE, "08.03").titre
