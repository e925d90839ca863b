"""What is bought: families, years, months."""

from __future__ import annotations

from dataclasses import replace

from achatlas.analyse import query
from achatlas.containers.documents.modele import Section, Tableau
from achatlas.domain.nombres import evolution, lisser, montant, unite_de
from achatlas.web.documents.sujet import PAYE, Sujet
from achatlas.web.documents.tracer import barres, serie, share


def section(sujet: Sujet) -> Section:
    """Families and natures, the years side by side, the months."""
    rows = [row for row in sujet.rows("famille").lignes if row.code]
    first = rows[0] if rows else None
    lead = (
        f"{lisser(first.libelle)} est la première famille, {share(first.valeurs[PAYE], sujet.total)} du payé."
        if first
        else ""
    )
    blocs = [
        barres(sujet, "famille", "Familles d’achat", 16),
        barres(sujet, "nature", "Fournitures, services, travaux", 4),
        _years(sujet),
        serie(sujet, "Mois par mois"),
    ]
    axes = ("famille", "nature", "mois")
    return Section("Ce qui est acheté", lead, tuple(blocs), sujet.definitions(axes, (PAYE,)))


def _years(sujet: Sujet) -> Tableau:
    """The years that the territory has, each against the one before."""
    asked = query.figures
    held: list[tuple[str, int, int]] = []
    for annee in sujet.demande.exercices:
        kept = replace(sujet.demande, exercice=annee, contre="").retenue
        found = asked((PAYE, "lignes"), kept, sujet.acces.scope).valeurs
        held.append((annee, found[PAYE], found["lignes"]))
    unit = unite_de(max(cents for _, cents, _ in held))
    lines = tuple(
        (
            annee,
            montant(cents, unit),
            evolution(cents, held[n - 1][1]) if n else "",
            f"{count:,}".replace(",", "\u202f"),
        )
        for n, (annee, cents, count) in enumerate(held)
    )
    heads = ("Exercice", f"{unit} payés HT", "contre l’exercice d’avant", "lignes")
    return Tableau("Exercice par exercice", "", heads, (2, 2, 2, 2), (False, True, True, True), lines)
