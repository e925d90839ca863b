"""Expressions built once: building and compiling one takes longer than answering it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import ibis.expr.types as ir

P = ParamSpec("P")
T = TypeVar("T")
BUILT: dict[Hashable, Any] = {}
MOST = 2_048


def once(key: Hashable, make: Callable[[], T]) -> T:
    """An expression over tables of the same names, built once for all that it depends on (``key``)."""
    if key not in BUILT:
        if len(BUILT) >= MOST:
            BUILT.clear()
        BUILT[key] = make()
    found: T = BUILT[key]
    return found


def built(make: Callable[P, T]) -> Callable[P, T]:
    """A function of expressions and plain values, and of nothing else: what it builds of the same ones is
    built once.
    """

    @wraps(make)
    def found(*asked: P.args, **named: P.kwargs) -> T:
        key = (make, *map(_key, asked), *((name, _key(one)) for name, one in named.items()))
        return once(key, lambda: make(*asked, **named))

    return found


def _key(one: object) -> object:
    return one.op() if isinstance(one, ir.Expr) else one
