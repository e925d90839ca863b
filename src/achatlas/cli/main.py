"""Verbs and options; the outer edge where an expected error becomes one French sentence."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from achatlas.cli import commands, nouveau
from achatlas.cli.display import Display
from achatlas.domain.errors import AchatlasError

Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
Command = Callable[[argparse.Namespace, Display], int]


def _common() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--territoire", metavar="ID", help="territoire visé (par défaut : demonstration)")
    common.add_argument("--json", action="store_true", help="réponse pour les machines, sur une ligne")
    return common


def _verb(verbs: Verbs, name: str, aide: str, run: Command) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=aide, description=aide, parents=[_common()])
    parser.set_defaults(run=run)
    return parser


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    root = argparse.ArgumentParser(
        prog="achatlas", description="La carte des achats publics d'un territoire."
    )
    verbs = root.add_subparsers(required=True, metavar="COMMANDE")
    one = _verb(
        verbs, "importer", "Dépose des fichiers et les lit, sans perdre une ligne.", commands.importer
    )
    one.add_argument("fichiers", nargs="+", type=Path, metavar="FICHIER")
    one.add_argument(
        "--acheteur", metavar="SIREN", help="acheteur du fichier ; inutile si le fichier nomme les siens"
    )
    one.add_argument("--source", metavar="ID", help="format du fichier ; reconnu si on ne le dit pas")
    one.add_argument("--profil", metavar="NOM", help="profil de colonnes, pour un tableur")
    _verb(
        verbs,
        "lancer",
        "Traite les fichiers déposés : nettoyer, rapprocher, classer, cartographier.",
        commands.lancer,
    )
    _verb(verbs, "bilan", "Montre le compte de chaque fichier et de chaque étape.", commands.bilan)
    _verb(verbs, "publier", "Rend visible le dernier traitement.", commands.publier)
    one = _verb(verbs, "servir", "Ouvre la cartographie dans le navigateur.", commands.servir)
    one.add_argument("--port", type=int, default=8000)
    one = _verb(verbs, "catalogue", "Liste tout ce qui a été trouvé, et où.", commands.catalogue)
    one.add_argument("genre", nargs="?", help="n'en montrer qu'un genre : axes, mesures, sources…")
    one = _verb(
        verbs,
        "reel",
        "Construit un territoire réel avec des données essentielles téléchargées.",
        commands.reel,
    )
    one.add_argument("dossier", type=Path, help="dossier des fichiers DECP (JSON ou CSV)")
    one.add_argument(
        "--modele", default="reel", metavar="NOM", help="description du territoire (metier/territoires)"
    )
    one = _verb(verbs, "nouveau", "Pose les fichiers d'un nouvel élément, à compléter.", nouveau.nouveau)
    one.add_argument("genre", choices=nouveau.GENRES)
    one.add_argument("nom")
    return root


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; 0 when all went well and the balance holds, 1 when not, 2 when the command is
    unknown.
    """
    asked = parser().parse_args(arguments)
    display = Display(json_only=asked.json)
    try:
        run: Command = asked.run
        return run(asked, display)
    except AchatlasError as error:
        display.error(error)
        return 1
    except KeyboardInterrupt:
        print("\nInterrompu : rien de ce qui était en cours n'a été retenu.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
