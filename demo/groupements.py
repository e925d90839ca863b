"""Groupements de commandes: who buys on the contracts of another body, as far as these may bear it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from demo.marches import EUROS
from demo.paiements import Entiers
from demo.procedures import GROUPEMENT

if TYPE_CHECKING:
    from demo.mutualisation import Mutualisation

Chaine = tuple[int, int]
"""A body and a segment: its contracts for a recurring need, one after the other."""
Cents = dict[int, dict[int, int]]


class Groupements:
    """Draws them among what others pay, off contract, to the titulaires of a chain."""

    def __init__(self, mutualisation: Mutualisation) -> None:
        self.m = mutualisation
        rules = mutualisation.regles["coordonnateurs"]
        self.rules = {a.rang: rules[a.cle] for a in mutualisation.corps if a.cle in rules}
        self.taken: set[Chaine] = set()

    def draw(self, chaines: dict[Chaine, list[int]]) -> None:
        """Make groupements of the heaviest chains, in turn, until enough contracts are shared."""
        m = self.m
        wanted = {
            chaine: self._joint(chaine, chaines[chaine]) for chaine in chaines if chaine[0] in self.rules
        }
        order = sorted(wanted, key=lambda chaine: (-self._weight(wanted[chaine]), chaine))
        left = m.regles["part_des_marches"] * len(m.procedures)
        for chaine in order:
            membres = self._members(chaine, wanted[chaine])
            if not membres or left <= 0 or m.tirage.random() >= self.rules[chaine[0]]["part"]:
                continue
            left -= len(chaines[chaine])
            self.taken |= {(membre, chaine[1]) for membre in membres}
            self._join(chaine, chaines[chaine], membres, wanted[chaine])

    def _joint(self, chaine: Chaine, rangs: list[int]) -> list[tuple[int, Entiers]]:
        """Return what others pay, off contract, to the titulaires of a chain: contract and lines."""
        m, found = self.m, []
        for rang in rangs:
            one = m.procedures[rang]
            for tiers in one.marche.titulaires:
                lignes = m.free(m.by_tiers.of(one.marche.segment, tiers), one)
                found.append((rang, lignes[(m.p.acheteur[lignes] != chaine[0]) & ~m.refused[lignes]]))
        return [(rang, lignes) for rang, lignes in found if len(lignes)]

    def _weight(self, wanted: list[tuple[int, Entiers]]) -> int:
        return sum(int(self.m.p.montant[lignes].sum()) for _, lignes in wanted)

    def _members(self, chaine: Chaine, wanted: list[tuple[int, Entiers]]) -> tuple[int, ...]:
        """Return the other bodies that would buy enough together, none of them twice in one segment, nor for
        more than the contracts may bear.
        """
        if chaine in self.taken:
            return ()
        euros = self._ample(chaine[1], wanted)
        kept: list[int] = []
        rooms = {rang: self.m.room(rang) for rang, _ in wanted}
        for body in sorted(euros, key=lambda body: (-sum(euros[body].values()), body)):
            theirs = euros[body]
            if all(cents <= rooms[rang] for rang, cents in theirs.items()):
                kept.append(body)
                rooms = {rang: room - theirs.get(rang, 0) for rang, room in rooms.items()}
        kept = sorted(kept[: self.m.regles["membres_max"]])
        enough = sum(sum(euros[body].values()) for body in kept)
        return tuple(kept) if enough >= self.m.regles["minimum_groupement"] * EUROS else ()

    def _ample(self, segment: int, wanted: list[tuple[int, Entiers]]) -> Cents:
        """Return the cents that each body would pay on each contract, small buyers and those of another
        groupement left out.
        """
        p, euros = self.m.p, defaultdict[int, dict[int, int]](lambda: defaultdict(int))
        for rang, lignes in wanted:
            for body in np.unique(p.acheteur[lignes]).tolist():
                euros[body][rang] += int(p.montant[lignes[p.acheteur[lignes] == body]].sum())
        least = self.m.regles["minimum_membre"] * EUROS
        return {
            body: theirs
            for body, theirs in euros.items()
            if sum(theirs.values()) >= least and (body, segment) not in self.taken
        }

    def _join(
        self, chaine: Chaine, rangs: list[int], membres: tuple[int, ...], wanted: list[tuple[int, Entiers]]
    ) -> None:
        m, levels = self.m, self.rules[chaine[0]]["niveaux"]
        poids = np.array(list(levels.values()))
        niveau = list(levels)[int(m.tirage.choice(len(poids), p=poids / poids.sum()))]
        others = [a.rang for a in m.corps if a.rang not in (chaine[0], *membres) and a.type == "commune"]
        silent = [body for body in others if m.tirage.random() < m.regles["part_sans_achat"]]
        m.place(rangs, niveau, chaine[0], (chaine[0], *sorted([*membres, *silent[:2]])))
        for rang, found in wanted:
            lignes = found[(m.rang[found] < 0) & np.isin(m.p.acheteur[found], membres)]
            m.borne[rang] += int(m.p.montant[lignes].sum())
            m.give(lignes, rang, GROUPEMENT)
