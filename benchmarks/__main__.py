"""The benches by name: `python -m benchmarks NOM [--lignes N] [--json]`."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import (
    emporter,
    fiche,
    http,
    importation,
    interaction,
    noms,
    reclassement,
    sirene,
    tableau,
    textes,
)

Bench = Callable[..., dict[str, Any]]
BENCHES: dict[str, tuple[Bench, Callable[[dict[str, Any]], str]]] = {
    "emporter": (emporter.measure, emporter.told),
    "fiche": (fiche.measure, fiche.told),
    "http": (http.measure, http.told),
    "import": (importation.measure_csv, importation.told),
    "import_classeur": (importation.measure_xlsx, importation.told),
    "import_pes": (importation.measure_pes, importation.told),
    "interaction": (interaction.measure, interaction.told),
    "noms": (noms.measure, noms.told),
    "reclassement": (reclassement.measure, reclassement.told),
    "sirene": (sirene.measure, sirene.told),
    "tableau": (tableau.measure, tableau.told),
    "textes": (textes.measure, textes.told),
}

KEPT = ("emporter", "http", "interaction", "reclassement", "tableau")
"""The benches whose lines a folder may keep."""


def _count(text: str) -> int:
    """A number of lines or of times; raises ArgumentTypeError below one."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} n'est pas un nombre d'au moins 1")
    return number


def _more(asked: argparse.Namespace) -> dict[str, Any]:
    """What a bench is asked beyond its size and its times."""
    known = {
        "searched": asked.noms if asked.nom == "noms" else None,
        "rate": asked.debit if asked.nom == "http" else None,
        "dossier": asked.dossier if asked.nom in KEPT else None,
        "rivals": asked.rivaux if asked.nom == "tableau" else None,
    }
    return {name: value for name, value in known.items() if value is not None}


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
    kept = "où les lignes sont publiées une fois, pour s'en servir de nouveau (http, tableau…)"
    parser.add_argument("--dossier", type=Path, metavar="DOSSIER", help=kept)
    often = "mesures du tableau, secondes du trafic du banc http (30)"
    parser.add_argument("--repetitions", type=_count, default=30, metavar="N", help=often)
    against = "à qui le banc tableau compare (pandas, polars et duckdb_parquet)"
    parser.add_argument("--rivaux", nargs="*", choices=tableau.RIVALS, default=tableau.RIVALS, help=against)
    parser.add_argument("--debit", type=_count, metavar="N", help="pages par seconde du banc http (120)")
    parser.add_argument("--json", action="store_true", help="une ligne pour les machines")
    asked = parser.parse_args(arguments)
    run, told = BENCHES[asked.nom]
    with tempfile.TemporaryDirectory(prefix="achatlas-banc-", dir=asked.dossier) as folder:
        found = run(Path(folder), asked.lignes, asked.repetitions, **_more(asked))
    print(json.dumps(found, ensure_ascii=False) if asked.json else told(found))
    return 0 if found["juste"] else 1


if __name__ == "__main__":
    sys.exit(main())
