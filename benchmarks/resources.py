"""Time and memory: the peak of a whole process tree, percentiles."""

from __future__ import annotations

import contextlib
import math
import resource
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

STEP_S = 0.5
MEGA = 1_000_000


@dataclass(frozen=True)
class Run:
    """What a command cost: seconds, peak of resident memory of its tree in bytes, what it printed, and the
    seconds of processor that its tree took, the machine's included.
    """

    secondes: float
    memoire: int
    sortie: str
    statut: int
    processeur: float = 0.0


def tree_memory(root: psutil.Process) -> int:
    """Resident bytes of a process and of its children; a page that several share counts once (PSS)."""
    total = 0
    for process in [root, *_children(root)]:
        try:
            total += process.memory_full_info().pss
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return total


def _children(root: psutil.Process) -> list[psutil.Process]:
    try:
        return list(root.children(recursive=True))
    except psutil.NoSuchProcess:
        return []


def run(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Run:
    """Runs a command to its end, its memory looked at twice a second."""
    start, before, peak = time.perf_counter(), _processor(), 0
    with log.open("w+", encoding="utf-8") as stream:
        with subprocess.Popen(command, env=dict(environment), stdout=stream, text=True) as process:
            watched = psutil.Process(process.pid)
            while process.poll() is None:
                peak = max(peak, tree_memory(watched))
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(STEP_S)
        elapsed = time.perf_counter() - start
        stream.seek(0)
        return Run(elapsed, peak, stream.read(), process.returncode, _processor() - before)


def _processor() -> float:
    """Seconds of processor of the commands that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def own_peak() -> int:
    """The highest resident memory of this process since it started, in bytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def spread(milliseconds: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile (nearest rank), in milliseconds."""
    ranked = sorted(milliseconds)
    p95 = ranked[math.ceil(0.95 * len(ranked)) - 1]
    return {"p50_ms": round(statistics.median(ranked), 1), "p95_ms": round(p95, 1)}
