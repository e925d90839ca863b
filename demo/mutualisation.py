"""With whom each contract is shared, and on which contract each payment is really made: drawn apart, once
every line is written, so that no other file depends on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from demo.conventions import Conventions
from demo.fournisseurs import Annuaire
from demo.groupements import Chaine, Groupements
from demo.paiements import Entiers, Paiements, Recherche, during, offsets
from demo.procedures import ACROSS, CITE, GHT, SIEN, Procedure
from demo.territoire import Acheteur, read_yaml, rng


class Mutualisation:
    """Draws the joint purchases: ``procedures`` receives the levels and the members, and the conventions that
    are no published contract; ``rang`` and ``raison`` say for each line on which it is paid, and why.
    """

    def __init__(
        self,
        graine: int,
        corps: list[Acheteur],
        annuaire: Annuaire,
        procedures: list[Procedure],
        paiements: Paiements,
    ) -> None:
        self.tirage, self.corps, self.annuaire = rng(graine, "mutualisation"), corps, annuaire
        self.procedures, self.p, self.regles = procedures, paiements, read_yaml("mutualisation.yml")
        counts = [0] * len(corps)
        for one in procedures:
            own = not (one.marche.accord_cadre_numero or one.marche.concession)
            counts[one.marche.acheteur] += own
        starts = offsets(counts)[paiements.acheteur]
        self.rang = np.where(paiements.marche >= 0, starts + paiements.marche, -1)
        self.raison = np.where(self.rang >= 0, CITE, 0)
        cites = self.rang >= 0
        self.borne = np.zeros(len(procedures), dtype=np.int64)
        np.add.at(self.borne, self.rang[cites], paiements.montant[cites])
        libres = np.flatnonzero(paiements.achat & (self.rang < 0) & (paiements.segment >= 0))
        self.by_tiers = Recherche(paiements.segment, paiements.tiers, libres)
        self.by_acheteur = Recherche(paiements.segment, paiements.acheteur, libres)

    def draw(self) -> None:
        """Draw everything, in an order that never changes."""
        chaines = self._chains()
        self._across(chaines)
        self._own()
        Groupements(self).draw(chaines)
        self._ght(chaines)
        self._subsequents()
        Conventions(self).sign()

    def settle(self) -> None:
        """Sum what is paid on each contract, lines that repeat another left out."""
        kept = (self.rang >= 0) & self.p.unique
        payes = np.zeros(len(self.procedures), dtype=np.int64)
        np.add.at(payes, self.rang[kept], self.p.montant[kept])
        for one, paye in zip(self.procedures, payes.tolist(), strict=True):
            one.paye = paye
        for rang, service in _commonest(self.rang, self.p.service).items():
            self.procedures[rang].service = service

    def give(self, lignes: Entiers, rang: int, raison: int) -> None:
        """Say that lines are paid on a contract."""
        self.rang[lignes] = rang
        self.raison[lignes] = raison

    def free(self, lignes: Entiers, one: Procedure) -> Entiers:
        """Return the lines that are paid on no contract yet and that this one may bear."""
        return during(self.p, lignes[self.rang[lignes] < 0], one.marche.debut, one.marche.fin)

    def _chains(self) -> dict[Chaine, list[int]]:
        found: dict[Chaine, list[int]] = defaultdict(list)
        for rang, one in enumerate(self.procedures):
            if one.chained:
                found[one.marche.acheteur, one.marche.segment].append(rang)
        return found

    def _across(self, chaines: dict[Chaine, list[int]]) -> None:
        part = self.regles["part_transversale"]
        for rangs in chaines.values():
            if self.tirage.random() < part["recurrent"]:
                self.place(rangs, ACROSS, -1, ())
        works = [rang for rang, one in enumerate(self.procedures) if one.travaux]
        hits = self.tirage.random(len(works)) < part["travaux"]
        self.place([rang for rang, hit in zip(works, hits, strict=True) if hit], ACROSS, -1, ())

    def place(self, rangs: Iterable[int], niveau: int, coordonnateur: int, membres: tuple[int, ...]) -> None:
        """Give contracts their level, who coordinates them, and for whom."""
        for rang in rangs:
            one = self.procedures[rang]
            one.niveau, one.coordonnateur, one.membres = niveau, coordonnateur, membres

    def _own(self) -> None:
        """Put on a contract most of what its buyer pays its titulaires for the same need without citing it:
        all that is paid one day has one fate.
        """
        self.refused = np.zeros(len(self.p), dtype=bool)
        for rang, one in enumerate(self.procedures):
            if one.marche.accord_cadre_numero or one.marche.concession:
                continue
            for tiers in one.marche.titulaires:
                lignes = self.free(self.by_tiers.of(one.marche.segment, tiers), one)
                lignes = lignes[(self.p.acheteur[lignes] == one.marche.acheteur) & ~self.refused[lignes]]
                kept = self._lucky(lignes) & self._fits(lignes, rang)
                self.give(lignes[kept], rang, SIEN)
                self.refused[lignes[~kept]] = True

    def _lucky(self, lignes: Entiers) -> NDArray[np.bool_]:
        _, jour = np.unique(self.p.jour[lignes], return_inverse=True)
        luck = self.tirage.random(int(jour.max(initial=-1)) + 1)
        return np.asarray(luck[jour] < self.regles["part_sur_le_sien"])

    def _fits(self, lignes: Entiers, rang: int) -> NDArray[np.bool_]:
        """Say which lines, taken in order of day, stay within what a contract may bear."""
        order = np.argsort(self.p.jour[lignes], kind="stable")
        fits = np.zeros(len(lignes), dtype=bool)
        fits[order] = np.cumsum(self.p.montant[lignes[order]]) <= self.room(rang)
        self.borne[rang] += int(self.p.montant[lignes[fits]].sum())
        return fits

    def room(self, rang: int) -> int:
        """Return the cents that a contract may still bear."""
        most = int(self.procedures[rang].marche.montant * (1 + self.regles["depassement"]))
        return most - int(self.borne[rang])

    def _ght(self, chaines: dict[Chaine, list[int]]) -> None:
        center = next(a.rang for a in self.corps if a.type == "hopital")
        for (body, _), rangs in chaines.items():
            shared = self.procedures[rangs[0]].niveau > ACROSS
            if body == center and not shared and self.tirage.random() < self.regles["part_ght"]:
                self.place(rangs, GHT, body, (body,))
                for rang in rangs:
                    self.procedures[rang].outsiders = tuple(self.regles["ght"])

    def _subsequents(self) -> None:
        """Give a marché subséquent what its accord-cadre has."""
        above = {(one.marche.acheteur, one.marche.numero): one for one in self.procedures}
        for one in self.procedures:
            if one.marche.accord_cadre_numero:
                cadre = above[one.marche.acheteur, one.marche.accord_cadre_numero]
                one.consultation, one.lot, one.niveau = cadre.consultation, cadre.lot, cadre.niveau
                one.coordonnateur, one.membres, one.outsiders = (
                    cadre.coordonnateur, cadre.membres, cadre.outsiders,
                )  # fmt: skip


def _commonest(rangs: Entiers, valeurs: Entiers) -> dict[int, int]:
    """Return for each contract the value that most of its lines have."""
    kept = rangs >= 0
    pairs, counts = np.unique(np.stack([rangs[kept], valeurs[kept]]), axis=1, return_counts=True)
    best: dict[int, tuple[int, int]] = {}
    for (rang, valeur), count in zip(pairs.T.tolist(), counts.tolist(), strict=True):
        best[rang] = max(best.get(rang, (0, 0)), (count, valeur))
    return {rang: valeur for rang, (_, valeur) in best.items()}
