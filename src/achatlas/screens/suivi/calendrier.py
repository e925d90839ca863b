"""The calendar of a family: a bar for each marché in force, by segment and buyer, until its last end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from achatlas.domain.jours import later
from achatlas.domain.nombres import lisser, montant_lisible
from achatlas.langues import in_french
from achatlas.marks import Dessin, _calendrier
from achatlas.marks._calendrier import Barre
from achatlas.screens.suivi.regard import HORIZON, Regard
from achatlas.watch.suivi import Suivi

DRAWN, FAMILLE = 45, 2


def running(regard: Regard) -> Mapping[str, Sequence[Suivi]]:
    """The marchés in force whose dates are known, by family, those on which most is paid in a year first."""
    found: dict[str, list[Suivi]] = {}
    for one in regard.suivis:
        if one.famille_code and one.date_notification and one.last_end and one.last_end >= regard.today:
            found.setdefault(one.famille_code, []).append(one)
    return dict(sorted(found.items(), key=lambda pair: (-_year(pair[1]), pair[0])))


def _year(some: Sequence[Suivi]) -> int:
    return sum(one.paye_an_centimes or 0 for one in some)


@dataclass(frozen=True)
class Famille:
    """A family: its name, how many marchés, what was paid in a year, its address."""

    nom: str
    nombre: int
    an: str
    href: str
    ici: bool


def familles(regard: Regard, found: Mapping[str, Sequence[Suivi]], chosen: str) -> list[Famille]:
    """Every family of the calendar."""
    lines = regard.demande.catalogue.segments.values()
    names = {line["code"][:FAMILLE]: line["famille"] for line in lines}
    return [
        Famille(
            f"{code} {in_french(lisser(names.get(code, '')))}",
            len(some),
            montant_lisible(_year(some)),
            regard.adresse("calendrier/", famille=code),
            code == chosen,
        )
        for code, some in found.items()
    ]


@dataclass(frozen=True)
class Groupe:
    """A segment of the family: its name, its calendar, how many marchés are not drawn, its joint window."""

    segment: str
    href: str
    d: Dessin
    reste: int


def groupes(regard: Regard, some: Sequence[Suivi]) -> list[Groupe]:
    """The calendars of a family, a segment each, on one scale of time; the first to end first."""
    by_segment: dict[str, list[Suivi]] = {}
    for one in sorted(some, key=lambda one: (one.segment_code, one.last_end or date.max, one.marche_cle)):
        by_segment.setdefault(one.segment_code, []).append(one)
    return [_groupe(regard, code, those) for code, those in by_segment.items()]


def _groupe(regard: Regard, code: str, some: Sequence[Suivi]) -> Groupe:
    bars = [
        Barre(_named(regard, one), one.date_notification, one.last_end, regard.page(one))
        for one in some[:DRAWN]
        if one.date_notification and one.last_end
    ]
    drawn = _calendrier.dessiner(bars, regard.today, later(regard.today, HORIZON))
    return Groupe(regard.segment(code), regard.adresse(f"fenetres/{code}/"), drawn, max(len(some) - DRAWN, 0))


def _named(regard: Regard, one: Suivi) -> str:
    """Who buys; where one buyer is followed, what: the object, cut."""
    whose = regard.autre(one.acheteur_siren)
    if whose:
        return whose
    objet = lisser(one.objet)
    return objet if len(objet) < 30 else f"{objet[:28].rstrip()}…"
