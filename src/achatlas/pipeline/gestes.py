"""The acts upon the rules of classification: what each would leave standing, and what it would move."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from achatlas.classify.cas import Cas
from achatlas.classify.engine import MOST, Answer, Cascade
from achatlas.classify.engine import REGLE as RULES
from achatlas.classify.guide import guide
from achatlas.domain.regle import Regle
from achatlas.pipeline import classed, dits, effets, reclassement
from achatlas.pipeline.effets import Effect, Machine, Ordre, Sujet
from achatlas.pipeline.shown import CLASSE
from achatlas.pipeline.situation import Situation
from achatlas.pipeline.workshop import Workshop
from achatlas.store.regles import Regles

NOBODY = Sujet(0, "")


@dataclass(frozen=True)
class Geste:
    """An act: the rules before and after it, and the one that it is about (``NOBODY`` for several)."""

    ordre: Ordre
    sujet: Sujet = NOBODY


def kept(atelier: Workshop, regle: Regle) -> Geste:
    """A rule written: a new one (number 0) before the others, else in the place of the former."""
    now = _standing(atelier)
    changed = tuple(regle if one.numero == regle.numero else one for one in now)
    ordre = Ordre(now, changed if regle.numero else (regle, *now))
    return Geste(ordre, Sujet(regle.numero, regle.segment))


def withdrawn(atelier: Workshop, regle: Regle) -> Geste:
    """A rule taken out."""
    now = _standing(atelier)
    left = tuple(one for one in now if one.numero != regle.numero)
    return Geste(Ordre(now, left), Sujet(regle.numero, regle.segment))


def exchanged(atelier: Workshop, numero: int, other: int) -> Geste:
    """Two rules put in the place of each other."""
    now = _standing(atelier)
    swap = {numero: other, other: numero}
    by = {one.numero: one for one in now}
    after = tuple(by.get(swap.get(one.numero, one.numero), one) for one in now)
    return Geste(Ordre(now, after))


def taken_back(atelier: Workshop, empreinte: str, regle: Regle) -> Geste:
    """The version of a rule undone: what stood of it before stands again."""
    under, now = Regles(atelier.home).under(empreinte), _standing(atelier)
    others = [one for one in now if one.numero != regle.numero]
    again = [under.regle] if under and not under.withdrawn else []
    order = sorted([*others, *again], key=lambda one: (one.ordre, one.numero))
    given = (again or [one for one in now if one.numero == regle.numero] or [regle])[0]
    return Geste(Ordre(now, tuple(order)), Sujet(regle.numero, given.segment))


def _standing(atelier: Workshop) -> tuple[Regle, ...]:
    return tuple(Regles(atelier.home).standing().values())


def effect(atelier: Workshop, seen: Situation, geste: Geste) -> Effect:
    """What an act would move."""
    now = atelier.again()
    known = now.catalogue.segments
    before, after = (_known(one, known) for one in (geste.ordre.avant, geste.ordre.apres))
    ordre = Ordre(before, after)
    some = effets.moved(seen.rows, ordre, _machine(now, after, "achats"))
    marches = effets.changing(effets.moved(_marches(now, seen), ordre, _machine(now, after, "marches")))
    return effets.effect(seen, some, geste.sujet, guide(now.catalogue).enjeux, marches)


def _known(rules: Iterable[Regle], segments: Iterable[str]) -> tuple[Regle, ...]:
    """The rules that are asked: those whose segment somebody has, and the one that is being written, whose
    segment may be made with it.
    """
    known = frozenset(segments)
    return tuple(one for one in rules if one.segment in known or not one.numero)


def _marches(atelier: Workshop, seen: Situation) -> pa.Table:
    """The marchés of the buyers of a situation."""
    rows = classed.awarded(atelier)
    if seen.acheteurs is None:
        return rows
    known = pa.array(sorted(seen.acheteurs), pa.string())
    return rows.filter(pc.is_in(rows["acheteur_siren"], value_set=known))


@dataclass(frozen=True)
class _Later:
    """The cascade of a fact under some rules, made when it is first asked."""

    atelier: Workshop
    regles: tuple[Regle, ...]
    fait: str

    @cached_property
    def _cascade(self) -> Cascade:
        said = replace(dits.of(self.atelier), regles=self.regles)
        folder = classed.folder(self.atelier, CLASSE)
        return reclassement.cascades(self.atelier, folder, said)[self.fait]

    def ask(self, cas: Cas) -> Answer:
        """What it says of a case."""
        return self._cascade.ask(cas)


def _machine(atelier: Workshop, rules: tuple[Regle, ...], fait: str) -> Machine:
    """What tells the cases of a fact under some rules."""
    order = getattr(atelier.catalogue.cascade, fait)
    first = min(MOST, order[0].confiance) if order and order[0].nom == RULES else None
    return Machine(first, atelier.catalogue.retires, _Later(atelier, rules, fait).ask)
