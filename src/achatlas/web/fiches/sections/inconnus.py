"""What is not known of these euros: each doubt with its part of the whole, hatched, and where to see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from achatlas.analyse.inconnus import Inconnu, inconnus
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.nombres import en_pourcent, lisser, montant, pourcent, unite_de
from achatlas.langues import translated
from achatlas.marks._echelle import pour_cent
from achatlas.web.acces import catalogue
from achatlas.web.fiches.demande import Question

PARTS = ("pme", "local")
CHOSEN = ("segment", "famille")


@dataclass(frozen=True)
class Doute:
    """A doubt: its name, its amount and its part of the whole, or that the view closes it."""

    nom: str
    texte: str
    part: str
    largeur: str
    href: str
    ferme: bool = False


def contenu(question: Question) -> Mapping[str, Any] | None:
    """The doubts of a member; nothing when nothing is paid, or when nothing of it is in doubt."""
    carte, lu = question.carte, catalogue()
    shares = [lu.taux[nom] for nom in PARTS if nom in lu.taux]
    try:
        total, found = inconnus(carte.retenue, carte.acces.scope, shares)
    except ClosedCrossing:
        return None
    kept = [one for one in found if one.centimes != 0 and not _chosen(question, one)]
    if total <= 0 or not kept:
        return None
    unite = unite_de(total)
    rows = [_doute(question, one, total, unite) for one in kept]
    return {"doutes": rows, "unite": unite, "total": montant(total, unite)}


def _chosen(question: Question, one: Inconnu) -> bool:
    """Whether the member itself says what this doubt is about."""
    return one.axe == "segment" and question.definition.axe in CHOSEN


def _doute(question: Question, one: Inconnu, total: int, unite: str) -> Doute:
    if one.centimes is None:
        return Doute(lisser(one.nom), "s", translated("fermé"), "0%", "", ferme=True)
    kept, carte = max(one.centimes, 0), question.carte
    href = carte.adresse(chemin=f"{carte.chemin}axe/{one.axe}/")
    part = en_pourcent(pourcent(kept, total, 0))
    return Doute(
        lisser(one.nom), montant(one.centimes, unite), part, pour_cent(min(kept, total), total), href
    )
