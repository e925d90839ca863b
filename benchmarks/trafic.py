"""The traffic of a territory's agents: which pages they ask for, how often, and what is sent when."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from benchmarks.world import EXERCICES, SEED, World

PASSWORD = "achatlas-demo"
COMMON, YEAR = {"vue": "consolidee"}, EXERCICES[-1]
BUSY = 400
"""Operators whose pages are asked for, from the busiest."""


@dataclass(frozen=True)
class Visit:
    """A page asked for: when, in seconds from the start, what it is, by whom, its address."""

    due: float
    kind: str
    who: str
    path: str


@dataclass(frozen=True)
class Kind:
    """A page as agents ask for it: how often, of a hundred; how its address is drawn."""

    name: str
    weight: int
    path: Callable[[World, random.Random], str]
    own: bool = False


def _at(path: str, **asked: str) -> str:
    return f"{path}?{urlencode(asked)}"


def _drawn(world: World, draw: random.Random, count: int) -> dict[str, str]:
    """As many filters of a screen, drawn, the heavier members more often."""
    families = sorted({code[:2] for code in world.segments})
    filters = {
        "acheteur": _often(draw, world.sirens),
        "famille": _often(draw, families),
        "rattachement": draw.choice(["hors_marche", "sous_marche"]),
    }
    names = draw.sample(sorted(filters), count)
    return {name: filters[name] for name in names}


def _often(draw: random.Random, members: Sequence[str]) -> str:
    return members[int(len(members) * draw.random() ** 2)]


def _board(filters: int) -> Callable[[World, random.Random], str]:
    def path(world: World, draw: random.Random) -> str:
        year = draw.choice(EXERCICES) if filters else YEAR
        return _at("/cartographie/", **COMMON, exercice=year, **_drawn(world, draw, filters))

    return path


def _axis(world: World, draw: random.Random) -> str:
    axis = draw.choice(["fournisseur", "segment", "compte", "direction"])
    return _at(f"/cartographie/axe/{axis}/", **COMMON, exercice=YEAR, **_drawn(world, draw, 1))


def _lines(world: World, draw: random.Random) -> str:
    chosen = {"acheteur": _often(draw, world.sirens), "segment": _often(draw, world.segments)}
    return _at("/cartographie/lignes/", **COMMON, exercice=YEAR, **chosen)


def _operator(world: World, draw: random.Random) -> str:
    rank = int(min(BUSY, world.fournisseurs) * draw.random() ** 2)
    return _at(f"/operateur/{rank:09d}/", **COMMON, exercice=YEAR)


def _crossed(world: World, draw: random.Random) -> str:
    rows, columns = draw.choice(
        [("famille", "exercice"), ("segment", "acheteur"), ("acheteur", "rattachement")]
    )
    year = {} if columns == "exercice" else {"exercice": YEAR}
    return _at("/cartographie/croise/", **COMMON, **year, par=rows, selon=columns, valeur="montant_paye")


def _own(world: World, draw: random.Random) -> str:
    families = sorted({code[:2] for code in world.segments})
    chosen = {"famille": _often(draw, families)} if draw.random() < 0.5 else {}
    return _at("/cartographie/", exercice=YEAR, **chosen)


KINDS = (
    Kind("territoire", 12, lambda world, draw: _at("/territoire/", **COMMON, exercice=YEAR)),
    Kind("tableau", 10, _board(0)),
    Kind("tableau_1_filtre", 12, _board(1)),
    Kind("tableau_3_filtres", 8, _board(3)),
    Kind("tableau_d_un_acheteur", 20, _own, own=True),
    Kind("axe", 12, _axis),
    Kind("lignes", 8, _lines),
    Kind("operateur", 8, _operator),
    Kind("croise", 6, _crossed),
    Kind("definitions", 4, lambda world, draw: "/definitions/"),
)


def agents(world: World) -> list[str]:
    """Who signs in: the team of the project, an élu, and one agent of each buyer."""
    return ["groupe-projet", "elu", *(f"agent-acheteur-{rank}" for rank in range(1, len(world.sirens) + 1))]


def visits(world: World, rate: int, seconds: int, day: int) -> Iterator[Visit]:
    """The pages asked for, in their order, ``rate`` a second at drawn moments; other pages each ``day``."""
    draw, everybody, due = random.Random(SEED + day), agents(world), 0.0
    while (due := due + draw.expovariate(rate)) < seconds:
        kind = draw.choices(KINDS, [one.weight for one in KINDS])[0]
        who = draw.choice(everybody[2:]) if kind.own else everybody[0]
        yield Visit(due, kind.name, who, kind.path(world, draw))
