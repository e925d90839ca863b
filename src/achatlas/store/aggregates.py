"""What the engine tells of many rows, or of two numbers, that expressions have no word for."""

from typing import Any

import ibis


@ibis.udf.agg.builtin(name="quantile_disc", signature=(("int64", "float64"), "int64"))  # type: ignore[untyped-decorator]
def middle(values: Any, part: Any) -> Any:
    """A value of a column such that a share of them (``part``: 0 to 1) are at most that: one of them, never
    a mean.
    """


@ibis.udf.agg.builtin(name="fsum", signature=(("float64",), "float64"))  # type: ignore[untyped-decorator]
def exact(values: Any) -> Any:
    """A sum of floats that loses nothing to their order."""


@ibis.udf.scalar.builtin(name="bit_count", signature=(("int64",), "int8"))  # type: ignore[untyped-decorator]
def ones(mask: Any) -> Any:
    """How many bits of a number are set."""


@ibis.udf.scalar.builtin(name="divide", signature=(("int64", "int64"), "int64"))  # type: ignore[untyped-decorator]
def _divide(sum_: Any, count: Any) -> Any:
    """A whole quotient, cut towards zero."""


def quotient(sum_: Any, count: Any) -> Any:
    """A whole quotient, the nearest, a half away from zero, by integers alone; nothing when it is divided by
    nothing. ``count`` is not negative.
    """
    half = _divide(count, 2)
    return _divide(sum_ + ibis.ifelse(sum_ < 0, -half, half), count.nullif(0))
