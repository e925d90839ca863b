"""The programme of purchases: what is written adds a row, and nobody writes over another."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.domain.errors import ActeConcurrent
from achatlas.store.programme import TABLE, Programme, Projet, Statut
from achatlas.store.transaction import REGISTRE

LIGNE = Projet("000000001", "08.03", "Papier", 8_000_000, 12_000_000, membres=("000000002",), qui="a")


def test_each_writing_adds_a_row_and_the_last_one_stands(tmp_path: Path) -> None:
    programme = Programme(tmp_path)
    first = programme.write(LIGNE)
    second = programme.write(replace(first.projet, objet="Papier blanc"), first.rang)
    other = programme.write(LIGNE)
    assert (first.projet.numero, other.projet.numero) == (1, 3)
    assert [one.projet.objet for one in programme.history(1)] == ["Papier", "Papier blanc"]
    assert programme.standing() == (second, other) and programme.verify().fautes == ()


def test_who_read_an_older_row_writes_nothing(tmp_path: Path) -> None:
    programme = Programme(tmp_path)
    first = programme.write(LIGNE)
    second = programme.write(replace(first.projet, objet="Le premier"), first.rang)
    with pytest.raises(ActeConcurrent, match="Le premier"):
        programme.write(replace(first.projet, objet="Le second"), first.rang)
    assert programme.standing() == (second,)


def test_a_line_taken_out_stands_no_more_and_comes_back(tmp_path: Path) -> None:
    programme = Programme(tmp_path)
    first = programme.write(LIGNE)
    gone = programme.write(replace(first.projet, retire=True), first.rang)
    assert programme.standing() == () and programme.every() == (gone,)
    back = programme.write(first.projet, gone.rang)
    assert programme.standing() == (back,)


def test_what_says_the_same_adds_nothing_whoever_says_it(tmp_path: Path) -> None:
    programme = Programme(tmp_path)
    first = programme.write(LIGNE)
    assert programme.write(replace(first.projet, qui="b", date="2026-01-01"), first.rang) == first
    assert programme.verify().lignes == 1


def test_a_row_that_somebody_altered_is_nobodys(tmp_path: Path) -> None:
    programme = Programme(tmp_path)
    first = programme.write(LIGNE)
    programme.write(replace(first.projet, statut=Statut.DECIDE), first.rang)
    with sqlite3.connect(tmp_path / REGISTRE) as base:
        base.execute(f"UPDATE {TABLE} SET contenu = replace(contenu, 'decide', 'lance') WHERE rang = 2")
    assert programme.standing() == (first,) and programme.verify().fautes


@pytest.mark.parametrize(
    "wrong",
    [
        replace(LIGNE, objet=""), replace(LIGNE, acheteur_siren=""), replace(LIGNE, min_centimes=None),
        replace(LIGNE, max_centimes=None), replace(LIGNE, min_centimes=13_000_000),
        replace(LIGNE, min_centimes=0, max_centimes=0), replace(LIGNE, numero=9),
    ],
)  # fmt: skip
def test_what_no_buyer_could_write_is_refused(wrong: Projet, tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        Programme(tmp_path).write(wrong)
    assert Programme(tmp_path).every() == ()


def test_a_line_never_passes_to_another_buyer(tmp_path: Path) -> None:
    programme = Programme(tmp_path)
    first = programme.write(LIGNE)
    with pytest.raises(ValueError):
        programme.write(replace(first.projet, acheteur_siren="000000002"), first.rang)
    assert programme.standing() == (first,)


@given(
    objet=st.text(min_size=1, max_size=40), low=st.integers(1, 10**13), more=st.integers(0, 10**12),
    statut=st.sampled_from(Statut), shared=st.booleans(),
)  # fmt: skip
def test_what_is_written_is_what_is_read(
    objet: str, low: int, more: int, statut: Statut, shared: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    said = Projet("000000001", "", objet, low, low + more, statut=statut, shared=shared)
    done = Programme(tmp_path_factory.mktemp("programme")).write(said)
    assert replace(done.projet, numero=0) == said
