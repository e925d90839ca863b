"""The `import` bench: a file of mandats is written, then taken in by the product's own commands.

The headline is `importer`: two independent readings of the file and their balance. What follows (`lancer`,
`publier`) is timed too, and the memory is the peak of the whole process tree over the three.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from achatlas.catalogue.load import Catalogue
from benchmarks.resources import MEGA, Run, run
from benchmarks.world import EXERCICES, NAME, World
from demo.identifiers import make_siren, make_siret

HEADER = (
    "Exercice", "N° mandat", "Date mandat", "Compte", "Direction",
    "Tiers", "SIRET", "Objet", "Montant HT", "Montant TVA",
)  # fmt: skip
PROFILE = Path(__file__).with_name("profil_banc.yml")


def euros(cents: int) -> str:
    """Cents as French software writes them: `-1 234,50`."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole:,}".replace(",", " ") + f",{rest:02d}"


def write_file(world: World, path: Path) -> None:
    """Writes the lines as one buyer's CSV export, in Windows' own encoding."""
    ranks = range(world.fournisseurs)
    sirets = [make_siret(make_siren(20_000 + rank % 79_000), 1 + rank // 79_000) for rank in ranks]
    with path.open("w", encoding="cp1252", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        writer.writerow(HEADER)
        for batch in world.batches():
            writer.writerows(map(_row, *_columns(world, batch, sirets)))


def _columns(world: World, batch: dict[str, Any], sirets: list[str]) -> list[list[Any]]:
    """The columns of a batch that a row is made of, as plain values."""
    who = batch["fournisseur"].tolist()
    comptes = [world.comptes[rank] for rank in batch["compte"].tolist()]
    kept = ("exercice", "numero_ligne", "jour", "mois", "direction", "objet", "centimes")
    return [*(batch[name].tolist() for name in kept), comptes, who, [sirets[rank] for rank in who]]


def _row(
    exercice: int, line: int, day: int, month: int, direction: int, objet: int, cents: int, *rest: Any
) -> tuple[str, ...]:
    compte, who, siret = rest
    year = EXERCICES[exercice]
    date = f"{day:02d}/{month + 1:02d}/{year}"
    tax = euros(cents * 20 // 100)
    return (
        year, str(line), date, compte, f"Direction {direction}", f"FOURNISSEUR {who}", siret,
        f"Prestation numéro {objet}", euros(cents), tax,
    )  # fmt: skip


def measure(folder: Path, lignes: int, repetitions: int) -> dict[str, Any]:
    """Writes the file, imports it, processes and publishes it; once, whatever the `repetitions`."""
    world = World(lignes, Catalogue())
    home = folder / NAME
    world.write_territory(home)
    profiles = home / "instance" / "sources" / "mandats_tableur" / "profils"
    profiles.mkdir(parents=True)
    shutil.copyfile(PROFILE, profiles / "banc.yml")
    path = folder / "mandats.csv"
    write_file(world, path)
    asked = ["--acheteur", world.sirens[0], "--source", "mandats_tableur", "--profil", "banc"]
    runs = {
        "importer": _command(folder, "importer", str(path), *asked),
        "lancer": _command(folder, "lancer"),
        "publier": _command(folder, "publier"),
    }
    return _summary(lignes, path.stat().st_size, runs, _command(folder, "bilan"))


def _command(folder: Path, *words: str) -> Run:
    environment = {**os.environ, "ACHATLAS_HOME": str(folder), "ACHATLAS_TERRITOIRE": NAME}
    return run([sys.executable, "-m", "achatlas", *words, "--json"], environment, folder / f"{words[0]}.json")


def _summary(lignes: int, size: int, runs: dict[str, Run], balance: Run) -> dict[str, Any]:
    done = all(each.statut == 0 for each in (*runs.values(), balance))
    seconds = runs["importer"].secondes
    return {
        "lignes": lignes,
        "octets": size,
        "secondes": round(seconds, 2),
        "lignes_par_seconde": round(lignes / seconds),
        "memoire_mo": round(max(each.memoire for each in runs.values()) / MEGA),
        "etapes": {name: _cost(each) for name, each in runs.items()},
        "juste": done and bool(json.loads(balance.sortie)["ok"]),
    }


def _cost(each: Run) -> dict[str, float]:
    return {"secondes": round(each.secondes, 2), "memoire_mo": round(each.memoire / MEGA)}


def told(found: dict[str, Any]) -> str:
    """The same for people."""
    size, speed = found["octets"] / MEGA, found["lignes_par_seconde"]
    lines = [f"{found['lignes']:,} lignes, {size:.1f} Mo : {speed:,} lignes/s"]
    lines += [f"  {n:<10}{s['secondes']:>8.2f} s {s['memoire_mo']:>6} Mo" for n, s in found["etapes"].items()]
    lines.append("Le compte est juste." if found["juste"] else "LE COMPTE N'EST PAS JUSTE.")
    return "\n".join(lines)
