"""The `sirene` bench: a synthetic referential is written, then taken in by the product's own command.

The bare reader is the engine that counts the rows of the same files, in the same run.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import yaml

from benchmarks.resources import MEGA, Run, run
from demo.sirene import generer_sirene

NAME, GRAINE = "banc", 2026


def measure(folder: Path, etablissements: int, repetitions: int) -> dict[str, Any]:
    """A stock in CSV is imported; once, whatever the `repetitions`."""
    home, stock = folder / NAME, folder / "stock"
    home.mkdir(parents=True)
    card = {"id": NAME, "libelle": "Banc", "exercices": [2025], "acheteurs": []}
    (home / "territoire.yml").write_text(yaml.safe_dump(card), encoding="utf-8")
    written = generer_sirene(stock, etablissements, GRAINE, "csv")
    files = sorted(map(str, stock.glob("*.csv")))
    bare = run([sys.executable, "-m", "benchmarks.bare", "sirene", *files], os.environ, folder / "nu.txt")
    environment = {**os.environ, "ACHATLAS_HOME": str(folder), "ACHATLAS_TERRITOIRE": NAME}
    command = [sys.executable, "-m", "achatlas", "sirene", *files, "--json"]
    return _summary(written, stock, bare, run(command, environment, folder / "sirene.json"))


def _summary(written: int, stock: Path, bare: Run, done: Run) -> dict[str, Any]:
    told = json.loads(done.sortie)
    held = (told.get("repertoire") or {}).get("contient", {})
    return {
        "etablissements": written,
        "octets": sum(path.stat().st_size for path in stock.iterdir()),
        "secondes": round(done.secondes, 2),
        "processeur": round(done.processeur, 2),
        "etablissements_par_seconde": round(written / done.secondes),
        "memoire_mo": round(done.memoire / MEGA),
        "contient": held,
        "lecteur_nu": {"secondes": round(bare.secondes, 2), "memoire_mo": round(bare.memoire / MEGA)},
        "rapports": {"lecteur_nu": round(done.secondes / bare.secondes, 2)},
        "juste": done.statut == bare.statut == 0 and held.get("etablissements") == written,
    }


def told(found: dict[str, Any]) -> str:
    """The same for people."""
    speed, size = found["etablissements_par_seconde"], found["octets"] / MEGA
    held = ", ".join(f"{count:,} {name}" for name, count in found["contient"].items())
    return "\n".join([
        f"{found['etablissements']:,} établissements, {size:.1f} Mo : {speed:,} établissements/s",
        f"  sirene    {found['secondes']:>8.2f} s {found['memoire_mo']:>6} Mo, "
        f"{found['processeur']:.2f} s de processeur",
        f"  lecteur nu{found['lecteur_nu']['secondes']:>8.2f} s {found['lecteur_nu']['memoire_mo']:>6} Mo",
        f"{found['rapports']['lecteur_nu']} fois le temps de compter les mêmes lignes, Python compris.",
        f"Le répertoire tient : {held}.",
        "Le compte est juste." if found["juste"] else "LE COMPTE N'EST PAS JUSTE.",
    ])  # fmt: skip
