"""To whom: the first suppliers, what they are, how many buyers they serve, and what the others come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from achatlas.analyse import gate
from achatlas.analyse.fournisseurs import TRAITS, Paid, fournisseurs
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.nombres import accord, entier, lisser, montant, pourcent, signed, unite_de
from achatlas.screens.liens import lien
from achatlas.web.fiches.demande import Question

SHOWN = 10


@dataclass(frozen=True)
class Rang:
    """A supplier, written; ``doute`` when its size is not known."""

    nom: str
    href: str
    taille: str
    doute: bool
    lieu: str
    acheteurs: str
    texte: str
    part: str


def contenu(question: Question) -> Mapping[str, Any] | None:
    """The first suppliers of a member; nothing when nobody is paid, or when the view closes them."""
    try:
        held = fournisseurs(question.tableau.mesure, question.carte.retenue, question.acces.scope)
    except ClosedCrossing:
        return None
    if not held:
        return None
    order = sorted(held, key=lambda code: (code == "", -held[code].centimes, code))
    total, shown = sum(one.centimes for one in held.values()), order[:SHOWN]
    unite = unite_de(max(one.centimes for one in held.values()) // 10)
    rest = total - sum(held[code].centimes for code in shown)
    return {
        "rangs": [_rang(question, code, held[code], total, unite) for code in shown],
        "autres": accord(len(order) - len(shown), "autre") if len(order) > len(shown) else "",
        "reste": montant(rest, unite),
        "reste_part": _share(rest, total),
        "nombre": accord(len(order), "fournisseur"),
        "total": montant(total, unite),
        "part": _share(total, total),
        "unite": unite,
        "liste": question.carte.adresse(chemin=f"{question.carte.chemin}axe/fournisseur/"),
    }


def _share(part: int, whole: int) -> str:
    return signed(pourcent(part, whole, 0))


def _rang(question: Question, code: str, paid: Paid, total: int, unite: str) -> Rang:
    names = {name: gate.libelles(question.axes[name], question.acces.scope) for name in TRAITS}
    named = gate.libelles(question.axes["fournisseur"], question.acces.scope)
    size, place = paid.main("taille"), paid.main("departement")
    return Rang(
        lisser(named.get(code, code)),
        lien(question, "fournisseur", code),
        lisser(names["taille"].get(size, size)),
        size in ("", "presumee"),
        lisser(names["departement"].get(place, place)),
        entier(len(paid.acheteurs)),
        montant(paid.centimes, unite),
        _share(paid.centimes, total),
    )
