"""A state of a dashboard written as an address, read again: what may be kept, shared and come back to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, QueryDict
from django.urls import Resolver404, resolve

from achatlas.catalogue.names import PARAMETRES
from achatlas.domain.errors import BadAddress
from achatlas.langues import dire
from achatlas.screens.addresses import shown
from achatlas.screens.demande import Demande
from achatlas.screens.droits import Droits
from achatlas.web import adresses
from achatlas.web.acces import catalogue
from achatlas.web.cartographie.views import lue
from achatlas.web.regroupements import keeping as regroupements

GARDABLES = {"tableau": "nom", "croise": "tableau", "axe": "tableau", "comparer": "tableau"}
"""The routes whose address is a state of a dashboard, and what each calls its dashboard."""
LUS = frozenset({"vue", "pour", "exercice", "contre", "version"})
PASSING = frozenset({"page", "suite", "de", "sauf", "fait", "tableau"})
REGLAGES = PARAMETRES - LUS - PASSING
"""The settings that are neither read by every dashboard nor of one visit only."""


@dataclass(frozen=True)
class Etat:
    """A state: its path, what is asked there, and its address, the same whoever wrote it and in whatever
    order, without the version that it may bind.
    """

    chemin: str
    demande: Demande
    reglages: Mapping[str, str]

    @property
    def adresse(self) -> str:
        """The whole address, no version bound."""
        return self.avec(version="")

    def avec(self, **plus: str) -> str:
        """The same with some settings changed."""
        return Demande.adresse(self.demande, None, self.chemin, **{**self.reglages, **plus})


def of(chemin: str, params: QueryDict, demande: Demande) -> Etat:
    """The state of a request that was read."""
    kept = {nom: str(params[nom]) for nom in sorted(REGLAGES) if params.get(nom)}
    return Etat(chemin, demande, kept)


def lire(adresse: str, user: Any, droits: Droits, version: str = "") -> Etat:
    """The state that an address writes, within the rights of a person; ``version`` binds it to another
    version. Raises BadAddress for an address that is no state of a dashboard, Http404 for what this person
    may not open, or for an axis, a year or a view that does not exist.
    """
    url = urlsplit(adresse)
    try:
        found = resolve(url.path)
    except Resolver404:
        raise _refused(adresse) from None
    if url.scheme or url.netloc or found.url_name not in GARDABLES:
        raise _refused(adresse)
    params = QueryDict(url.query, mutable=True)
    adresses.verify_settings(params)
    params.pop("version", None)
    if version:
        params["version"] = version
    known = regroupements.usable(user, catalogue())
    return of(url.path, params, lue(droits, params, found.kwargs[GARDABLES[found.url_name]], known))


def ouvrable(adresse: str, user: Any, droits: Droits) -> bool:
    """Whether a person may open an address that was kept, as it is today."""
    try:
        lire(adresse, user, droits)
    except (Http404, BadAddress):
        return False
    return True


def _refused(adresse: str) -> BadAddress:
    return BadAddress(
        quoi=dire("Ce n’est pas une vue : « {adresse} »", adresse=shown(adresse)),
        ou="adresse de la page",
        pourquoi="seuls les tableaux, leurs axes, leurs croisements et leurs comparaisons se gardent",
        que_faire="Repartez d’un tableau",
    )
