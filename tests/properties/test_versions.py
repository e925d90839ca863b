"""Versions are history: none touches another marché, no order of files matters, no cent is lost."""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.catalogue.load import Catalogue
from achatlas.cleanse import contrats, doublons, examen
from tests.integration.test_corrections import marches
from tests.unit.cleanse.test_contrats import record
from tests.unit.cleanse.test_contrats_regles import A, B, C

CATALOGUE = Catalogue()
RULES = CATALOGUE.regle("doublons")
Records = list[dict[str, Any]]
CHANGES = st.lists(
    st.fixed_dictionaries(
        {"id": st.integers(1, 12), "date_notification": st.dates().map(str)},
        optional={"montant_centimes": st.integers(100, 10**9), "titulaires": st.just([C])},
    ),
    max_size=3,
)
RECORDS = st.lists(
    st.builds(
        lambda number, depot, day, amount, holders, changes, source: record(
            marche_id=number, depot=depot, date_notification=day, montant_ht_centimes=amount, source=source,
            titulaires=json.dumps(holders), modifications=json.dumps(changes), acheteur_id="00090000100017",
        ),
        st.sampled_from(["2024M0100", "2024M0101", "2024M0201", "M3"]),
        st.sampled_from("abc"),
        st.sampled_from(["2024-03-01", "2024-03-15", "2025-01-01", ""]),
        st.sampled_from([100, 1_000_01, 5_000_000_00]),
        st.sampled_from([[A], [A, B], [B, C], []]),
        CHANGES,
        st.sampled_from(["decp_2019", "decp_2022"]),
    ),
    min_size=1,
    max_size=8,
).map(lambda found: [{**one, "numero_ligne": n} for n, one in enumerate(found, start=1)])  # fmt: skip
ENDING = contrats.Suffixe(8)


def gathered(records: Records) -> list[contrats.Retained]:
    return [contrats.gather(group) for group in contrats.by_marche(records, ENDING)]


@given(RECORDS, st.randoms())
def test_the_order_of_records_changes_nothing(records: Records, chance: Any) -> None:
    shuffled = list(records)
    chance.shuffle(shuffled)
    assert gathered(records) == gathered(shuffled)
    assert doublons.proposed(gathered(records), RULES) == doublons.proposed(gathered(shuffled), RULES)


@given(RECORDS)
def test_every_record_makes_a_marche_or_bears_witness_once(records: Records) -> None:
    found = gathered(records)
    seen = [(one.marche["depot"], one.marche["numero_ligne"]) for one in found]
    seen += [(r["depot"], r["numero_ligne"]) for one in found for r, _ in one.others]
    assert sorted(seen) == sorted((r["depot"], r["numero_ligne"]) for r in records)
    read = sum(r["montant_ht_centimes"] for r in records)
    kept = sum(one.marche["montant_lu_centimes"] for one in found)
    assert read == kept + sum(r["montant_ht_centimes"] for one in found for r, _ in one.others)


@given(RECORDS)
def test_the_amount_is_the_last_version_and_its_parts_add_up_to_it(records: Records) -> None:
    for one in gathered(records):
        assert one.marche["montant_ht_centimes"] == one.versions[-1]["montant_ht_centimes"]
        assert one.marche["montant_initial_centimes"] == one.versions[0]["montant_ht_centimes"]
        assert sum(t["part_ht_centimes"] for t in one.titulaires) == one.marche["montant_ht_centimes"]
        assert [v["rang"] for v in one.versions] == list(range(one.marche["modifications"] + 1))


@given(RECORDS, st.integers(100, 10**9), st.sampled_from(["2024-06-01", "2026-01-01"]))
def test_a_version_more_changes_no_other_marche(records: Records, amount: int, day: str) -> None:
    added = {**records[0], "numero_ligne": 99, "montant_ht_centimes": amount, "date_notification": day}
    cle = contrats.key_of(added)
    touched = {one.marche["marche_cle"] for one in gathered([*records, added]) if _tells(one, cle)}
    before = {one.marche["marche_cle"]: one for one in gathered(records)}
    after = {one.marche["marche_cle"]: one for one in gathered([*records, added])}
    assert {k: v for k, v in before.items() if not _tells(v, cle)} == {
        k: v for k, v in after.items() if k not in touched
    }


def _tells(one: contrats.Retained, cle: str) -> bool:
    """Whether a marché is made of records of this number."""
    keys = {contrats.key_of(r) for r in (one.marche, *(r for r, _ in one.others))}
    return any(f"{key}/".startswith(f"{cle}/") for key in keys)


@settings(max_examples=20)
@given(RECORDS)
def test_rules_do_not_depend_on_the_order_of_records(records: Records) -> None:
    def told(found: Records) -> list[str]:
        return sorted(json.dumps(line, sort_keys=True) for line in examen.examine(CATALOGUE, found).lignes)

    assert told(records) == told(records[::-1])


@settings(max_examples=3)
@given(RECORDS)
def test_the_same_records_give_the_same_bytes_whatever_their_order(records: Records) -> None:
    def digests(found: Records) -> dict[str, str]:
        with tempfile.TemporaryDirectory() as folder:
            marches(Path(folder), CATALOGUE, *found)
            made = (p for p in sorted(Path(folder).glob("*.parquet")) if not p.name.startswith("brut"))
            return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in made}

    assert digests(records) == digests(records[::-1]) == digests(records)
