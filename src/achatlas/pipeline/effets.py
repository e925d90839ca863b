"""What an act upon the rules of persons would move, before it is done: a rule written, changed, taken out,
put before another, taken back. Each case that it may touch is told again by the rules as they would stand,
then by the other engines where no rule tells it any more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import pyarrow as pa
import pyarrow.compute as pc

from achatlas.classify.cas import Cas
from achatlas.classify.engine import Answer
from achatlas.classify.reclassement import SEEN
from achatlas.classify.regles import Lu, Regles
from achatlas.domain.regle import Regle
from achatlas.pipeline.situation import REGLE, Situation, Somme, among, cased, number, summed, telling

VERS, SURE, PAR = "vers", "confiance_apres", "regle_apres"
"""What a case would be: its segment, how sure, the number of its rule (``MACHINE`` for none)."""
MACHINE = -1
Told = tuple[str, int, int]
Ask = Callable[[Cas], Answer]


@dataclass(frozen=True)
class Ordre:
    """The rules that are asked, in their order, before an act and after it; a new one has no number yet."""

    avant: tuple[Regle, ...]
    apres: tuple[Regle, ...]

    @cached_property
    def _same(self) -> tuple[int, int]:
        """How many rules are the same, first and last."""
        first = _alike(self.avant, self.apres)
        return first, _alike(self.avant[first:][::-1], self.apres[first:][::-1])

    @property
    def devant(self) -> frozenset[int]:
        """The numbers of the rules asked before all that changes: they keep what they tell."""
        return frozenset(one.numero for one in self.avant[: self._same[0]])

    @property
    def otes(self) -> tuple[Regle, ...]:
        """The rules that change, as they were."""
        first, last = self._same
        return self.avant[first : len(self.avant) - last]

    @property
    def mis(self) -> tuple[Regle, ...]:
        """The same as they would be."""
        first, last = self._same
        return self.apres[first : len(self.apres) - last]

    @property
    def behind(self) -> tuple[Regle, ...]:
        """The rules asked after all that changes."""
        return self.avant[len(self.avant) - self._same[1] :]


def _alike(one: Sequence[Regle], other: Sequence[Regle]) -> int:
    pairs = (former == theirs for former, theirs in zip(map(_told, one), map(_told, other), strict=False))
    found = next((rank for rank, same in enumerate(pairs) if not same), None)
    return min(len(one), len(other)) if found is None else found


def _told(one: Regle) -> tuple[object, ...]:
    return one.numero, one.conditions, one.segment


@dataclass(frozen=True)
class Machine:
    """What tells a case when rules change: how sure a rule is, None when other engines are asked before
    rules, and what all the engines say then (``ask``); where segments that stand no more end.
    """

    sure: int | None
    ends: Mapping[str, str]
    ask: Ask


def moved(rows: pa.Table, ordre: Ordre, machine: Machine) -> pa.Table:
    """The cases that an act may change, with what each would be (``VERS``, ``SURE``, ``PAR``)."""
    held = among(rows[REGLE], [one.numero for one in ordre.otes])
    front = among(rows[REGLE], ordre.devant)
    asked = [telling(rows, one.conditions) for one in ordre.mis]
    told = pc.and_not(_any(asked, rows.num_rows), front)
    some = rows.filter(pc.or_(held, told))
    found: list[Told | None] = [None] * some.num_rows
    if machine.sure is not None:
        _first(some, ordre, machine, found)
    _others(some, ordre, machine, found)
    said = [one for one in found if one]
    for place, (name, kind) in enumerate(((VERS, pa.string()), (SURE, pa.int64()), (PAR, pa.int64()))):
        some = some.append_column(name, pa.array([one[place] for one in said], kind))
    return some


def _any(masks: Iterable[pa.ChunkedArray], count: int) -> pa.ChunkedArray:
    found = pa.chunked_array([pa.array([False] * count, pa.bool_())])
    for one in masks:
        found = pc.or_(found, one)
    return found


def _first(some: pa.Table, ordre: Ordre, machine: Machine, found: list[Told | None]) -> None:
    """Tells the cases that a rule that changes would tell: the first of them that does."""
    for one in ordre.mis:
        said = _by_rule(one, machine)
        for place in pc.indices_nonzero(telling(some, one.conditions)).to_pylist():
            found[place] = found[place] or said


def _others(some: pa.Table, ordre: Ordre, machine: Machine, found: list[Told | None]) -> None:
    """Tells the other cases: the rules behind, then all the engines."""
    left = [place for place, said in enumerate(found) if said is None]
    if not left:
        return
    rows, rules = some.take(pa.array(left)), Regles(ordre.behind)
    read = zip(*(rows[name].to_pylist() for name in SEEN), strict=True)
    for place, (*seen, seul), cas in zip(left, read, cased(rows), strict=True):
        rule = rules.of(Lu(*seen), partial(bool, seul)) if machine.sure is not None else None
        found[place] = _by_rule(rule, machine) if rule else _by_machine(machine.ask(cas))


def _by_rule(rule: Regle, machine: Machine) -> Told:
    return machine.ends.get(rule.segment, rule.segment), machine.sure or 0, rule.numero


def _by_machine(said: Answer) -> Told:
    numero = number(said.motif) if said.moteur == REGLE else MACHINE
    return said.segment_code, said.confiance, numero


@dataclass(frozen=True)
class Effect:
    """What an act upon rules would move.

    Of what the rule itself would tell: ``attente`` awaited a person; ``deja`` the machine had surely
    classified elsewhere; ``contredits`` persons had, by the numbers of their rules (``regles``); ``suivent``
    the rule itself had, when it is changed; ``pareils`` surely have this segment already. ``quittent`` are
    those that it classes and would leave, ``retour`` those of them that nobody and nothing would surely
    class, ``takers`` the rules that would take others of them.

    Of its segment: ``avant`` and ``apres`` is what it surely holds, ``held`` and ``tout`` all that it holds,
    before and after. Of all: ``reste`` is what would await a person; ``passages`` the lines that change their
    segment, from which to which ("" for none), the heaviest first; ``marches`` how many marchés do;
    ``enjeux`` what each would gain or lose, in cents, by its id.
    """

    attente: Somme
    deja: Somme
    contredits: Somme
    suivent: Somme
    regles: tuple[int, ...]
    pareils: Somme
    quittent: Somme
    retour: Somme
    takers: tuple[int, ...]
    avant: Somme
    apres: Somme
    held: Somme
    tout: Somme
    reste: Somme
    passages: tuple[tuple[str, str, Somme], ...]
    marches: int
    enjeux: Mapping[str, int]


@dataclass(frozen=True)
class Sujet:
    """The rule that an act is about: its number when it stands, the segment that it gives, or gave."""

    numero: int
    segment: str


def effect(
    seen: Situation, some: pa.Table, sujet: Sujet, enjeux: Mapping[str, Collection[str]], marches: int
) -> Effect:
    """What an act would move, of the cases that ``moved`` told."""
    own, stays = pc.equal(some[PAR], sujet.numero), pc.equal(some["segment_code"], some[VERS])
    was, will = (pc.greater_equal(some[name], seen.seuil) for name in ("confiance", SURE))
    ruled, former = pc.greater(some[REGLE], 0), pc.equal(some[REGLE], sujet.numero or MACHINE)
    goes = _all(own, was, pc.invert(stays))
    theirs = some.filter(_all(goes, ruled, pc.invert(former)))
    left = some.filter(pc.and_not(former, own))
    taken = set(left[PAR].to_pylist()) - {MACHINE}
    surely, unsure = seen.by_sureness.get(sujet.segment, (Somme(), Somme()))
    before, after = (pc.equal(some[name], sujet.segment) for name in ("segment_code", VERS))
    return Effect(
        attente=summed(some.filter(pc.and_not(own, was))),
        deja=summed(some.filter(pc.and_not(goes, ruled))),
        contredits=summed(theirs),
        suivent=summed(some.filter(_all(goes, former))),
        regles=tuple(sorted({*theirs[REGLE].to_pylist()})),
        pareils=summed(some.filter(_all(own, was, stays))),
        quittent=summed(left),
        retour=summed(left.filter(pc.less(left[SURE], seen.seuil))),
        takers=tuple(sorted(taken)),
        avant=surely,
        apres=surely - summed(some.filter(_all(before, was))) + summed(some.filter(_all(after, will))),
        held=surely + unsure,
        tout=surely + unsure - summed(some.filter(before)) + summed(some.filter(after)),
        reste=seen.attente - summed(some.filter(pc.invert(was))) + summed(some.filter(pc.invert(will))),
        passages=_passages(some.filter(pc.invert(stays))),
        marches=marches,
        enjeux={name: gained(some, codes) for name, codes in enjeux.items()},
    )


def _all(first: pa.ChunkedArray, *others: pa.ChunkedArray) -> pa.ChunkedArray:
    for one in others:
        first = pc.and_(first, one)
    return first


def _passages(goes: pa.Table) -> tuple[tuple[str, str, Somme], ...]:
    names = ("montant_ht_centimes", "lignes", "hors_marche_centimes")
    groups = goes.group_by(["segment_code", VERS]).aggregate([(name, "sum") for name in names])
    found = [
        (one["segment_code"], one[VERS], Somme(*(one[f"{name}_sum"] for name in names)))
        for one in groups.to_pylist()
    ]
    return tuple(sorted(found, key=lambda one: (-abs(one[2].centimes), one[0], one[1])))


def gained(some: pa.Table, codes: Collection[str]) -> int:
    """What some segments gain, in cents, when cases go where they would."""
    known = pa.array(sorted(codes), pa.string())
    after, before = (
        summed(some.filter(pc.is_in(some[name], value_set=known))).centimes for name in (VERS, "segment_code")
    )
    return after - before


def changing(some: pa.Table) -> int:
    """How many of some cases would change their segment."""
    return pc.sum(pc.not_equal(some["segment_code"], some[VERS])).as_py() or 0
