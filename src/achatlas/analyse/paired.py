"""Two selections that differ by the one value of a column, most often the year and that before: one question
tells both in the time of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from achatlas.analyse.expressions import Shape

Bound = tuple[Shape, Mapping[str, str]]


@dataclass(frozen=True)
class Paired:
    """The shape of both selections together and the values to bind; the column by which they differ, and the
    value of it that each keeps.
    """

    shape: Shape
    values: Mapping[str, str]
    colonne: str
    pair: tuple[str, str]


def paired(one: Bound, other: Bound) -> Paired | None:
    """Two selections, each as its shape and values, as one; None when they differ by anything more than the
    one value that each keeps of a column.
    """
    (shape, values), (same, others) = one, other
    if shape != same:
        return None
    differ = [name for name, value in values.items() if others[name] != value]
    clauses = [clause for clause in shape.clauses if f"{clause[0]}_0" in differ]
    if len(differ) != 1 or not clauses or clauses[0][1:] != ("dans", 1):
        return None
    name, colonne = differ[0], clauses[0][0]
    pair = values[name], others[name]
    sizes = tuple((c, mode, 2 if c == colonne else size) for c, mode, size in shape.clauses)
    told = {**values, f"{colonne}_0": pair[0], f"{colonne}_1": pair[1]}
    return Paired(replace(shape, clauses=sizes), told, colonne, pair)
