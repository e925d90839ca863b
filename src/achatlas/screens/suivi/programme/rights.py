"""Who may read and write the lines of the programme."""

from __future__ import annotations

from collections.abc import Iterable

from achatlas.catalogue.territoire import Territoire
from achatlas.screens.droits import AGENT, GROUPE_PROJET, Droits
from achatlas.store.programme import Projet, Version


def writable(droits: Droits, territoire: Territoire) -> tuple[str, ...]:
    """The buyers (SIREN) whose programme a person may write: an agent, their own; the project team, any; an
    élu, none.
    """
    if droits.role == AGENT:
        return tuple(one for one in (droits.acheteur,) if one in territoire.sirens)
    if droits.role == GROUPE_PROJET:
        return tuple(one.siren for one in territoire.acheteurs)
    return ()


def reads(droits: Droits, projet: Projet) -> bool:
    """Whether a person may read a line: an agent, those of their buyer and those that others share; the
    project team and the élus, all.
    """
    return droits.role != AGENT or projet.acheteur_siren == droits.acheteur or projet.shared


def readable(droits: Droits, acheteur: str, some: Iterable[Version]) -> list[Version]:
    """The lines that a person may read, of a buyer when one is followed (SIREN)."""
    return [one for one in some if reads(droits, one.projet) and acheteur in ("", one.projet.acheteur_siren)]
