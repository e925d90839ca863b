"""Whatever buyers write: each case that waits is in one group, whose rule tells it; and what a rule is said
to tell is what the engine makes it tell.
"""

from __future__ import annotations

import ibis
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.catalogue.load import Catalogue
from achatlas.classify.cas import Cas
from achatlas.classify.engine import Answer
from achatlas.classify.groupes import groups
from achatlas.classify.regles import Forme, Lu, lu_of
from achatlas.domain.regle import Conditions, Regle
from achatlas.pipeline.effets import Machine, Ordre, Sujet, effect, moved
from achatlas.pipeline.ruling import suspects
from achatlas.pipeline.situation import Situation, likely
from achatlas.store.kinds import arrow_schema

SCHEMA = arrow_schema(Catalogue().tables["classe__cas"])
MOTS = st.lists(
    st.sampled_from(["facture", "tonte", "espaces", "verts", "Éclairage", "12", "n°", "du", "verdure"]),
    max_size=4,
).map(" ".join)
CASES = st.builds(
    Cas,
    acheteur=st.sampled_from("ab"),
    compte=st.sampled_from(["", "60612", "61521", "6152", "2313"]),
    texte=MOTS,
    tiers=st.sampled_from(["", "Verdure & Cie", "VERDURE CIE", "Engie"]),
    cpv=st.sampled_from(["", "77310000", "09310000"]),
    objet_marche=st.sampled_from(["", "", "Espaces verts", "Gaz"]),
    code=st.sampled_from(["", "61.02", "61.03"]),
    naf=st.sampled_from(["", "81.30Z"]),
)
ASKED = st.builds(
    Conditions,
    acheteur=st.sampled_from(["", "a"]),
    mots=st.lists(MOTS, max_size=2).map(tuple),
    compte=st.sampled_from(["", "6", "6152", "61521"]),
    tiers=st.sampled_from(["", "verdure cie"]),
    cpv=st.sampled_from(["", "773"]),
    code=st.sampled_from(["", "61", "6102"]),
    muet=st.booleans(),
    unsure=st.booleans(),
)


def row(number: int, cas: Cas, cents: int) -> dict[str, object]:
    lu = lu_of(cas)
    said = {
        "cas": number, "acheteur_siren": cas.acheteur, "compte": cas.compte, "texte": cas.texte,
        "tiers_nom": cas.tiers, "cpv": cas.cpv, "objet_marche": cas.objet_marche,
        "code_nomenclature": cas.code, "naf": cas.naf,
        "dits": lu.dits, "tiers_dit": lu.tiers, "code_dit": lu.code, "muet": lu.muet,
        "montant_ht_centimes": cents, "lignes": 1, "hors_marche_centimes": 0,
    }  # fmt: skip
    blank = {pa.string(): "", pa.int64(): 0, pa.bool_(): number % 2 == 0}
    return {**{one.name: blank[one.type] for one in SCHEMA}, **said}


def rows_of(cases: list[tuple[Cas, int]]) -> list[dict[str, object]]:
    return [row(number, cas, cents) for number, (cas, cents) in enumerate(cases, start=1)]


def lu(told: dict[str, object]) -> Lu:
    names = ("acheteur_siren", "dits", "compte", "tiers_dit", "cpv", "code_dit", "muet")
    return Lu(*(told[name] for name in names))  # type: ignore[arg-type]


CODES = ["15.03", "16.01", "02.02", "27.01"]
SOME = st.lists(st.tuples(CASES, st.integers(-500, 5_000)), max_size=12)


@settings(max_examples=60, deadline=None)
@given(SOME)
def test_each_case_that_waits_is_in_one_group_whose_rule_tells_it(cases: list[tuple[Cas, int]]) -> None:
    rows = rows_of(cases)
    found = groups(rows)
    assert sorted(one["cas"] for groupe in found for one in groupe.rows) == [one["cas"] for one in rows]
    for groupe in found:
        forme = Forme.of(Regle(1, 0, groupe.conditions, "15.03", "lea", ""))
        assert all(forme.holds(lu(dict(one))) for one in groupe.rows), groupe.conditions
    assert len({one.ref for one in found}) == len(found)


@settings(max_examples=60, deadline=None)
@given(SOME, ASKED)
def test_what_a_rule_is_said_to_tell_is_what_the_engine_makes_it_tell(
    cases: list[tuple[Cas, int]], asked: Conditions
) -> None:
    rows = rows_of(cases)
    forme = Forme.of(Regle(1, 0, asked, "15.03", "lea", ""))
    said = [one for one in rows if forme.holds(lu(one))]
    expected = [one["cas"] for one in said if not (asked.unsure and one["seul"])]
    table = pa.Table.from_pylist(rows, schema=SCHEMA)
    assert Situation(table, 75).matching(asked)["cas"].to_pylist() == expected
    seen = ibis.memtable(table)
    kept = seen.filter(suspects([asked]).told(seen)).to_pyarrow() if rows else table
    assert sorted(kept["cas"].to_pylist()) == [one["cas"] for one in said]


PROPOSED = st.lists(st.sampled_from(CODES), max_size=3, unique=True).map(
    lambda codes: "|".join(f"{code} {40 - 10 * rang}" for rang, code in enumerate(codes))
)
SEGMENTS = st.frozensets(st.sampled_from(CODES))
JUDGED = st.lists(
    st.tuples(CASES, st.integers(-500, 5_000), st.sampled_from([*CODES, ""]), PROPOSED), max_size=12
)


def judged(cases: list[tuple[Cas, int, str, str]]) -> Situation:
    """Cases with the segment that they have, all unsure, and those proposed of them."""
    rows = rows_of([(cas, cents) for cas, cents, _, _ in cases])
    for one, (_, _, segment, proposed) in zip(rows, cases, strict=True):
        one |= {"segment_code": segment, "confiance": 20 if segment else 0, "propositions": proposed}
    return Situation(pa.Table.from_pylist(rows, schema=SCHEMA), 75)


@settings(max_examples=60, deadline=None)
@given(JUDGED, SEGMENTS)
def test_ranked_by_what_is_likely_the_queue_holds_the_same_groups(
    cases: list[tuple[Cas, int, str, str]], segments: frozenset[str]
) -> None:
    seen = judged(cases)
    plain, ranked = seen.queue(), seen.queue(segments)
    assert {one.ref for one in ranked.groupes} == {one.ref for one in plain.groupes}
    weighs = [ranked.poids[one.ref] for one in ranked.groupes]
    assert weighs == sorted(weighs, reverse=True)
    assert ranked.whole - ranked.sure == sum(weighs)
    others = frozenset(CODES) - segments
    for one in plain.groupes:
        parted = likely(one, segments) + likely(one, others)
        assert 0 <= likely(one, frozenset(CODES)) - parted <= 1
        if all(row["montant_ht_centimes"] >= 0 for row in one.rows):
            assert 0 <= likely(one, segments) <= one.centimes


@settings(max_examples=60, deadline=None)
@given(JUDGED, ASKED, SEGMENTS)
def test_what_an_enjeu_gains_is_what_its_segments_hold_after_less_before(
    cases: list[tuple[Cas, int, str, str]], asked: Conditions, segments: frozenset[str]
) -> None:
    seen = judged(cases)
    told = set(seen.matching(asked)["cas"].to_pylist())
    rows = seen.rows.to_pylist()
    before = sum(one["montant_ht_centimes"] for one in rows if one["segment_code"] in segments)
    after = sum(
        one["montant_ht_centimes"]
        for one in rows
        if ("16.01" if one["cas"] in told else one["segment_code"]) in segments
    )
    ordre = Ordre((), (Regle(0, 0, asked, "16.01", "lea", ""),))
    some = moved(seen.rows, ordre, Machine(99, {}, nobody))
    found = effect(seen, some, Sujet(0, "16.01"), {"enjeu": segments}, 0)
    assert found.enjeux == {"enjeu": after - before}


def nobody(cas: Cas) -> Answer:
    raise AssertionError(cas)


def test_a_group_of_the_queue_knows_the_next() -> None:
    cas = Cas(acheteur="a", compte="611", texte="tonte", tiers="", cpv="", objet_marche="", code="")
    other = Cas(acheteur="a", compte="2313", texte="verdure", tiers="", cpv="", objet_marche="", code="")
    waits = judged([(cas, 500, "15.03", ""), (other, 900, "16.01", "")]).queue()
    first, second = (one.ref for one in waits.groupes)
    assert waits.after(first) == second
    assert (waits.after(second), waits.after("?")) == ("", "")
