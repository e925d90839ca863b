"""The benches by name: `python -m benchmarks NOM [--lignes N] [--json]`."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import emporter, fiche, http, importation, noms, reclassement, sirene, tableau, textes

Bench = Callable[[Path, int, int], dict[str, Any]]
BENCHES: dict[str, tuple[Bench, Callable[[dict[str, Any]], str]]] = {
    "emporter": (emporter.measure, emporter.told),
    "fiche": (fiche.measure, fiche.told),
    "http": (http.measure, http.told),
    "import": (importation.measure_csv, importation.told),
    "import_classeur": (importation.measure_xlsx, importation.told),
    "import_pes": (importation.measure_pes, importation.told),
    "noms": (noms.measure, noms.told),
    "reclassement": (reclassement.measure, reclassement.told),
    "sirene": (sirene.measure, sirene.told),
    "tableau": (tableau.measure, tableau.told),
    "textes": (textes.measure, textes.told),
}


def _count(text: str) -> int:
    """A number of lines or of times; raises ArgumentTypeError below one."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} n'est pas un nombre d'au moins 1")
    return number


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one bench in a folder of its own, which is removed; 1 when a result is wrong."""
    parser = argparse.ArgumentParser(prog="./go bench", description="Mesures, voir benchmarks/README.md.")
    parser.add_argument("nom", choices=sorted(BENCHES))
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--lignes", type=_count, default=600_000, metavar="N", help="taille du jeu (600 000)")
    of_sirene = "taille du répertoire des bancs sirene et noms"
    size.add_argument("--etablissements", dest="lignes", type=_count, metavar="N", help=of_sirene)
    searched = "noms cherchés par le banc noms (un dixième du répertoire, 30 000 au plus)"
    parser.add_argument("--noms", type=_count, metavar="M", help=searched)
    kept = "où le banc reclassement publie ses lignes une fois, puis s'en sert de nouveau"
    parser.add_argument("--dossier", type=Path, metavar="DOSSIER", help=kept)
    often = "mesures du tableau, secondes du trafic du banc http (30)"
    parser.add_argument("--repetitions", type=_count, default=30, metavar="N", help=often)
    parser.add_argument("--debit", type=_count, metavar="N", help="pages par seconde du banc http (120)")
    parser.add_argument("--json", action="store_true", help="une ligne pour les machines")
    asked = parser.parse_args(arguments)
    measure, told = BENCHES[asked.nom]
    if asked.noms and measure is noms.measure:
        measure = partial(noms.measure, searched=asked.noms)
    if asked.debit and measure is http.measure:
        measure = partial(http.measure, rate=asked.debit)
    if asked.dossier and measure is reclassement.measure:
        measure = partial(reclassement.measure, dossier=asked.dossier)
    with tempfile.TemporaryDirectory(prefix="achatlas-banc-", dir=asked.dossier) as folder:
        found = measure(Path(folder), asked.lignes, asked.repetitions)
    print(json.dumps(found, ensure_ascii=False) if asked.json else told(found))
    return 0 if found["juste"] else 1


if __name__ == "__main__":
    sys.exit(main())
