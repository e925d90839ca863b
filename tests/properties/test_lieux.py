"""The less precisely a place is told, the less is said of it: never a yes for a no, never a nearer level."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.enrich.geographie import NIVEAUX, Lieu
from achatlas.enrich.operateur import Operateur
from achatlas.enrich.savoir import Savoir
from tests.unit.enrich import savoirs as s
from tests.unit.enrich.savoirs import operateur, savoir, tell

GEOGRAPHIE = savoir().geographie
CODES = GEOGRAPHIE.by_postal_code
SERVED = sorted({commune for found in CODES.values() for commune in found})
NEAR = sorted(code for code in SERVED if code[:2] in ("42", "69", "43", "2A", "97"))
ORDER = (*NIVEAUX, "france")
LOCALS = (
    {}, {"niveau": "commune"}, {"niveau": "bassin"}, {"niveau": "departement"}, {"niveau": "region"},
    {"niveau": "liste", "codes": ("42218", "69383", "43157")}, {"niveau": "rayon", "rayon_km": 20},
    {"niveau": "rayon", "rayon_km": 60, "codes": ("69123",)}, {"niveau": "epci", "codes": ("200046977",)},
)  # fmt: skip
MEMBERS = (
    None,
    (s.buyer(s.VILLE, s.SAINT_ETIENNE), s.buyer(s.BOURG)),
    (s.buyer(s.VILLE, "", "42"), s.buyer(s.BOURG, s.LYON)),
    (s.buyer(s.VILLE, "97411"), s.buyer(s.BOURG, "2A004")),
)


def ever_wider(commune: str, code: str) -> list[Lieu]:
    """A place told by its commune, by a postal code that serves it, by its départements, not at all."""
    placed = GEOGRAPHIE.placed
    postal = placed("", code)
    return [placed(commune), postal, GEOGRAPHIE.coarse(postal), placed()]


@st.composite
def places(draw: st.DrawFn) -> list[Lieu]:
    commune = draw(st.sampled_from(NEAR) | st.sampled_from(SERVED))
    return ever_wider(commune, draw(st.sampled_from(sorted(c for c, f in CODES.items() if commune in f))))


@st.composite
def known(draw: st.DrawFn) -> Savoir:
    return savoir(members=draw(st.sampled_from(MEMBERS)), **draw(st.sampled_from(LOCALS)))


BUYERS = st.sampled_from((s.VILLE, s.BOURG, s.NULLE_PART))


def said(name: str, lieux: list[Lieu], what: Savoir, acheteur: str) -> list[str]:
    ones: list[Operateur] = [operateur(lieu=lieu, siege=lieu, acheteur=acheteur) for lieu in lieux]
    return [tell(name, one, what) for one in ones]


def only_forgets(told: list[str]) -> bool:
    """Whether each answer is the one before, or unknown for good."""
    pairs = zip(told, told[1:], strict=False)
    return all(after in ("", before) for before, after in pairs)


@settings(max_examples=150)
@given(places(), known(), BUYERS)
def test_less_precise_is_never_the_contrary(lieux: list[Lieu], what: Savoir, acheteur: str) -> None:
    for name in ("local", "local_siege", "distance", "commune", "epci", "bassin", "region"):
        told = said(name, lieux, what, acheteur)
        assert only_forgets(told), (name, told)


@settings(max_examples=150)
@given(places(), known(), BUYERS)
def test_less_precise_is_never_nearer(lieux: list[Lieu], what: Savoir, acheteur: str) -> None:
    told = said("proximite", lieux, what, acheteur)
    ranks = [ORDER.index(one) if one else len(ORDER) for one in told]
    assert ranks == sorted(ranks), told
    assert all(one in ("", before) for before, one in zip(told, told[1:], strict=False) if one == "france")


@settings(max_examples=60)
@given(places(), known(), BUYERS)
def test_a_level_that_is_told_is_shared(lieux: list[Lieu], what: Savoir, acheteur: str) -> None:
    own = what.acheteurs.get(acheteur, Lieu())
    for lieu, level in zip(lieux, said("proximite", lieux, what, acheteur), strict=True):
        for one in lieu.communes if level in NIVEAUX else ():
            here = {GEOGRAPHIE.unit(level, code) for code in own.communes}
            assert {GEOGRAPHIE.unit(level, one)} == here
        if level == "france":
            assert GEOGRAPHIE.apart(lieu, own)


@settings(max_examples=60)
@given(places())
def test_a_wider_place_holds_the_finer(lieux: list[Lieu]) -> None:
    precise, postal, wide, nowhere = lieux
    assert precise.communes <= postal.communes <= wide.communes
    assert nowhere == Lieu()
