"""What is classed in a segment that says nothing precise."""

from __future__ import annotations

from collections.abc import Sequence

from achatlas import langues
from achatlas.analyse import query
from achatlas.domain.evolution import DIVERS
from achatlas.domain.nombres import en_pourcent, montant_lisible, pourcent
from achatlas.screens.constats import Vue
from achatlas.screens.mots import Morceau

AXE, CLASSE = "segment", "montant_classe"


def dire(vue: Vue) -> Sequence[Morceau]:
    """« Du classé, 4,1 M€ (0,8 %) sont en « Services divers », faute de mieux. » Raises ClosedCrossing."""
    demande = vue.demande
    if not vue.libre(AXE) or CLASSE not in vue.figures.valeurs:
        return []
    mesure = demande.tableau.mesure
    rows = query.rows(AXE, [mesure], demande.retenue, demande.acces.scope)
    found = next((row for row in rows.lignes if row.code == DIVERS), None)
    if found is None or found.valeurs[mesure] < vue.borne("centimes_minimum"):
        return []
    cents, classed = found.valeurs[mesure], vue.figures.valeurs[CLASSE]
    said = langues.dire(
        "Du classé, {montant} ({part}) sont en {nom}",
        montant=montant_lisible(cents),
        part=en_pourcent(pourcent(cents, classed)),
        nom=vue.nom(AXE, DIVERS, found.libelle),
    )
    there = demande.adresse(demande.selection.only(AXE, [DIVERS]))
    return [Morceau(said, there), Morceau(langues.translated(", faute de mieux."))]
