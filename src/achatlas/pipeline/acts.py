"""What a person does to deposits already made: confirm, withdraw, go back to a former state; all of it can be
undone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from achatlas.domain.errors import DepotInconnu
from achatlas.pipeline import vault
from achatlas.pipeline.depots import AJOUTER, compared
from achatlas.pipeline.slices import Touched, replaced
from achatlas.pipeline.workshop import Workshop
from achatlas.store import retention
from achatlas.store.register import Acte, Depot, before, now


def found(atelier: Workshop, nom: str) -> Depot:
    """The deposit that a name or the beginning of a hash designates; raises DepotInconnu for none or
    several.
    """
    named = _designated(atelier.register.every_depot(), nom)
    if len(named) == 1:
        return named[0]
    several = ", ".join(f"{d.sha256[:8]} ({d.fichier})" for d in named)
    raise DepotInconnu(
        quoi=f"Dépôt introuvable : « {nom} »"
        if not named
        else f"Plusieurs dépôts portent ce nom : « {nom} »",
        ou=f"territoire {atelier.territoire.id}",
        pourquoi=several or "aucun fichier déposé ne porte ce nom, ni cette empreinte",
        que_faire=f"prenez un nom ou une empreinte dans {atelier.settings.commande('depots')}",
    )


def _designated(depots: Sequence[Depot], nom: str) -> list[Depot]:
    named = [d for d in depots if d.fichier == nom]
    return named or [d for d in depots if len(nom) >= 6 and d.sha256.startswith(nom)]


def waiting(atelier: Workshop) -> tuple[tuple[Depot, tuple[Touched, ...]], ...]:
    """The deposits that nobody has confirmed yet, with what each would count again; never those withdrawn."""
    once = {sha for acte in atelier.register.actes() for sha in acte.entrants}
    pending = [d for d in atelier.register.every_depot() if not d.actif and d.sha256 not in once]
    return tuple((d, compared(atelier, d, atelier.register.depots())) for d in pending)


def confirm(atelier: Workshop, depot: Depot, choix: str, qui: str = "", vu: int | None = None) -> Acte:
    """Makes a deposit count, in the place of what it touches (``remplacer``) or beside it (``ajouter``).

    ``vu`` is the last act that the person had seen; raises ActeConcurrent when another came since.
    """
    rang = atelier.register.last_act() if vu is None else vu
    active = [d for d in atelier.register.depots() if d.sha256 != depot.sha256]
    touches = () if choix == AJOUTER else compared(atelier, depot, active)
    out = tuple(one.depot.sha256 for one in touches if one.entier)
    nature = "remplacement" if touches else "depot"
    return _do(atelier, Acte(rang, now(), qui, nature, (depot.sha256,), out, replaced(depot, touches)))


def withdraw(atelier: Workshop, depot: Depot, qui: str = "", vu: int | None = None) -> Acte:
    """Makes a deposit count no longer; its bytes and its rows are kept."""
    rang = atelier.register.last_act() if vu is None else vu
    return _do(atelier, Acte(rang, now(), qui, "retrait", (), (depot.sha256,), ()))


def give_up(atelier: Workshop, depot: Depot) -> None:
    """Forgets a deposit that never counted, its bytes included. Raises ActeConcurrent when it has counted:
    it can only be withdrawn.
    """
    atelier.register.forget(depot.sha256)
    retention.discard(vault.kept(atelier.home, depot.sha256).parent)


def preview(atelier: Workshop, rangs: Sequence[int]) -> dict[int, Change]:
    """What going back to just after each of these acts would bring in and take out."""
    every, actes = atelier.register.every_depot(), atelier.register.actes()
    today = {d.sha256 for d in every if d.actif}

    def back(rang: int) -> Change:
        then = before(actes, today, rang)
        entrants = tuple(d for d in every if d.sha256 in then - today)
        return Change(entrants, tuple(d for d in every if d.sha256 in today - then))

    return {rang: back(rang) for rang in rangs}


def go_back(atelier: Workshop, rang: int, qui: str = "", vu: int | None = None) -> Acte:
    """Makes count again what counted just after the act ``rang`` (0: what was there before any act), and
    nothing else; what was published then is made of the same files, byte for byte.
    """
    actes, today = atelier.register.actes(), {d.sha256 for d in atelier.register.depots()}
    then = before(actes, today, rang)
    last = atelier.register.last_act() if vu is None else vu
    return _do(
        atelier,
        Acte(
            last, now(), qui, "retablissement", tuple(sorted(then - today)), tuple(sorted(today - then)), ()
        ),
    )


def _do(atelier: Workshop, acte: Acte) -> Acte:
    """Does an act; raises UnreadableFile when the bytes of a deposit that comes in are no longer its own."""
    for depot in atelier.register.every_depot():
        if depot.sha256 in acte.entrants:
            vault.check(atelier.home, depot)
    atelier.register.act(acte)
    return acte


@dataclass(frozen=True)
class Change:
    """What an act did or would do, in rows and cents of readings: what comes in, what goes out."""

    entrants: tuple[Depot, ...]
    sortants: tuple[Depot, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for machines."""
        return {
            "entrants": [d.fichier for d in self.entrants],
            "sortants": [d.fichier for d in self.sortants],
        }


def told(atelier: Workshop, acte: Acte) -> Change:
    """The deposits of an act."""
    return named(atelier.register.every_depot(), acte)


def named(depots: Sequence[Depot], acte: Acte) -> Change:
    """The deposits of an act, among those already read."""
    every = {d.sha256: d for d in depots}

    def of(names: Sequence[str]) -> tuple[Depot, ...]:
        return tuple(every[name] for name in names if name in every)

    return Change(of(acte.entrants), of(acte.sortants))
