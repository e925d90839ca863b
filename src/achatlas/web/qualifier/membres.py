"""What members paid each other, where the nomenclature is worked on: counted there, as in each own view,
and left out of the map of all of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from achatlas.analyse import query
from achatlas.analyse.scope import Atlas, Droits, consolidated
from achatlas.analyse.selection import Selection
from achatlas.domain.errors import PublicationMissing
from achatlas.domain.nombres import accord, lisser, montant_lisible
from achatlas.langues import dire
from achatlas.pipeline.written import Portee
from achatlas.web.acces import catalogue, maison, publication, sessions

INCLUDED = {
    0: "Paiements entre membres compris : {paye}, que la carte de tous retranche.",
    1: "Paiements entre membres compris sur ce segment : {paye}, que la carte de tous retranche.",
    2: "Paiements entre membres compris sur ces segments : {paye}, que la carte de tous retranche.",
}
PAID = ("montant_paye", "lignes")


def included(seen: Portee, codes: Iterable[str] = ()) -> str:
    """What members paid each other on some segments, or on all (€ HT, all years), and that the common map
    takes it out; nothing when it is nothing, or for who works on one buyer, whose own view holds it.
    """
    if len(seen.acheteurs) < 2:
        return ""
    try:
        atlas = Atlas(catalogue(), publication(), sessions(maison()))
    except PublicationMissing:
        return ""
    named = sorted({*codes})
    chosen = Selection().only("flux", ["interne"])
    chosen = chosen.only("segment", named) if named else chosen
    said = query.figures(PAID, chosen, consolidated(atlas, Droits(frozenset(), True))).valeurs
    if not said["lignes"]:
        return ""
    paid = f"{montant_lisible(said['montant_paye'])} ({accord(said['lignes'], 'ligne')})"
    return lisser(dire(INCLUDED[min(len(named), 2)], paye=paid))
