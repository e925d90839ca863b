"""What activities usually sell: every activity says something or is said silent, and nothing else is said."""

from __future__ import annotations

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.classify.activites import FICHIER, LETTER, NAF, Activites
from achatlas.domain.evolution import A_QUALIFIER
from achatlas.domain.naf import above
from tests.metier.lignes import lignes

SAID = {line["naf"]: line for line in lignes(FICHIER)}
CODES = [line["code"] for line in lignes(NAF)]
SUB_CLASSES = [code for code in CODES if len(code) == LETTER]
SEGMENTS = {line["code"] for line in lignes("nomenclature/pivot.csv")} - {A_QUALIFIER}
MOST = 6


def teller(code: str) -> str:
    """The line of the table that tells a sub-class."""
    return next((one for one in above(code) if one in SAID), "")


def test_every_activity_says_something_or_is_said_silent() -> None:
    assert [code for code in SUB_CLASSES if not teller(code)] == []
    assert [code for code, line in SAID.items() if not line["segments"] and not line["motif"]] == []


def test_a_line_is_told_once_of_a_code_of_the_naf_and_serves() -> None:
    assert len(SAID) == len(lignes(FICHIER))
    assert set(SAID) <= set(CODES)
    assert set(SAID) == {teller(code) for code in SUB_CLASSES}


def test_segments_stand_in_the_pivot_each_once_in_its_order_and_few() -> None:
    for code, line in SAID.items():
        told = [one for one in line["segments"].split("|") if one]
        assert set(told) <= SEGMENTS, code
        assert told == sorted(set(told)) and len(told) <= MOST, code


@pytest.mark.parametrize(
    ("naf", "segments"),
    [
        ("43.34Z", ("27.06",)), ("81.21Z", ("08.03",)), ("56.29B", ("01.08",)), ("96.03Z", ("12.04",)),
        ("10.13B", ("01.01",)), ("81.30Z", ("15.03", "15.04", "28.07")), ("61.20Z", ("04.07",)),
        ("64.20Z", ()), ("46.90Z", ()), ("70.10Z", ()), ("84.11Z", ()), ("88.99B", ()), ("94.99Z", ()),
    ],
)  # fmt: skip
def test_what_an_activity_sells(naf: str, segments: tuple[str, ...]) -> None:
    assert Activites.of(Catalogue()).segments(naf) == segments
