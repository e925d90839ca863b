"""Who follows a closed establishment: along chains, never where they fork, turn round or leave the
directory.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.catalogue.load import Catalogue
from achatlas.enrich.suites import HOPS, Repertoire, followed
from achatlas.store.engine import Engine
from achatlas.store.kinds import arrow_schema

TABLES = Catalogue().tables
Link = tuple[str, str, bool, bool]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with Engine(tmp_path_factory.mktemp("tampon")) as engine:
        yield engine


def directory(engine: Engine, etats: dict[str, str], links: list[Link]) -> Repertoire:
    """A directory of a few establishments, open (A) or closed (F), and its links."""
    places = [{"siret": siret, "etat": etat} for siret, etat in etats.items()]
    follows = [
        {"siret_predecesseur": one, "siret_successeur": other, "date_lien": date(2024, 1, rank % 28 + 1),
         "continuite_economique": going, "transfert_siege": moved}
        for rank, (one, other, going, moved) in enumerate(links)
    ]  # fmt: skip
    tables = (
        pa.Table.from_pylist(rows, schema=arrow_schema(TABLES[name]))
        for name, rows in (("sirene__etablissements", places), ("sirene__successions", follows))
    )
    return Repertoire(engine, *(engine.keep(table) for table in tables))


def ends(engine: Engine, etats: dict[str, str], *links: str, closed: str = "a") -> dict[str, str]:
    """Where some closed ones lead; a link is written « ab » (it goes on), « ab! » (nothing says it)."""
    told = [(link[0], link[1], "!" not in link, False) for link in links]
    return followed(list(closed), directory(engine, etats, told))


def test_a_chain_is_followed_to_the_open_one(engine: Engine) -> None:
    assert ends(engine, {"a": "F", "b": "A"}, "ab") == {"a": "b"}
    assert ends(engine, {"a": "F", "b": "F", "c": "A"}, "ab", "bc") == {"a": "c"}


def test_two_that_join_lead_to_the_same(engine: Engine) -> None:
    assert ends(engine, {"a": "F", "b": "F", "c": "A"}, "ac", "bc", closed="ab") == {"a": "c", "b": "c"}


def test_one_that_splits_leads_nowhere(engine: Engine) -> None:
    assert ends(engine, {"a": "F", "b": "A", "c": "A"}, "ab", "ac") == {}
    assert ends(engine, {"a": "F", "b": "F", "c": "A", "d": "A"}, "ab", "bc", "bd") == {}


def test_a_link_that_says_neither_activity_nor_siege_is_not_followed(engine: Engine) -> None:
    assert ends(engine, {"a": "F", "b": "A"}, "ab!") == {}
    assert ends(engine, {"a": "F", "b": "A", "c": "A"}, "ab!", "ac") == {"a": "c"}


def test_a_siege_that_moved_is_followed(engine: Engine) -> None:
    moved = directory(engine, {"a": "F", "b": "A"}, [("a", "b", False, True)])
    assert followed(["a"], moved) == {"a": "b"}


def test_the_same_link_twice_is_one_link(engine: Engine) -> None:
    assert ends(engine, {"a": "F", "b": "A"}, "ab", "ab") == {"a": "b"}


def test_a_circle_leads_nowhere(engine: Engine) -> None:
    assert ends(engine, {"a": "F", "b": "F"}, "ab", "ba") == {}
    assert ends(engine, {"a": "F", "b": "F", "c": "F"}, "ab", "bc", "cb") == {}
    assert ends(engine, {"a": "F"}, "aa") == {}


def test_one_that_the_directory_does_not_hold_leads_nowhere(engine: Engine) -> None:
    assert ends(engine, {"a": "F"}, "ab") == {}
    assert ends(engine, {"a": "F", "c": "A"}, "ab", "bc") == {}


def test_the_end_of_a_chain_that_is_closed_leads_nowhere(engine: Engine) -> None:
    assert ends(engine, {"a": "F", "b": "F"}, "ab") == {}


def test_no_chain_is_followed_for_ever(engine: Engine) -> None:
    names = "abcdefghijklmnop"[: HOPS + 2]
    etats = {one: "F" for one in names[:-1]} | {names[-1]: "A"}
    links = [one + other for one, other in zip(names, names[1:], strict=False)]
    assert ends(engine, etats, *links) == {}
    assert ends(engine, etats, *links, closed=names[1]) == {names[1]: names[-1]}


@settings(max_examples=40)
@given(
    etats=st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("AF"), min_size=1),
    links=st.lists(
        st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"), st.booleans(), st.booleans()),
        max_size=8,
    ),
)
def test_what_follows_is_open_and_reached_by_single_links_or_nothing_is_said(
    engine: Engine, etats: dict[str, str], links: list[Link]
) -> None:
    closed = sorted(one for one, etat in etats.items() if etat == "F")
    found = followed(closed, directory(engine, etats, links))
    assert set(found) <= set(closed)
    steps = {one: {new for old, new, going, moved in links if old == one and (going or moved)}
             for one in "abcdef"}  # fmt: skip
    for start, end in found.items():
        assert etats[end] == "A"
        now = start
        while now != end:
            (now,) = steps[now]
