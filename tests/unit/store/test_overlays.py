"""Sums to which signed rows are added without writing them again: what is read is what a recount says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import duckdb
import ibis
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from achatlas.domain.errors import UnbalancedAccount
from achatlas.store.coded import marked
from achatlas.store.overlays import Change, Overlay, Signed, filed

SUMS = ("lignes", "centimes")
KEYS = ("famille", "tiers")
COLUMNS = {"famille": "string", "tiers": "string", "lignes": "int64", "centimes": "int64"}
Line = tuple[str, str, int]

families = st.sampled_from(["01", "02", "03"])
lines = st.lists(st.tuples(families, st.sampled_from("abcd"), st.integers(-3, 3)), min_size=1, max_size=12)


def summed(told: Iterable[Line]) -> dict[tuple[str, str], tuple[int, int]]:
    """Lines and cents of each family and payee."""
    kept = [*told]
    known = dict.fromkeys((family, who) for family, who, _ in kept)
    cents = {key: [paid for *own, paid in kept if tuple(own) == key] for key in known}
    return {key: (len(paid), sum(paid)) for key, paid in cents.items()}


class Base:
    """A session with a published table of sums, and the lines that change of family."""

    def __init__(self, folder: Path, sums: str, moved: str) -> None:
        self.folder, self.session = folder, duckdb.connect()
        self.former: dict[str, Change] = {}
        self.session.execute("ATTACH ':memory:' AS \"un__base\"")
        self.session.execute(
            f'CREATE TABLE "un__base".main.t AS SELECT *, {marked(KEYS)} AS cle FROM ({sums})'
        )
        self.move(moved)

    def move(self, moved: str) -> None:
        """The lines that change of family, from what is shown."""
        for sql in (
            f"CREATE OR REPLACE TABLE lignes_qui_changent AS {moved}",
            "CREATE OR REPLACE VIEW signees AS SELECT rowid AS rang, famille, tiers, 1 AS lignes, centimes"
            " FROM lignes_qui_changent UNION ALL"
            " SELECT rowid, etait, tiers, -1, -centimes FROM lignes_qui_changent",
        ):
            self.session.execute(sql)

    def write(self) -> int | None:
        """Writes what changes; says how many rows more the table has, None if nothing does."""
        names = {**dict.fromkeys(KEYS, "string"), "rang": "int64", "lignes": "int64", "centimes": "int64"}
        rows, now = (ibis.table(names, name=name) for name in ("signees", "lignes_qui_changent"))
        signed = Signed(rows, now, ["famille"], SUMS)
        overlay = Overlay(self.session.execute, "un", self.folder, self.former)
        return overlay.groups("t", overlay.marked(signed, {"t": KEYS}))

    def again(self, folder: Path) -> None:
        """What was written is shown: what changes next is written over it, elsewhere."""
        path, self.folder = self.folder / filed("un", "t"), folder
        told = Change(COLUMNS, path, ["famille"], SUMS, marked=True)
        self.former = {"t": told} if path.exists() else {}

    def read(self) -> Counter[tuple[str, str, int, int]]:
        """The rows that are told."""
        path = self.folder / filed("un", "t")
        change = Change(COLUMNS, path, ["famille"], SUMS)
        told = change.view('"un__base".main.t', "main", path) if path.exists() else 'FROM "un__base".main.t'
        return Counter(self.session.execute(f"SELECT {', '.join(COLUMNS)} FROM ({told})").fetchall())


def values(rows: Iterable[tuple[object, ...]], names: str) -> str:
    """Rows as a question."""
    return f"SELECT * FROM (VALUES {', '.join(map(str, rows))}) AS v({names})"


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(told=lines, ways=st.lists(st.tuples(st.integers(0, 11), families), min_size=1, max_size=8))
def test_what_is_told_is_a_recount(
    told: list[Line], ways: list[tuple[int, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    moves = {rank: family for rank, family in ways if rank < len(told)} or {0: "01"}
    after = [(moves.get(rank, family), who, paid) for rank, (family, who, paid) in enumerate(told)]
    moved = [(after[rank][0], told[rank][0], *told[rank][1:]) for rank in moves]
    base = Base(
        tmp_path_factory.mktemp("base"),
        values(((*key, *sums) for key, sums in summed(told).items()), "famille, tiers, lignes, centimes"),
        values(moved, "famille, etait, tiers, centimes"),
    )
    more = base.write() or 0
    assert base.read() == Counter((*key, *sums) for key, sums in summed(after).items())
    assert more == len(summed(after)) - len(summed(told))


steps = st.lists(
    st.lists(st.tuples(st.integers(0, 11), families), min_size=1, max_size=6), min_size=1, max_size=4
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(told=lines, ways=steps, back=st.booleans())
def test_what_is_added_to_what_is_shown_is_a_recount(
    told: list[Line], ways: list[list[tuple[int, str]]], back: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    sums = values(((*key, *sums) for key, sums in summed(told).items()), "famille, tiers, lignes, centimes")
    base, now = Base(tmp_path_factory.mktemp("base"), sums, WITHOUT), [*told]
    for moves in [dict(step) for step in ways] + ([dict(enumerate(one[0] for one in told))] if back else []):
        then = [(moves.get(rank, one[0]), *one[1:]) for rank, one in enumerate(now)]
        goes = [(new[0], *old) for new, old in zip(then, now, strict=True) if new != old]
        base.move(values(goes, "famille, etait, tiers, centimes") if goes else WITHOUT)
        more, now = base.write() or 0, then
        assert base.read() == Counter((*key, *sums) for key, sums in summed(now).items())
        assert more == len(summed(now)) - len(summed(told))
        base.again(tmp_path_factory.mktemp("suite"))
    assert not (back and base.former)


WITHOUT = f"{values([('', '', '', 0)], 'famille, etait, tiers, centimes')} WHERE false"
GROUPS = 400_000
MANY = f"SELECT '01' AS famille, i::VARCHAR AS tiers, 1 AS lignes, 5 AS centimes FROM range({GROUPS}) AS r(i)"
ALL_GO = f"SELECT '02' AS famille, '01' AS etait, tiers, centimes FROM ({MANY})"


def test_all_the_groups_of_a_large_table_may_go(tmp_path: Path) -> None:
    base = Base(tmp_path, MANY, ALL_GO)
    assert base.write() == 0
    assert {row[0] for row in base.read()} == {"02"}


def test_a_group_with_fewer_lines_than_none_is_seen_among_many_that_go(tmp_path: Path) -> None:
    base = Base(tmp_path, MANY, f"{ALL_GO} UNION ALL SELECT '02', '01', '7', 5")
    with pytest.raises(UnbalancedAccount):
        base.write()


def test_a_line_of_a_group_that_is_not_there_is_refused(tmp_path: Path) -> None:
    base = Base(
        tmp_path,
        values([("01", "a", 1, 5)], "famille, tiers, lignes, centimes"),
        values([("02", "01", "b", 5)], "famille, etait, tiers, centimes"),
    )
    with pytest.raises(UnbalancedAccount):
        base.write()
