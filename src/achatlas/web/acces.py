"""From a request to a scope: the territory being served, its publication, and whose rows this person may
see."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import Http404

from achatlas.analyse import scope as scopes
from achatlas.analyse.scope import Atlas
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.said import in_words
from achatlas.catalogue.territoire import Territoire, load_territoire
from achatlas.domain.errors import OutOfScope, PublicationMissing
from achatlas.domain.evolution import Pivot
from achatlas.langues import FRENCH, langue
from achatlas.pipeline.written import Portee
from achatlas.screens import acces as screens
from achatlas.screens.acces import Acces
from achatlas.screens.droits import Droits
from achatlas.screens.titulaires import Named, named_of
from achatlas.settings import overlay
from achatlas.store.evolutions import in_force
from achatlas.store.publications import Publication, Sessions, current, kept, members
from achatlas.store.saisies import in_force as entered
from achatlas.web.comptes.models import Profil


def maison() -> Path:
    """The home of the territory that this server serves."""
    return Path(settings.ACHATLAS_HOME)


def territoire() -> Territoire:
    """The territory being served, read again when its file changes."""
    path = maison() / "territoire.yml"
    return _territoire(maison(), path.stat().st_mtime_ns if path.exists() else 0)


@lru_cache(maxsize=4)
def _territoire(home: Path, _stamp: int) -> Territoire:
    return load_territoire(home)


def exercices() -> tuple[str, ...]:
    """The years of the territory, as the addresses write them."""
    return tuple(str(annee) for annee in territoire().exercices)


@lru_cache(maxsize=4)
def _catalogue(instance: Path | None, pivot: Pivot) -> Catalogue:
    return Catalogue(instance, pivot)


def catalogue() -> Catalogue:
    """The definitions, with the overlay that the settings name, else the territory's own when it has one, and
    what persons made of the nomenclature.
    """
    known = _catalogue(overlay(maison()), in_force(maison()))
    return known if langue() is FRENCH else _said(known, langue().code)


@lru_cache(maxsize=4)
def _said(known: Catalogue, _code: str) -> Catalogue:
    return in_words(known)


@lru_cache(maxsize=2)
def sessions(home: Path) -> Sessions:
    """The readers kept open for a home."""
    return Sessions(home / "tampon")


def publication() -> Publication:
    """What is published now; raises PublicationMissing when nothing is."""
    return current(maison())


def local_dit(vue: str = "") -> str:
    """What is local in the figures of today, in words."""
    try:
        shown = publication()
    except PublicationMissing:
        shown = None
    return screens.local_dit(territoire(), shown, vue)


def portee(droits: Droits, pour: str = "") -> Portee:
    """Whose writings this person may see and judge: an agent, those of its buyer; the project team, those of
    all, or of the one asked (SIREN); anybody else, none. Raises Http404 for a buyer that is not open.
    """
    own = _rights(droits).lignes
    if pour and pour not in own:
        raise Http404
    return Portee(frozenset({pour}) if pour else own)


def _rights(droits: Droits) -> scopes.Droits:
    if droits.role == Profil.Role.AGENT:
        return scopes.Droits(frozenset({droits.acheteur}), True)
    if droits.role == Profil.Role.GROUPE_PROJET:
        return scopes.Droits(frozenset(a.siren for a in territoire().acheteurs), True)
    return scopes.Droits(frozenset(), True)


def bound(version: str) -> Publication:
    """The version that an address binds, else that of today: none is bound, it is gone, or it holds a buyer
    who has left the territory since.
    """
    now = publication()
    found = None if version in ("", now.version) else kept(maison(), version)
    return found if found and members(found) <= territoire().sirens else now


def ouvrir(droits: Droits, vue: str = "", acheteur: str = "", version: str = "") -> Acces:
    """Return the access to a view, in the version that is asked while it is kept, always with the rights of
    today; raises Http404 when it does not exist for this person.
    """
    vue = vue or ("individuelle" if acheteur else droits.vue_par_defaut)
    siren = (acheteur or droits.acheteur) if vue == "individuelle" else ""
    if vue not in ("individuelle", "consolidee"):
        raise Http404
    read = bound(version)
    bind = (version, "") if version == read.version else ("", version)
    atlas = Atlas(catalogue(), read, sessions(maison()), entered(maison()))
    try:
        if vue == "individuelle":
            return Acces(droits, scopes.individual(atlas, _rights(droits), siren), siren, *bind)
        return Acces(droits, scopes.consolidated(atlas, _rights(droits)), "", *bind)
    except OutOfScope as refus:
        raise Http404 from refus


def titulaires(cle: str, acces: Acces) -> Named:
    """Which titulaires of a marché (its key, which begins with its buyer) may be told."""
    commun = ouvrir(acces.droits, "consolidee", "", acces.version).scope
    return named_of(cle, commun, tous=acces.droits.individuelle(cle.partition("/")[0]))
