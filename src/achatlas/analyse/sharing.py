"""What several columns of a heat map have in common, counted where the lines are: nothing leaves the engine
but what a page shows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import add

import ibis
import ibis.expr.types as ir

from achatlas.analyse.expressions import Shape, Source
from achatlas.catalogue.models import Mesure
from achatlas.domain.personnes import PERSONNE
from achatlas.store.aggregates import ones
from achatlas.store.engine import parameter, template
from achatlas.store.templates import Prepared, Template

LIGNE, MEMBRE, TOUS = "ligne", "membre", "tous"
"""What a row of the answer tells: a row of the map, a member, how many members there are."""
GENRE, CODE, NOMBRE, TOTAL, APART = "genre", "code", "nombre", "total", "apart"
COLONNE, DONT = "colonne_paie", "dont"
"""The names of the bound values: the codes of the columns (``$colonne_paie_0``…), the value told apart."""


@dataclass(frozen=True)
class Asked:
    """The columns of the table that tell rows, columns and members; how many codes of columns are bound, and
    how many of them a mask holds, a bit for each; how many members are told; the column (``dont``) of which
    the rows that bear one bound value are also counted apart.
    """

    ligne: str
    colonne: str
    membre: str
    codes: int
    bits: int
    premiers: int
    dont: str = ""

    def masks(self, name: str) -> list[str]:
        """The columns that hold which columns of the map pay."""
        return [f"{name}_{n}" for n in range(-(-self.codes // self.bits))]


MASK, OTHER = "colonnes", "colonnes_dont"


@lru_cache(maxsize=64)
def _template(source: Source, asked: Asked, mesure: Mesure) -> Template:
    shared = _several(source, asked, mesure)
    members = shared.filter(_many(shared, asked.masks(MASK))).group_by(code=shared[asked.membre])
    each = members.aggregate(**_ored(shared, asked.masks(MASK)), total=shared.total.sum())
    first = each.mutate(nombre=_counted(each, asked.masks(MASK)))
    first = first.order_by([ibis.desc("nombre"), ibis.desc("total"), "code"]).limit(asked.premiers)
    count = each.aggregate(nombre=each.count())
    parts = (_of_rows(shared, asked), _as(first, MEMBRE, asked), _as(count, TOUS, asked))
    return template(ibis.union(*parts), source.nom)


def _several(source: Source, asked: Asked, mesure: Mesure) -> ir.Table:
    """The members of each row that at least two columns pay: which do, how much together. Natural persons,
    who are one in the common view, and the unknown are no member.
    """
    rows = source.relation()
    rows = rows.filter(rows[asked.ligne] != "")
    amount = rows[mesure.colonne]
    sums = {"paye": amount.sum()}
    if asked.dont:
        sums["paye_dont"] = ibis.ifelse(rows[asked.dont] == parameter(DONT), amount, 0).sum()
    paid = rows.group_by(asked.ligne, asked.colonne, asked.membre).aggregate(**sums)
    total = ibis.ifelse(paid.paye > 0, paid.paye, 0).sum()
    kinds = ((MASK, "paye"), (OTHER, "paye_dont"))[: len(sums)]
    told = {name: mask.bit_or() for kind in kinds for name, mask in _masked(paid, asked, *kind)}
    found = paid.group_by(asked.ligne, asked.membre).aggregate(total=total, **told)
    several = ibis.or_(*(_many(found, asked.masks(name)) for name, _ in kinds))
    return found.filter(ibis.ifelse(several, _known(found[asked.membre]), False))


def _known(code: ir.StringValue) -> ir.BooleanValue:
    """Whether a code is a member: read last, of the few that are left, since texts are read slowly."""
    return (code != "") & ~code.startswith(PERSONNE)


def _masked(paid: ir.Table, asked: Asked, name: str, amount: str) -> Iterable[tuple[str, ir.IntegerValue]]:
    """For each mask, the bit of the column that pays something."""
    for rank, mask in enumerate(asked.masks(name)):
        codes = range(rank * asked.bits, min((rank + 1) * asked.bits, asked.codes))
        bits = [
            (paid[asked.colonne] == parameter(f"{COLONNE}_{code}"), ibis.literal(1 << n, "int64"))
            for n, code in enumerate(codes)
        ]
        none = ibis.literal(0, "int64")
        yield mask, ibis.ifelse(paid[amount] > 0, ibis.cases(*bits, else_=none), none)


def _counted(rows: ir.Table, masks: Sequence[str]) -> ir.IntegerValue:
    """How many columns masks hold."""
    return reduce(add, (ones(rows[mask]).cast("int64") for mask in masks))


def _many(rows: ir.Table, masks: Sequence[str]) -> ir.BooleanValue:
    return _counted(rows, masks) > 1


def _ored(rows: ir.Table, masks: Sequence[str], where: ir.BooleanValue | None = None) -> dict[str, ir.Value]:
    return {mask: rows[mask].bit_or(where=where) for mask in masks}


def _of_rows(shared: ir.Table, asked: Asked) -> ir.Table:
    """Of each row, the columns that pay members in common, and how many members."""
    many = _many(shared, asked.masks(MASK))
    told = {**_ored(shared, asked.masks(MASK), many), NOMBRE: shared.count(where=many)}
    if asked.dont:
        apart = _many(shared, asked.masks(OTHER))
        told |= {**_ored(shared, asked.masks(OTHER), apart), APART: shared.count(where=apart)}
    return _as(shared.group_by(code=shared[asked.ligne]).aggregate(**told), LIGNE, asked)


def _as(rows: ir.Table, genre: str, asked: Asked) -> ir.Table:
    """Rows of one kind with the columns of all; nothing is 0."""
    numbers = (*asked.masks(MASK), *(asked.masks(OTHER) if asked.dont else ()), NOMBRE, APART, TOTAL)
    zero, code = ibis.literal(0, "int64"), rows[CODE] if CODE in rows.columns else ibis.literal("")
    told = {name: rows[name].fill_null(0) if name in rows.columns else zero for name in numbers}
    return rows.select(genre=ibis.literal(genre), code=code, **told)


@lru_cache(maxsize=256)
def sharing(source: Source, asked: Asked, mesure: Mesure, shape: Shape) -> Prepared:
    """What several columns of a same row pay the same members, under a filter. For each row (``LIGNE``): the
    masks of the columns that pay members in common, and how many members; the same apart. For the first
    members (``MEMBRE``), those of most columns, all rows together: which columns, how many, and what they
    are paid (cents). How many members there are (``TOUS``).

    Natural persons and the unknown are no member.
    """
    return shape.fill(_template(source, asked, mesure))
