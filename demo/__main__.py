"""Command line of the generator: ``python -m demo generer DOSSIER [--graine N] [--lignes N]``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from demo.generer import GRAINE, generer
from demo.territoire import LIGNES_DEFAUT


def main(arguments: list[str] | None = None) -> int:
    """Parse the arguments, generate, and return the exit status."""
    analyse = argparse.ArgumentParser(prog="python -m demo", description="Territoire de démonstration, données simulées.")
    verbes = analyse.add_subparsers(dest="verbe", required=True)
    verbe = verbes.add_parser("generer", help="écrire les fichiers, la vérité et territoire.yml dans DOSSIER")
    verbe.add_argument("dossier", type=Path, metavar="DOSSIER")
    verbe.add_argument("--graine", type=int, default=GRAINE)
    verbe.add_argument("--lignes", type=int, default=LIGNES_DEFAUT)
    options = analyse.parse_args(arguments)
    print(generer(options.dossier, options.graine, options.lignes, _say))
    return 0


def _say(quoi: str, fait: int, total: int) -> None:
    print(f"[{fait}/{total}] {quoi}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
