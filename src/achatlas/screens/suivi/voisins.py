"""Who else ends the same segments within the same months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from achatlas.domain.nombres import accord, montant_lisible
from achatlas.screens.suivi.fins import Fin
from achatlas.screens.suivi.regard import Regard


@dataclass(frozen=True)
class Voisinage:
    """A segment that the buyer ends with others: its own marchés, theirs, what was paid in a year on all of
    them, and the page of the joint window.
    """

    segment: str
    href: str
    siens: str
    annee: str
    voisins: tuple[Voisin, ...]


@dataclass(frozen=True)
class Voisin:
    """A buyer that ends a marché of the segment: when, and its page."""

    nom: str
    fin: str
    href: str
    plus: str


SHOWN = 8


def voisinages(regard: Regard, own: Sequence[Fin], beside: Mapping[str, Sequence[Fin]]) -> list[Voisinage]:
    """The segments that the buyer ends with others, those on which most is paid in a year first; where all
    buyers are followed, those that at least two of them end.
    """
    codes = {one.suivi.segment_code for one in own} - {""}
    found = [(code, _apart(regard, beside.get(code, ()))) for code in sorted(codes)]
    kept = [(code, siens, others) for code, (siens, others) in found if _several(regard, siens, others)]
    kept.sort(key=lambda one: (-_year([*one[1], *one[2]]), one[0]))
    return [
        Voisinage(
            segment=regard.segment(code),
            href=regard.adresse(f"fenetres/{code}/"),
            siens=accord(len(siens), "marché") if regard.acheteur else "",
            annee=montant_lisible(_year([*siens, *others])),
            voisins=tuple(_told(regard, others or siens)),
        )
        for code, siens, others in kept
    ]


def _apart(regard: Regard, some: Sequence[Fin]) -> tuple[list[Fin], list[Fin]]:
    """Those of the buyer, and those of the others."""
    own = [one for one in some if regard.acheteur and regard.acheteur in one.suivi.payers]
    return own, [one for one in some if one not in own]


def _several(regard: Regard, siens: Sequence[Fin], others: Sequence[Fin]) -> bool:
    if regard.acheteur:
        return bool(siens and others)
    return len({one.suivi.acheteur_siren for one in others}) > 1


def _year(some: Sequence[Fin]) -> int:
    return sum(one.suivi.paye_an_centimes or 0 for one in some)


def _told(regard: Regard, some: Sequence[Fin]) -> list[Voisin]:
    """Each buyer once, at the first of its ends."""
    first: dict[str, list[Fin]] = {}
    for one in some:
        first.setdefault(one.suivi.acheteur_siren, []).append(one)
    return [
        Voisin(
            nom=regard.nom(siren),
            fin=f"{those[0].jour:%d/%m/%Y}",
            href=regard.page(those[0].suivi),
            plus=f"+ {len(those) - 1}" if len(those) > 1 else "",
        )
        for siren, those in first.items()
    ]
