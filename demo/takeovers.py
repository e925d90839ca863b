"""What is true of the operators, carried to their SIRENE: their form and size, and who took over whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from demo.fiches_sirene import Fiche, Lieu
from demo.fournisseurs import Annuaire
from demo.identifiers import make_siret
from demo.operateurs import ENTREPRISE, Operateurs
from demo.territoire import read_yaml, rng

TAKEN = 60
"""The rank of an establishment that an enterprise has taken over."""


class Touches:
    """Completes the card of a supplier, from a generator of its own."""

    def __init__(self, graine: int, annuaire: Annuaire, operateurs: Operateurs) -> None:
        self.tirage, self.tiers, self.operateurs = rng(graine, "touches"), annuaire.tiers, operateurs
        self.shape: dict[str, Any] = read_yaml("operateurs.yml")

    def told(self, rang: int, card: Fiche) -> Fiche:
        """The card with the form of its kind, the staff of its true size, what is said of the ESS."""
        tiers, kind = self.tiers[rang], self.operateurs.inclusion.get(rang, "")
        forms, nafs = self.shape["inclusion"]["juridiques"], self.shape["inclusion"]["naf"]
        silent = self.tirage.random() < self.shape["ess_tue"] and tiers.type == ENTREPRISE
        ess = "O" if rang in self.operateurs.approved else "" if silent else card.ess
        return replace(
            card,
            juridique=forms.get(kind, card.juridique),
            naf=nafs.get(kind, card.naf),
            ess=ess,
            effectif=card.effectif if card.taille else self._effectif(tiers.taille, card.effectif),
        )

    def _effectif(self, taille: str, told: str) -> str:
        """A band of the true size, or none: what a silent category hides is presumed from it."""
        bands = self.shape["effectifs_des_tailles_tues"].get(taille, [told])
        return str(bands[int(self.tirage.integers(len(bands)))])


def hand_over(
    own: dict[int, Fiche], operateurs: Operateurs, company: Callable[[int, Lieu], Fiche]
) -> tuple[dict[int, Fiche], list[Fiche]]:
    """Closes each supplier that was taken over and opens its establishment again, at another supplier or
    at a company made by ``company`` (rank of the former, place). Returns the cards, and those companies.
    """
    cards, heirs = dict(own), list[Fiche]()
    for one in operateurs.takeovers.values():
        former = cards[one.former]
        lieu = former.etablissements[0][1]
        if one.successor is None:
            heirs.append(heir := replace(company(one.former, lieu), creation=one.day))
            siret = make_siret(heir.siren, 1)
        else:
            heir = cards[one.successor]
            opened = {**heir.ouverts, TAKEN: one.day}
            placed = (*heir.etablissements, (TAKEN, lieu, True))
            cards[one.successor] = replace(heir, etablissements=placed, ouverts=opened)
            siret = make_siret(heir.siren, TAKEN)
        closed = tuple((number, place, False) for number, place, _ in former.etablissements)
        cards[one.former] = replace(former, etablissements=closed, fin=one.day, repreneur=siret)
    return cards, heirs
