"""``python -m demo``: generates, loads and serves the demonstration; ``generer`` writes the files alone."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from achatlas.domain.errors import AchatlasError
from achatlas.settings import read
from demo import charger, mesurer
from demo.generer import GRAINE, generer
from demo.territoire import LIGNES_DEFAUT


def parser() -> argparse.ArgumentParser:
    """The parser of the two ways to call the demonstration."""
    root = argparse.ArgumentParser(
        prog="./go demo", description="Territoire de démonstration, données simulées."
    )
    root.add_argument("--port", type=int, default=8000)
    root.add_argument("--no-serve", action="store_true", help="charger sans ouvrir la page")
    root.add_argument("--graine", type=int, default=GRAINE, help="une autre graine donne d'autres achats")
    root.add_argument("--lignes", type=int, default=LIGNES_DEFAUT, help="nombre approché de lignes de mandat")
    verbs = root.add_subparsers(dest="verbe", metavar="generer|mesurer")
    one = verbs.add_parser("generer", help="écrire les fichiers, la vérité et territoire.yml dans DOSSIER")
    one.add_argument("dossier", type=Path, metavar="DOSSIER")
    for option, default in (("--graine", GRAINE), ("--lignes", LIGNES_DEFAUT)):
        one.add_argument(option, type=int, default=default)
    verbs.add_parser("mesurer", help="comparer le dernier traitement à la vérité")
    return root


def main(arguments: list[str] | None = None) -> int:
    """Runs the demonstration; 1 with one French sentence when something expected goes wrong."""
    asked = parser().parse_args(arguments)
    if asked.verbe == "generer":
        print(generer(asked.dossier, asked.graine, asked.lignes, _say))
        return 0
    settings = read(charger.TERRITOIRE)
    if asked.verbe == "mesurer":
        print(json.dumps(mesurer.measure(settings), ensure_ascii=False, indent=1))
        return 0
    try:
        charger.load(settings, asked.graine, asked.lignes)
        if not asked.no_serve:
            charger.serve(settings, asked.port)
    except AchatlasError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _say(quoi: str, fait: int, total: int) -> None:
    print(f"[{fait}/{total}] {quoi}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
