"""Expressions built once: building and compiling one takes longer than answering it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")
BUILT: dict[Hashable, Any] = {}
MOST = 512


def once(key: Hashable, make: Callable[[], T]) -> T:
    """An expression over tables of the same names, built once for all that it depends on (``key``)."""
    if key not in BUILT:
        if len(BUILT) >= MOST:
            BUILT.clear()
        BUILT[key] = make()
    found: T = BUILT[key]
    return found
