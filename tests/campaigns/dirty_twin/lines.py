"""What is true: lines of mandat, their amounts in cents, their day, the SIRET of their third party."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from demo.identifiers import make_siren, make_siret

ACCOUNTS = ("60612", "60623", "6067", "61551", "615221", "6226", "6283", "2188", "2313")
NAMES = (
    "ÉTABLISSEMENTS DUPRÉ",
    "Société Générale du Bâtiment",
    "MÉNAGE & Cie",
    "Crèche des Bérets",
    "PAPETERIE NOËL",
    "GARAGE DE L'ÎLE",
    "FRUITS ET LÉGUMES BIÈVRE",
)
OBJECTS = (
    "Fournitures scolaires",
    "Réparation de l'école",
    "Électricité 2e trimestre",
    "Goûters d'été",
    "Entretien des espaces",
    "Façade de la mairie",
)


@dataclass(frozen=True)
class Line:
    """One true line; ``number`` is that of its mandat, its own in the file."""

    number: int
    cents: int
    day: date
    compte: str
    name: str
    siret: str
    objet: str


def invented(draw: Random, count: int, year: int) -> Iterator[Line]:
    """Lines of one exercice: a few negative, a few round, some large; every day of the year met."""
    for number in range(1, count + 1):
        supplier = draw.randrange(10_000, 90_000)
        yield Line(
            number,
            _cents(draw),
            date(year, 1, 1) + timedelta(days=draw.randrange(365)),
            draw.choice(ACCOUNTS),
            draw.choice(NAMES),
            make_siret(make_siren(supplier), 1 + supplier % 40),
            draw.choice(OBJECTS),
        )


def _cents(draw: Random) -> int:
    size = draw.choice((10**4, 10**5, 10**6, 10**8))
    cents = draw.randrange(1, size)
    if draw.random() < 0.1:
        cents = max(1, cents // 1_000) * 1_000
    return -cents if draw.random() < 0.08 else cents
