"""The `emporter` bench: all the lines of the common view as files, and the same written a row at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from achatlas.analyse import lines, query
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection
from achatlas.catalogue.load import Catalogue
from achatlas.containers import table, workbook
from achatlas.containers.table import Column, Table
from achatlas.containers.workbook import Sheet
from achatlas.screens.lignes import COLONNES
from benchmarks.published import kept, prepare
from benchmarks.world import NAME, World

FORMES = ("csv", "parquet", "xlsx")
ASKED = "vue=consolidee&exercice=tous"


def measure(folder: Path, lignes: int, repetitions: int, dossier: Path | None = None) -> dict[str, Any]:
    """Publishes, serves in this process and asks each format once; then the row at a time, same columns."""
    world = World(lignes, Catalogue())
    kept(partial(prepare, world), folder, dossier / f"lignes-{lignes}" if dossier else None)
    from achatlas.web.boot import configure

    configure(folder / NAME)
    scope, ask = _served()
    found = {forme: _timed(partial(ask, forme), folder / f"lot.{forme}") for forme in FORMES}
    rows = {"parquet": _rows_parquet, "xlsx": _rows_xlsx}
    former = {forme: _spent(partial(write, scope, folder / "rang")) for forme, write in rows.items()}
    paid = query.figures(["montant_paye", "lignes"], Selection(), scope).valeurs
    held = pq.read_table(folder / "lot.parquet")
    right = held.num_rows == paid["lignes"]
    right = right and pc.sum(held["montant_ht"]).as_py() == Decimal(paid["montant_paye"]).scaleb(-2)
    ratios = {forme: round(spent / found[forme]["processeur"], 1) for forme, spent in former.items()}
    return {"lignes": lignes, **found, "ligne_a_ligne": former, "rapport": ratios, "juste": right}


def _served() -> tuple[Scope, Callable[[str], Iterator[bytes]]]:
    from django.contrib.auth.models import User
    from django.test import Client

    from achatlas.web.acces import ouvrir, territoire
    from achatlas.web.comptes.demo import seed_demo_accounts
    from achatlas.web.droits import droits_de

    seed_demo_accounts(territoire())
    client, user = Client(), User.objects.get(username="groupe-projet")
    client.force_login(user)
    client.get("/cartographie/", headers={"host": "localhost"})

    def ask(forme: str) -> Iterator[bytes]:
        return iter(client.get(f"/cartographie/lignes.{forme}?{ASKED}", headers={"host": "localhost"}))

    return ouvrir(droits_de(user), "consolidee", "").scope, ask


def _timed(ask: Callable[[], Iterator[bytes]], path: Path) -> dict[str, float]:
    """Milliseconds before the first bytes, seconds of the clock and of the processors for all of them."""
    wall, used, first = time.perf_counter(), time.process_time(), 0.0
    with path.open("wb") as kept:
        for content in ask():
            first = first or time.perf_counter() - wall
            kept.write(content)
    whole, spent = time.perf_counter() - wall, time.process_time() - used
    told = {"premier_octet_ms": round(1000 * first), "secondes": round(whole, 1)}
    return {**told, "processeur": round(spent, 2), "octets": path.stat().st_size}


def _spent(write: Callable[[], None]) -> float:
    used = time.process_time()
    write()
    return round(time.process_time() - used, 2)


def _rows(scope: Scope) -> Table:
    """The lines one by one, the columns of an export but those that it computes."""
    names = COLONNES["achats"]
    found = lines.stream(Selection(), scope)
    rows = ([*(one.get(name) for name in names), int(one["montant_ht_centimes"])] for one in found)
    kinds = {"date_mandat": "date", "numero_ligne": "nombre", "confiance": "nombre"}
    columns = [Column(name, kinds.get(name, "texte")) for name in names]  # type: ignore[arg-type]
    return Table("lignes", [*columns, Column("montant_ht", "euros")], rows)


def _rows_parquet(scope: Scope, path: Path) -> None:
    table.write_parquet(path, _rows(scope))


def _rows_xlsx(scope: Scope, path: Path) -> None:
    workbook.poured(path, [Sheet("lignes", table.cells(_rows(scope)))])


def told(found: dict[str, Any]) -> str:
    """The measures in words."""
    said = [f"Toutes les lignes en fichier, {found['lignes']} lignes"]
    for forme in FORMES:
        one = found[forme]
        said.append(
            f"  {forme:8} premiers octets {one['premier_octet_ms']} ms, tout {one['secondes']} s, "
            f"processeur {one['processeur']} s, {one['octets'] // 1_000_000} Mo"
        )
    for forme, spent in found["ligne_a_ligne"].items():
        said.append(f"  {forme:8} ligne à ligne : processeur {spent} s, {found['rapport'][forme]} fois plus")
    return "\n".join([*said, f"  juste : {'oui' if found['juste'] else 'NON'}"])
