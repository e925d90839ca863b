"""What a request asks of a member: a view, a year, and the screens filtered on it."""

from __future__ import annotations

from dataclasses import dataclass, fields

from django.http import Http404, QueryDict

from achatlas.analyse.selection import Selection
from achatlas.catalogue.models import Tableau
from achatlas.catalogue.models_fiches import Fiche
from achatlas.screens.acces import Acces
from achatlas.screens.demande import Demande
from achatlas.screens.droits import Droits
from achatlas.screens.liens import chemin
from achatlas.web.acces import catalogue, ouvrir, territoire
from achatlas.web.adresses import ONCE
from achatlas.web.cartographie.demande import lire
from achatlas.web.cartographie.views import premier
from achatlas.web.policies import Requete

SAID = {"achats": ("montant_paye", "montant_sous_marche")}
"""What the sentence of a page is told from, when it shows no figure by itself."""
VUES = ("", "individuelle", "consolidee")


@dataclass(frozen=True)
class Question(Demande):
    """A state of the page of a member: nothing but the view and the year stands in its address."""

    definition: Fiche
    identifiant: str

    @property
    def chemin(self) -> str:
        """The path of this page."""
        return chemin(self.definition.id, self.identifiant)

    @property
    def siren(self) -> str:
        """The buyer (SIREN) that owns the member; none for what is common to all."""
        return owner(self.definition, self.identifiant)

    @property
    def carte(self) -> Demande:
        """The map in the same view and year, filtered on the member: where the panels of the page lead."""
        axe, whole = self.definition.axe, self.acces.scope.vue == "individuelle"
        own = axe == "acheteur" and whole
        choix = Selection().only(axe, [self.identifiant]) if axe and not own else Selection()
        kept = {f.name: getattr(self, f.name) for f in fields(Demande)}
        return Demande(**{**kept, "selection": choix})


def owner(fiche: Fiche, identifiant: str) -> str:
    """The SIREN that begins the code of what a buyer owns."""
    return identifiant.partition("/")[0] if fiche.propre else ""


def question(request: Requete, genre: str, identifiant: str) -> Question:
    """What is asked of a member, within the rights of the person; raises Http404."""
    definitions = catalogue()
    if genre not in definitions.fiches:
        raise Http404
    fiche = definitions.fiches[genre]
    acces = _acces(request.droits, request.GET, owner(fiche, identifiant))
    axes = definitions.axes_of(fiche.fait)
    lue = lire(_settings(request.GET), _tableau(fiche), axes, acces, territoire())
    known = {f.name: getattr(lue, f.name) for f in fields(Demande)}
    return Question(**known, definition=fiche, identifiant=identifiant)


def _acces(droits: Droits, params: QueryDict, siren: str) -> Acces:
    """The view: what a buyer owns is told in its own view to who may open it, else in the common one."""
    vue, pour = params.get("vue", ""), params.get("pour", "")
    if vue not in VUES:
        raise Http404
    if not siren:
        return ouvrir(droits, vue, pour)
    if vue != "consolidee" and droits.individuelle(siren):
        return ouvrir(droits, "individuelle", siren)
    return ouvrir(droits, "consolidee")


def _settings(params: QueryDict) -> QueryDict:
    """The settings of an address: a page of a member is not filtered."""
    kept = QueryDict(mutable=True)
    for name in ONCE & params.keys():
        kept.setlist(name, params.getlist(name))
    return kept


def _tableau(fiche: Fiche) -> Tableau:
    """What the page asks, as a dashboard whose address is that of the map of its fact."""
    return Tableau(
        id=premier(fiche.fait),
        libelle=fiche.libelle,
        description=fiche.description,
        fait=fiche.fait,
        mesure=fiche.mesure,
        chiffres=fiche.chiffres or SAID.get(fiche.fait, (fiche.mesure,)),
        taux=fiche.taux,
    )
