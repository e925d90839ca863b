"""What has changed the most since the compared year, in euros."""

from __future__ import annotations

from collections.abc import Sequence

from achatlas import langues
from achatlas.analyse import query
from achatlas.domain.nombres import evolution, montant_lisible
from achatlas.screens.constats import Vue
from achatlas.screens.mots import Morceau

AXE = "segment"


def dire(vue: Vue) -> Sequence[Morceau]:
    """« Contre 2024, « Voirie » a le plus changé : +3,1 M€ (+92 %). » Members of both years are compared:
    those that are paid no more too. Raises ClosedCrossing.
    """
    demande = vue.demande
    if demande.compared(AXE) is None or not vue.libre(AXE) or demande.tableau.fait != "achats":
        return []
    found = moved(vue)
    if found is None:
        return []
    nom, now, before = found
    gap = now - before
    if abs(gap) < vue.borne("centimes_minimum") or 100 * abs(gap) < vue.borne("part_minimale") * vue.total:
        return []
    change = evolution(now, before)
    more = f"{'+' if gap > 0 else '−'}{montant_lisible(abs(gap))}"
    more = f"{more} ({change})" if change else more
    return [
        Morceau(langues.dire("Contre {periode}, ", periode=demande.contre_dit)),
        Morceau(nom, vue.preuve(AXE)),
        Morceau(langues.dire(" a le plus changé\u00a0: {plus}.", plus=more)),
    ]


def moved(vue: Vue) -> tuple[str, int, int] | None:
    """The member that changed the most: its name, its amount then before (cents); None without any."""
    demande, mesure = vue.demande, vue.demande.tableau.mesure
    asked, scope = demande.compared(AXE), demande.acces.scope
    if asked is None:
        return None
    now, then = (query.rows(AXE, [mesure], one, scope) for one in (demande.retenue, asked))
    names = {row.code: row.libelle for row in (*then.lignes, *now.lignes) if row.code}
    here, before = ({row.code: row.valeurs[mesure] for row in rows.lignes} for rows in (now, then))
    if not names:
        return None
    most = max(names, key=lambda code: (abs(here.get(code, 0) - before.get(code, 0)), code))
    return vue.nom(AXE, most, names[most]), here.get(most, 0), before.get(most, 0)
