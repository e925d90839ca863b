"""Who was paid, in this territory: what told it, in euros, and how often persons said the same as the
machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from achatlas.analyse import query
from achatlas.analyse.answers import Row
from achatlas.analyse.selection import Selection
from achatlas.domain.errors import PublicationMissing
from achatlas.domain.nombres import (
    FINE,
    accord,
    en_pourcent,
    entier,
    entre,
    lisser,
    montant,
    montant_lisible,
    parts,
    pourcent,
    unite_de,
)
from achatlas.langues import dire, translated
from achatlas.marks._echelle import pour_cent
from achatlas.marks._interval import barre
from achatlas.pipeline.accords import Accord, agreements
from achatlas.reconcile.engines.decision import DECISION
from achatlas.web.acces import catalogue, ouvrir
from achatlas.web.depots.rights import workshop
from achatlas.web.policies import Requete

PAYE, LIGNES = "montant_paye", "lignes"
LAST = {"autres": 1, "incertain": 2}


def propre(request: Requete) -> Mapping[str, Any]:
    """The euros of every way of recognising, all years together; the agreements, by likelihood."""
    return {"moteurs": _engines(request), "accords": _agreements()}


def _engines(request: Requete) -> Mapping[str, Any] | None:
    try:
        scope = ouvrir(request.droits, "consolidee").scope
    except PublicationMissing:
        return None
    found = query.rows("identification", [PAYE, LIGNES], Selection(), scope)
    total = found.total[PAYE]
    if total <= 0:
        return None
    shaped = _ordered(found.lignes)
    amounts = [row.valeurs[PAYE] for row, _ in shaped]
    unit, longest = unite_de(total), max(amounts)
    return {
        "unite": unit,
        "total": montant(total, unit),
        "total_lignes": entier(found.total[LIGNES]),
        "lignes": [
            _line(row, share, unit, longest, forme)
            for (row, forme), share in zip(shaped, parts(amounts, total), strict=True)
        ],
        "phrase": _sentence(shaped, total),
    }


def _ordered(rows: Sequence[Row]) -> list[tuple[Row, str]]:
    """The ways of recognising that tell an enterprise, then those without one, then what nobody knows."""
    regle = catalogue().regle("identification")
    shaped = [(row, _shape(row.code, regle)) for row in rows]
    return sorted(shaped, key=lambda one: LAST.get(one[1], 0))


def _line(row: Row, share: int, unit: str, longest: int, forme: str) -> dict[str, Any]:
    cents = row.valeurs[PAYE]
    asked = [("vue", "consolidee"), ("exercice", "tous"), ("identification", row.code)]
    return {
        "nom": lisser(row.libelle),
        "forme": forme,
        "largeur": pour_cent(cents, longest),
        "euros": montant(cents, unit),
        "part": f"<{FINE}1" if not share and cents > 0 else str(share),
        "lignes": entier(row.valeurs[LIGNES]),
        "href": f"/cartographie/?{urlencode(asked)}",
    }


def _shape(code: str, regle: Mapping[str, Sequence[str]]) -> str:
    """What draws a way of recognising: written in the file, told by a person or by the machine, without a
    SIREN to look for, unknown.
    """
    if code in regle["ecrit"]:
        return "plein"
    if code == DECISION:
        return "personne"
    if code in regle["identifie"]:
        return "devine"
    return "autres" if code in regle["sans_siren"] else "incertain"


def _sentence(shaped: Sequence[tuple[Row, str]], total: int) -> str:
    """« 86 % des euros portent un numéro valable… La machine a reconnu seule qui a reçu 224,5 M€. »"""
    written, alone = (
        sum(row.valeurs[PAYE] for row, forme in shaped if forme == wanted) for wanted in ("plein", "devine")
    )
    return dire(
        "{part} des euros portent un numéro valable\u00a0: rien n’y est deviné. "
        "La machine a reconnu seule qui a reçu {montant} ({seule}).",
        part=en_pourcent(pourcent(written, total, 0)),
        montant=montant_lisible(alone),
        seule=en_pourcent(pourcent(alone, total)),
    )


def _agreements() -> Mapping[str, Any] | None:
    found = agreements(workshop())
    if found is None:
        return None
    return {
        "nombre": found.tout.judged,
        "phrase": _agreed(found.tout) if found.tout.judged else "",
        "lignes": [_band(one) for one in (*found.par_vraisemblance, found.tout)] if found.tout.judged else [],
        "sans": accord(found.sans, "nom") if found.sans else "",
        "seul": found.sans == 1,
    }


def _agreed(one: Accord) -> str:
    judged = accord(one.judged, "nom jugé", "noms jugés")
    kept = "{noms}, dont {n} où les personnes ont retenu l’entreprise que la machine proposait d’abord."
    return dire(kept, noms=judged, n=entier(one.agreed))


def _band(one: Accord) -> dict[str, Any]:
    ends = one.interval or [0.0, 1.0]
    return {
        "nom": translated(one.vraisemblance.capitalize() or "Tous"),
        "tout": not one.vraisemblance,
        "juges": entier(one.judged),
        "accords": entier(one.agreed),
        "entre": entre(ends),
        "barre": barre(ends),
    }
