"""Exports: what they say of themselves, and what a spreadsheet must never run."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.web.exports import cents, inoffensif
from tests.web.atelier import depot_of

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]


def lignes(client: Client, adresse: str) -> list[list[str]]:
    """The records of a CSV."""
    brut = b"".join(client.get(adresse)).decode("utf-8-sig")  # type: ignore[arg-type]
    return list(csv.reader(io.StringIO(brut), delimiter=";"))


@pytest.mark.parametrize(
    "adresse",
    ["/cartographie/axe/famille.csv", "/cartographie/lignes.csv", "/bilan/rejets.csv", "/marches/lignes.csv"],
)
def test_a_simulated_export_says_so_in_its_name_and_in_its_text(adresse: str, entrer: Entrer) -> None:
    agent = entrer("agent")
    assert "-simule.csv" in agent.get(adresse)["Content-Disposition"]
    assert ["# territoire de démonstration, données simulées"] in lignes(agent, adresse)[:3]


def test_a_real_territory_says_nothing_of_the_kind(entrer: Entrer, tmp_path: Path, maison: Path) -> None:
    from achatlas.catalogue.territoire import load_territoire
    from achatlas.web.exports import entete

    vrai = load_territoire(maison).model_copy(update={"simule": False})
    assert not any("simul" in ligne[0] for ligne in entete(vrai, "v1", "x") if isinstance(ligne[0], str))


def test_an_axis_adds_up_to_the_total_of_the_screen(entrer: Entrer) -> None:
    from achatlas.analyse import query
    from achatlas.analyse.selection import Selection
    from achatlas.web.acces import ouvrir
    from achatlas.web.droits import Droits

    trouvees = lignes(entrer("agent"), "/cartographie/axe/famille.csv?exercice=2025")
    debut = next(i for i, ligne in enumerate(trouvees) if ligne[0] == "code")
    somme = sum(int(ligne[2].replace(",", "")) for ligne in trouvees[debut + 1 :])
    scope = ouvrir(Droits("agent", "000000001", "")).scope
    selection = Selection().only("exercice", ["2025"])
    assert somme == query.figures(["montant_paye"], selection, scope).valeurs["montant_paye"]


@pytest.mark.parametrize("tableau", ["cartographie", "marches"])
def test_lines_say_who_was_paid_and_from_which_deposit(tableau: str, entrer: Entrer) -> None:
    trouvees = lignes(entrer("agent"), f"/{tableau}/lignes.csv?exercice=tous")
    debut = next(i for i, ligne in enumerate(trouvees) if ligne[0] == "acheteur_siren")
    rows = [dict(zip(trouvees[debut], ligne, strict=True)) for ligne in trouvees[debut + 1 :]]
    assert {row["fournisseur_identifiant"] for row in rows} == {"00090007600001", "sans identifiant"}
    assert {row["depot"] for row in rows} == {depot_of("000000001")[:12]}


def test_a_formula_read_in_a_file_is_disarmed(entrer: Entrer) -> None:
    assert "'=1+1;abc" in lignes(entrer("agent"), "/bilan/rejets.csv")[-1]


@given(st.text())
def test_no_text_cell_starts_a_formula(texte: str) -> None:
    sortie = inoffensif(texte)
    assert isinstance(sortie, str)
    assert not sortie.startswith(("=", "+", "@", "\t", "\r", "\n"))
    assert not sortie.startswith("-") or sortie.lstrip("-").replace(",", "").replace(".", "").isdigit()


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_cents_survive_their_writing(centimes: int) -> None:
    assert int(cents(centimes).replace(",", "")) == centimes
