"""The heaviest segment, when it weighs enough."""

from __future__ import annotations

from collections.abc import Sequence

from achatlas import langues
from achatlas.analyse import query
from achatlas.domain.nombres import en_pourcent, montant_lisible, pourcent
from achatlas.screens.constats import Vue
from achatlas.screens.mots import Morceau

AXE = "segment"


def dire(vue: Vue) -> Sequence[Morceau]:
    """« « Voirie » vient en tête : 6,5 M€, 12 %. » Raises ClosedCrossing."""
    demande = vue.demande
    if not vue.libre(AXE):
        return []
    mesure = demande.tableau.mesure
    rows = query.rows(AXE, [mesure], demande.retenue, demande.acces.scope)
    known = [row for row in rows.lignes if row.code]
    if len(known) < vue.borne("membres_minimum"):
        return []
    first = max(known, key=lambda row: (row.valeurs[mesure], row.code))
    cents = first.valeurs[mesure]
    if vue.total <= 0 or 100 * cents < vue.borne("part_minimale") * vue.total:
        return []
    paid = montant_lisible(cents)
    share = en_pourcent(pourcent(cents, vue.total, 0))
    return [
        Morceau(vue.nom(AXE, first.code, first.libelle), vue.preuve(AXE)),
        Morceau(
            langues.dire(
                " vient en tête des segments\u00a0: {montant}, {part}.",
                montant=paid,
                part=share,
            )
        ),
    ]
