"""The stages after reading, in their order, and what each counts otherwise than the one before."""

from __future__ import annotations

from achatlas.domain.errors import PublicationMissing
from achatlas.domain.nombres import en_lettres
from achatlas.langues import dire, translated
from achatlas.store.register import Bilan
from achatlas.web.acces import publication

ETAPES = ("nettoyage", "cartographie", "publication")
CHANGED = {
    ("cartographie", "marches"): ", au montant modifié",
    ("publication", "marches"): ", une ligne par titulaire",
}
COMMUNE = ", vue commune"


def rank(bilan: Bilan) -> tuple[int, str]:
    """Where the balance of a stage stands: an unknown stage last."""
    return ETAPES.index(bilan.etape) if bilan.etape in ETAPES else len(ETAPES), bilan.objet


def changed(bilan: Bilan) -> str:
    """Say what a stage counts otherwise than the one before: the common view, the same euros many times."""
    fait = bilan.objet.removesuffix(COMMUNE)
    if bilan.etape != "publication" or COMMUNE not in bilan.objet:
        return translated(CHANGED.get((bilan.etape, bilan.objet), ""))
    try:
        held = publication().shared(fait)
    except PublicationMissing:
        return ""
    return dire(", {n} tables des mêmes euros, additionnées", n=en_lettres(held)) if held > 1 else ""
