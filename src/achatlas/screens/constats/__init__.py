"""What the current filter shows, said: each sentence is one module with ``dire(vue)`` and its bounds in
``metier/constats/<nom>.yml``, both found by their place. Nothing is said of what the view closes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

from achatlas import langues
from achatlas.analyse.answers import Figures
from achatlas.catalogue.load import Catalogue
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.nombres import lisser
from achatlas.screens.demande import Demande
from achatlas.screens.mots import Morceau


@dataclass(frozen=True)
class Vue:
    """What a sentence is told from: the request, its figures, the anchors of the page, whether it draws a
    curve of concentration, and the bounds of this sentence.
    """

    demande: Demande
    figures: Figures
    anchors: Collection[str]
    courbe: bool = False
    bornes: Mapping[str, int] | None = None

    @property
    def total(self) -> int:
        """The leading measure of the view (cents)."""
        return self.figures.valeurs[self.demande.tableau.mesure]

    def borne(self, nom: str) -> int:
        """A bound of this sentence."""
        return (self.bornes or {})[nom]

    def nom(self, axe: str, code: str, libelle: str) -> str:
        """How a sentence names a member: short where the nomenclature has a short name."""
        told = self.demande.catalogue.segments.get(code, {}) if axe == "segment" else {}
        named = langues.in_french(lisser(told.get("libelle_court") or libelle))
        return lisser(langues.dire("« {nom} »", nom=named))

    def libre(self, axe: str) -> bool:
        """Whether the view has an axis, and no filter of its own on it."""
        return axe in self.demande.axes and self.demande.selection.get(axe) is None

    def preuve(self, axe: str) -> str:
        """Where the figure of an axis stands: in the page when it is drawn there, else its own table."""
        if axe in self.anchors:
            return f"#p-{axe}"
        return self.demande.adresse(chemin=f"{self.demande.chemin}axe/{axe}/")


def noms(catalogue: Catalogue) -> tuple[str, ...]:
    """The sentences that exist, in the order of their definitions."""
    written = {found.name for found in iter_modules(__path__)}
    return tuple(nom for nom in catalogue.constats if nom in written)


def dire(
    demande: Demande, figures: Figures, anchors: Collection[str], *, courbe: bool = False
) -> list[Morceau]:  # fmt: skip
    """The sentences of a view, in their order; nothing of a view where nothing is paid."""
    if figures.valeurs[demande.tableau.mesure] <= 0:
        return []
    vue = Vue(demande, figures, anchors, courbe)
    return [morceau for nom in noms(demande.catalogue) for morceau in _said(nom, vue)]


def _said(nom: str, vue: Vue) -> Iterator[Morceau]:
    bounds = vue.demande.catalogue.constats[nom].bornes
    whole = Vue(vue.demande, vue.figures, vue.anchors, vue.courbe, bounds)
    try:
        said: Sequence[Morceau] = import_module(f"{__name__}.{nom}").dire(whole)
    except ClosedCrossing:
        return
    if said:
        yield Morceau(" ")
        yield from said
