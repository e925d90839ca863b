"""Conventions that no one publishes: what is bought from the centrale, or from a body that others hold."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from demo.marches import EUROS, Marche, iso
from demo.procedures import CENTRALE, CENTRALE_NATIONALE, CONVENTION, QUASI_REGIE, Procedure, part_of
from demo.territoire import Segment, segments

if TYPE_CHECKING:
    from demo.mutualisation import Mutualisation


class Conventions:
    """Signs them, on the lines that a draw of joint purchases left free."""

    def __init__(self, mutualisation: Mutualisation) -> None:
        self.m = mutualisation
        self.count: dict[int, int] = defaultdict(int)

    def sign(self) -> None:
        """Sign them all, one for each body, seller and segment that weigh enough."""
        m = self.m
        held = {a.rang for a in m.corps if a.cle in m.regles["quasi_regie"]}
        kinds = [(m.annuaire.centrale, CENTRALE), *((rang, CONVENTION) for rang in sorted(held))]
        for tiers, raison in kinds:
            for segment in segments():
                self._sell(tiers, segment, raison)

    def _sell(self, tiers: int, segment: Segment, raison: int) -> None:
        m = self.m
        lignes = m.by_tiers.of(segment.rang, tiers)
        for body in np.unique(m.p.acheteur[lignes]).tolist():
            theirs = lignes[m.p.acheteur[lignes] == body]
            paye = int(m.p.montant[theirs].sum())
            if paye >= m.regles["convention_minimum"] * EUROS and body != tiers:
                one = self._agreement(body, tiers, segment, paye, raison)
                m.procedures.append(one)
                m.give(m.free(theirs, one), len(m.procedures) - 1, raison)

    def _agreement(self, body: int, tiers: int, segment: Segment, paye: int, raison: int) -> Procedure:
        self.count[body] += 1
        debut, number = int(self.m.tirage.integers(430, 690)), self.count[body]
        one = Procedure(
            self._marche(body, tiers, segment, debut, f"{iso(debut)[:4]}CONV{number:02d}", paye),
            consultation=f"C{iso(debut)[:4]}-9{number:02d}",
        )
        one.niveau, one.centrale = (CENTRALE_NATIONALE, tiers) if raison == CENTRALE else (QUASI_REGIE, -1)
        return one

    def _marche(self, body: int, tiers: int, segment: Segment, debut: int, numero: str, paye: int) -> Marche:
        seller, tirage = self.m.annuaire.tiers[tiers], self.m.tirage
        return Marche(
            uid=f"{self.m.corps[body].siret}{numero}",
            numero=numero,
            acheteur=body,
            segment=segment.rang,
            titulaires=[tiers],
            debut=debut,
            duree_mois=int(tirage.choice([36, 48, 60])),
            poids=0.0,
            accord_cadre=False,
            objet=f"Convention avec {seller.nom} - {segment.objets[0].split('{')[0].strip()}",
            cpv=segment.cpv[0],
            procedure="Marché passé sans publicité ni mise en concurrence préalable",
            forme_prix="Révisable",
            montant=-(-part_of(paye, tirage.uniform(1.3, 1.9)) // 100_000) * 100_000,
        )
