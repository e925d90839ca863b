from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from achatlas.domain.balance import Account, Ledger
from achatlas.store.register import Bilan, Depot, Register

DIX = Account(10, 1_000, 1_200, 2**64 - 1)
DEPOT = Depot("ab" * 32, "mandats.csv", "000900001", "fec", None, 12, "2026-01-01", "cle", {"nir_masque": 2})
BILAN = Bilan("lecture", "mandats.csv (abababab)", "cle", Ledger(DIX, DIX))


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register(tmp_path)


def test_what_is_recorded_is_read_back(register: Register) -> None:
    register.add_depot(DEPOT, BILAN)
    assert register.depots() == (DEPOT,)
    assert register.depot(DEPOT.sha256) == DEPOT
    assert register.bilans() == (BILAN,)


def test_the_same_bytes_again_replace_their_own_line(register: Register) -> None:
    register.add_depot(DEPOT, BILAN)
    register.add_depot(replace(DEPOT, source="pes_depense"), BILAN)
    assert [depot.source for depot in register.depots()] == ["pes_depense"]


def test_an_unknown_file_is_none(register: Register) -> None:
    assert register.depot("00") is None


def test_the_balances_of_a_stage_are_replaced_and_no_other(register: Register) -> None:
    register.add_depot(DEPOT, BILAN)
    first = (replace(BILAN, etape="nettoyage", objet="a"), replace(BILAN, etape="nettoyage", objet="b"))
    register.put_bilans("nettoyage", first)
    register.put_bilans("nettoyage", first[:1])
    assert [(b.etape, b.objet) for b in register.bilans()] == [
        ("lecture", "mandats.csv (abababab)"),
        ("nettoyage", "a"),
    ]


def test_a_pointer_moves_and_points_to_one_thing(register: Register) -> None:
    assert register.pointed("publication") is None
    register.point("publication", "v1")
    register.point("publication", "v2")
    register.point("cartes", "c1")
    assert (register.pointed("publication"), register.pointed("cartes")) == ("v2", "c1")


def test_another_reader_sees_what_was_written(register: Register, tmp_path: Path) -> None:
    register.point("publication", "v1")
    assert Register(tmp_path).pointed("publication") == "v1"


def test_a_file_refused_half_way_leaves_neither_file_nor_balance(register: Register) -> None:
    broken = replace(BILAN, objet=None)  # type: ignore[arg-type]
    with pytest.raises(sqlite3.IntegrityError):
        register.add_depot(DEPOT, broken)
    assert (register.depots(), register.bilans()) == ((), ())


def test_a_stored_verdict_is_computed_again_not_trusted(register: Register) -> None:
    register.add_depot(DEPOT, replace(BILAN, compte=Ledger(DIX, Account())))
    assert not register.bilans()[0].compte.equilibre


def test_a_register_of_a_former_version_gains_its_columns_once(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "registre.sqlite3") as base:
        base.execute(
            "CREATE TABLE depot (sha256 TEXT PRIMARY KEY, fichier TEXT, acheteur_siren TEXT, source TEXT,"
            " profil TEXT, octets INTEGER, depose_le TEXT, instantane TEXT, signalements TEXT)"
        )
        base.execute("INSERT INTO depot VALUES ('ab', 'a.csv', NULL, 'fec', NULL, 1, '2026', 'cle', '{}')")
    for _ in range(2):
        (kept,) = Register(tmp_path).depots()
        assert (kept.fichier, kept.actif, kept.lecture) == ("a.csv", True, {})
