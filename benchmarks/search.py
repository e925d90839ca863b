"""The search of names alone, over the referential in use, as a run does it:
`python -m benchmarks.search PAIRES.csv`.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from pathlib import Path

from achatlas import pipeline
from achatlas.pipeline.sirene import searchable
from achatlas.reconcile.noms.recherche import Asked, Search
from achatlas.reconcile.noms.voisins import Lieu
from achatlas.reconcile.repertoire import Repertoire
from achatlas.reconcile.shares import search
from achatlas.settings import read

SIREN, LEAST = 9, 10


def main(pairs: Path) -> int:
    """Searches the names of a file whose SIRET are known; says how many were found, and how many rightly."""
    atelier = pipeline.open_workshop(read())
    with pairs.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    asked = [Asked(str(rank), one["nom"], Lieu(one["code_postal"])) for rank, one in enumerate(lines)]
    seuil, start = Search(atelier.catalogue).seuil, time.perf_counter()
    folders = searchable(atelier)
    if folders is None:
        return 1
    found = right = 0
    with atelier.engine("banc") as engine:
        directory = Repertoire(engine, atelier.catalogue, *folders)
        for one, candidats in search(asked, atelier.catalogue, directory, LEAST):
            if candidats and candidats[0].score >= seuil:
                found += 1
                right += candidats[0].siren == lines[int(one.cle)]["siret"][:SIREN]
    seconds = round(time.perf_counter() - start, 2)
    print(json.dumps({"n": len(asked), "trouves": found, "justes": right, "secondes": seconds}))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
