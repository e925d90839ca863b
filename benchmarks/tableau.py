"""The `tableau` bench: the twelve cross-filtered charts of the cartographie, with 0, 1 and 3 filters.

The same lines are given four times: to the product (published by its own code), to pandas and to Polars in
memory, and to plain DuckDB over Parquet that nobody sorted. Each lives in a process of its own. They are
asked the same questions in turn, and every answer of a rival must be the product's to the cent.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from achatlas.catalogue.load import Catalogue
from benchmarks.engines import ENGINES, PRODUCT, Answer, Filters
from benchmarks.published import kept, prepare
from benchmarks.resources import MEGA, own_peak, spread
from benchmarks.world import EXERCICES, SEED, World

LEVELS = (0, 1, 3)
RIVAL_REPETITIONS = 5
WARM_UP = 3
Times = dict[str, list[float]]


def questions(world: World, level: int, count: int) -> list[Filters]:
    """Selections of `level` filters, never twice the same in a row: nothing may be answered from memory."""
    rng = random.Random(f"{SEED}/{level}")
    families = sorted({code[:2] for code in world.segments})
    found: list[Filters] = []
    for rank in range(count):
        drawn = {
            "acheteur": rng.choice(world.sirens),
            "exercice": rng.choice(EXERCICES),
            "famille": rng.choice(families),
        }
        axes = list(drawn) if level == len(drawn) else list(drawn)[rank % 3 : rank % 3 + level]
        found.append({axe: drawn[axe] for axe in axes})
    return found


def serve(pipe: Connection, name: str, home: Path) -> None:
    """The body of a child: answers questions, with the milliseconds that each took and the memory so far."""
    engine = ENGINES[name](home)
    pipe.send("ready")
    while (asked := pipe.recv()) is not None:
        engine.forget()
        start = time.perf_counter()
        answer = engine.ask(asked)
        pipe.send(((time.perf_counter() - start) * 1000, answer, own_peak()))


@contextmanager
def engine(name: str, home: Path) -> Iterator[Connection]:
    """A child that serves an engine, ended on the way out."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=serve, args=(theirs, name, home))
    child.start()
    theirs.close()
    ours.recv()
    yield ours
    ours.send(None)
    child.join()


def ask(pipe: Connection, asked: Filters) -> tuple[float, Answer, int]:
    """One question: milliseconds, rows of the twelve charts, peak of memory in bytes."""
    pipe.send(asked)
    took, answer, peak = pipe.recv()
    return took, answer, peak


def compare(pipes: dict[str, Connection], asked: Sequence[Filters]) -> tuple[Times, bool, int]:
    """Asks everybody in turn, the rivals only the first questions.

    Returns the times, whether all agree, and the memory of the product.
    """
    for pipe in pipes.values():
        for filters in asked[:WARM_UP]:
            ask(pipe, filters)
    times: Times = {name: [] for name in pipes}
    same, peak = True, 0
    for rank, filters in enumerate(asked):
        took, expected, peak = ask(pipes[PRODUCT], filters)
        times[PRODUCT].append(took)
        for name in [n for n in pipes if n != PRODUCT and rank < RIVAL_REPETITIONS]:
            took, answer, _ = ask(pipes[name], filters)
            times[name].append(took)
            same = same and answer == expected
    return times, same, peak


RIVALS = tuple(name for name in ENGINES if name != PRODUCT)


def measure(
    folder: Path,
    lignes: int,
    repetitions: int,
    dossier: Path | None = None,
    rivals: Sequence[str] = RIVALS,
) -> dict[str, Any]:
    """Generates, publishes, asks; every number that is printed comes from this one run but what it cost to
    publish, when the lines are kept in a folder (``dossier``).
    """
    world = World(lignes, Catalogue())
    cost = kept(partial(prepare, world), folder, dossier / f"lignes-{lignes}" if dossier else None)
    times: dict[int, Times] = {}
    agreed, peak = [], 0
    with ExitStack() as stack:
        pipes = {name: stack.enter_context(engine(name, folder)) for name in (PRODUCT, *rivals)}
        for level in LEVELS:
            times[level], same, peak = compare(pipes, questions(world, level, repetitions))
            agreed.append(same)
    return {
        "lignes": lignes,
        "filtres": {str(level): spread(times[level][PRODUCT]) for level in LEVELS},
        "rapports": ratios(list(times.values())),
        "memoire_mo": round(peak / MEGA),
        "rapports_par_filtres": {str(level): ratios([times[level]]) for level in LEVELS},
        "preparation": cost,
        "juste": all(agreed),
    }


def ratios(levels: Sequence[Times]) -> dict[str, float]:
    """How many times longer each rival takes, median against median, summed over the levels."""
    total = {name: sum(statistics.median(times[name]) for times in levels) for name in levels[0]}
    return {name: round(total[name] / total[PRODUCT], 1) for name in total if name != PRODUCT}


def told(found: dict[str, Any]) -> str:
    """The same for people."""
    lines = [f"{found['lignes']:,} lignes, 12 graphiques croisés ({found['memoire_mo']} Mo)"]
    for level, said in found["filtres"].items():
        slower = found["rapports_par_filtres"][level]
        rivals = ", ".join(f"{name} × {times}" for name, times in slower.items()) or "sans rival"
        lines.append(f"  {level} filtre(s) : médiane {said['p50_ms']} ms, p95 {said['p95_ms']} ms ({rivals})")
    lines.append("Tous les moteurs s'accordent." if found["juste"] else "LES MOTEURS NE S'ACCORDENT PAS.")
    return "\n".join(lines)
