"""How the pivot nomenclature evolves: a segment is merged into another; its code is never used again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Evolution:
    """A segment (``code``) merged into another (``vers``): by whom, when (UTC, ISO 8601) and why."""

    numero: int
    code: str
    vers: str
    qui: str
    date: str
    motif: str = ""
    empreinte: str = ""


def projection(standing: Iterable[Evolution]) -> dict[str, str]:
    """Where each merged code ends, whatever the number of steps."""
    steps = {one.code: one.vers for one in standing}
    return {code: end(steps, code) for code in steps}


def end(steps: dict[str, str], code: str) -> str:
    """The code that stands behind another; itself when nothing merged it. A circle, which no store keeps,
    ends where it began.
    """
    seen = [code]
    while (then := steps.get(seen[-1], "")) and then not in seen:
        seen.append(then)
    return seen[-1]
