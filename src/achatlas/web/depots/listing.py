"""The list of the deposits: what each is, who did what, and the states that one may go back to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from achatlas.domain.balance import total
from achatlas.domain.nombres import accord, entier, euros, lisser, montant_lisible
from achatlas.domain.text import searchable
from achatlas.pipeline import Workshop, acts
from achatlas.pipeline.acts import Change
from achatlas.pipeline.effect import COMPTE, months, state
from achatlas.store.jobs import FINI, LIRE, Job, Jobs
from achatlas.store.register import Acte, Depot
from achatlas.web.acces import territoire
from achatlas.web.depots import words
from achatlas.web.depots.rights import all_covered, covers
from achatlas.web.droits import Droits

SEVERAL = "Plusieurs acheteurs"
LAST_ACTS = 8
UNFOLDED = 6


@dataclass(frozen=True)
class Line:
    """A deposit on the list, every value written."""

    sha: str
    fichier: str
    source: str
    periode: str
    lignes: str
    euros: str
    etat: str
    signe: str
    dit: str
    date: str
    qui: str


@dataclass(frozen=True)
class Group:
    """The deposits of one buyer, and what those that count hold."""

    nom: str
    siren: str
    resume: str
    lignes: tuple[Line, ...]

    @property
    def premieres(self) -> tuple[Line, ...]:
        """The first lines, shown at once; all of them when few are left."""
        return self.lignes[:UNFOLDED] if len(self.lignes) > 2 * UNFOLDED else self.lignes

    @property
    def autres(self) -> tuple[Line, ...]:
        """The lines that are folded."""
        return self.lignes[len(self.premieres) :]


@dataclass(frozen=True)
class Waiting:
    """A job on the list: what it is, how far, what may be done about it."""

    id: str
    titre: str
    etat: str
    signe: str
    dit: str
    detail: str
    part: str
    arretable: bool
    reprenable: bool


@dataclass(frozen=True)
class Past:
    """An act, and what going back to before it would change."""

    quand: str
    qui: str
    nature: str
    change: str
    avant: int
    retour: str
    ouvert: bool


def names() -> dict[str, str]:
    """The short name of each buyer."""
    return {one.siren: lisser(one.nom_court) for one in territoire().acheteurs}


def authors(atelier: Workshop, actes: Iterable[Acte]) -> dict[str, str]:
    """Who deposited each file: who sent it, else who first made it count."""
    found = {sha: acte.qui for acte in reversed(tuple(actes)) for sha in acte.entrants}
    sent = {
        job.depot: job.qui for job in reversed(Jobs(atelier.home).every()) if job.nature == LIRE and job.depot
    }
    return {**found, **sent}


def lines(atelier: Workshop, depots: Iterable[Depot]) -> list[tuple[Depot, Line, tuple[int, int]]]:
    """Each deposit with its line, and the lines and cents that it accepted."""
    actes = atelier.register.actes()
    who = authors(atelier, actes)
    readings = atelier.register.readings()
    found = []
    for depot in depots:
        account = readings.get(depot.instantane)
        kept = (account.acceptes.lignes, account.acceptes.centimes) if account else (0, 0)
        found.append((depot, _line(depot, kept, state(depot, actes), who.get(depot.sha256, "")), kept))
    return found


def _line(depot: Depot, kept: tuple[int, int], etat: str, qui: str) -> Line:
    signe, dit = words.ETATS[etat]
    return Line(
        depot.sha256, depot.fichier, depot.source.replace("_", " "), words.period(months(depot)),
        entier(kept[0]), euros(kept[1]), etat, signe, dit, words.short(depot.depose_le), qui,
    )  # fmt: skip


def groups(atelier: Workshop, droits: Droits) -> list[Group]:
    """The deposits that this person may see, by buyer: those that wait first, then the last ones."""
    open_ = [d for d in atelier.register.every_depot() if covers(droits, d.acheteur_siren)]
    known = names()
    by_siren: dict[str, list[tuple[Depot, Line, tuple[int, int]]]] = {}
    for depot, line, kept in lines(atelier, open_):
        by_siren.setdefault(depot.acheteur_siren or "", []).append((depot, line, kept))
    made = [_group(siren, known.get(siren, SEVERAL), found) for siren, found in by_siren.items()]
    return sorted(made, key=lambda one: searchable(one.nom))


def _group(siren: str, nom: str, found: Sequence[tuple[Depot, Line, tuple[int, int]]]) -> Group:
    ordered = sorted(found, key=lambda one: one[0].depose_le, reverse=True)
    ordered.sort(key=lambda one: one[1].etat != "attend")
    return Group(nom, siren, _sum([(d, kept) for d, _, kept in found]), tuple(line for _, line, _ in ordered))


def _sum(found: Iterable[tuple[Depot, tuple[int, int]]]) -> str:
    counted = [kept for depot, kept in found if depot.actif]
    lines, cents = (sum(kept[rank] for kept in counted) for rank in (0, 1))
    said = accord(len(counted), "fichier compté", "fichiers comptés")
    return f"{said}, {accord(lines, 'ligne')}, {montant_lisible(cents)}"


def totals(atelier: Workshop) -> list[Group]:
    """What each buyer has deposited, in all: no file is named."""
    every = atelier.register.every_depot()
    readings = atelier.register.readings()
    known = names()
    by_siren: dict[str, list[tuple[Depot, tuple[int, int]]]] = {}
    for depot in every:
        account = readings.get(depot.instantane)
        kept = (account.acceptes.lignes, account.acceptes.centimes) if account else (0, 0)
        by_siren.setdefault(depot.acheteur_siren or "", []).append((depot, kept))
    made = [Group(known.get(s, SEVERAL), s, _sum(found), ()) for s, found in by_siren.items()]
    return sorted(made, key=lambda one: searchable(one.nom))


def waiting(atelier: Workshop, droits: Droits) -> list[Waiting]:
    """The jobs that this person may see and that are not over: files and publications."""
    every = [j for j in Jobs(atelier.home).every() if covers(droits, j.acheteur_siren) and j.etat != FINI]
    return [told(job) for job in every]


def told(job: Job) -> Waiting:
    """A job in words."""
    signe, dit = words.ETATS[job.etat]
    titre = job.fichier if job.nature == LIRE else "Publication"
    detail = f"{job.etape}, {job.fait} sur {job.total}" if job.total else job.etape
    part = str(100 * job.fait // job.total) if job.total else "0"
    again = job.etat in ("interrompu", "a_confirmer")
    return Waiting(
        job.id, titre, job.etat, signe, dit, str(job.dit.get("raison") or detail), part, job.pending, again
    )


def past(atelier: Workshop, droits: Droits) -> list[Past]:
    """The last acts, from the newest, with what going back to just before each would change."""
    actes = [a for a in reversed(atelier.register.actes())]
    every = atelier.register.every_depot()
    seen = [(a, acts.named(every, a)) for a in actes[: 10 * LAST_ACTS]]
    own = [(a, c) for a, c in seen if _some(droits, c)][:LAST_ACTS]
    rank = {acte.rang: (actes[n + 1].rang if n + 1 < len(actes) else 0) for n, acte in enumerate(actes)}
    back = acts.preview(atelier, [rank[a.rang] for a, _ in own])
    return [_past(droits, a, c, rank[a.rang], back[rank[a.rang]]) for a, c in own]


def _some(droits: Droits, change: Change) -> bool:
    touched = (*change.entrants, *change.sortants)
    return bool(touched) and all_covered(droits, touched)


def _past(droits: Droits, acte: Acte, change: Change, avant: int, back: Change) -> Past:
    return Past(
        words.moment(acte.date),
        acte.qui,
        words.NATURES.get(acte.nature, acte.nature),
        said(change),
        avant,
        said(back),
        _some(droits, back),
    )


def said(change: Change) -> str:
    """What comes in and what goes out, files named."""
    parts = []
    for verb, found in (("entre", change.entrants), ("sort", change.sortants)):
        if found:
            shown = ", ".join(f"« {d.fichier} »" for d in found[:3])
            more = f" et {accord(len(found) - 3, 'autre')}" if len(found) > 3 else ""
            parts.append(f"{verb} : {shown}{more}")
    return lisser(" ; ".join(parts)) if parts else "rien ne change"


def counted(atelier: Workshop, droits: Droits) -> dict[str, Any]:
    """The finding of the page: how many files count, how many wait."""
    open_ = [d for d in atelier.register.every_depot() if covers(droits, d.acheteur_siren)]
    actes = atelier.register.actes()
    states = [state(d, actes) for d in open_]
    return {"comptes": states.count(COMPTE), "attendent": states.count("attend"), "tous": len(states)}


def summed(readings: Mapping[str, Any], depots: Iterable[Depot]) -> Any:
    """The account of what some deposits accepted."""
    return total(readings[d.instantane].acceptes for d in depots if d.instantane in readings)
