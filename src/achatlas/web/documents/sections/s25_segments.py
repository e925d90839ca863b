"""The segments: the first ones, with how many suppliers share them and how much the first holds."""

from __future__ import annotations

from collections import defaultdict

from achatlas.analyse.crossed import crossed
from achatlas.containers.documents.modele import Section, Tableau
from achatlas.domain.nombres import arrondi, entier, montant, unite_de
from achatlas.web.documents.sujet import PAYE, Sujet, amount
from achatlas.web.documents.tracer import share

SHOWN = 25
LOW, HIGH = 1500, 2500


def section(sujet: Sujet) -> Section:
    """The first segments and how concentrated their suppliers are."""
    rows = [row for row in sujet.rows("segment").lignes if row.code]
    names, paid = sujet.libelles("segment"), _paid(sujet)
    unit = unite_de(max(map(amount, rows), default=0))
    lines = tuple(
        (f"{row.code} {names.get(row.code, row.code)}", montant(amount(row), unit),
         share(amount(row), sujet.total), *_concentration(paid[row.code]))
        for row in rows[:SHOWN]
    )  # fmt: skip
    top = sum(amount(row) for row in rows[:5])
    lead = f"Les cinq premiers segments font {share(top, sujet.total)} du payé, sur {entier(len(rows))}."
    heads = ("Segment", unit, "part", "fournisseurs", "le premier", "HHI")
    table = Tableau(
        f"Les {min(SHOWN, len(rows))} premiers segments",
        f"payé HT, exercice {sujet.exercice}",
        heads, (9, 2, 2, 2, 2, 3), (False, True, True, True, True, True), lines,
    )  # fmt: skip
    hhi = (
        "HHI",
        "Somme des carrés des parts des fournisseurs du segment, de 0 à 10 000 : moins de 1 500, dispersé ; "
        "de 1 500 à 2 500, moyen ; au-delà, concentré. « — » quand un avoir rend les parts indicibles.",
    )
    return Section("Les segments", lead, (table,), (*sujet.definitions(("segment",)), hhi))


def _paid(sujet: Sujet) -> dict[str, list[int]]:
    """What each supplier of each segment was paid."""
    found: dict[str, list[int]] = defaultdict(list)
    for row in crossed(["segment", "fournisseur"], [PAYE], sujet.demande.retenue, sujet.acces.scope):
        found[row["segment"]].append(row[PAYE])
    return found


def _concentration(paid: list[int]) -> tuple[str, str, str]:
    """How many suppliers, the share of the first, the index with its word."""
    whole = sum(paid)
    if whole <= 0 or min(paid) < 0:
        return entier(len(paid)), "—", "—"
    index = arrondi(10_000 * sum(one * one for one in paid), whole * whole)
    word = "dispersé" if index < LOW else "moyen" if index <= HIGH else "concentré"
    return entier(len(paid)), share(max(paid), whole), f"{entier(index)} {word}"
