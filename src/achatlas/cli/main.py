"""Verbs and options; the outer edge where an expected error becomes one French sentence."""

import argparse
import gc
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

from achatlas.cli import panne
from achatlas.cli.choix import ELEMENTS, FORMES, ROLES
from achatlas.cli.display import Display
from achatlas.cli.french import Parser
from achatlas.domain.errors import AchatlasError
from achatlas.domain.judgement import NATURES, SENS, Judgement
from achatlas.settings import COMMANDE, behind, read
from achatlas.store.decisions import APART, SAME, TAKEN_BACK

Verbs: TypeAlias = "argparse._SubParsersAction[Parser]"
PORT_MAX, DAYS_MAX = 65_535, 730
CYCLES = 10_000
"""Objects more before cycles are looked for: a question to the engine is a tree of thousands, hardly any of
them in a cycle.
"""
FILLING = frozenset({"commands.importer", "commands.lancer", "commands.publier", "sirene.sirene"})
"""The verbs that fill a territory, for minutes: whoever reads it meanwhile goes first."""
Command = Callable[[argparse.Namespace, Display], int]


def _common() -> Parser:
    common = Parser(add_help=False)
    common.add_argument("--territoire", metavar="ID", help="territoire visé (par défaut : demonstration)")
    common.add_argument("--json", action="store_true", help="réponse pour les machines, sur une ligne")
    common.add_argument("--verbeux", action="store_true", help="en cas d'erreur, montrer aussi sa trace")
    return common


def port(text: str) -> int:
    """A port that a person may open; argparse says the refusal."""
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= PORT_MAX):
        raise argparse.ArgumentTypeError(f"« {text} » n'est pas un port (un nombre de 1 à {PORT_MAX})")
    return int(text)


def days(text: str) -> int:
    """A number of days ahead; argparse says the refusal."""
    if not (text.isascii() and text.isdecimal() and 0 <= int(text) <= DAYS_MAX):
        raise argparse.ArgumentTypeError(f"« {text} » n'est pas un nombre de jours, de 0 à {DAYS_MAX}")
    return int(text)


def day(text: str) -> date:
    """A day; argparse says the refusal."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"« {text} » n'est pas un jour, comme 2026-08-22") from None


def exercice(text: str) -> str:
    """A year; argparse says the refusal."""
    if not (text.isascii() and text.isdecimal() and len(text) == 4):
        raise argparse.ArgumentTypeError(f"« {text} » n'est pas une année")
    return text


def command(place: str) -> Command:
    """The function « room.name » that a verb runs: only its room is imported, since libraries of queries take
    most of the time of a start.
    """
    room, name = place.split(".")
    found: Command = getattr(import_module(f"achatlas.cli.{room}"), name)
    return found


def _verb(verbs: Verbs, name: str, aide: str, run: str) -> Parser:
    parser = verbs.add_parser(name, help=aide, description=aide, parents=[_common()])
    parser.set_defaults(run=run)
    return parser


def parser() -> Parser:
    """The parser of the whole command line."""
    root = Parser(prog=COMMANDE, description="La carte des achats publics d'un territoire.")
    verbs = root.add_subparsers(required=True, metavar="COMMANDE", title="Commandes")
    _add_files(verbs)
    _add_deposits(verbs)
    _add_identity(verbs)
    _add_nomenclatures(verbs)
    _add_rules(verbs)
    _add_screens(verbs)
    _add_leaves(verbs)
    return root


def _add_files(verbs: Verbs) -> None:
    """The verbs of files: from import to publication."""
    one = _verb(
        verbs, "importer", "Dépose des fichiers et les lit, sans perdre une ligne.", "commands.importer"
    )
    one.add_argument("fichiers", nargs="+", type=Path, metavar="FICHIER", help="fichier, ou dossier")
    one.add_argument(
        "--acheteur", metavar="SIREN", help="acheteur du fichier ; inutile si le fichier nomme les siens"
    )
    one.add_argument("--source", metavar="ID", help="format du fichier ; reconnu si on ne le dit pas")
    one.add_argument("--profil", metavar="NOM", help="profil de colonnes, pour un tableur")
    proposed = "prendre les colonnes proposées quand elles sont certaines, sinon dire les questions"
    one.add_argument("--auto", action="store_true", help=proposed)
    answer = "réponse à une question de --auto ; à répéter autant qu'il faut"
    one.add_argument("--reponse", action="append", default=[], metavar="QUESTION=VALEUR", help=answer)
    both = one.add_mutually_exclusive_group()
    instead = "ils remplacent les paiements déjà comptés qu'ils portent"
    both.add_argument("--remplacer", action="store_true", help=instead)
    beside = "ils s'ajoutent ; une ligne identique ne compte qu'une fois"
    both.add_argument("--ajouter", action="store_true", help=beside)
    what = "Importe ou renouvelle le répertoire SIRENE ; sans fichier, dit lequel sert."
    one = _verb(verbs, "sirene", what, "sirene.sirene")
    stocks = "fichier stock de l'Insee (CSV, zip ou Parquet), reconnu à ses colonnes"
    one.add_argument("fichiers", nargs="*", type=Path, metavar="FICHIER", help=stocks)
    _verb(
        verbs,
        "lancer",
        "Traite les fichiers déposés : nettoyer, rapprocher, classer, cartographier.",
        "commands.lancer",
    )
    _verb(verbs, "bilan", "Montre le compte de chaque fichier et de chaque étape.", "commands.bilan")
    _verb(verbs, "publier", "Rend visible le dernier traitement.", "commands.publier")


def _add_deposits(verbs: Verbs) -> None:
    """The verbs of deposits: which files count, and how to change one's mind."""
    named = "nom du fichier, ou début de son empreinte"
    _verb(verbs, "depots", "Liste les fichiers déposés, et ce qui les a fait compter.", "depots.depots")
    one = _verb(verbs, "confirmer", "Fait compter un dépôt qui attend votre réponse.", "depots.confirmer")
    one.add_argument("depot", metavar="DEPOT", help=named)
    both = one.add_mutually_exclusive_group(required=True)
    both.add_argument("--remplacer", action="store_true", help="il remplace, sur les mois qu'il couvre")
    both.add_argument("--ajouter", action="store_true", help="il s'ajoute")
    one = _verb(verbs, "retirer", "Cesse de compter un dépôt ; ses octets sont gardés.", "depots.retirer")
    one.add_argument("depot", metavar="DEPOT", help=named)
    one = _verb(verbs, "retablir", "Revient à ce qui comptait juste après un acte.", "depots.retablir")
    one.add_argument("acte", type=int, metavar="RANG", help="rang de l'acte ; 0 : avant le premier")
    _add_judgement(verbs)
    filled = "Écrit le registre des procédures, rempli de ce qui est connu, à compléter puis à importer."
    one = _verb(verbs, "registre", filled, "registre.registre_des_procedures")
    one.add_argument("--acheteur", metavar="SIREN", help="acheteur dont on veut les marchés ; sinon, tous")
    kind = "fichier à écrire : .csv, ou .xlsx pour un classeur"
    one.add_argument("-o", "--fichier", type=Path, required=True, metavar="FICHIER", help=kind)


def _add_judgement(verbs: Verbs) -> None:
    """The verb of the pairs of marchés that may be one."""
    one = _verb(verbs, "juger", "Dit de deux marchés proches s'ils n'en font qu'un.", "juger.juger")
    one.add_argument("numero", metavar="NUMERO", help="numéro de l'un, ou sa clé SIREN/NUMERO")
    one.add_argument("autre", metavar="AUTRE", help="numéro de l'autre")
    said = one.add_mutually_exclusive_group(required=True)
    for jugement, aide in (
        (SAME, "c'est un seul marché"),
        (APART, "ce sont deux marchés"),
        (TAKEN_BACK, "reprendre la décision : la paire attend de nouveau"),
    ):
        said.add_argument(f"--{jugement}", dest="jugement", action="store_const", const=jugement, help=aide)
    one.add_argument("--motif", default="", metavar="TEXTE", help="pourquoi, gardé avec la décision")
    one.add_argument("--acheteur", metavar="SIREN", help="leur acheteur, si plusieurs ont ces numéros")


def _pair(jugement: Judgement, siren: str) -> tuple[Judgement, str]:
    """What is said, and of which enterprise."""
    return jugement, siren


def _add_identity(verbs: Verbs) -> None:
    """The verb of who was really paid."""
    what = "Dit quelle entreprise se cache sous un nom écrit ; sans nom, liste ceux que rien n'identifie."
    one = _verb(verbs, "rapprocher", what, "rapprocher.rapprocher")
    one.add_argument("nom", nargs="?", metavar="NOM", help="nom écrit, ou « NOM | CODE POSTAL »")
    said = one.add_mutually_exclusive_group()
    for jugement in Judgement:
        flag, aide = f"--{jugement.replace('_', '-')}", SENS[jugement]
        if jugement in NATURES:
            said.add_argument(flag, dest="jugement", action="store_const", const=(jugement, ""), help=aide)
        else:
            pair = partial(_pair, jugement)
            said.add_argument(flag, dest="jugement", metavar="SIREN", type=pair, help=aide)
    again = "reprendre la décision (« etranger », « personne » sans SIREN) : l'état d'avant revient"
    said.add_argument("--reprendre", metavar="SIREN", help=again)
    sealed = "dire si une ligne a été altérée ; EMPREINTE : celle qu'on avait notée"
    said.add_argument("--verifier", nargs="?", const="", metavar="EMPREINTE", help=sealed)
    one.add_argument("--motif", default="", metavar="TEXTE", help="pourquoi, gardé avec la décision")
    against = "le SIREN (ou le numéro de TVA étranger) valable, mais faux, que portent les fichiers"
    one.add_argument("--malgre", default="", metavar="NUMÉRO", help=against)


def _add_nomenclatures(verbs: Verbs) -> None:
    """The verbs of the nomenclatures that buyers keep."""
    aide = "Tient la nomenclature d'un acheteur et sa correspondance avec les segments communs."
    own = verbs.add_parser("nomenclature", help=aide, description=aide)
    acts = own.add_subparsers(required=True, metavar="ACTE", title="Ce que l'on en fait")
    one = _own(acts, "importer", "Garde un fichier comme nouvelle version, entière ou refusée.", True)
    one.add_argument("fichier", type=Path, metavar="FICHIER", help="CSV ou XLSX ; colonnes : guide")
    one.add_argument("--motif", default="", metavar="TEXTE", help="pourquoi, gardé avec la version")
    one.add_argument("--essai", action="store_true", help="dire ce qui changerait, et ne rien garder")
    one = _own(acts, "exporter", "Écrit la version en vigueur, ou les codes vus, à compléter.", True)
    one.add_argument("--format", choices=("csv", "xlsx"), help="par défaut : celui du fichier, sinon csv")
    one.add_argument("-o", "--fichier", type=Path, metavar="FICHIER", help="fichier à écrire")
    one.add_argument("--version", type=int, metavar="RANG", help="une autre que celle en vigueur")
    _own(acts, "couverture", "Compte ce que les correspondances couvrent, par acheteur.", False)
    _own(acts, "historique", "Liste les versions d'un acheteur et ce que chacune a changé.", True)
    one = _own(acts, "reprendre", "Reprend une version : celle d'avant vaut de nouveau.", True)
    one.add_argument("--version", type=int, required=True, metavar="RANG", help="rang de la version")
    one.add_argument("--motif", default="", metavar="TEXTE", help="pourquoi, gardé avec la reprise")
    one.add_argument("--essai", action="store_true", help="dire ce qui changerait, et ne rien reprendre")


def _own(acts: Verbs, name: str, aide: str, required: bool) -> Parser:
    """An act on the nomenclature of a buyer, that must be named or may be."""
    one = _verb(acts, name, aide, "nomenclature.nomenclature")
    one.set_defaults(acte=name)
    one.add_argument("--acheteur", metavar="SIREN", required=required, help="l'acheteur")
    return one


def _add_rules(verbs: Verbs) -> None:
    """The verb of the rules of classification."""
    one = _verb(verbs, "regles", "Liste les règles de classement écrites par des personnes.", "regles.regles")
    sealed = "dire si une version a été altérée ; EMPREINTE : celle qu'on avait notée"
    one.add_argument("--verifier", nargs="?", const="", metavar="EMPREINTE", help=sealed)


def _add_screens(verbs: Verbs) -> None:
    """The verbs of screens: who may sign in, and where."""
    one = _verb(verbs, "servir", "Ouvre la cartographie dans le navigateur.", "commands.servir")
    one.add_argument("--port", type=port, default=8000, help="port d'écoute (par défaut : 8000)")
    one.add_argument(
        "--comptes-de-demonstration",
        action="store_true",
        help="ouvrir aussi les comptes d'essai, au mot de passe public, sur un territoire réel",
    )
    what = "Garde les contours des communes, sur lesquels les cartes du territoire sont dessinées."
    one = _verb(verbs, "contours", what, "contours.contours")
    outlines = "GeoJSON des communes d'un département, en degrés ; plusieurs à la suite"
    one.add_argument("fichiers", nargs="+", type=Path, metavar="FICHIER", help=outlines)
    what = "Écrit la cartographie en PDF ou en DOCX : la consolidée, ou celle d'acheteurs."
    one = _verb(verbs, "documents", what, "documents.documents")
    one.add_argument("dossier", type=Path, metavar="DOSSIER", help="dossier où l'écrire")
    whose = one.add_mutually_exclusive_group()
    own = "celle de cet acheteur ; à répéter"
    whose.add_argument("--acheteur", action="append", default=[], metavar="SIREN", help=own)
    whose.add_argument("--tous", action="store_true", help="celle de chaque acheteur")
    one.add_argument("--exercice", metavar="ANNÉE", help="exercice (par défaut : le dernier)")
    one.add_argument("--format", choices=FORMES, default="pdf", help="par défaut : pdf")
    what = "Calcule chaque indicateur du SPASER, pour chaque acheteur et pour tous ensemble."
    one = _verb(verbs, "indicateurs", what, "indicateurs.indicateurs_du_spaser")
    one.add_argument("--exercice", metavar="ANNÉE", help="exercice (par défaut : le dernier complet)")
    by = "axe par les membres duquel les dire aussi (exercice, segment, direction…) ; à répéter"
    one.add_argument("--par", action="append", default=[], metavar="AXE", help=by)
    what = "Dit ce que la loi demande aux acheteurs un jour donné, et ce qui vient."
    one = _verb(verbs, "obligations", what, "obligations.obligations")
    one.add_argument("--jour", type=day, metavar="AAAA-MM-JJ", help="jour (par défaut : aujourd'hui)")
    what = "Liste ce que les acheteurs saisissent d'indicateurs ; en écrit le modèle, ou le reprend complété."
    one = _verb(verbs, "saisies", what, "saisies.saisies")
    one.add_argument("--acheteur", metavar="SIREN", help="cet acheteur ; par défaut, tous")
    one.add_argument("--exercice", type=exercice, metavar="ANNÉE", help="année ; pour un modèle, en cours")
    both = one.add_mutually_exclusive_group()
    filled = "classeur à écrire, rempli de ce qui est saisi (.xlsx)"
    both.add_argument("--modele", type=Path, metavar="FICHIER", help=filled)
    back = "classeur complété à reprendre, en entier ou pas du tout"
    both.add_argument("--classeur", type=Path, metavar="FICHIER", help=back)
    one = _verb(verbs, "compte", "Crée, change, ferme un compte ; sans nom, les liste.", "comptes.compte")
    one.add_argument("nom", nargs="?", metavar="NOM", help="nom de connexion")
    one.add_argument("--role", choices=ROLES, help="ce que la personne peut voir")
    one.add_argument("--acheteur", metavar="SIREN", help="l'acheteur d'un agent")
    one.add_argument("--libelle", metavar="TEXTE", help="nom affiché ; par défaut, le nom de connexion")
    one.add_argument("--demander", action="store_true", help="demander le mot de passe au lieu d'en tirer un")
    one.add_argument("--jeton", action="store_true", help="tirer un jeton pour l'API ; l'ancien ne vaut plus")
    one.add_argument("--fermer", action="store_true", help="fermer le compte ; le reprendre le rouvre")

    what = "Dit, ou envoie à qui l'a demandé, ce qui est devenu pressant dans les marchés suivis."
    one = _verb(verbs, "alertes", what, "alertes.alertes")
    one.add_argument("--acheteur", metavar="SIREN", help="aux agents de cet acheteur seulement")
    ahead = "ce qui est à faire d'ici tant de jours (par défaut : 90, comme la page « À faire »)"
    one.add_argument("--jours", type=days, default=90, metavar="N", help=ahead)
    one.add_argument("--envoyer", action="store_true", help="envoyer par courriel ; sinon, montrer seulement")


def _add_leaves(verbs: Verbs) -> None:
    """The verbs of definitions, and the territory made of published data."""
    one = _verb(verbs, "catalogue", "Liste tout ce qui a été trouvé, et où.", "inventory.catalogue")
    one.add_argument("genre", nargs="?", help="n'en montrer qu'un genre : axes, mesures, sources…")
    one = _verb(
        verbs,
        "reel",
        "Construit un territoire réel avec des données essentielles téléchargées.",
        "reel.reel",
    )
    one.add_argument("dossier", type=Path, help="dossier des fichiers DECP (JSON ou CSV)")
    one.add_argument(
        "--modele", default="reel", metavar="NOM", help="description du territoire (metier/territoires)"
    )
    _add_measures(verbs)
    one = _verb(verbs, "nouveau", "Pose les fichiers d'un nouvel élément, à compléter.", "nouveau.nouveau")
    one.add_argument("genre", choices=ELEMENTS, help="ce que l'on ajoute")
    one.add_argument("nom", help="en minuscules, sans accent")


def _add_measures(verbs: Verbs) -> None:
    """The verb that measures the engines on cases whose truth is known."""
    aide = "Mesure ce que vaut la machine, sur des cas dont la vérité est connue."
    measures = verbs.add_parser("mesurer", help=aide, description=aide)
    kinds = measures.add_subparsers(required=True, metavar="QUOI", title="Ce que l'on mesure")
    aide = "Le classement d'un achat à ses mots, sur des titres de marchés."
    one = _verb(kinds, "classement", aide, "classement.mesurer")
    titres = "titres, CSV : objet,cpv[,segments] ; le CPV et les segments sont cachés au moteur"
    one.add_argument("--verite", type=Path, required=True, metavar="FICHIER", help=titres)
    aide = "Le pont entre paiements et marchés, sur une vérité connue (celle de la démonstration)."
    one = _verb(kinds, "pont", aide, "pont.mesurer")
    lines = "vérité, Parquet : fichier, numero_ligne, marche_uid, raison ; sinon, celle de la démonstration"
    one.add_argument("--verite", type=Path, metavar="FICHIER", help=lines)
    aide = "La reconnaissance des fournisseurs à leur nom, sur des paires."
    one = _verb(kinds, "rapprochement", aide, "mesurer.mesurer")
    reference = "annuaire, CSV : siret,nom[,code_postal,commune]"
    one.add_argument("--reference", type=Path, required=True, metavar="FICHIER", help=reference)
    verite = (
        "noms à reconnaître, CSV : nom,siret[,code_postal,commune,montant] ; le SIRET est caché au moteur"
    )
    one.add_argument("--verite", type=Path, required=True, metavar="FICHIER", help=verite)
    kept = "garder la mesure sous ce nom : la page « Fiabilité » du territoire la montre"
    one.add_argument("--publier", metavar="NOM", help=kept)
    one.add_argument("--libelle", metavar="TEXTE", help="comment la page nomme l'échantillon publié")
    one.add_argument("--echantillon", metavar="TEXTE", help="ce qu'est l'échantillon publié, en une phrase")
    one.add_argument("--simule", action="store_true", help="dire que l'échantillon publié est inventé")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; 0 when all went well and the balance holds, 1 when not, 2 when the command is not
    understood, 3 when something broke that nobody foresaw, 130 when a person stopped it.
    """
    gc.set_threshold(CYCLES)
    asked = parser().parse_args(arguments)
    if asked.run in FILLING:
        behind()
    display = Display(json_only=asked.json)
    try:
        return command(asked.run)(asked, display)
    except AchatlasError as error:
        return _failed(error, 1, asked, display)
    except KeyboardInterrupt:
        print("\nInterrompu : rien de ce qui était en cours n'a été retenu.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:  # noqa: BLE001 (the outer edge)
        if full := panne.foreseen(error):
            return _failed(full, 1, asked, display)
        return _failed(panne.told(error, read(asked.territoire).journaux), panne.STATUT, asked, display)


def _failed(error: AchatlasError, status: int, asked: argparse.Namespace, display: Display) -> int:
    """Says an error, its trace before it when somebody wants it; returns the status."""
    if asked.verbeux:
        traceback.print_exc()
    display.error(error)
    return status


if __name__ == "__main__":
    sys.exit(main())
