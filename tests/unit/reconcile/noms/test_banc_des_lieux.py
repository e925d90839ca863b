"""What a machine decides with a place, on invented names: homonyms, neighbours of one word, half of the names
absent, one place in ten written false, in directories of one town, one département, the whole country.
"""

from __future__ import annotations

from random import Random

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.reconcile.noms.recherche import Asked, Search
from achatlas.reconcile.noms.voisins import Entry, Lieu
from demo.identifiers import make_siren, make_siret

SEARCH = Search(Catalogue())
DENSITIES = {
    "une_ville": ["42000"],
    "un_departement": [f"42{rank:03d}" for rank in range(0, 950, 50)],
    "le_pays": [f"{departement:02d}{rank}00" for departement in range(1, 95) for rank in range(3)],
}
STARTS = ("BREU", "CHAR", "OSTRE", "QUIN", "VALO", "MIRE", "FAUS", "TORVA", "GUIL", "PLESSE", "ORME", "JAVO")
ENDS = ("VILLON", "VANT", "TAVELLE", "RINET", "SECLE", "DIGNE", "ZAN", "MONTEL", "BRUNET", "CASSE", "LIARD")
TRADES = ("MENUISERIE", "PLOMBERIE", "TRANSPORTS", "IMPRIMERIE", "NETTOYAGE", "PEINTURE", "MATERIAUX")
FORMS = ("", "SARL ", "SAS ", "ETS ")
NAMES, LIARS = 700, 0.1


def written(nom: str, draw: Random) -> str:
    """A name as a buyer writes it: whole, with a slip, without its trade, with a legal form."""
    words = nom.split()
    how = draw.random()
    if how < 0.15:
        words = words[-1:]
    elif how < 0.3:
        rank = draw.randrange(2, len(words[-1]) - 1)
        words[-1] = words[-1][:rank] + words[-1][rank + 1 :]
    return draw.choice(FORMS) + " ".join(words)


def bench(codes: list[str]) -> tuple[list[Entry], list[tuple[Asked, str]]]:
    """A directory where one name in five has homonyms, and names written of it, half of them of enterprises
    that it does not hold; each with its true SIREN.
    """
    draw = Random(11)
    every = [f"{trade} {start}{end}" for trade in TRADES for start in STARTS for end in ENDS]
    known: list[Entry] = []
    asked: list[tuple[Asked, str]] = []
    for rank, nom in enumerate(draw.sample(every, NAMES)):
        code, siren = draw.choice(codes), make_siren(rank + 1)
        if rank % 2:
            twins = draw.choice((1, 2, 5)) if draw.random() < 0.2 else 0
            others = [(make_siren(1_000 + 10 * rank + n), draw.choice(codes)) for n in range(twins)]
            known += [Entry(s, make_siret(s, 1), nom, c) for s, c in [(siren, code), *others]]
        said = draw.choice(codes) if draw.random() < LIARS else code
        asked.append((Asked(str(rank), written(nom, draw), Lieu(said)), siren))
    return known, asked


@pytest.mark.parametrize(
    ("density", "least"), [("une_ville", 0.05), ("un_departement", 0.7), ("le_pays", 0.75)]
)
def test_a_machine_that_decides_with_a_place_is_right(density: str, least: float) -> None:
    known, asked = bench(DENSITIES[density])
    truth = {one.cle: siren for one, siren in asked}
    said = [
        (found[0].siren, truth[one.cle])
        for one, found in SEARCH.run([one for one, _ in asked], lambda: known)
        if found and found[0].score >= SEARCH.seuil
    ]
    right = sum(one == other for one, other in said)
    there = len({entry.siren for entry in known} & set(truth.values()))
    assert right >= 0.99 * len(said)
    assert right >= least * there
