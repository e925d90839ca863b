"""What the buyers of the demonstration entered, simulated, written once: some answered, others did not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from random import Random

from achatlas.analyse.scope import Atlas, Droits, individual
from achatlas.domain.saisie import UNITES, Saisie
from achatlas.pipeline import Workshop
from achatlas.screens.spaser.saisies import marches
from achatlas.store.publications import Sessions, current, members
from achatlas.store.saisies import Proposee, Saisies

JOUR = "2026-01-20T09:00:00+00:00"
ANNEES = (2024, 2025)
DITES = {
    "e04": ("euros", 40_000, 20, 2), "e07": ("euros", 260_000, 46, 3), "e08": ("euros", 260_000, 19, 3),
    "e09": ("euros", 70_000, 52, 4), "e10": ("vehicules", 18, 38, 2), "e11": ("vehicules", 18, 27, 3),
    "e12": ("megawattheures", 5_200, 62, 3), "e16": ("euros", 24_000, 71, 4),
    "e18": ("euros", 9_000, 83, 2), "s13": ("personnes", 24, 31, 2), "s14": ("marches", 30, 9, 4),
}  # fmt: skip
"""Of each indicator: its unit, the size of its denominator, its share per cent, and one buyer in so many who
said nothing.
"""
PART = 0.6
"""Of how many of its social marchés a buyer knows the hours."""
SOURCES = ("Facilitateur de la clause sociale", "Service de la restauration", "Parc automobile", "Factures")


def keep(atelier: Workshop) -> None:
    """Writes the entries, unless somebody already wrote one: once published, for marchés are named."""
    kept = Saisies(atelier.home)
    if not kept.verify().lignes:
        kept.write(Proposee(one) for one in _every(atelier))


def _every(atelier: Workshop) -> Iterator[Saisie]:
    publication = current(atelier.home)
    sirens = sorted(members(publication))
    rights = Droits(frozenset(sirens), consolide=True)
    with closing(Sessions(atelier.home / "tampon")) as sessions:
        atlas = Atlas(atelier.catalogue, publication, sessions)
        for rank, siren in enumerate(sirens):
            scope = individual(atlas, rights, siren)
            for annee in ANNEES:
                yield from _shares(siren, rank, annee)
                some = [str(one["marche_id"]) for one in marches(scope, annee)]
                yield from _hours(siren, rank, annee, some)


def _signed(
    siren: str, annee: int, ident: str, objet: str, numbers: tuple[int | None, int | None], source: str
) -> Saisie:
    top, low = numbers
    return Saisie(ident, siren, annee, objet, top, low, source, qui="démonstration", date=JOUR)


def _shares(siren: str, rank: int, annee: int) -> Iterator[Saisie]:
    for place, (ident, (unite, size, share, silent)) in enumerate(DITES.items()):
        draw = Random(f"{siren}{annee}{ident}")
        if (rank + place) % silent == 0:
            continue
        whole = max(2, size * draw.randint(40, 160) // 100)
        part = whole * min(100, share + draw.randint(-12, 12) + 4 * (annee - ANNEES[0])) // 100
        pair = (max(0, part) * UNITES[unite], whole * UNITES[unite])
        yield _signed(siren, annee, ident, "", pair, SOURCES[place % len(SOURCES)])


def _hours(siren: str, rank: int, annee: int, numeros: Sequence[str]) -> Iterator[Saisie]:
    """Hours by marché: done over promised, some not known yet; and what the facilitator counts besides."""
    if rank % 4 == 3:
        return
    for numero in sorted(numeros):
        draw = Random(f"{siren}{annee}{numero}")
        if draw.random() > PART:
            continue
        promised = 35 * draw.randint(2, 40)
        done = None if draw.random() < 0.06 and rank % 3 == 0 else promised * draw.randint(55, 125) // 100
        yield _signed(siren, annee, "s04", numero, (done, promised), SOURCES[0])
    if rank % 2 == 0:
        hours = 7 * Random(f"{siren}{annee}reste").randint(5, 60)
        yield _signed(siren, annee, "s04", "", (hours, hours), SOURCES[0])
        yield _signed(siren, annee, "s15", "", (hours // 3, None), SOURCES[0])
