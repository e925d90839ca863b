"""With whom each contract is shared, and on which contract each payment is really made: drawn apart, once
every line is written, so that no other file depends on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demo.fournisseurs import Annuaire
from demo.marches import EUROS, Marche, iso
from demo.paiements import Entiers, Paiements, Recherche, during, offsets
from demo.territoire import Acheteur, Segment, read_yaml, rng, segments

CITE, SIEN, GROUPEMENT, SOUS_TRAITANT, CENTRALE, CONVENTION = range(1, 7)
RAISONS = ("", "cite", "non_cite", "groupement", "sous_traitant", "centrale", "quasi_regie")
"""Why a payment is made on a contract, in the order of the codes."""
ALONE, ACROSS, CENTRALE_NATIONALE, GHT, QUASI_REGIE = 0, 1, 6, 7, 8
Chaine = tuple[int, int]


@dataclass
class Procedure:
    """A contract with what the DECP does not say. Bodies and third parties are given by their ranks, cents
    exclude VAT; ``lot`` is 0 when the consultation has one lot only; ``paye`` is what all members paid.
    """

    marche: Marche
    consultation: str = ""
    lot: int = 0
    niveau: int = ALONE
    coordonnateur: int = -1
    membres: tuple[int, ...] = ()
    outsiders: tuple[str, ...] = ()
    centrale: int = -1
    reconductions: int = 0
    minimum: int = 0
    avenant: tuple[int, int] = (0, 0)
    sous_traitants: list[tuple[int, int]] = field(default_factory=list)
    clauses: dict[str, Any] = field(default_factory=dict)
    service: int = -1
    paye: int = 0

    @property
    def travaux(self) -> bool:
        """Say whether it is a one-off operation."""
        return segments()[self.marche.segment].travaux

    @property
    def chained(self) -> bool:
        """Say whether it is one of a chain of contracts for a recurring need."""
        return not (self.travaux or self.marche.accord_cadre_numero or self.marche.concession)


def open_procedures(marches: Sequence[Marche]) -> list[Procedure]:
    """Return the contracts in their order, gathered in consultations: the lots of a need, signed one day."""
    lots: dict[tuple[int, ...], list[Procedure]] = defaultdict(list)
    found = [Procedure(marche) for marche in marches]
    for rang, one in enumerate(found):
        marche = one.marche
        alone = rang if not one.chained else -1
        lots[marche.acheteur, marche.segment, marche.debut, alone].append(one)
    counts: dict[tuple[int, str], int] = defaultdict(int)
    for (acheteur, _, debut, _), those in lots.items():
        annee = iso(debut)[:4]
        counts[acheteur, annee] += 1
        for lot, one in enumerate(those, start=1):
            one.consultation = f"C{annee}-{counts[acheteur, annee]:03d}"
            one.lot = lot if len(those) > 1 else 0
    return found


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
        self.rules = {a.rang: self.regles["coordonnateurs"].get(a.cle) for a in corps}

    def draw(self) -> None:
        """Draw everything, in an order that never changes."""
        chaines = self._chains()
        self._across(chaines)
        self._own()
        self._groupements(chaines)
        self._ght(chaines)
        self._subsequents()
        self._conventions()

    def settle(self) -> None:
        """Sum what is paid on each contract, lines that repeat another left out."""
        kept = (self.rang >= 0) & self.p.unique
        payes = np.bincount(
            self.rang[kept], weights=self.p.montant[kept].astype(float), minlength=len(self.procedures)
        )
        for one, paye in zip(self.procedures, payes.tolist(), strict=True):
            one.paye = round(paye)
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
                self._set(rangs, ACROSS, -1, ())
        works = [rang for rang, one in enumerate(self.procedures) if one.travaux]
        hits = self.tirage.random(len(works)) < part["travaux"]
        self._set([rang for rang, hit in zip(works, hits, strict=True) if hit], ACROSS, -1, ())

    def _set(self, rangs: Iterable[int], niveau: int, coordonnateur: int, membres: tuple[int, ...]) -> None:
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

    def _groupements(self, chaines: dict[Chaine, list[int]]) -> None:
        wanted = {chaine: self._joint(chaine, rangs) for chaine, rangs in chaines.items()}
        order = sorted(wanted, key=lambda chaine: (-self._weight(wanted[chaine]), chaine))
        left, taken = self.regles["part_des_marches"] * len(self.procedures), set[Chaine]()
        for chaine in order:
            membres = self._members(chaine, wanted[chaine], taken)
            if not membres or left <= 0 or self.tirage.random() >= self.rules[chaine[0]]["part"]:
                continue
            left -= len(chaines[chaine])
            taken |= {(membre, chaine[1]) for membre in membres}
            self._join(chaine, chaines[chaine], membres, wanted[chaine])

    def _joint(self, chaine: Chaine, rangs: list[int]) -> list[tuple[int, Entiers]]:
        """Return what others pay, off contract, to the titulaires of a chain: contract and lines."""
        if not self.rules[chaine[0]]:
            return []
        found = []
        for rang in rangs:
            one = self.procedures[rang]
            for tiers in one.marche.titulaires:
                lignes = self.free(self.by_tiers.of(one.marche.segment, tiers), one)
                lignes = lignes[(self.p.acheteur[lignes] != chaine[0]) & ~self.refused[lignes]]
                found.append((rang, lignes))
        return [(rang, lignes) for rang, lignes in found if len(lignes)]

    def _weight(self, wanted: list[tuple[int, Entiers]]) -> int:
        return sum(int(self.p.montant[lignes].sum()) for _, lignes in wanted)

    def _members(
        self, chaine: Chaine, wanted: list[tuple[int, Entiers]], taken: set[Chaine]
    ) -> tuple[int, ...]:
        """Return the other bodies that would buy enough together, none of them twice in one segment, nor for
        more than the contracts may bear.
        """
        if chaine in taken:
            return ()
        euros, least = self._euros(wanted), self.regles["minimum_membre"] * EUROS
        kept: list[int] = []
        rooms = {rang: self.room(rang) for rang, _ in wanted}
        for body in sorted(euros, key=lambda body: (-sum(euros[body].values()), body)):
            theirs = euros[body]
            ample = sum(theirs.values()) >= least and (body, chaine[1]) not in taken
            if ample and all(cents <= rooms[rang] for rang, cents in theirs.items()):
                kept.append(body)
                rooms = {rang: room - theirs.get(rang, 0) for rang, room in rooms.items()}
        kept = sorted(kept[: self.regles["membres_max"]])
        enough = sum(sum(euros[body].values()) for body in kept)
        return tuple(kept) if enough >= self.regles["minimum_groupement"] * EUROS else ()

    def _euros(self, wanted: list[tuple[int, Entiers]]) -> dict[int, dict[int, int]]:
        """Return the cents that each body would pay on each contract."""
        euros: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for rang, lignes in wanted:
            for body in np.unique(self.p.acheteur[lignes]).tolist():
                euros[body][rang] += int(self.p.montant[lignes[self.p.acheteur[lignes] == body]].sum())
        return euros

    def _join(
        self, chaine: Chaine, rangs: list[int], membres: tuple[int, ...], wanted: list[tuple[int, Entiers]]
    ) -> None:
        levels = self.rules[chaine[0]]["niveaux"]
        poids = np.array(list(levels.values()))
        niveau = list(levels)[int(self.tirage.choice(len(poids), p=poids / poids.sum()))]
        others = [a.rang for a in self.corps if a.rang not in (chaine[0], *membres) and a.type == "commune"]
        silent = [body for body in others if self.tirage.random() < self.regles["part_sans_achat"]]
        self._set(rangs, niveau, chaine[0], (chaine[0], *sorted([*membres, *silent[:2]])))
        for rang, found in wanted:
            lignes = found[(self.rang[found] < 0) & np.isin(self.p.acheteur[found], membres)]
            self.borne[rang] += int(self.p.montant[lignes].sum())
            self.give(lignes, rang, GROUPEMENT)

    def _ght(self, chaines: dict[Chaine, list[int]]) -> None:
        center = next(a.rang for a in self.corps if a.type == "hopital")
        for (body, _), rangs in chaines.items():
            shared = self.procedures[rangs[0]].niveau > ACROSS
            if body == center and not shared and self.tirage.random() < self.regles["part_ght"]:
                self._set(rangs, GHT, body, (body,))
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

    def _conventions(self) -> None:
        """Sign what some bodies buy from the centrale, or from a body that they hold: no one publishes it."""
        held = {a.rang for a in self.corps if a.cle in self.regles["quasi_regie"]}
        kinds = [(self.annuaire.centrale, CENTRALE), *((rang, CONVENTION) for rang in sorted(held))]
        count: dict[int, int] = defaultdict(int)
        for tiers, raison in kinds:
            for segment in segments():
                lignes = self.by_tiers.of(segment.rang, tiers)
                for body in np.unique(self.p.acheteur[lignes]).tolist():
                    theirs = lignes[self.p.acheteur[lignes] == body]
                    count[body] += self._convention(theirs, body, tiers, segment, raison, count[body] + 1)

    def _convention(
        self, lignes: Entiers, body: int, tiers: int, segment: Segment, raison: int, number: int
    ) -> bool:
        paye = int(self.p.montant[lignes].sum())
        if paye < self.regles["convention_minimum"] * EUROS or body == tiers:
            return False
        debut = int(self.tirage.integers(430, 690))
        marche = self._agreement(body, tiers, segment, debut, number, paye)
        one = Procedure(marche, consultation=f"C{iso(debut)[:4]}-9{number:02d}")
        one.niveau, one.centrale = (CENTRALE_NATIONALE, tiers) if raison == CENTRALE else (QUASI_REGIE, -1)
        self.procedures.append(one)
        self.give(self.free(lignes, one), len(self.procedures) - 1, raison)
        return True

    def _agreement(
        self, body: int, tiers: int, segment: Segment, debut: int, number: int, paye: int
    ) -> Marche:
        ours, seller = self.corps[body], self.annuaire.tiers[tiers]
        numero = f"{iso(debut)[:4]}CONV{number:02d}"
        return Marche(
            uid=f"{ours.siret}{numero}",
            numero=numero,
            acheteur=body,
            segment=segment.rang,
            titulaires=[tiers],
            debut=debut,
            duree_mois=int(self.tirage.choice([36, 48, 60])),
            poids=0.0,
            accord_cadre=False,
            objet=f"Convention avec {seller.nom} - {segment.objets[0].split('{')[0].strip()}",
            cpv=segment.cpv[0],
            procedure="Marché passé sans publicité ni mise en concurrence préalable",
            forme_prix="Révisable",
            montant=-(-round(paye * float(self.tirage.uniform(1.3, 1.9))) // 100_000) * 100_000,
        )


def _commonest(rangs: Entiers, valeurs: Entiers) -> dict[int, int]:
    """Return for each contract the value that most of its lines have."""
    kept = rangs >= 0
    pairs, counts = np.unique(np.stack([rangs[kept], valeurs[kept]]), axis=1, return_counts=True)
    best: dict[int, tuple[int, int]] = {}
    for (rang, valeur), count in zip(pairs.T.tolist(), counts.tolist(), strict=True):
        best[rang] = max(best.get(rang, (0, 0)), (count, valeur))
    return {rang: valeur for rang, (_, valeur) in best.items()}
