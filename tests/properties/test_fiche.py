"""Whatever the operator, the view and the year, its page tells what the map tells, and adds up."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.analyse import query
from achatlas.analyse.fiche import PAYE, acheteurs_of, by, fiche, held, known
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection
from achatlas.store.publications import CONSOLIDE, CROSSINGS, alias_of
from tests.petit import Petit
from tests.tirages import tirages

YEARS = ("", "2023", "2024", "2025")


@pytest.fixture(scope="module")
def operators(petit: Petit) -> list[str]:
    """Every operator of the small territory, persons too."""
    facts = [row for fait in ("achats", "marches") for row in petit.mart(fait)]
    return sorted({str(row["fournisseur_id"]) for row in facts})


def scopes(petit: Petit) -> list[Scope]:
    return [petit.consolide(), petit.consolide(*petit.sirens), *map(petit.individuel, petit.sirens)]


@settings(max_examples=tirages(25, 60))
@given(data=st.data())
def test_the_page_adds_up_and_says_what_the_map_says(
    data: st.DataObject, petit: Petit, operators: list[str]
) -> None:
    one_id, year = data.draw(st.sampled_from(operators)), data.draw(st.sampled_from(YEARS))
    scope = data.draw(st.sampled_from(scopes(petit)))
    one, chosen = fiche(one_id, scope), Selection().only("fournisseur", [one_id])
    asked = chosen.only("exercice", [year] if year else [])
    said = query.figures([PAYE, "lignes"], asked, scope).valeurs
    if one is None:
        assert said["lignes"] == 0 and query.figures(["marches"], chosen, scope).valeurs["marches"] == 0
        return
    total = sum(row[PAYE] for row in one.de(year))
    tenu = held(one, year, scope)
    assert total == said[PAYE] and sum(row["lignes"] for row in one.de(year)) == said["lignes"]
    assert sum(by(one.de(year), "acheteur").values()) == total
    assert sum(part.centimes for part in tenu.parts) == total
    assert sum(part.centimes for part in tenu.segments) == total
    assert one_id in known([one_id], scope)
    assert set(by(one.paid, "acheteur")) <= set(acheteurs_of(one_id, scope))


@settings(max_examples=tirages(15, 30))
@given(data=st.data())
def test_what_is_held_is_a_share_of_what_the_mart_says_is_spent(
    data: st.DataObject, petit: Petit, operators: list[str]
) -> None:
    one_id, year = data.draw(st.sampled_from(operators)), data.draw(st.sampled_from(YEARS))
    scope = petit.consolide()
    one = fiche(one_id, scope)
    if one is None:
        return
    spent: dict[tuple[str, str], int] = defaultdict(int)
    for row in petit.mart("achats"):
        if year in ("", row["exercice"]) and (one.membre or row["flux"] == "externe"):
            spent[row["acheteur_siren"], row["segment_code"]] += row["montant_ht_centimes"]
    for part in held(one, year, scope).parts:
        assert part.depense == (spent[part.acheteur, part.segment] if part.segment else None)


def test_the_writings_of_a_buyer_hold_all_its_euros_and_stand_in_no_common_file(petit: Petit) -> None:
    paid: dict[str, int] = defaultdict(int)
    for row in petit.mart("achats"):
        paid[row["acheteur_siren"]] += row["montant_ht_centimes"]
    for siren in petit.sirens:
        scope = petit.individuel(siren)
        reader = petit.atlas.sessions.reader(petit.publication, scope.aliases)
        told = sum(
            row["montant_ht_centimes"]
            for one in {
                str(r["fournisseur_id"]) for r in petit.mart("achats") if r["acheteur_siren"] == siren
            }
            for found in [fiche(one, scope)]
            for row in (found.ecritures if found else ())
        )
        assert reader is not None and told == paid[siren]
    assert "mart__ecritures" not in petit.publication.tables(CONSOLIDE)


def test_a_file_holds_no_establishment_that_only_another_buyer_pays(petit: Petit) -> None:
    for siren in petit.sirens:
        own = [r for fait in ("achats", "marches") for r in petit.mart(fait) if r["acheteur_siren"] == siren]
        paid = {str(row["etablissement"]) for row in own}
        for one_id in sorted({str(row["fournisseur_id"]) for row in own}):
            one = fiche(one_id, petit.individuel(siren))
            assert one is not None
            assert [r for r in one.etablissements if not r["siege"] and r["siret"] not in paid] == []


def test_the_common_files_name_no_person(petit: Petit) -> None:
    persons = [r["fournisseur_id"] for r in petit.mart("achats") if r["fournisseur_id"].startswith("PP")]
    assert persons
    for alias in (CONSOLIDE, CROSSINGS):
        assert alias in petit.publication.aliases
    everyone = petit.consolide(*petit.sirens)
    assert all(fiche(one, everyone) is None for one in {*persons, "PP"})
    assert alias_of(petit.sirens[0]) in everyone.lignes
