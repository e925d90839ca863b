"""What is proposed of a case, as it is kept: « 08.03 62|08.04 20 », the likeliest first."""

from __future__ import annotations

from collections.abc import Mapping


def written(found: Mapping[str, int]) -> str:
    """Segments, each with what it is worth (0 to 100), as a case keeps them."""
    return "|".join(f"{code} {part}" for code, part in found.items())


def read(said: str) -> list[tuple[str, int]]:
    """The same, read again."""
    parted = (one.partition(" ") for one in said.split("|") if one)
    return [(code, int(part)) for code, _, part in parted]


def standing(said: str, ends: Mapping[str, str]) -> str:
    """Proposals with the segments that stand now: what stands no more is counted with where it ends."""
    found: dict[str, int] = {}
    for code, part in read(said):
        stands = ends.get(code, code)
        found[stands] = found.get(stands, 0) + part
    return written(found)
