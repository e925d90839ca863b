"""In which need of its buyer an achat would count, by its segment: the heaviest family, else the segment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from achatlas.domain.besoins import FAMILLE, genre_of
from achatlas.domain.nombres import montant_lisible
from achatlas.screens.suivi import besoins
from achatlas.screens.suivi.regard import Regard
from achatlas.watch.simulation import Question
from achatlas.watch.suivi import TRAVAUX


@dataclass(frozen=True)
class Held:
    """A need that holds the segment: its name, what is paid of the segment in it, the address that asks the
    same of it, whether it is the one that is answered.
    """

    nom: str
    montant: str
    href: str
    ici: bool


def holding(regard: Regard, segment: str, genre: str) -> dict[str, int]:
    """What is paid of a segment, in cents, in each need of the buyer that holds it: families first, then the
    segment by itself and operations, the heaviest of each first.
    """
    sums: Counter[str] = Counter()
    for one in besoins.paid(regard.scope):
        if one.segment == segment and one.genre == genre:
            sums[one.besoin] += one.total_centimes
    return dict(sorted(sums.items(), key=lambda pair: (genre_of(pair[0]) != FAMILLE, -pair[1], pair[0])))


def chosen(regard: Regard, segment: str, genre: str, asked: str) -> str:
    """The need that is asked for when it holds the segment, else the heaviest family that does, else the
    segment: an achat to come is of no operation that is known.
    """
    held = holding(regard, segment, genre)
    first = next((code for code in held if genre_of(code) == FAMILLE), segment)
    return asked if asked in held else first


def holders(regard: Regard, question: Question, typed: Mapping[str, str]) -> list[Held]:
    """The needs that hold the segment, when the one that is answered is not the only one."""
    held = holding(regard, question.segment, question.genre)
    if not held.keys() - {question.besoin}:
        return []
    said = {"quoi": question.segment, "combien": typed["montant"], "quand": typed["jour"]}
    return [
        Held(
            regard.besoin(code, question.genre == TRAVAUX),
            montant_lisible(cents),
            regard.adresse("simuler/", besoin=code, **said),
            code == question.besoin,
        )
        for code, cents in held.items()
    ]
