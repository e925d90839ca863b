"""Hundreds of deposits: the list asks the register by buyer and by page, and never reads it whole."""

from __future__ import annotations

import html
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from achatlas.domain.balance import Account, Ledger
from achatlas.store.register import Acte, Bilan, Depot, Register
from achatlas.store.shelf import Shelf
from tests.web.depots import AUTRE, MIEN

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]


def fill(made: Path, siren: str, numbers: range, *, waiting: bool = False) -> None:
    """Deposits of a buyer, each of its number of lines, that count or wait."""
    register = Register(made)
    for n in numbers:
        sha = f"{int(siren):032x}{n:032x}"
        lu, bad = Account(n + 1, 100 * n, 100 * n, 1), Account(1, 0, 0, 0)
        account = Ledger(lu, lu - bad, rejets={"montant_illisible": bad})
        when = f"2026-01-01T00:{n // 60:02d}:{n % 60:02d}"
        depot = Depot(
            sha, f"f{n:04d}.csv", siren, "mandats_tableur", "essai", 1, when,
            sha, {}, actif=not waiting, lecture={"table": "brut__mandats", "mois": {}},
        )  # fmt: skip
        acte = None if waiting else Acte(register.last_act(), "2026-01-01", "lea", "depot", (sha,), (), ())
        register.add_depot(depot, Bilan("lecture", f"{sha}", sha, account), acte)


def asked(client: Client, monkeypatch: pytest.MonkeyPatch, path: str = "/depots/") -> tuple[str, list[str]]:
    """The page, and every query that it made to the register."""
    said: list[str] = []
    opened = sqlite3.connect

    def connect(*args: Any, **more: Any) -> sqlite3.Connection:
        base = opened(*args, **more)
        base.set_trace_callback(said.append)
        return base

    with monkeypatch.context() as patch:
        patch.setattr("achatlas.store.transaction.sqlite3.connect", connect)
        for name in ("every_depot", "readings", "actes", "bilans"):
            patch.setattr(Register, name, lambda self, name=name: pytest.fail(f"{name} reads it whole"))
        response = client.get(path)
    assert response.status_code == 200, response.content.decode()[:400]
    return html.unescape(response.content.decode()).replace("\u00a0", " "), said


@pytest.mark.parametrize("role", ["agent", "groupe", "elu"])
def test_hundreds_of_deposits_cost_no_more_queries_than_a_few(
    role: str, chez: Path, entrer: Entrer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = entrer(role)
    fill(chez, MIEN, range(5))
    fill(chez, AUTRE, range(5))
    _, few = asked(client, monkeypatch)
    fill(chez, MIEN, range(5, 320))
    shown, many = asked(client, monkeypatch)
    assert len(many) == len(few)
    assert shown.count(".csv</a>") <= 50


def test_a_buyer_with_many_shows_its_last_ones_and_leads_to_the_others(
    chez: Path, entrer: Entrer, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(chez, MIEN, range(120))
    fill(chez, AUTRE, range(3))
    client = entrer("groupe")
    shown, _ = asked(client, monkeypatch)
    assert "123 fichiers comptés" in shown and "114 autres dépôts" in shown
    assert "f0119.csv" in shown and "f0100.csv" not in shown
    last, _ = asked(client, monkeypatch, f"/depots/?pour={MIEN}&page=3")
    assert "page 3 sur 3" in last and "f0000.csv" in last and "f0019.csv" in last and "f0020.csv" not in last
    assert client.get(f"/depots/?pour={MIEN}&page=4").status_code == 404
    assert client.get("/depots/?pour=999999999").status_code == 404
    assert entrer("agent").get(f"/depots/?pour={AUTRE}").status_code == 404


def test_what_waits_comes_first_and_what_counts_is_summed(chez: Path, entrer: Entrer) -> None:
    fill(chez, MIEN, range(10, 20))
    fill(chez, MIEN, range(3), waiting=True)
    shelf = Shelf(chez)
    (one,) = shelf.sums(MIEN)
    assert (one.tous, one.comptes, one.attendent) == (13, 10, 3)
    assert (one.lignes, one.centimes, one.rejetees) == (sum(range(10, 20)), 100 * sum(range(10, 20)), 10)
    first = shelf.page(MIEN, 0, 4)
    assert [s.depot.fichier for s in first] == ["f0002.csv", "f0001.csv", "f0000.csv", "f0019.csv"]
    assert [(s.nature, s.qui) for s in first[2:]] == [("", ""), ("depot", "lea")]
    assert shelf.page(MIEN, 12, 4)[0].depot.fichier == "f0010.csv"
    assert shelf.sums(AUTRE) == () and shelf.page(AUTRE) == ()
