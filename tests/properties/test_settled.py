"""What is told of a case without asking the engines again is what asking them all would say."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.segments import named
from achatlas.classify import codes_dits
from achatlas.classify.cas import Cas
from achatlas.classify.codes_dits import between
from achatlas.classify.engine import Answer
from achatlas.classify.reclassement import BEFORE, SEEN, UNREAD
from achatlas.classify.regles import Lu, lu_of
from achatlas.classify.stage import ALL, KEYS, Dits, cascades, looked_at, since, told, unchanged
from achatlas.domain.correspondance import CodeAcheteur, Correspondance, Correspondances, NomenclatureAcheteur
from achatlas.domain.regle import Conditions, Regle
from tests.tirages import tirages

CATALOGUE = Catalogue()
ACHETEURS = ("000000001", "000000002")
WORDS = ("tonte", "restauration", "achat", "de", "fournitures", "xyzzy", "entretien")
SEGMENTS = ("15.03", "08.02", "12.03")

words = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
cas = st.builds(
    Cas,
    st.sampled_from(ACHETEURS),
    st.just("M57"),
    st.sampled_from(["", "61521", "6042", "60632"]),
    words,
    st.sampled_from(["", "DUPONT", "JARDINS DU SUD"]),
    st.sampled_from(["", "77310000"]),
    naf=st.sampled_from(["", "81.30Z", "56.29B", "64.20Z"]),
)
conditions = st.builds(
    Conditions,
    st.sampled_from(["", *ACHETEURS]),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(tuple),
    st.sampled_from(["", "615", "6"]),
    st.sampled_from(["", "DUPONT"]),
    st.sampled_from(["", "7731"]),
    st.just(""),
    st.booleans(),
    st.booleans(),
)
rules = st.lists(st.tuples(conditions, st.sampled_from(SEGMENTS)), max_size=4)


def dits(told: list[tuple[Conditions, str]]) -> Dits:
    """What persons said."""
    rows = (Regle(n, n, asked, code, "moi", "2026-11-26", "") for n, (asked, code) in enumerate(told, 1))
    return Dits(tuple(rows))


@settings(max_examples=tirages(75, 150), deadline=None)
@given(one=cas, before=rules, after=rules)
def test_what_is_settled_is_what_every_engine_would_say(
    one: Cas, before: list[tuple[Conditions, str]], after: list[tuple[Conditions, str]]
) -> None:
    kept = told(cascades(CATALOGUE, dits(before))["achats"], dict(zip(KEYS, vars(one).values(), strict=True)))
    was = Answer(kept["segment_code"], kept["moteur"], kept["motif"], kept["confiance"])
    lu = Lu(
        one.acheteur, kept["dits"], one.compte, kept["tiers_dit"], one.cpv, kept["code_dit"], kept["muet"]
    )
    now = cascades(CATALOGUE, dits(after), steady=ACHETEURS)["achats"]
    said = now.settled(lu, kept["seul"], was)
    assert said is None or said == now.ask(one)
    assert said is not None or was.moteur == "regle"
    others = cascades(CATALOGUE, dits(after), steady=[one for one in ACHETEURS if one != lu.acheteur])
    assert others["achats"].settled(lu, kept["seul"], was) is None


@settings(max_examples=tirages(75, 150), deadline=None)
@given(one=cas, after=rules, alone=st.booleans())
def test_what_is_not_read_changes_nothing_of_what_is_settled(
    one: Cas, after: list[tuple[Conditions, str]], alone: bool
) -> None:
    now = cascades(CATALOGUE, dits(after), steady=ACHETEURS)["achats"]
    whole = lu_of(one)
    seen = dict(zip(SEEN, vars(whole).values(), strict=False))
    held = {name: value if name in now.read else UNREAD[name] for name, value in seen.items()}
    for was in BEFORE.values():
        assert now.settled(Lu(*held.values()), alone, was) == now.settled(whole, alone, was)


CODES = ("61", "61.02", "61.02.4", "70", "15.03.1", "zz")
nomenclatures = st.builds(
    NomenclatureAcheteur.of,
    st.lists(st.builds(CodeAcheteur, st.sampled_from(CODES), st.sampled_from(["", "x"])), max_size=4),
    st.lists(
        st.builds(
            Correspondance, st.sampled_from(CODES), st.sampled_from(SEGMENTS), st.sampled_from(["", "6"])
        ),
        max_size=3,
    ),
)


@settings(max_examples=tirages(75, 150), deadline=None)
@given(one=cas, code=st.sampled_from(["", *CODES]), both=st.tuples(nomenclatures, nomenclatures), after=rules)
def test_what_is_settled_of_a_buyer_whose_codes_changed_is_what_every_engine_would_say(
    one: Cas,
    code: str,
    both: tuple[NomenclatureAcheteur, NomenclatureAcheteur],
    after: list[tuple[Conditions, str]],
) -> None:
    names, case = named(CATALOGUE), replace(one, code=code)
    sides = [replace(dits([]), correspondances={one.acheteur: Correspondances(own, names)}) for own in both]
    kept = told(cascades(CATALOGUE, sides[0])["achats"], dict(zip(KEYS, vars(case).values(), strict=True)))
    was = Answer(kept["segment_code"], kept["moteur"], kept["motif"], kept["confiance"])
    recodes = {one.acheteur: between(*(side.correspondances[one.acheteur] for side in sides))}
    later = replace(sides[1], regles=dits(after).regles)
    now = cascades(CATALOGUE, later, steady=ACHETEURS, recodes=recodes)["achats"]
    lu, coded = lu_of(case), now.coded(lu_of(case), code)
    assert coded is None or now.alone(case)
    said = now.settled(lu, kept["seul"] or coded is not None, was, coded=coded)
    assert said is None or said == now.ask(case)
    assert said is not None or coded is None or after
    assert said is not None or recodes[one.acheteur].holds(lu_of(case).code) or was.moteur == "regle" or after


def test_the_codes_that_changed_since_are_told(tmp_path: Path) -> None:
    names = named(CATALOGUE)
    first = NomenclatureAcheteur.of([CodeAcheteur("61"), CodeAcheteur("70")], [Correspondance("61", "15.03")])
    then = NomenclatureAcheteur.of(first.codes, [*first.correspondances, Correspondance("70", "08.02")])
    before, after = (
        Dits(correspondances={ACHETEURS[0]: Correspondances(one, names)}) for one in (first, then)
    )
    (tmp_path / "machine.json").write_text(json.dumps(looked_at(CATALOGUE, before)))
    codes_dits.write(before.correspondances, tmp_path)
    same, recodes = since(CATALOGUE, after, tmp_path, ACHETEURS)
    assert same == {ACHETEURS[1]} and recodes[ACHETEURS[0]].codes == {"70"}
    assert since(CATALOGUE, Dits(projection={"15.03": "15.04"}), tmp_path, ACHETEURS) == (frozenset(), {})


def test_who_changed_since_is_asked_again(tmp_path: Path) -> None:
    said = Dits()
    assert unchanged(CATALOGUE, said, tmp_path, ACHETEURS) == frozenset()
    (tmp_path / "machine.json").write_text(str(looked_at(CATALOGUE, said)).replace("'", '"'))
    assert unchanged(CATALOGUE, said, tmp_path, ACHETEURS) == {*ACHETEURS}
    assert unchanged(CATALOGUE, dits([(Conditions(mots=("tonte",)), "15.03")]), tmp_path, ACHETEURS) == {
        *ACHETEURS
    }
    mapped = Correspondances(NomenclatureAcheteur((CodeAcheteur("61"),)))
    assert unchanged(CATALOGUE, Dits(correspondances={ACHETEURS[0]: mapped}), tmp_path, ACHETEURS) == {
        ACHETEURS[1]
    }
    assert unchanged(CATALOGUE, Dits(projection={"15.03": "15.04"}), tmp_path, ACHETEURS) == frozenset()
    assert ALL in looked_at(CATALOGUE, said)
