"""What the product tells of the operators of the demonstration, beside what is true of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pyarrow.parquet as pq
import pytest

from achatlas.domain.identifiers import is_siren
from tests.petit import Petit

Row = dict[str, str]
Pair = tuple[Row, Row]
SIZES = {"PME": {"pme", "micro", "presumee"}, "ETI": {"eti"}, "GE": {"ge"}}


def read(petit: Petit, *place: str) -> list[Row]:
    found: list[Row] = pq.read_table(petit.settings.home.joinpath(*place)).to_pylist()
    return found


@pytest.fixture(scope="module")
def pairs(petit: Petit) -> list[Pair]:
    """Each profile of an enterprise that is known for sure, with the truth of its establishment."""
    verite = {t["siret"]: t for t in read(petit, "verite", "fournisseurs.parquet") if t["siret"]}
    told = pq.read_table(petit.folder("profil") / "profil__tiers.parquet").to_pylist()
    return [(row, verite[row["etablissement_siret"]]) for row in told if row["etablissement_siret"] in verite]


def beside(pairs: list[Pair], name: str, truth: str = "") -> Iterator[tuple[str, str]]:
    """What is told of an attribute and what is true, where both are told and in the field."""
    for row, true in pairs:
        if row[name] not in ("", "hors_champ") and true[truth or name]:
            yield row[name], true[truth or name]


def test_enough_is_told_to_be_compared(pairs: list[Pair]) -> None:
    assert len(pairs) > 200
    least = {"taille": 100, "local": 150, "commune_siege": 150, "ess": 20, "effectif": 100, "pays": 150}
    for name, count in least.items():
        assert len(list(beside(pairs, name))) >= count, name


def test_a_size_that_is_told_is_true(pairs: list[Pair]) -> None:
    false = Counter((said, true) for said, true in beside(pairs, "taille") if said not in SIZES[true])
    assert false == Counter()


@pytest.mark.parametrize(
    "name", ["effectif", "commune_siege", "pays", "local_siege", "esus", "qpv", "inclusion"]
)
def test_an_attribute_that_is_told_is_true(pairs: list[Pair], name: str) -> None:
    false = [(said, true) for said, true in beside(pairs, name) if said not in (true, "aucune")]
    assert false == []


def test_an_ess_that_is_told_is_true(pairs: list[Pair]) -> None:
    kinds = {"oui": "oui", "forme": "oui", "non": "non"}
    false = [(said, true) for said, true in beside(pairs, "ess") if kinds.get(said, true) != true]
    assert false == []


def test_a_list_that_is_silent_names_nobody_that_it_should(pairs: list[Pair]) -> None:
    for name in ("esus", "qpv", "inclusion"):
        assert [true for row, true in pairs if row[name] == "aucune" and true[name]] == []


def test_what_is_local_is_true_of_the_establishment_that_is_still_there(pairs: list[Pair]) -> None:
    there = [(row, true) for row, true in pairs if row["lieu_origine"] == "etablissement"]
    assert [1 for said, true in beside(there, "local") if said != true] == []
    assert [1 for said, true in beside(there, "commune") if said != true] == []


def test_who_has_ceased_or_closed_is_followed_where_the_truth_says(pairs: list[Pair]) -> None:
    followed = [(row["etablissement_suivi"], true["siret_suivi"]) for row, true in pairs
                if row["etablissement_suivi"]]  # fmt: skip
    assert followed and all(said == true for said, true in followed)
    gone = [(row["repreneur_siren"], true["repreneur"]) for row, true in pairs if row["repreneur_siren"]]
    assert all(said == true for said, true in gone)
    states = [(said, true) for said, true in beside(pairs, "etat_operateur", "etat") if said != true]
    assert states == []


def test_a_group_is_the_one_of_the_truth_or_the_operator_itself(pairs: list[Pair]) -> None:
    for row, true in pairs:
        assert row["groupe"] == (true["groupe"] or true["repreneur"] or row["fournisseur_id"])


def test_members_and_centrales_are_out_of_the_field(petit: Petit) -> None:
    members = petit.atelier.territoire.sirens
    profiles = pq.read_table(petit.folder("profil") / "profil__tiers.parquet").to_pylist()
    own = [row for row in profiles if row["fournisseur_id"] in members]
    assert all(row[name] == "hors_champ" for row in own for name in ("taille", "local", "ess", "inclusion"))
    assert all(is_siren(row["fournisseur_id"]) for row in own)
