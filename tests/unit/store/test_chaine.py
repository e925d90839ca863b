"""What persons decide is a chain: rows are only added, and one that is changed, cut or moved is told."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.store.chaine import Chaine, Maillon
from achatlas.store.transaction import REGISTRE, together

TABLE = "decision_essai"


def put(*said: Mapping[str, Any]) -> Callable[[tuple[Maillon, ...]], list[Mapping[str, Any]]]:
    return lambda rows: [*said]


def altered(home: Path, sql: str) -> Chaine:
    with sqlite3.connect(home / REGISTRE) as base:
        base.execute(sql)
    return Chaine(home, TABLE)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    chaine = Chaine(tmp_path, TABLE)
    for number in range(1, 4):
        chaine.add(put({"nombre": number}))
    return tmp_path


def test_what_is_added_is_read_again_in_its_order(home: Path) -> None:
    rows = Chaine(home, TABLE).every()
    assert [(one.rang, one.contenu["nombre"]) for one in rows] == [(1, 1), (2, 2), (3, 3)]
    assert all(one.holds for one in rows)
    assert Chaine(home, TABLE).verify(rows[1].empreinte).fautes == ()


@pytest.mark.parametrize(
    ("sql", "rang", "words"),
    [
        (f"UPDATE {TABLE} SET contenu = '{{\"nombre\": 9}}' WHERE rang = 2", 2, "ne dit plus"),
        (f"UPDATE {TABLE} SET contenu = 'rien' WHERE rang = 2", 2, "ne dit plus"),
        (f"UPDATE {TABLE} SET contenu = '[]' WHERE rang = 2", 2, "ne dit plus"),
        (f"DELETE FROM {TABLE} WHERE rang = 2", 3, "retirée"),
        (f"UPDATE {TABLE} SET precedente = 'x' WHERE rang = 2", 2, "ne dit plus"),
    ],
)
def test_a_row_that_somebody_changed_is_told(home: Path, sql: str, rang: int, words: str) -> None:
    first = altered(home, sql).verify().fautes[0]
    assert first[0] == rang
    assert words in first[1]


def test_an_end_that_was_cut_off_is_told_by_the_seal_noted_before(home: Path) -> None:
    tete = Chaine(home, TABLE).verify().tete
    cut = altered(home, f"DELETE FROM {TABLE} WHERE rang = 3")
    assert cut.verify().fautes == ()
    assert "coupée" in cut.verify(tete).fautes[0][1]


def test_rows_are_added_all_or_none(home: Path) -> None:
    def make(rows: tuple[Maillon, ...]) -> list[Mapping[str, Any]]:
        return [{"nombre": 4}, {"nombre": object()}]

    with pytest.raises(TypeError):
        Chaine(home, TABLE).add(make)
    assert len(Chaine(home, TABLE).every()) == 3


def test_two_chains_are_written_together_or_not_at_all(home: Path) -> None:
    one, other = Chaine(home, TABLE), Chaine(home, "decision_autre")
    with pytest.raises(RuntimeError), together(home / REGISTRE):
        one.add(put({"nombre": 4}))
        other.add(put({"nombre": 5}))
        raise RuntimeError
    assert (len(one.every()), len(other.every())) == (3, 0)
    with together(home / REGISTRE):
        one.add(put({"nombre": 4}))
        other.add(put({"nombre": 5}))
    assert (len(one.every()), len(other.every())) == (4, 1)


def test_a_table_that_is_no_chain_of_decisions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="depots"):
        Chaine(tmp_path, "depots; DROP TABLE depots")


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.dictionaries(st.text(max_size=5), st.text(max_size=5) | st.integers(), max_size=3), max_size=6
    )
)
def test_whatever_is_said_holds(tmp_path_factory: pytest.TempPathFactory, said: list[dict[str, Any]]) -> None:
    chaine = Chaine(tmp_path_factory.mktemp("chaine"), TABLE)
    chaine.add(put(*said))
    assert [one.contenu for one in chaine.valid()] == said
    assert chaine.verify().fautes == ()
