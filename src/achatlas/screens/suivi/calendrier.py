"""The calendar: every marché in force, family by family, on one scale of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from achatlas.domain.jours import later
from achatlas.domain.nombres import accord, lisser, montant_lisible
from achatlas.langues import dire, in_french, translated
from achatlas.screens.suivi.frise import Frise, frise
from achatlas.screens.suivi.regard import HORIZON, Regard
from achatlas.watch.suivi import Suivi

FAMILLE = 2
SANS_FAMILLE = "a_qualifier"


def running(regard: Regard) -> Mapping[str, Sequence[Suivi]]:
    """The marchés in force, by family, the most paid in a year first; those of no family last."""
    found: dict[str, list[Suivi]] = {}
    for one in regard.suivis:
        if one.last_end is not None and one.last_end >= regard.today:
            found.setdefault(one.famille_code or SANS_FAMILLE, []).append(one)
    return dict(sorted(found.items(), key=lambda pair: (pair[0] == SANS_FAMILLE, -_year(pair[1]), pair[0])))


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
            f"{code} {in_french(lisser(names[code]))}" if code in names else translated("À qualifier"),
            len(some),
            montant_lisible(_year(some)),
            regard.adresse("calendrier/", famille=code),
            code == chosen,
        )
        for code, some in found.items()
    ]


def drawn(regard: Regard, some: Sequence[Suivi]) -> Frise:
    """The lines of a family."""
    return frise(regard, some, later(regard.today, HORIZON))


def sans_notification(found: Mapping[str, Sequence[Suivi]]) -> str:
    """How many begin on an unknown day; "" for none."""
    unknown = sum(one.date_notification is None for some in found.values() for one in some)
    if not unknown:
        return ""
    return dire("{marches} sans notification connue : début en pointillé.", marches=accord(unknown, "marché"))


def sans_fin(regard: Regard) -> int:
    """How many are not there, for their end is unknown."""
    return sum(one.last_end is None for one in regard.suivis)
