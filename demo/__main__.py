"""``python -m demo``: generates, loads and serves the demonstration; ``generer`` writes the files alone,
``sirene`` a synthetic referential of any size.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
from pathlib import Path

from achatlas.cli.french import Parser
from achatlas.cli.main import CYCLES, port
from achatlas.domain.errors import AchatlasError
from achatlas.settings import read
from demo import apprentissage, charger, mesurer
from demo.generer import GRAINE, generer
from demo.sirene import generer_sirene
from demo.stock import FORMATS
from demo.territoire import LIGNES_DEFAUT

LIGNES = range(2_000, 20_000_001)
ETABLISSEMENTS = range(2, 60_000_001)


def _lignes(text: str) -> int:
    """A number of lines that makes a territory of fifteen bodies; argparse says the refusal."""
    if not (text.isascii() and text.isdecimal() and int(text) in LIGNES):
        said = f"« {text} » n'est pas un nombre de lignes (de {LIGNES[0]} à {LIGNES[-1]})"
        raise argparse.ArgumentTypeError(said)
    return int(text)


def _draws(parser: Parser) -> None:
    """What the territory is drawn from."""
    parser.add_argument("--graine", type=int, default=GRAINE, help="une autre graine donne d'autres achats")
    lines = "nombre approché de lignes de mandat"
    parser.add_argument("--lignes", type=_lignes, default=LIGNES_DEFAUT, help=lines)


def parser() -> Parser:
    """The parser of the two ways to call the demonstration."""
    root = Parser(prog="./go demo", description="Territoire de démonstration, données simulées.")
    root.add_argument("--port", type=port, default=8000, help="port d'écoute (par défaut : 8000)")
    root.add_argument("--no-serve", action="store_true", help="charger sans ouvrir la page")
    _draws(root)
    verbs = root.add_subparsers(
        dest="verbe", metavar="generer|mesurer|apprendre|sirene", title="Autres usages"
    )
    one = verbs.add_parser("generer", help="écrire les fichiers, la vérité et territoire.yml dans DOSSIER")
    one.add_argument("dossier", type=Path, metavar="DOSSIER", help="où les écrire")
    _draws(one)
    verbs.add_parser("mesurer", help="comparer le dernier traitement à la vérité")
    taught = verbs.add_parser("apprendre", help="ce que décider des plus lourds groupes apprend du reste")
    taught.add_argument("--groupes", type=int, default=20, help="combien en décider, d'après la vérité")
    _add_sirene(verbs.add_parser("sirene", help="écrire un SIRENE synthétique dans DOSSIER, pour mesurer"))
    return root


def _add_sirene(one: Parser) -> None:
    """What a synthetic referential is drawn from."""
    one.add_argument("dossier", type=Path, metavar="DOSSIER", help="où l'écrire")
    one.add_argument("--etablissements", type=_size, default=1_000_000, metavar="N", help="combien, environ")
    one.add_argument("--graine", type=int, default=GRAINE, help="une autre graine en donne un autre")
    one.add_argument("--format", choices=FORMATS, default="csv", help="csv (par défaut), zip ou parquet")


def _size(text: str) -> int:
    """A number of establishments that the generator has numbers for; argparse says the refusal."""
    if not (text.isascii() and text.isdecimal() and int(text) in ETABLISSEMENTS):
        said = f"« {text} » n'est pas un nombre d'établissements (de 2 à {ETABLISSEMENTS[-1]})"
        raise argparse.ArgumentTypeError(said)
    return int(text)


def main(arguments: list[str] | None = None) -> int:
    """Runs the demonstration; 1 with one French sentence when something expected goes wrong."""
    gc.set_threshold(CYCLES)
    asked = parser().parse_args(arguments)
    if asked.verbe == "generer":
        print(generer(asked.dossier, asked.graine, asked.lignes, _say))
        return 0
    if asked.verbe == "sirene":
        done = generer_sirene(asked.dossier, asked.etablissements, asked.graine, asked.format, _units)
        print(f"{done} établissements inventés dans {asked.dossier} : à n'employer que pour mesurer.")
        return 0
    settings = read(charger.TERRITOIRE)
    if asked.verbe == "mesurer":
        print(json.dumps(mesurer.measure(settings), ensure_ascii=False, indent=1))
        return 0
    try:
        if asked.verbe == "apprendre":
            print(json.dumps(apprentissage.measure(settings, asked.groupes), ensure_ascii=False, indent=1))
            return 0
        if not asked.no_serve:
            charger.check(asked.port)
        charger.load(settings, asked.graine, asked.lignes)
        if not asked.no_serve:
            charger.serve(settings, asked.port)
    except AchatlasError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _units(fait: int, total: int) -> None:
    _say("unités légales", fait, total)


def _say(quoi: str, fait: int, total: int) -> None:
    print(f"[{fait}/{total}] {quoi}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
