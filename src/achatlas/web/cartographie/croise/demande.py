"""What the address of a crossing asks: rows, columns, value, order; and the addresses that keep them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace

from django.http import QueryDict

from achatlas.analyse import gate
from achatlas.analyse.grid import Question
from achatlas.analyse.selection import Selection
from achatlas.catalogue.models import Axe, Mesure, Taux
from achatlas.catalogue.names import EXERCICE
from achatlas.domain.errors import BadAddress
from achatlas.domain.nombres import lisser
from achatlas.langues import dire
from achatlas.screens.demande import TOUS, Demande
from achatlas.web import adresses


@dataclass(frozen=True)
class Evolution:
    """What a measure that adds up has become since the period that the view is compared with."""

    mesure: Mesure

    @property
    def id(self) -> str:
        """How an address writes it."""
        return f"{EVOLUTION}{self.mesure.id}"

    @property
    def libelle(self) -> str:
        """Its name."""
        return dire("Évolution de « {libelle} »", libelle=self.mesure.libelle)

    @property
    def definition(self) -> str:
        """What it is."""
        return dire(
            "{definition} L’évolution est l’écart avec la période comparée, rapporté à celle-ci "
            "; « nouveau » : rien alors, quelque chose maintenant ; « — » : rien qui se rapporte.",
            definition=self.mesure.definition,
        )

    @property
    def unite(self) -> str:
        """The unit of what changes."""
        return self.mesure.unite


EVOLUTION = "evolution."
Valeur = Mesure | Taux | Evolution
NOM, TOTAL, COLONNE = "nom", "total", "col."
FAMILLE, FLUX, INTERNE = "famille", "flux", "montant_interne"


@dataclass(frozen=True)
class Reglages:
    """The axes of the rows and of the columns, what cells hold, the order of the rows, which page of them;
    whether an evolution was asked that has nothing to start from (``fallback``).
    """

    par: str
    selon: str
    valeur: str
    tri: str = ""
    page: int = 1
    fallback: bool = False

    @property
    def axes(self) -> tuple[str, str]:
        """The axes of the rows and of the columns."""
        return self.par, self.selon

    @property
    def colonne(self) -> str | None:
        """The member of the column that sorts the rows; None when none does."""
        return self.tri.removeprefix(COLONNE) if self.tri.startswith(COLONNE) else None

    def asked(self) -> dict[str, str]:
        """The same as parameters of an address, all but the page."""
        return {"par": self.par, "selon": self.selon, "valeur": self.valeur, "tri": self.tri}


@dataclass(frozen=True)
class Crossing(Demande):
    """One state of the screen of a crossing: whatever is changed of it, the axes and the value stay."""

    reglages: Reglages

    @property
    def retranche(self) -> bool:
        """Whether payments between members are left out: not where they are what is crossed."""
        shown = FLUX in self.reglages.axes or self.reglages.valeur.removeprefix(EVOLUTION) == INTERNE
        return super().retranche and not shown

    @property
    def valeur(self) -> Valeur:
        """The measure or the share of the cells."""
        nom = self.reglages.valeur
        own = self.catalogue.mesures.get(nom.removeprefix(EVOLUTION))
        if own is None or own.fait != self.tableau.fait:
            return self.catalogue.taux[nom]
        return Evolution(own) if nom.startswith(EVOLUTION) else own

    @property
    def question(self) -> Question:
        """What is asked: the two axes under what is chosen."""
        return Question(self.reglages.axes, self.retenue, self.acces.scope)

    @property
    def base(self) -> Selection | None:
        """What an evolution starts from: nothing where no period is compared, or where years are an axis."""
        return None if self.par_annee else self.reference

    @property
    def par_annee(self) -> bool:
        """Whether years are one of the axes: that of the address then filters nothing."""
        return EXERCICE in self.reglages.axes

    @property
    def selected(self) -> Selection:
        """All that is chosen, of all years when these are an axis."""
        return self.retenue.without(EXERCICE) if self.par_annee else self.retenue

    @property
    def shown(self) -> Crossing:
        """What the screen is named after: all that is chosen, of all years when these are an axis."""
        return replace(self, exercice=TOUS if self.par_annee else self.exercice)

    @property
    def whole(self) -> Crossing:
        """What the table is of: without the clauses of the two axes, of all years when these are one."""
        free = self.selection.without(self.reglages.par).without(self.reglages.selon)
        return replace(self, selection=free, exercice=TOUS if self.par_annee else self.exercice)

    def adresse(self, selection: Selection | None = None, chemin: str = "", **plus: str) -> str:
        """The address of this state with another selection or other settings; ``chemin``: of another page."""
        if chemin:
            return super().adresse(selection, chemin, **plus)
        return super().adresse(selection, f"{self.chemin}croise/", **{**self.reglages.asked(), **plus})

    def ici(self, **plus: str) -> str:
        """The address of this state with some settings changed."""
        return self.adresse(None, "", **plus)

    def fichier(self, genre: str) -> str:
        """The address of the whole table as a file."""
        return self.adresse(None, f"{self.chemin}croise.{genre}", **self.reglages.asked())


def valeurs(demande: Demande) -> Mapping[str, Valeur]:
    """All that a cell may hold: the measures of the fact, then its shares."""
    definitions, fait = demande.catalogue, demande.tableau.fait
    own = definitions.mesures_of(fait)
    taux = {n: one for n, one in definitions.taux.items() if one.fait == fait and n not in own}
    changes = [Evolution(one) for one in own.values() if one.additive]
    return {**taux, **own, **{one.id: one for one in changes}}


def lire(params: QueryDict, demande: Demande) -> Crossing:
    """What an address asks to cross; where nothing is compared, the measure instead of its evolution. Raises
    BadAddress for an axis, a value, an order or a page that does not exist, and for an axis by itself.
    """
    par, selon = _axes(params, demande)
    valeur = params.get("valeur") or demande.tableau.mesure
    asked = Reglages(
        par=par,
        selon=selon,
        valeur=adresses.one_of(valeur, tuple(valeurs(demande)), "Valeur"),
        tri=_order(params.get("tri", ""), demande, selon),
        page=adresses.page_of(params),
    )
    held = {one.name: getattr(demande, one.name) for one in fields(Demande)}
    found = Crossing(**held, reglages=asked)
    if isinstance(found.valeur, Evolution) and found.base is None:
        return replace(found, reglages=replace(asked, valeur=found.valeur.mesure.id, fallback=True))
    return found


def _axes(params: QueryDict, demande: Demande) -> tuple[str, str]:
    known = tuple(demande.axes)
    par, selon = params.get("par", ""), params.get("selon", "")
    par = adresses.one_of(par, known, "Axe") if par else ""
    selon = adresses.one_of(selon, known, "Axe") if selon else ""
    par = par or next(one for one in usual(demande) if one not in (selon, EXERCICE))
    selon = selon or next(one for one in (EXERCICE, *usual(demande)) if one in known and one != par)
    if par == selon:
        raise BadAddress(
            quoi=dire("Axe croisé avec lui-même : « {libelle} »", libelle=lisser(demande.axes[par].libelle)),
            ou="adresse de la page",
            pourquoi="les lignes et les colonnes seraient les mêmes",
            que_faire="Choisissez un autre axe pour les lignes, ou pour les colonnes",
        )
    return par, selon


def usual(demande: Demande) -> Iterator[str]:
    """The axes, those that one crosses first before the others: families, then those of the panels."""
    first = (FAMILLE, *(panneau.axe for panneau in demande.tableau.panneaux), *demande.axes)
    return iter(dict.fromkeys(one for one in first if one in demande.axes))


def _order(tri: str, demande: Demande, selon: str) -> str:
    """An order, when it exists: of a column, any member of the axis, shown or not."""
    code = tri.removeprefix(COLONNE)
    if tri.startswith(COLONNE) and code in gate.libelles(demande.axes[selon], demande.acces.scope):
        return tri
    return adresses.one_of(tri, ("", NOM, TOTAL), "Tri")


def measured(valeur: Valeur) -> Mesure | Taux:
    """What is asked of the figures: of an evolution, its measure."""
    return valeur.mesure if isinstance(valeur, Evolution) else valeur


def named(valeur: Valeur) -> str:
    """What a value is called on screen."""
    return lisser(valeur.libelle)


def axes_of(demande: Crossing) -> tuple[Axe, Axe]:
    """The axes of the rows and of the columns."""
    return demande.axes[demande.reglages.par], demande.axes[demande.reglages.selon]
