"""Who buys: the directions of a buyer (its services, when it names no direction), or all the buyers."""

from __future__ import annotations

from achatlas.containers.documents.modele import Section
from achatlas.domain.nombres import accord, lisser
from achatlas.screens import levels
from achatlas.web.documents.sujet import PAYE, Sujet, amount
from achatlas.web.documents.tracer import barres, share

TITRES = {"acheteur": "Les acheteurs", "direction": "Les directions", "service": "Les services"}


def section(sujet: Sujet) -> Section:
    """One leaderboard, the whole of it."""
    axe = "acheteur" if sujet.commun else levels.named(sujet.demande, "direction")
    titre = TITRES[axe]
    rows = sujet.rows(axe)
    known = [row for row in rows.lignes if row.code]
    said = ""
    if known:
        singular, plural = sujet.axe(axe).libelle.lower(), sujet.axe(axe).pluriel.lower()
        many = accord(len(known), singular, plural)
        part = share(amount(known[0]), rows.total[PAYE])
        said = f"{lisser(known[0].libelle)} paie {part} du total, sur {many}."
    blocs = [barres(sujet, axe, titre, 20, rows)]
    if sujet.commun:
        blocs.append(barres(sujet, "type_acheteur", "Par type d’acheteur", 12))
    axes = (axe, "type_acheteur") if sujet.commun else (axe,)
    return Section("Qui achète", said, tuple(blocs), sujet.definitions(axes))
