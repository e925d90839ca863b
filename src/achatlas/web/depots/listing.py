"""The list of the deposits: what each is, who did what, and the states that one may go back to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from achatlas.domain.nombres import accord, entier, euros, lisser, montant_lisible
from achatlas.domain.text import searchable
from achatlas.langues import dire, translated
from achatlas.pipeline import Workshop, acts
from achatlas.pipeline.acts import Change
from achatlas.pipeline.effect import months, state_after
from achatlas.screens import depots as words
from achatlas.screens.droits import Droits
from achatlas.store.jobs import LIRE, Job, Jobs
from achatlas.store.register import Acte, Depot, before
from achatlas.store.shelf import EVERY, Shelf, Shelved, Sum
from achatlas.store.shelf import SEVERAL as SEVERAL_SIREN
from achatlas.web.acces import territoire
from achatlas.web.depots.rights import all_covered, covers

SEVERAL, PLUSIEURS = "Plusieurs acheteurs", "plusieurs"
LAST_ACTS = 8
UNFOLDED, PAGE = 6, 50


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
    autres: str = ""
    href: str = ""


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
    return {one.siren: one.dit for one in territoire().acheteurs}


def authors(atelier: Workshop, actes: Iterable[Acte]) -> dict[str, str]:
    """Who deposited each file: who sent it, else who first made it count."""
    found = {sha: acte.qui for acte in reversed(tuple(actes)) for sha in acte.entrants}
    sent = {
        job.depot: job.qui for job in reversed(Jobs(atelier.home).every()) if job.nature == LIRE and job.depot
    }
    return {**found, **sent}


def _line(one: Shelved) -> Line:
    etat = state_after(one.depot, one.nature)
    signe, dit = words.state(etat)
    depot = one.depot
    return Line(
        depot.sha256, depot.fichier, depot.source.replace("_", " "), words.period(months(depot)),
        entier(one.lignes), euros(one.centimes), etat, signe, dit, words.short(depot.depose_le), one.qui,
    )  # fmt: skip


def scope(droits: Droits, pour: str) -> str:
    """Whose deposits are listed, as the register asks it: one's own, one buyer's, or all."""
    if droits.acheteur:
        return droits.acheteur
    return {"": EVERY, PLUSIEURS: SEVERAL_SIREN}.get(pour, pour)


def groups(atelier: Workshop, acheteur: str, sums: Sequence[Sum], page: int) -> list[Group]:
    """The deposits by buyer, those that wait first, then the last ones: a page of one buyer's, or the first
    of each.
    """
    whole = len(sums) == 1
    before, count = ((page - 1) * PAGE, PAGE) if whole else (0, 2 * UNFOLDED)
    shown: dict[str, list[Line]] = {}
    for one in Shelf(atelier.home).page(acheteur, before, count):
        shown.setdefault(one.depot.acheteur_siren or "", []).append(_line(one))
    known = names()
    made = [_group(one, known, shown.get(one.acheteur, []), whole) for one in sums]
    return sorted(made, key=lambda one: searchable(one.nom))


def _group(one: Sum, known: Mapping[str, str], lines: Sequence[Line], whole: bool) -> Group:
    shown = lines if whole or one.tous <= 2 * UNFOLDED else lines[:UNFOLDED]
    left = 0 if whole else one.tous - len(shown)
    href = f"{reverse('depots')}?{urlencode({'pour': one.acheteur or PLUSIEURS})}"
    return Group(
        known.get(one.acheteur, translated(SEVERAL)), one.acheteur, _sum(one), tuple(shown),
        accord(left, "autre dépôt", "autres dépôts") if left else "", href,
    )  # fmt: skip


def _sum(one: Sum) -> str:
    said = accord(one.comptes, "fichier compté", "fichiers comptés")
    return f"{said}, {accord(one.lignes, 'ligne')}, {montant_lisible(one.centimes)}"


def totals(sums: Sequence[Sum]) -> list[Group]:
    """What each buyer has deposited, in all: no file is named."""
    known = names()
    made = [Group(known.get(one.acheteur, translated(SEVERAL)), one.acheteur, _sum(one), ()) for one in sums]
    return sorted(made, key=lambda one: searchable(one.nom))


def waiting(atelier: Workshop, droits: Droits) -> list[Waiting]:
    """The jobs that this person may see and that are not over: files and publications."""
    return [told(job) for job in Jobs(atelier.home).unfinished() if covers(droits, job.acheteur_siren)]


def told(job: Job) -> Waiting:
    """A job in words."""
    signe, dit = words.state(job.etat)
    titre = job.fichier if job.nature == LIRE else translated("Publication")
    detail = translated(job.etape)
    if job.total:
        detail = dire("{etape}, {n} sur {total}", etape=detail, n=job.fait, total=job.total)
    part = str(100 * job.fait // job.total) if job.total else "0"
    again = job.etat in ("interrompu", "a_confirmer")
    return Waiting(
        job.id, titre, job.etat, signe, dit, str(job.dit.get("raison") or detail), part, job.pending, again
    )


def past(atelier: Workshop, droits: Droits) -> list[Past]:
    """The last acts, from the newest, with what going back to just before each would change."""
    shelf = Shelf(atelier.home)
    actes = shelf.last_acts(10 * LAST_ACTS + 1)
    before_ = {acte.rang: former.rang for acte, former in pairwise(actes)}
    today = shelf.active()
    known = shelf.named(sha for acte in actes for sha in (*acte.entrants, *acte.sortants))
    every = tuple(known.values())
    seen = [(acte, acts.named(every, acte)) for acte in actes[: 10 * LAST_ACTS]]
    own = [(a, c, before_.get(a.rang, 0)) for a, c in seen if _some(droits, c)][:LAST_ACTS]
    return [_past(droits, a, c, rang, _back(actes, today, known, rang)) for a, c, rang in own]


def _back(actes: Sequence[Acte], today: frozenset[str], known: Mapping[str, Depot], rang: int) -> Change:
    """What going back to just after an act would bring in and take out."""
    then = before(actes, today, rang)

    def of(hashes: frozenset[str]) -> tuple[Depot, ...]:
        found = (known[sha] for sha in hashes if sha in known)
        return tuple(sorted(found, key=lambda one: (one.fichier, one.sha256)))

    return Change(of(then - today), of(today - then))


def _some(droits: Droits, change: Change) -> bool:
    touched = (*change.entrants, *change.sortants)
    return bool(touched) and all_covered(droits, touched)


def _past(droits: Droits, acte: Acte, change: Change, avant: int, back: Change) -> Past:
    return Past(
        words.moment(acte.date),
        acte.qui,
        translated(words.NATURES.get(acte.nature, acte.nature)),
        said(change),
        avant,
        said(back),
        _some(droits, back),
    )


def said(change: Change) -> str:
    """What comes in and what goes out, files named."""
    parts = []
    for verb, found in (("entre : {noms}", change.entrants), ("sort : {noms}", change.sortants)):
        if found:
            parts.append(translated(verb).format(noms=_files(found)))
    return lisser(translated(" ; ").join(parts)) if parts else translated("rien ne change")


def _files(found: Sequence[Depot]) -> str:
    shown = ", ".join(dire("« {nom} »", nom=d.fichier) for d in found[:3])
    if len(found) <= 3:
        return shown
    return dire("{noms} et {autres}", noms=shown, autres=accord(len(found) - 3, "autre"))


def counted(sums: Sequence[Sum]) -> dict[str, Any]:
    """The finding of the page: how many files count, how many wait."""
    return {
        "comptes": sum(one.comptes for one in sums),
        "attendent": sum(one.attendent for one in sums),
        "tous": sum(one.tous for one in sums),
    }
