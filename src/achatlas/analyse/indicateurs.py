"""Indicators of the SPASER within a scope: each figure by its form, in all or by the members of an axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from achatlas.analyse import crossed as crossing
from achatlas.analyse import formes, gate, registre
from achatlas.analyse.groupements import both
from achatlas.analyse.readings import CLOSED, MEMBRE, Reading, absent, definition
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Clause, Selection
from achatlas.analyse.taux import Part, by_member, taux
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models_indicateurs import Calcul, Indicateur
from achatlas.domain.errors import ClosedCrossing, UnknownAxis
from achatlas.domain.saisie import Saisie
from achatlas.store.publications import CONSOLIDE, CROSSINGS, alias_of

ACHATS, ACHETEUR, EXERCICE, FLUX, INTERNE = "achats", "acheteur", "exercice", "flux", "interne"
Figures = Mapping[str, Reading]
"""The figures of an indicator, by their names, the leading one first."""


@dataclass(frozen=True)
class Question:
    """A figure that is asked of a scope (``readings.Asked``), by the members of ``par``; ``indicateur``: the
    one that it is of.
    """

    calcul: Calcul
    selection: Selection
    scope: Scope
    par: str = ""
    indicateur: str = ""

    @property
    def catalogue(self) -> Catalogue:
        """The definitions."""
        return self.scope.atlas.catalogue

    @property
    def acheteurs(self) -> tuple[str, ...]:
        """The buyers (SIREN) that the view holds and the selection keeps."""
        held = self.scope.atlas.publication.aliases - {CONSOLIDE, CROSSINGS}
        alone = {self.scope.chiffres} if self.scope.vue == "individuelle" else held
        clause, head = self.selection.get(ACHETEUR), alias_of("")
        sirens = sorted(alias.removeprefix(head) for alias in alone)
        return tuple(siren for siren in sirens if clause is None or clause.keeps(siren))

    def chosen(self, fait: str) -> Selection:
        """The selection of a fact, restricted to what the figure is among, where the fact carries the axis.

        In the common view, payments between members are left out, as its other shares leave them; a marché
        is in no flow.
        """
        found = self._common(fait)
        axes = self.catalogue.axes_of(fait)
        for axe, codes in self.calcul.parmi.items():
            if axe in axes:
                asked, own = Clause("dans", codes), found.get(axe)
                clause = asked if own is None else both(own, asked, axes[axe].colonne)
                found = Selection({**found.clauses, axe: clause})
        return found

    def _common(self, fait: str) -> Selection:
        if fait != ACHATS:
            return self.selection.without(FLUX)
        common = self.scope.vue == "consolidee" and self.selection.get(FLUX) is None
        return self.selection.only(FLUX, [INTERNE], "sauf") if common else self.selection

    def parts(self, mesure: str) -> Mapping[str, Part]:
        """The share of each member, in a measure. Raises ClosedCrossing, UnknownAxis."""
        share, chosen = definition(self.calcul, mesure), self.chosen(self.calcul.fait)
        if self.par:
            gate.axe_of(self.par, share.fait, self.scope)
            return by_member(share, self.par, chosen, self.scope)
        return {"": taux(share, chosen, self.scope)}

    def crossed(self, axes: Sequence[str], mesures: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        """The measures of each combination of members of some axes, under that of ``par``. Raises
        ClosedCrossing, UnknownAxis.
        """
        fait = self.catalogue.mesures[mesures[0]].fait
        asked = (*axes, *([self.par] if self.par else []))
        chosen = self.chosen(fait)

        def compute() -> tuple[Mapping[str, Any], ...]:
            if asked:
                return crossing.crossed(tuple(dict.fromkeys(asked)), mesures, chosen, self.scope)
            return crossing.crossed([EXERCICE], mesures, chosen, self.scope)

        rows = gate.recent(self.scope, ("indicateur", asked, tuple(mesures), chosen), compute)
        told = [{**row, MEMBRE: row[self.par] if self.par else ""} for row in rows]
        return told if asked else _summed(told, mesures)

    def registre(self, *, free: bool = False) -> Sequence[Mapping[str, Any]]:
        """The marchés of the register that the selection keeps, or all (``free``), under their members.
        Raises ClosedCrossing, UnknownAxis.
        """
        fait = self.calcul.fait
        rows = registre.own(self.scope) if free else registre.kept(self.chosen(fait), self.scope)
        if not self.par:
            return [{**row, MEMBRE: ""} for row in rows]
        axe = gate.axe_of(self.par, fait, self.scope)
        return [{**row, MEMBRE: registre.member(row, axe)} for row in rows]

    def entrees(self, de: str = "") -> Sequence[Saisie]:
        """What the buyers of the view and of the selection entered of its indicator, or of another one
        (``de``), in the years that the selection keeps. Raises ClosedCrossing for a selection that entries
        cannot be told by.
        """
        if more := self.selection.clauses.keys() - {EXERCICE, ACHETEUR, FLUX}:
            raise ClosedCrossing(
                quoi="Croisement que les saisies ne portent pas",
                ou=", ".join(sorted(more)),
                pourquoi="une saisie dit une année d’un acheteur, et rien de plus fin",
                que_faire="Retirez ce filtre",
            )
        whose, clause = frozenset(self.acheteurs), self.selection.get(EXERCICE)
        return tuple(
            one
            for one in self.scope.atlas.saisies
            if one.indicateur == (de or self.indicateur)
            and one.acheteur in whose
            and (clause is None or clause.keeps(str(one.annee)))
        )

    def before(self, annees: int) -> Question | None:
        """The same so many years before; None unless the selection keeps one year."""
        clause = self.selection.get(EXERCICE)
        if clause is None or clause.mode != "dans" or len(clause.valeurs) != 1:
            return None
        year = clause.valeurs[0]
        if not year.isdigit():
            return None
        return replace(self, selection=self.selection.only(EXERCICE, [str(int(year) - annees)]))


def _summed(rows: Sequence[Mapping[str, Any]], mesures: Sequence[str]) -> Sequence[Mapping[str, Any]]:
    """Additive measures of all the rows together: one row, none when there is nothing."""
    sums = {mesure: sum(row[mesure] for row in rows) for mesure in mesures}
    return [{MEMBRE: "", **sums}] if rows else []


def told(
    indicateur: Indicateur, selection: Selection, scope: Scope, par: str = ""
) -> dict[str, Mapping[str, Reading]]:
    """The figures of an indicator, each by the members of an axis (``par``), "" being the whole without one.

    A figure that the scope may not tell, or whose fact does not carry an axis, is told closed (``CLOSED``).
    """
    every = indicateur.calculs.items()
    return {name: _told(Question(one, selection, scope, par, indicateur.id)) for name, one in every}


def _told(asked: Question) -> Mapping[str, Reading]:
    try:
        if asked.par == EXERCICE:
            return _by_year(replace(asked, par=""))
        found = formes.discover()[asked.calcul.forme].told(asked)
    except (ClosedCrossing, UnknownAxis):
        return {"": absent(CLOSED)}
    clause = asked.selection.get(asked.par)
    return {code: one for code, one in found.items() if clause is None or clause.keeps(code)}


def _by_year(asked: Question) -> Mapping[str, Reading]:
    """The trend: the same question of each year that the scope holds, for no year is told from another."""
    free = asked.selection.without(EXERCICE)
    every = years(asked.calcul.fait or ACHATS, free, asked.scope)
    each = ((year, replace(asked, selection=asked.selection.only(EXERCICE, [year]))) for year in every)
    forme = formes.discover()[asked.calcul.forme]
    return {year: forme.told(one).get("", Reading()) for year, one in each}


def years(fait: str, selection: Selection, scope: Scope) -> list[str]:
    """The years in which a selection holds rows of a fact, in order."""
    mesure = {ACHATS: "lignes"}.get(fait, "lignes_marches")
    kept = selection if fait == ACHATS else selection.without(FLUX)
    rows = crossing.crossed([EXERCICE], [mesure], kept, scope)
    return sorted({str(row[EXERCICE]) for row in rows if row[EXERCICE]})


def whole(indicateur: Indicateur, selection: Selection, scope: Scope) -> Figures:
    """The figures of an indicator for all that a selection keeps."""
    return {name: found.get("", Reading()) for name, found in told(indicateur, selection, scope).items()}
