"""One history is one marché: however its modifications are told, in one record or in many, in one file or in
several, in any order, it ends with the same amount, the same duration and the same titulaires.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from achatlas.cleanse import contrats
from tests.unit.cleanse.test_contrats import record
from tests.unit.cleanse.test_contrats_regles import A, B, C

ORIGIN = date(2024, 3, 1)
SAID = st.fixed_dictionaries(
    {},
    optional={
        "montant_centimes": st.sampled_from([1_000_01, 1_500_00, 2_000_00, 0]),
        "duree_mois": st.sampled_from(["12", "24", "36"]),
        "titulaires": st.sampled_from([[A], [B], [B, C]]),
    },
)


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Modifications in order: each its own day when they bear no number, days that may be one otherwise."""
    told = draw(st.lists(SAID, min_size=1, max_size=5))
    numbered = draw(st.booleans())
    gaps = draw(st.lists(st.integers(0 if numbered else 1, 90), min_size=len(told), max_size=len(told)))
    days = [ORIGIN + timedelta(days=sum(gaps[: n + 1])) for n in range(len(told))]
    changes = zip(told, days, strict=True)
    number = [{"id": str(n + 1)} if numbered else {} for n in range(len(told))]
    return [
        {**n, **said, "date_notification": str(day)} for n, (said, day) in zip(number, changes, strict=True)
    ]


@st.composite
def splits(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A history in one record, and the same over several records of several files, in any order; the last of
    them may tell again what others tell.
    """
    history = draw(histories())
    places = draw(st.lists(st.integers(0, 3), min_size=len(history), max_size=len(history)))
    parts = [[c for c, place in zip(history, places, strict=True) if place == n] for n in range(4)]
    parts.append([c for c in history if draw(st.booleans())])
    files = draw(st.lists(st.sampled_from("abc"), min_size=5, max_size=5))
    found = [one(part, n, file) for n, (part, file) in enumerate(zip(parts, files, strict=True), 1) if part]
    return [one(history, 1, "a")], draw(st.permutations(found))


def one(changes: list[dict[str, Any]], line: int, depot: str) -> dict[str, Any]:
    return record(
        numero_ligne=line, depot=depot, titulaires=json.dumps([A]), modifications=json.dumps(changes)
    )


def end(records: list[dict[str, Any]]) -> tuple[Any, ...]:
    (group,) = contrats.by_marche(records)
    kept = contrats.gather(group)
    last = kept.versions[-1]
    told = (kept.marche["montant_ht_centimes"], kept.marche["montant_initial_centimes"])
    return *told, kept.marche["duree_mois"], last["duree_mois"], {t["tiers_nom"] for t in kept.titulaires}


@given(splits())
def test_a_history_ends_alike_however_it_is_told(
    told: tuple[list[dict[str, Any]], list[dict[str, Any]]],
) -> None:
    whole, split = told
    assert end(split) == end(whole)


@given(histories())
def test_what_no_modification_says_is_what_the_one_before_left(history: list[dict[str, Any]]) -> None:
    amount, length, names = 1_000_01, 12, {"01"}
    for change in history:
        amount = change.get("montant_centimes") or amount
        length = int(change.get("duree_mois") or length)
        names = {t["nom"] for t in change.get("titulaires", [])} or names
    assert end([one(history, 1, "a")]) == (amount, 1_000_01, length, length, names)
