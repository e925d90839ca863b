"""The `import` benches: a file of mandats is written, then taken in by the product's own commands.

The headline is `importer`: two independent readings of the file and their balance. The bare reader is the
library of the kind over the same file in the same run. For CSV, what follows (`lancer`, `publier`) is timed
too, and the memory is the peak of the whole process tree.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from achatlas.catalogue.load import Catalogue
from benchmarks.kinds import KINDS, Kind
from benchmarks.resources import MEGA, Run, run
from benchmarks.world import NAME, World

PROFILES = ("banc", "banc_classeur")
AFTER = {"csv": ("lancer", "publier")}


def measure_csv(folder: Path, lignes: int, repetitions: int) -> dict[str, Any]:
    """A CSV is imported, processed and published; once, whatever the `repetitions`."""
    return _measure("csv", folder, lignes)


def measure_xlsx(folder: Path, lignes: int, repetitions: int) -> dict[str, Any]:
    """A workbook is imported; once, whatever the `repetitions`."""
    return _measure("classeur", folder, lignes)


def measure_pes(folder: Path, lignes: int, repetitions: int) -> dict[str, Any]:
    """A PES is imported; once, whatever the `repetitions`."""
    return _measure("pes", folder, lignes)


def _measure(name: str, folder: Path, lignes: int) -> dict[str, Any]:
    world, kind = World(lignes, Catalogue()), KINDS[name]
    settle(world, folder / NAME)
    path = folder / f"mandats.{kind.suffix}"
    kind.write(world, path)
    bare = run([sys.executable, "-m", "benchmarks.bare", name, str(path)], os.environ, folder / "nu.txt")
    runs = {"importer": imported(folder, world, kind, path)}
    runs |= {word: _command(folder, word) for word in AFTER.get(name, ())}
    return _summary(lignes, path.stat().st_size, bare, runs, _command(folder, "bilan"))


def settle(world: World, home: Path) -> None:
    """Writes the territory and the profiles of its files."""
    world.write_territory(home)
    profiles = home / "instance" / "sources" / "mandats_tableur" / "profils"
    profiles.mkdir(parents=True)
    for profile in PROFILES:
        shutil.copyfile(Path(__file__).with_name(f"profil_{profile}.yml"), profiles / f"{profile}.yml")


def imported(folder: Path, world: World, kind: Kind, path: Path) -> Run:
    """What `importer` cost on the file of the first buyer."""
    return _command(folder, "importer", str(path), "--acheteur", world.sirens[0], *kind.asked)


def _command(folder: Path, *words: str) -> Run:
    command = [sys.executable, "-m", "achatlas", *words, "--json"]
    return run(command, environment(folder), folder / f"{words[0]}.json")


def environment(folder: Path) -> dict[str, str]:
    """The environment of a command on the territory of a folder."""
    return {**os.environ, "ACHATLAS_HOME": str(folder), "ACHATLAS_TERRITOIRE": NAME}


def _summary(lignes: int, size: int, bare: Run, runs: dict[str, Run], balance: Run) -> dict[str, Any]:
    done = all(each.statut == 0 for each in (bare, *runs.values(), balance))
    told = json.loads(balance.sortie)
    seconds = runs["importer"].secondes
    return {
        "lignes": lignes,
        "octets": size,
        "secondes": round(seconds, 2),
        "lignes_par_seconde": round(lignes / seconds),
        "memoire_mo": round(max(each.memoire for each in runs.values()) / MEGA),
        "etapes": {name: _cost(each) for name, each in runs.items()},
        "lecteur_nu": _cost(bare),
        "rapports": {"lecteur_nu": round(seconds / bare.secondes, 2)},
        "juste": done and bool(told["ok"]) and _read(told["fichiers"]) >= lignes,
    }


def _read(files: Sequence[dict[str, Any]]) -> int:
    return sum(int(one["lu"]) for one in files)


def _cost(each: Run) -> dict[str, float]:
    return {"secondes": round(each.secondes, 2), "memoire_mo": round(each.memoire / MEGA)}


def told(found: dict[str, Any]) -> str:
    """The same for people."""
    size, speed = found["octets"] / MEGA, found["lignes_par_seconde"]
    costs = {**found["etapes"], "lecteur nu": found["lecteur_nu"]}
    lines = [f"{found['lignes']:,} lignes, {size:.1f} Mo : {speed:,} lignes/s"]
    lines += [f"  {n:<10}{s['secondes']:>8.2f} s {s['memoire_mo']:>6} Mo" for n, s in costs.items()]
    lines.append(f"{found['rapports']['lecteur_nu']} fois le temps de la bibliothèque seule, Python compris.")
    lines.append("Le compte est juste." if found["juste"] else "LE COMPTE N'EST PAS JUSTE.")
    return "\n".join(lines)
