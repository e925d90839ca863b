"""What holds of the bridge whatever lines, marchés and judgements there are."""

from __future__ import annotations

import datetime
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from achatlas.catalogue.load import Catalogue
from achatlas.domain.judgement import Judgement
from achatlas.domain.perimetre import DANS_LE_CHAMP
from tests.petit import Petit
from tests.unit.bridge.atelier import (
    AGGLO,
    DAY,
    NEED,
    OTHER,
    SELLER,
    VILLE,
    Monde,
    Row,
    bridged,
    citing,
    line,
    marche,
)  # fmt: skip

BODIES, SELLERS, NEEDS = (VILLE, AGGLO), (SELLER, OTHER), (NEED, "08.04", "")
CLES = tuple(f"{body}/2023M{n}000" for body in BODIES for n in (1, 2))
DAYS = st.integers(-900, 900).map(lambda n: DAY + datetime.timedelta(days=n))
CENTS = st.integers(-2_000_000, 9_000_000)
PLAFOND = Catalogue().regle("pont")["plafond_pour_cent"]
EXAMPLES = 4
"""A few worlds: each is a whole run of the engines."""
quick = settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])


def lines() -> st.SearchStrategy[list[Row]]:
    made = st.builds(
        lambda body, seller, need, day, cents, cle: (
            {"acheteur_siren": body, "fournisseur_id": seller, "segment_code": need, "jour": day,
             "montant_ht_centimes": cents}, cle if cle and cle.startswith(body) else "",
        ),
        st.sampled_from(BODIES), st.sampled_from(SELLERS), st.sampled_from(NEEDS), DAYS, CENTS,
        st.sampled_from(["", "", *CLES]),
    )  # fmt: skip
    return st.lists(made, max_size=12).map(
        lambda found: [
            citing(n, cle, **said) if cle else line(n, **said) for n, (said, cle) in enumerate(found)
        ]
    )


def worlds() -> st.SearchStrategy[Monde]:
    needs = st.lists(st.sampled_from(NEEDS), min_size=4, max_size=4)
    judged = st.dictionaries(
        st.tuples(*map(st.sampled_from, (BODIES, SELLERS, NEEDS, CLES))),
        st.sampled_from([Judgement.OUI, Judgement.NON, Judgement.INCERTAIN]), max_size=3,
    )  # fmt: skip
    return st.builds(
        lambda found, segments, joint, said: Monde(
            found,
            [marche(cle, segment_marche=need) for cle, need in zip(CLES, segments, strict=True)],
            {CLES[0]: BODIES} if joint else {},
            jugements=said,
        ),
        lines(), needs, st.booleans(), judged,
    )  # fmt: skip


def group(one: Row, cle: str) -> tuple[str, str, str, str]:
    return one["acheteur_siren"], one["fournisseur_id"], one["segment_code"], cle


@quick
@given(worlds())
def test_a_persons_no_is_never_linked_and_a_yes_always_is(tmp_path: Path, monde: Monde) -> None:
    found = bridged(tmp_path, monde)
    open_days = {m["marche_cle"]: (m["ouvre"], m["ferme"]) for m in monde.marches}
    for one in monde.lines:
        linked = found[one["numero_ligne"]]["marche_cle"]
        assert monde.jugements.get(group(one, linked)) != Judgement.NON
        yes = {
            cle
            for cle, (first, last) in open_days.items()
            if monde.jugements.get(group(one, cle)) == Judgement.OUI and first <= one["jour"] <= last
        }
        assert one["cite_cle"] or not yes or linked in yes


@quick
@given(worlds())
def test_every_line_stands_once_and_no_cent_moves(tmp_path: Path, monde: Monde) -> None:
    found = bridged(tmp_path, monde)
    cents = {one["numero_ligne"]: one["montant_ht_centimes"] for one in monde.lines}
    assert {n: one["montant_ht_centimes"] for n, one in found.items()} == cents
    known = {"sous_marche", "hors_marche_licite", "hors_marche_a_verifier"}
    assert {one["statut_marche"] for one in found.values()} <= known
    assert all((one["statut_marche"] == "sous_marche") == bool(one["marche_cle"]) for one in found.values())


@quick
@given(worlds(), st.randoms(use_true_random=False))
def test_neither_the_order_of_lines_nor_a_stranger_changes_anything(
    tmp_path: Path, monde: Monde, draw: random.Random
) -> None:
    before = bridged(tmp_path, monde)
    mixed = draw.sample(list(monde.lines), len(monde.lines))
    stranger = marche(f"{AGGLO}/AUTRE99")
    parties = {stranger["marche_cle"]: {"999999999": "titulaire"}}
    more = Monde(mixed, [stranger, *monde.marches], monde.membres, parties, monde.jugements)
    assert bridged(tmp_path, more) == before


@quick
@given(worlds())
def test_what_is_deduced_stays_under_the_maximum(tmp_path: Path, monde: Monde) -> None:
    paid: Counter[str] = Counter()
    deduced = set()
    for one in bridged(tmp_path, monde).values():
        paid[one["marche_cle"]] += one["montant_ht_centimes"]
        deduced |= {one["marche_cle"]} if one["moteur"] == "score" else set()
    most = {m["marche_cle"]: m["plafond"] * PLAFOND // 100 for m in monde.marches}
    assert all(paid[cle] <= most[cle] for cle in deduced)


def read(petit: Petit, etape: str, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(petit.folder(etape) / f"{name}.parquet").to_pylist()
    return rows


def test_a_run_bridges_every_line_of_the_perimeter_once(petit: Petit) -> None:
    classed = read(petit, "classe", "classe__mandats")
    inside = Counter((r["depot"], r["numero_ligne"]) for r in classed if r["perimetre"] in DANS_LE_CHAMP)
    bridged_ones = read(petit, "pont", "pont__lignes")
    assert Counter((r["depot"], r["numero_ligne"]) for r in bridged_ones) == inside
    shown = {(r["depot"], r["numero_ligne"]): r for r in petit.mart("achats")}
    for one in bridged_ones:
        row = shown[one["depot"], one["numero_ligne"]]
        assert (row["marche_cle"], row["statut_marche"]) == (one["marche_cle"], one["statut_marche"])
        assert row["montant_sous_marche_centimes"] == (row["montant_ht_centimes"] if one["marche_cle"] else 0)


@pytest.mark.parametrize("column", ["acheteur_siren", "fournisseur_id", "segment_code", "marche_cle"])
def test_what_is_asked_is_known(petit: Petit, column: str) -> None:
    asked = read(petit, "pont", "pont__propositions")
    assert all(one["lignes"] > 0 and 0 <= one["score"] <= 100 for one in asked)
    assert all(one[column] for one in asked if column != "segment_code")
