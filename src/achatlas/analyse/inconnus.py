"""What is not known of the euros of a selection: each doubt with its amount, or that the scope closes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from achatlas.analyse import query
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection
from achatlas.analyse.taux import taux
from achatlas.catalogue.models import Taux
from achatlas.domain.errors import ClosedCrossing
from achatlas.langues import dire, translated

PAYE = "montant_paye"
MEASURED = ("montant_classe", "montant_classe_sur", "montant_identifie")


@dataclass(frozen=True)
class Inconnu:
    """A doubt: its name, the axis that tells it, its amount (cents), None where the scope closes it."""

    nom: str
    axe: str
    centimes: int | None


def inconnus(selection: Selection, scope: Scope, parts: Sequence[Taux]) -> tuple[int, list[Inconnu]]:
    """What is paid under a selection (cents), then its doubts, of which some are shares whose members nobody
    knows. Raises ClosedCrossing when nothing may be told.
    """
    told = query.figures([PAYE, *MEASURED], selection, scope).valeurs
    return told[PAYE], [*_measured(told), *(_share(one, selection, scope) for one in parts)]


def _measured(told: Mapping[str, int]) -> Iterator[Inconnu]:
    total = told[PAYE]
    classed, sure, known = (told.get(name) for name in MEASURED)
    yield Inconnu(
        translated("À qualifier, sans segment"), "segment", None if classed is None else total - classed
    )
    both = classed is not None and sure is not None
    yield Inconnu(
        translated("Classé sans certitude"), "classement", (classed or 0) - (sure or 0) if both else None
    )
    yield Inconnu(
        translated("Fournisseur non identifié"), "identification", None if known is None else total - known
    )


def _share(one: Taux, selection: Selection, scope: Scope) -> Inconnu:
    nom = dire("{part} : inconnu ou présumé", part=one.libelle)
    try:
        part = taux(one, selection, scope)
    except ClosedCrossing:
        return Inconnu(nom, one.axe, None)
    return Inconnu(nom, one.axe, part.presume + part.inconnu)
