"""What documents are made of: `./go docs captures` takes the README's screenshots from the demonstration;
`./go docs mesures` measures what the page « Fiabilité » and the guide publish.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from achatlas.domain.errors import AchatlasError
from docs import captures, mesures


def main(arguments: Sequence[str] | None = None) -> int:
    """Makes one kind of document."""
    parser = argparse.ArgumentParser(prog="./go docs")
    what = "captures : les écrans du README ; mesures : ce que valent les machines"
    parser.add_argument("quoi", choices=["captures", "mesures"], help=what)
    parser.add_argument("--territoire", default="demonstration", metavar="ID")
    pairs = "mesurer aussi des noms dont le SIREN est connu (siret,siren,nom,src) ; plusieurs minutes"
    parser.add_argument("--paires", type=Path, metavar="FICHIER", help=pairs)
    titles = "mesurer aussi des titres de marchés (src,objet,cpv8), lus dans entrainement/lectures"
    parser.add_argument("--titres", type=Path, metavar="FICHIER", help=titles)
    asked = parser.parse_args(arguments)
    taken = captures.take(asked.territoire)
    made = mesures.make(asked.territoire, asked.paires, asked.titres) if asked.quoi == "mesures" else taken
    try:
        for path in made:
            print(path, flush=True)
    except AchatlasError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
