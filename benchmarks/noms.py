"""The `noms` bench: written names are searched in a directory, by the command that anyone uses to measure.

The bare reader is the brute force of the same library of distances: every name against every other, on a few
names, scaled.
"""

from __future__ import annotations

import csv
import json
import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from benchmarks.resources import MEGA, run
from demo.identifiers import luhn_key
from demo.territoire import read_yaml

GRAINE, NAMES_FOR_ONE = 2026, 10
MATCHED, SAMPLE = 0.67, 20
FORMS = ("SARL", "SAS", "SA", "EURL", "")
Row = tuple[str, str, str]


def names(draw: random.Random) -> Iterator[str]:
    """Invented names without end: a made-up word, a trade or two, a legal form at times."""
    pieces = read_yaml("noms.yml")
    trades = [word.upper() for some in pieces["metiers"].values() for word in some]
    starts, middles, ends = (pieces[key] for key in ("debuts", "milieux", "fins"))
    while True:
        word = "".join(draw.choice(some) for some in (starts, middles, middles, ends))
        said = [
            draw.choice(trades),
            word.upper(),
            *draw.sample(trades, draw.randrange(2)),
            draw.choice(FORMS),
        ]
        yield " ".join(filter(None, said))


def altered(name: str, draw: random.Random) -> str:
    """The name as a buyer might write it: as it is, a letter lost, a word less, a legal form more."""
    words = name.split()
    kind = draw.randrange(4)
    if kind == 1:
        rank = draw.randrange(len(words))
        cut = draw.randrange(len(words[rank]))
        words[rank] = words[rank][:cut] + words[rank][cut + 1 :]
    elif kind == 2 and len(words) > 2:
        words.pop()
    elif kind == 3:
        words.insert(0, "SARL")
    return " ".join(filter(None, words))


def write(folder: Path, count: int) -> tuple[list[str], list[str]]:
    """Writes a directory of `count` names and a tenth as many written ones; returns both."""
    draw = random.Random(GRAINE)
    source = names(draw)
    known: list[Row] = []
    for rank in range(count):
        siren = f"1{rank:07d}"
        known.append((f"{siren}{luhn_key(siren)}00010", next(source), f"{draw.randrange(1, 96):02d}000"))
    asked: list[Row] = []
    for _ in range(max(1, count // NAMES_FOR_ONE)):
        siret, name, code = draw.choice(known)
        there = draw.random() < MATCHED
        asked.append((siret, altered(name, draw), code) if there else ("00000000000000", next(source), ""))
    for path, rows in ((folder / "reference.csv", known), (folder / "paires.csv", asked)):
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([("siret", "nom", "code_postal"), *rows])
    return [name for _, name, _ in known], [name for _, name, _ in asked]


def brute(known: list[str], asked: list[str]) -> float:
    """Seconds that the brute force would take over every written name."""
    sample = asked[:SAMPLE]
    start = time.perf_counter()
    for name in sample:
        process.extractOne(name, known, scorer=fuzz.token_sort_ratio)
    return (time.perf_counter() - start) * len(asked) / len(sample)


def measure(folder: Path, count: int, repetitions: int) -> dict[str, Any]:
    """A tenth of `count` names against `count`; once, whatever the `repetitions`."""
    known, asked = write(folder, count)
    files = ("--reference", str(folder / "reference.csv"), "--verite", str(folder / "paires.csv"))
    command = [sys.executable, "-m", "achatlas", "mesurer", "rapprochement", *files, "--json"]
    done = run(command, os.environ, folder / "dit.json")
    said = json.loads(done.sortie)
    rival = brute(known, asked)
    return {
        "repertoire": count,
        "noms": len(asked),
        "secondes": round(done.secondes, 2),
        "memoire_mo": round(done.memoire / MEGA),
        "precision": said["precision"],
        "rappel": said["rappel"],
        "force_brute": {"secondes": round(rival, 2)},
        "rapports": {"force_brute": round(done.secondes / rival, 4)},
        "juste": done.statut == 0 and said["n"] == len(asked),
    }


def told(found: dict[str, Any]) -> str:
    """The same for people."""
    rival = found["force_brute"]["secondes"]
    return "\n".join([
        f"{found['noms']:,} noms cherchés parmi {found['repertoire']:,}",
        f"  rapprochement{found['secondes']:>9.2f} s {found['memoire_mo']:>6} Mo",
        f"  force brute  {rival:>9.2f} s (d'après {SAMPLE} noms)",
        f"précision {found['precision']}, rappel {found['rappel']} (noms inventés)",
    ])  # fmt: skip
