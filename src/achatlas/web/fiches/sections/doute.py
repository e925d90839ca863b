"""What is not known of these euros: each doubt with its part of the whole, hatched, and where to see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from achatlas.analyse import query
from achatlas.analyse.taux import Part, taux
from achatlas.catalogue.models import Taux
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.nombres import lisser, montant, pourcent, unite_de
from achatlas.marks._echelle import pour_cent
from achatlas.web.acces import catalogue
from achatlas.web.fiches.demande import Question

WHOLE = ("montant_classe", "montant_classe_sur", "montant_identifie")


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
    """The doubts of a member; nothing when nothing is paid."""
    carte = question.carte
    asked = [question.tableau.mesure, *WHOLE]
    try:
        told = query.figures(asked, carte.retenue, carte.acces.scope)
    except ClosedCrossing:
        return None
    total = told.valeurs.get(question.tableau.mesure, 0)
    if total <= 0:
        return None
    unite = unite_de(total)
    found = [one for one in (*_measured(question, told.valeurs, total), *_shares(question)) if one[1] != 0]
    if not found:
        return None
    rows = [_doute(question, *one, total, unite) for one in found]
    return {"doutes": rows, "unite": unite, "total": montant(total, unite)}


Told = tuple[str, int | None, str]


def _measured(question: Question, values: Mapping[str, int], total: int) -> Iterator[Told]:
    """What is not classed, what is without sureness, whose supplier is not recognised."""
    classed, sure, known = (values.get(name) for name in WHOLE)
    if question.definition.axe not in ("segment", "famille"):
        yield "À qualifier : aucun segment", None if classed is None else total - classed, "segment"
    both = classed is not None and sure is not None
    yield "Classé sans certitude", (classed or 0) - (sure or 0) if both else None, "classement"
    yield "Fournisseur non identifié", None if known is None else total - known, "identification"


def _shares(question: Question) -> Iterator[Told]:
    """What is paid to operators whose size or place nobody knows."""
    lu = catalogue()
    names = {"pme": "Taille inconnue ou présumée", "local": "Lieu inconnu"}
    for nom, said in names.items():
        if nom in lu.taux and lu.taux[nom].fait == question.tableau.fait:
            part = _part(lu.taux[nom], question)
            yield said, None if part is None else part.presume + part.inconnu, lu.taux[nom].axe


def _part(un: Taux, question: Question) -> Part | None:
    try:
        return taux(un, question.carte.retenue, question.acces.scope)
    except ClosedCrossing:
        return None


def _doute(question: Question, nom: str, cents: int | None, axe: str, total: int, unite: str) -> Doute:
    carte = question.carte
    href = carte.adresse(chemin=f"{carte.chemin}axe/{axe}/")
    if cents is None:
        return Doute(lisser(nom), "s", "fermé", "0%", "", ferme=True)
    kept = max(cents, 0)
    part = f"{pourcent(kept, total, 0)}\u202f%"
    return Doute(lisser(nom), montant(cents, unite), part, pour_cent(min(kept, total), total), href)
