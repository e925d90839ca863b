"""The register of marchés within a scope: every marché of the common view, or those of a buyer and those of
others of which it is a member.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from achatlas.analyse import expressions, gate, lines
from achatlas.analyse.crossed import Row, beside, crossed
from achatlas.analyse.expressions import Shape
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection
from achatlas.catalogue.models import Axe
from achatlas.domain.errors import ClosedCrossing
from achatlas.store.publications import alias_of

REGISTRE, MARCHES = "registre", "marches"
CLASS = ("famille_code", "segment_code", "nature")
NEED = ("acheteur", "segment", "nature", "exercice", "rattachement")
PAID = ("montant_paye", "lignes")
ACHAT = ("perimetre", ("achat",))
"""What a need is made of: neither what the account leaves out of public procurement, nor discounts."""
UNDER = "sous_marche"
"""What the codes of the axis ``rattachement`` begin with when a payment is made on a marché."""


def rows(scope: Scope) -> tuple[Row, ...]:
    """The rows of ``mart__registre``, the first to end first, each in the segment that it has now."""
    place = gate.route(scope, REGISTRE, frozenset({"marche_cle"}), scope.chiffres)
    query = expressions.listed(place.source, Shape(()), ("date_fin", False), None)
    now = _classed(scope)
    return tuple({**row, **now.get(row["marche_cle"], {})} for row in gate.run(scope, query, {}, place))


def own(scope: Scope) -> tuple[Row, ...]:
    """The marchés of the register that the buyers of the view passed themselves, kept a while."""

    def compute() -> tuple[Row, ...]:
        alone = scope.vue == "individuelle"
        return tuple(r for r in rows(scope) if not alone or alias_of(r["acheteur_siren"]) == scope.chiffres)

    found: tuple[Row, ...] = gate.recent(scope, ("registre", "propres"), compute)
    return found


def member(row: Row, axe: Axe) -> str:
    """The code of a marché on an axis of marchés, the year and month being those of its notification. Raises
    ClosedCrossing for an axis that the register does not carry.
    """
    day = row["date_notification"]
    dated = {"exercice": f"{day.year}" if day else "", "mois": f"{day.month:02d}" if day else ""}
    if axe.colonne in dated:
        return dated[axe.colonne]
    if axe.colonne not in row:
        raise ClosedCrossing(
            quoi="Croisement que le registre ne porte pas",
            ou=axe.libelle,
            pourquoi="une ligne du registre est un marché entier, tous titulaires réunis",
            que_faire="Retirez ce filtre, ou passez à la vue des marchés",
        )
    return str(row[axe.colonne] or "")


def kept(selection: Selection, scope: Scope) -> tuple[Row, ...]:
    """Those of ``own`` that a selection of marchés keeps. Raises UnknownAxis, ClosedCrossing."""
    clauses = [(gate.axe_of(name, MARCHES, scope), one) for name, one in selection.clauses.items()]
    return tuple(
        row for row in own(scope) if all(one.keeps(member(row, axe), axe.colonne) for axe, one in clauses)
    )


def row_of(cle: str, scope: Scope) -> Row | None:
    """The row of one marché, in the segment that it had at the last run; None when the view has none."""

    def compute() -> Row | None:
        return next(iter(beside(REGISTRE, "marche_cle", cle, scope, ("marche_cle", False))), None)

    found: Row | None = gate.recent(scope, ("registre", cle), compute)
    return found


def _classed(scope: Scope) -> Mapping[str, Mapping[str, Any]]:
    """Segment, family and nature of the marchés whose rows the scope holds, as decisions make them now."""
    found: dict[str, Mapping[str, Any]] = {}
    for alias in lines.files_of(scope, MARCHES):
        place = gate.route(scope, MARCHES, lines.LIGNE, alias)
        query = expressions.listed(place.source, Shape(()), ("marche_cle", False), None)
        found |= {
            row["marche_cle"]: {name: row[name] or "" for name in CLASS}
            for row in gate.run(scope, query, {}, place)
        }
    return found


def spent(scope: Scope, own: bool) -> tuple[Row, ...]:
    """What is paid in each segment by each buyer and year, on a marché or not (cents, lines); by need and by
    month too (``own``) where the view crosses them, that of one buyer: the needs of others mean nothing to
    it. What the account leaves out of public procurement does not
    count. The common view leaves payments between members out, as its
    lines and its map do.

    Raises ClosedCrossing for months in the common view.
    """
    axes = (*NEED, "besoin", "mois") if own else NEED
    bought = Selection().only(*ACHAT)
    chosen = bought.only("flux", ["interne"], "sauf") if scope.vue == "consolidee" else bought
    return crossed(axes, PAID, chosen, scope)
