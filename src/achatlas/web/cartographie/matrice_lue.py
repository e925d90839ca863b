"""What a heat map is drawn from: how it is asked, and all that it asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

from django.http import QueryDict

from achatlas.analyse import gate
from achatlas.analyse.crossed import Row
from achatlas.analyse.grid import Croix
from achatlas.analyse.matrice import Shared, Wanted, croix, shared_by
from achatlas.analyse.selection import Selection
from achatlas.catalogue.models import Matrice
from achatlas.domain.errors import CatalogueError
from achatlas.langues import translated
from achatlas.screens import communs, keeping, levels
from achatlas.screens.demande import Demande
from achatlas.web import adresses

TRIS = ("", "nom", "acheteurs", "communs")
PART = "acheteur"
HORS_MARCHE, RATTACHEMENT = "hors_marche", "rattachement"
Noms = Mapping[str, str]


@dataclass(frozen=True)
class Reglages:
    """How a heat map is read: the order of its rows, in shares of a column or in euros, which page."""

    tri: str = ""
    part: bool = False
    page: int = 1

    @classmethod
    def of(cls, params: QueryDict) -> Reglages:
        """What an address asks; raises BadAddress for an order, a share or a page that does not exist."""
        tri = adresses.one_of(params.get("tri", ""), TRIS, "Tri")
        part = adresses.one_of(params.get("part", ""), ("", PART), "Part")
        return cls(tri, bool(part), adresses.page_of(params))

    def asked(self, **other: str) -> dict[str, str]:
        """The same as parameters of an address, some changed."""
        return {"tri": self.tri, "part": PART if self.part else "", **other}


@dataclass(frozen=True)
class Carte(Demande):
    """One state of the screen of a heat map: whatever is chosen in it, its order and its depths stay."""

    reglages: Reglages

    @classmethod
    def of(cls, demande: Demande, reglages: Reglages) -> Carte:
        """What a screen is asked, read in this way."""
        return cls(**{one.name: getattr(demande, one.name) for one in fields(Demande)}, reglages=reglages)

    def adresse(self, selection: Selection | None = None, chemin: str = "", **plus: str) -> str:
        """The address of this state with another selection or other settings; ``chemin``: of another page."""
        kept = {} if chemin else self.reglages.asked()
        return super().adresse(selection, chemin, **{**kept, **plus})


@dataclass(frozen=True)
class Lecture:
    """All that a heat map is drawn from."""

    demande: Demande
    axes: Matrice
    croix: Croix[int]
    shared: Shared
    last_days: tuple[Row, ...]
    jour: date

    @property
    def alone(self) -> bool:
        """Whether the columns are those of one buyer."""
        return self.axes.colonnes == self.axes.seul

    @property
    def own(self) -> frozenset[str]:
        """The two axes."""
        return frozenset((self.axes.lignes, self.axes.colonnes))

    @property
    def colonne(self) -> str:
        """The column of the tables that holds the rows."""
        return self.demande.axes[self.axes.lignes].colonne

    def of_row(self, code: str) -> Shared:
        """What its columns have in common in one row, with many more members; in all rows when it is
        empty.
        """
        return _shared(self.demande, self.axes, Wanted(communs.ALL, code)) if code else self.shared

    def ending(self, code: str) -> list[Row]:
        """The marchés of a row that end in the months to come; those of all rows when it is empty."""
        return [row for row in self.last_days if code in ("", row[self.colonne])]

    def noms(self, axe: str) -> Noms:
        """The names of an axis."""
        return gate.libelles(self.demande.axes[axe], self.demande.acces.scope)


def lire(demande: Demande, jour: date) -> Lecture:
    """Asks all that a heat map needs. Raises ClosedCrossing, CatalogueError for a dashboard without one."""
    axes = demande.tableau.matrice
    if axes is None:
        raise CatalogueError(
            translated("Tableau sans matrice"), demande.tableau.id, "il a des panneaux", "montrez-les"
        )
    if not demande.consolidee and axes.seul:
        seul = levels.named(demande, axes.seul)
        axes = axes.model_copy(update={"colonnes": seul, "seul": seul, "groupes": ""})
    found = croix(axes, demande.tableau.mesure, demande.retenue, demande.acces.scope)
    shared = _shared(demande, axes, Wanted(communs.SHOWN, dont=_dont(demande, axes)))
    return Lecture(demande, axes, found, shared, communs.ending(rows_free(demande, axes), jour), jour)


def _shared(demande: Demande, axes: Matrice, wanted: Wanted) -> Shared:
    return shared_by(axes, demande.tableau.mesure, demande.retenue, demande.acces.scope, wanted)


def _dont(demande: Demande, axes: Matrice) -> tuple[str, str] | None:
    """What is told apart: what is bought without citing a marché, unless a filter says so already."""
    alone = axes.colonnes == axes.seul
    filtered = RATTACHEMENT not in demande.axes or demande.selection.get(RATTACHEMENT)
    return None if alone or filtered else (RATTACHEMENT, HORS_MARCHE)


def rows_free(demande: Demande, axes: Matrice) -> Demande:
    """The same without the clauses of the two axes: marks stand in every cell."""
    free = demande.selection.without(axes.lignes).without(axes.colonnes)
    return replace(demande, selection=free)


def chosen_total(lu: Lecture) -> int:
    """What is paid by the rows and the columns that are chosen: all, when none is."""
    chosen = [lu.demande.selection.get(axe) for axe in (lu.axes.lignes, lu.axes.colonnes)]
    return sum(
        cents
        for codes, cents in lu.croix.cases.items()
        if all(clause is None or clause.keeps(code) for clause, code in zip(chosen, codes, strict=True))
    )


def chosen_row(lu: Lecture) -> str:
    """The only row that is chosen; empty when none is, or several."""
    return keeping.alone(lu.demande, lu.axes.lignes) or ""
