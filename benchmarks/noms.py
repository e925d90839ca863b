"""The `noms` bench: written names are searched in a directory of the size of SIRENE, imported by the
product's own command, as a run searches it.

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
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import yaml
from rapidfuzz import fuzz, process

from benchmarks.resources import MEGA, Run, run
from demo.sirene import keys, padded
from demo.stock import Stock
from demo.territoire import read_yaml

NAME, GRAINE, MOST, NAMES_FOR_ONE = "banc", 2026, 30_000, 10
MATCHED, SAMPLE, KNOWN = 0.67, 20, 300_000
FIRST, BLOC = 10_000_000, 100_000
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


def write(folder: Path, count: int, searched: int) -> tuple[list[str], list[str]]:
    """Writes stock files of `count` enterprises of one establishment, and `searched` written names beside the
    SIRET that they stand for; returns some names of the directory, and those written.
    """
    draw = random.Random(GRAINE)
    source = names(draw)
    wanted = sorted(draw.sample(range(count), min(count, round(MATCHED * searched))))
    asked: list[Row] = []
    known: list[str] = []
    with Stock(folder / "stock", "parquet") as stock:
        for first in range(0, count, BLOC):
            some = list(islice(source, min(BLOC, count - first)))
            sirets, codes = _add(stock, first, some, draw)
            known += some[: KNOWN - len(known)]
            for rank in wanted[len(asked) :]:
                if rank >= first + len(some):
                    break
                at = rank - first
                asked.append((sirets[at].as_py(), altered(some[at], draw), codes[at]))
    asked += [("0" * 14, next(source), "") for _ in range(searched - len(asked))]
    draw.shuffle(asked)
    with (folder / "paires.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("siret", "nom", "code_postal"), *asked])
    return known, [name for _, name, _ in asked]


def _add(
    stock: Stock, first: int, some: Sequence[str], draw: random.Random
) -> tuple[pa.Array, Sequence[str]]:
    """Adds enterprises to a stock; returns their SIRET and their postal codes."""
    size = len(some)
    numbers = FIRST + np.arange(first, first + size, dtype=np.int64)
    body = (numbers * 10 + keys(numbers)) * 10_000 + 1
    sirets = padded(body * 10 + keys(body), 14)
    sirens = pa.compute.utf8_slice_codeunits(sirets, 0, 9)
    codes = [f"{draw.randrange(1, 96):02d}000" for _ in range(size)]
    same = {name: pa.array([value] * size) for name, value in (("O", "O"), ("A", "A"), ("1", "true"))}
    stock.add("unites", {
        "siren": sirens, "statutDiffusionUniteLegale": same["O"], "etatAdministratifUniteLegale": same["A"],
        "denominationUniteLegale": pa.array(some), "categorieJuridiqueUniteLegale": pa.array(["5499"] * size),
        "nicSiegeUniteLegale": pa.compute.utf8_slice_codeunits(sirets, 9, 14),
    })  # fmt: skip
    stock.add("etablissements", {
        "siren": sirens, "siret": sirets, "statutDiffusionEtablissement": same["O"],
        "etablissementSiege": same["1"], "etatAdministratifEtablissement": same["A"],
        "codePostalEtablissement": pa.array(codes),
    })  # fmt: skip
    return sirets, codes


def brute(known: Sequence[str], asked: Sequence[str], count: int) -> float:
    """Seconds that the brute force would take over every written name and every name of the directory."""
    sample = asked[:SAMPLE]
    start = time.perf_counter()
    for name in sample:
        process.extractOne(name, known, scorer=fuzz.token_sort_ratio)
    return (time.perf_counter() - start) * len(asked) / len(sample) * count / len(known)


def measure(folder: Path, count: int, repetitions: int, searched: int | None = None) -> dict[str, Any]:
    """`searched` names (a tenth of `count`, 30,000 at most) against `count`; once, whatever the
    `repetitions`.
    """
    asked = searched or max(1, min(MOST, count // NAMES_FOR_ONE))
    home = folder / NAME
    home.mkdir(parents=True)
    card = {"id": NAME, "libelle": "Banc", "exercices": [2025], "acheteurs": []}
    (home / "territoire.yml").write_text(yaml.safe_dump(card), encoding="utf-8")
    known, written = write(folder, count, asked)
    environment = {**os.environ, "ACHATLAS_HOME": str(folder), "ACHATLAS_TERRITOIRE": NAME}
    stock = [str(path) for path in sorted((folder / "stock").iterdir())]
    imported = run([sys.executable, "-m", "achatlas", "sirene", *stock], environment, folder / "importe.txt")
    command = [sys.executable, "-m", "benchmarks.search", str(folder / "paires.csv")]
    done = run(command, environment, folder / "dit.json")
    return _summary(count, imported, done, brute(known, written, count))


def _summary(count: int, imported: Run, done: Run, rival: float) -> dict[str, Any]:
    said = json.loads(done.sortie)
    return {
        "repertoire": count,
        "noms": said["n"],
        "secondes": round(done.secondes, 2),
        "processeur": round(done.processeur, 2),
        "memoire_mo": round(done.memoire / MEGA),
        "preparation": {
            "secondes": round(imported.secondes, 2),
            "processeur": round(imported.processeur, 2),
            "memoire_mo": round(imported.memoire / MEGA),
        },
        "precision": round(said["justes"] / max(1, said["trouves"]), 4),
        "rappel": round(said["justes"] / max(1, round(MATCHED * said["n"])), 4),
        "force_brute": {"secondes": round(rival, 2)},
        "rapports": {"force_brute": round(done.secondes / rival, 6)},
        "juste": imported.statut == done.statut == 0,
    }


def told(found: dict[str, Any]) -> str:
    """The same for people."""
    rival, before = found["force_brute"]["secondes"], found["preparation"]
    lines = [("importation", before), ("recherche", found)]
    return "\n".join([
        f"{found['noms']:,} noms cherchés parmi {found['repertoire']:,}",
        *(f"  {name:<12}{one['secondes']:>10.2f} s, {one['processeur']:.2f} s de processeur, "
          f"{one['memoire_mo']} Mo" for name, one in lines),
        f"  force brute {rival:>10.2f} s (d'après {SAMPLE} noms)",
        f"précision {found['precision']}, rappel {found['rappel']} (noms inventés)",
    ])  # fmt: skip
