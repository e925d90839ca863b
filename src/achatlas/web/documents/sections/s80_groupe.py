"""The document of one buyer: its indicators beside the median of the group, from the common view alone."""

from __future__ import annotations

from collections.abc import Mapping

from achatlas.analyse import query
from achatlas.analyse.selection import Selection
from achatlas.analyse.taux import by_member
from achatlas.containers.documents.modele import Note, Section, Tableau
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.nombres import FINE, accord, arrondi, decimal, interval, lisser
from achatlas.screens.acces import Acces
from achatlas.web.acces import catalogue, ouvrir
from achatlas.web.documents.sujet import PAYE, Sujet

LEAST = 5
"""Fewer buyers than this have no median: it would tell one of another."""
PARTS = ("montant_sous_marche", "montant_classe", "montant_identifie", "montant_option")
Mille = Mapping[str, int]


def section(sujet: Sujet) -> Section | None:
    """One row for each indicator: the buyer, the median, half of the buyers, how many are compared."""
    if sujet.commun or len(sujet.demande.territoire.acheteurs) < LEAST:
        return None
    group = ouvrir(sujet.acces.droits, "consolidee")
    lines = [*_amounts(sujet, group), *_shares(sujet, group)]
    if not lines:
        return None
    table = Tableau(
        "À côté de la médiane du groupe",
        f"exercice {sujet.exercice}, paiements entre membres compris",
        ("Indicateur", "ici", "médiane", "la moitié des acheteurs", "comparés"),
        (6, 3, 3, 4, 2),
        (False, True, True, True, True),
        tuple(lines),
    )
    note = Note(
        "Une part dite par un intervalle est comparée par son milieu. "
        "Chaque acheteur compte pour un, quelle que "
        f"soit sa taille. Moins de {LEAST} acheteurs ne font pas une médiane : elle n’est alors pas dite."
    )
    said = "Ces écarts ne sont pas un jugement : les compétences et les métiers des acheteurs diffèrent."
    known = sujet.taux
    told = tuple((lisser(one.libelle), lisser(f"{one.definition} ({one.reference})")) for one in known)
    return Section("La place dans le groupe", said, (table, note), told)


def _asked(sujet: Sujet) -> Selection:
    return Selection().only("exercice", [sujet.exercice])


def _amounts(sujet: Sujet, group: Acces) -> list[tuple[str, ...]]:
    """The parts of what is paid: under a marché, classed, recognised, out of the field."""
    known, lines = catalogue().mesures, []
    names = [nom for nom in PARTS if nom in known]
    try:
        rows = query.rows("acheteur", [PAYE, *names], _asked(sujet), group.scope)
    except ClosedCrossing:
        return []
    for nom in names:
        held = {
            row.code: arrondi(1000 * row.valeurs[nom], row.valeurs[PAYE])
            for row in rows.lignes
            if row.code and row.valeurs[PAYE] > 0
        }
        lines += _line(sujet, f"{lisser(known[nom].libelle)}, part du payé", held, "")
    return lines


def _shares(sujet: Sujet, group: Acces) -> list[tuple[str, ...]]:
    """The shares told as intervals, compared by their middle."""
    lines: list[tuple[str, ...]] = []
    for one in sorted(sujet.taux, key=lambda one: one.ordre):
        try:
            told = by_member(one, "acheteur", _asked(sujet), group.scope)
        except ClosedCrossing:
            continue
        held = {code: arrondi(500 * sum(p.bornes), p.base) for code, p in told.items() if code and p.dicible}
        own = told.get(sujet.acces.acheteur)
        said = f"{interval(*own.bornes, own.base)}{FINE}%" if own and own.dicible else "—"
        lines += _line(sujet, lisser(one.libelle), held, said)
    return lines


def _line(sujet: Sujet, name: str, held: Mille, said: str) -> list[tuple[str, ...]]:
    """A row of the table; nothing when too few buyers are compared, or this one is not."""
    own = held.get(sujet.acces.acheteur)
    if len(held) < LEAST or own is None:
        return []
    values = sorted(held.values())
    low, middle, high = (_quantile(values, rank) for rank in (1, 2, 3))
    half = f"{_said(low)} à {_said(high)}{FINE}%"
    return [
        (
            name,
            said or f"{_said(own)}{FINE}%",
            f"{_said(middle)}{FINE}%",
            half,
            accord(len(values), "acheteur"),
        )
    ]


def _quantile(values: list[int], quarter: int) -> int:
    """A quarter of sorted values, between two neighbours when it falls there."""
    place = (len(values) - 1) * quarter
    low, left = divmod(place, 4)
    high = min(low + 1, len(values) - 1)
    return values[low] + arrondi((values[high] - values[low]) * left, 4)


def _said(mille: int) -> str:
    return decimal(mille, 10, 1)
