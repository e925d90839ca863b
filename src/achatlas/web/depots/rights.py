"""Whose deposits a person may see and touch: what is closed does not exist."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404

from achatlas import pipeline
from achatlas.pipeline import Workshop
from achatlas.screens.droits import Droits
from achatlas.settings import at
from achatlas.store.jobs import Job, Jobs
from achatlas.store.register import Depot
from achatlas.web.acces import maison, territoire
from achatlas.web.comptes.models import Profil


def workshop() -> Workshop:
    """The workshop of the territory served."""
    return pipeline.open_workshop(at(maison()))


def covers(droits: Droits, acheteur: str | None) -> bool:
    """Whether this person may touch what belongs to a buyer (SIREN; None for a file of several)."""
    if droits.role == Profil.Role.AGENT:
        return acheteur == droits.acheteur
    return droits.role == Profil.Role.GROUPE_PROJET


def opened(droits: Droits, atelier: Workshop, sha: str) -> Depot:
    """The deposit of this hash, if it may be touched. Raises Http404."""
    found = atelier.register.depot(sha)
    if found is None or not covers(droits, found.acheteur_siren):
        raise Http404
    return found


def job_of(droits: Droits, name: str) -> Job:
    """The job of this name, if it may be touched. Raises Http404."""
    found = Jobs(maison()).get(name)
    if found is None or not covers(droits, found.acheteur_siren):
        raise Http404
    return found


def all_covered(droits: Droits, depots: Iterable[Depot]) -> bool:
    """Whether every one of these deposits may be touched."""
    return all(covers(droits, depot.acheteur_siren) for depot in depots)


def acheteur_of(droits: Droits, asked: str) -> str | None:
    """The buyer of a file being dropped: one's own, or the one chosen by the project team; None for a file
    that names its buyers. Raises Http404 for a buyer that is not open.
    """
    if droits.role == Profil.Role.AGENT:
        return droits.acheteur
    if asked and asked not in territoire().sirens:
        raise Http404
    return asked or None
