"""What is paid under each segment, in the view and the year that a person asks."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace

from django.http import Http404, QueryDict

from achatlas.analyse import query
from achatlas.analyse.answers import Row
from achatlas.analyse.selection import Selection
from achatlas.domain.errors import ClosedCrossing, PublicationMissing
from achatlas.domain.evolution import A_QUALIFIER
from achatlas.langues import translated
from achatlas.screens.acces import Acces
from achatlas.screens.demande import TOUS, Demande
from achatlas.web.acces import catalogue, ouvrir, territoire
from achatlas.web.adresses import ONCE
from achatlas.web.cartographie.demande import lire
from achatlas.web.cartographie.views import Choix, premier
from achatlas.web.policies import Requete

RACINE = "/nomenclature/"
LINES = "lignes"


@dataclass(frozen=True)
class Question(Demande):
    """A state of the guide: the view and the year of the figures, the page, and what is looked for."""

    page: str = RACINE
    cherche: str = ""

    @property
    def chemin(self) -> str:
        """The path of this page."""
        return self.page

    def parametres(self) -> list[tuple[str, str]]:
        """The view, the year, and what is looked for."""
        asked = [("q", self.cherche)] if self.cherche else []
        return [*asked, *(pair for pair in super().parametres() if pair[0] != "contre")]

    def segment(self, code: str) -> str:
        """The address of a segment in the same view and year."""
        return self.adresse(chemin=f"{RACINE}{code}/", q="")

    def carte(self, axe: str, code: str) -> str:
        """The address of the map filtered on a family or a segment."""
        return self.adresse(Selection().only(axe, codes(code)), f"/{self.tableau.id}/", q="")

    @property
    def mesures(self) -> list[str]:
        """The euros and the lines."""
        return [self.tableau.mesure, LINES]


def codes(code: str) -> list[str]:
    """The members of an axis behind a code: what nothing could class is « À qualifier »."""
    return [code, ""] if code in (A_QUALIFIER, A_QUALIFIER.partition(".")[0]) else [code]


@dataclass(frozen=True)
class Montant:
    """What is paid, in cents, and in how many lines."""

    centimes: int = 0
    lignes: int = 0

    def __add__(self, other: Montant) -> Montant:
        return Montant(self.centimes + other.centimes, self.lignes + other.lignes)


Depenses = Mapping[str, Montant]


def question(request: Requete, page: str = RACINE, cherche: str = "") -> Question | None:
    """What is asked, within the rights of the person; None while there is nothing to count.

    Raises Http404 for a view or a year that is named and does not exist for this person.
    """
    acces = _acces(request)
    if acces is None:
        return None
    definitions = catalogue()
    tableau = definitions.tableaux[premier("achats")]
    lue = lire(_settings(request), tableau, definitions.axes_of("achats"), acces, territoire())
    return Question(**{f.name: getattr(lue, f.name) for f in fields(Demande)}, page=page, cherche=cherche)


def _acces(request: Requete) -> Acces | None:
    vue, pour = request.GET.get("vue", ""), request.GET.get("pour", "")
    if vue or pour:
        with suppress(PublicationMissing):
            return ouvrir(request.droits, vue, pour)
        return None
    with suppress(PublicationMissing, Http404):
        return ouvrir(request.droits)
    return None


def _settings(request: Requete) -> QueryDict:
    """The settings of an address: here nothing is filtered."""
    kept = QueryDict(mutable=True)
    for name in ONCE & request.GET.keys():
        kept.setlist(name, request.GET.getlist(name))
    return kept


def par_segment(asked: Question | None) -> Depenses:
    """What is paid under each segment, by code; empty when nothing may be told."""
    if asked is None:
        return {}
    with suppress(ClosedCrossing):
        rows = query.rows("segment", asked.mesures, asked.retenue, asked.acces.scope)
        found: dict[str, Montant] = {}
        for row in rows.lignes:
            code = row.code or A_QUALIFIER
            found[code] = found.get(code, Montant()) + _montant(row, asked)
        return found
    return {}


def par_annee(asked: Question | None, code: str) -> Depenses:
    """What is paid under a segment, by year, in the order of years."""
    if asked is None:
        return {}
    whole = replace(asked, selection=Selection().only("segment", codes(code)), exercice=TOUS)
    with suppress(ClosedCrossing):
        rows = query.rows("exercice", asked.mesures, whole.retenue, asked.acces.scope)
        found = {row.code: _montant(row, asked) for row in rows.lignes if row.code}
        return {year: found.get(year, Montant()) for year in asked.exercices or sorted(found)}
    return {}


def _montant(row: Row, asked: Question) -> Montant:
    return Montant(row.valeurs[asked.tableau.mesure], row.valeurs[LINES])


def annees(asked: Question) -> list[Choix]:
    """The years that may be asked, the last one first, then all together."""
    years = [*((year, year) for year in reversed(asked.exercices)), (TOUS, translated("Tous les exercices"))]
    return [Choix(said, asked.adresse(exercice=year), asked.exercice == year) for year, said in years]
