"""What the columns of text, the identifiers and the accounts are: names first, then what their values
show.
"""

from __future__ import annotations

from achatlas.catalogue.synonymes import ACHETEUR, DEVISE
from achatlas.domain.shapes.kinds import PERSONAL
from achatlas.domain.text import header_words
from achatlas.propose.model import IGNORE, UNUSED, Board, Draft, Question

TEXTS = (
    "budget", "num_bordereau", "num_mandat", "num_ligne", "section", "fonction", "direction", "service",
    "operation", "tiers_code", "tiers_nom", "tiers_siret", "tiers_code_postal", "tiers_ville", "objet",
    "num_facture", "num_engagement", "num_marche", "code_nomenclature",
)  # fmt: skip
NAMED = "reconnue par son nom"
MOST, HALF = 0.9, 0.5
_HIDDEN = {
    "iban": "coordonnées bancaires, jamais lues",
    "nir": "numéro de sécurité sociale, jamais lu",
    "mel": "adresse électronique, jamais lue",
    "telephone": "numéro de téléphone, jamais lu",
}


def settle_personal(board: Board) -> None:
    """Ignore the columns whose name or values are bank data or personal data, and those of no known use."""
    for column in [c for c in board.columns if c.open]:
        if not column.name:
            column.drop("colonne sans nom : rien ne dit ce qu'elle porte")
        elif held := _held(column):
            column.drop(_HIDDEN[held])
        elif column.raison and column.role != ACHETEUR:
            column.drop(column.raison)


def _held(column: Draft) -> str | None:
    """The bank or personal data that the values are; of a column known by its name, bank data only."""
    kinds = PERSONAL if not column.role else ("iban",)
    return next((kind for kind in kinds if column.stats.share(kind) >= 0.3), None)


def settle_acheteurs(board: Board) -> None:
    """A column that names the body: of no use when it says one; a question when it says several."""
    found = board.of(ACHETEUR)
    for column in found:
        if len(column.stats.values) <= 1:
            column.drop(column.raison)
        elif not board.asked("organismes"):
            _ask_bodies(board, column)
        else:
            column.drop("organisme, sans usage")


def _ask_bodies(board: Board, column: Draft) -> None:
    shown = ", ".join(f"« {value} »" for value in column.stats.examples()[:3])
    texte = (
        f"La colonne « {column.name} » nomme plusieurs organismes ({shown}). Toutes les lignes sont-elles de "
        "l'acheteur pour lequel le fichier est déposé ?"
    )
    choix = (
        ("tout", "Oui, toutes ; ne pas lire cette colonne"),
        ("direction", "Oui, toutes ; la lire comme direction"),
    )
    given = board.ask(Question("organismes", column.name, texte, choix, "tout"))
    if given == "direction" and board.read_as("direction"):
        given = "tout"
    _follow(given, column, "direction", "nomme plusieurs organismes")


def settle_currency(board: Board) -> None:
    """A currency column: the euro alone is of no use to read, anything else is asked."""
    for column in board.of(DEVISE):
        foreign = {v.upper() for v in column.stats.values} - {"EUR", "EURO", "EUROS", "€", "978", "E"}
        if foreign:
            ask_currency(board, column, ", ".join(sorted(foreign)[:3]))
        if column.open:
            column.drop("devise : l'euro partout" if not foreign else "devise, sans usage à votre réponse")


def ask_currency(board: Board, column: Draft, seen: str) -> None:
    """Ask whether amounts that seem to be in another currency are in euros all the same."""
    texte = (
        f"La colonne « {column.name} » montre une autre monnaie que l'euro ({seen}). "
        "Les montants sont-ils en euros ?"
    )
    choix = (("euros", "Oui, ou les importer comme s'ils l'étaient"),)
    board.ask(Question("devise", column.name, texte, choix))


def settle_accounts(board: Board) -> None:
    """The account: named so, and its values begin with accounts of a published chart."""
    candidates = [c for c in board.of("compte") if c.stats.filled]
    ranked = sorted(candidates, key=lambda c: c.stats.share("compte") < MOST)
    for column in ranked:
        known = round(100 * column.stats.share("compte"))
        if board.read_as("compte"):
            column.drop("autre imputation, le compte est déjà lu")
        elif known >= 100 * MOST:
            column.take("compte", f"{NAMED} ; {known} % de comptes connus")
        elif known < 20:
            column.drop("ne porte pas de compte par nature")
        else:
            _ask_account(board, column, known)
    for column in board.of("compte"):
        column.drop("vide")
    if not board.read_as("compte"):
        _ask_unnamed(board)


def _ask_unnamed(board: Board) -> None:
    """A column of unknown name whose values are accounts is asked about: without an account, no line can be
    told to be a purchase.
    """
    for column in [c for c in board.columns if c.open and not c.role]:
        if column.stats.share("compte") >= MOST:
            known = round(100 * column.stats.share("compte"))
            texte = f"« {column.name} » porte des comptes connus ({known} %). Est-ce le compte par nature ?"
            choix = (("compte", "Oui"), (IGNORE, "Non"))
            given = board.ask(Question(f"compte {column.name}", column.name, texte, choix, "compte"))
            _follow(given, column, "compte", "porte des comptes connus")
            return


def _ask_account(board: Board, column: Draft, known: int) -> None:
    texte = (
        f"La colonne « {column.name} » ne commence par un compte connu que sur {known} % des lignes. "
        "Est-ce le compte par nature ?"
    )
    question = Question(f"compte {column.name}", column.name, texte, (("compte", "Oui"), (IGNORE, "Non")))
    _follow(board.ask(question), column, "compte", "comptes mêlés à autre chose")


def _follow(given: str | None, column: Draft, cible: str, doubt: str) -> None:
    """Do with a column what was answered: read it as the target, leave it, or wait."""
    if given == cible:
        column.take(cible, "à votre réponse")
    elif given:
        column.drop("ignorée, à votre réponse")
    else:
        column.doubt(doubt, cible)


def settle_texts(board: Board) -> None:
    """The columns of text, each target once, the surest name first; codes of third parties told from
    names.
    """
    _split_third_parties(board)
    for cible in TEXTS:
        if board.read_as(cible):
            continue
        for column in board.of(cible):
            taken = board.read_as(cible)
            if taken:
                column.drop(f"déjà lu dans « {taken.name} »")
            else:
                column.take(cible, f"{NAMED}{_shown(column, cible)}")


def _shown(column: Draft, cible: str) -> str:
    if not column.stats.filled:
        return ", vide dans ce fichier"
    if cible == "tiers_siret":
        return f" ; {round(100 * column.stats.share('siret', 'siren'))} % d'identifiants valides"
    return ""


def _split_third_parties(board: Board) -> None:
    """Read as a code a column named after the third party whose values are no names, or no identifiers."""
    for column in board.of("tiers_siret"):
        said = {"siret", "siren", "tva"} & set(header_words(column.name))
        if not said and column.stats.filled and column.stats.share("siret", "siren") < HALF:
            _take_code(board, column)
    for column in board.of("tiers_nom"):
        if column.stats.filled and column.stats.share("siret", "siren") >= MOST:
            column.take("tiers_siret", "porte des SIRET ou des SIREN") if not board.of("tiers_siret") else (
                column.drop("identifiant, déjà lu ailleurs")
            )
        elif column.stats.filled and column.stats.share("lettres") < HALF:
            _take_code(board, column)


def _take_code(board: Board, column: Draft) -> None:
    if board.of("tiers_code") or board.read_as("tiers_code"):
        column.drop("code, déjà lu ailleurs")
    else:
        column.take("tiers_code", "des codes, ni noms ni SIRET")


def settle_identifiers(board: Board) -> None:
    """An unknown column full of SIRET is asked about; one that says the same everywhere is the buyer's."""
    unknown = [c for c in board.columns if c.open and not c.role]
    for column in [c for c in unknown if c.stats.share("siret", "siren") >= MOST]:
        if column.stats.constant:
            column.drop("un seul SIRET : celui de l'acheteur")
        elif board.read_as("tiers_siret"):
            column.drop("autre identifiant, sans usage")
        else:
            texte = f"La colonne « {column.name} » porte des SIRET. Sont-ce ceux des fournisseurs ?"
            choix = (("tiers_siret", "Oui"), (IGNORE, "Non"))
            given = board.ask(Question("siret", column.name, texte, choix, "tiers_siret"))
            _follow(given, column, "tiers_siret", "porte des SIRET")


def settle_rest(board: Board) -> None:
    """Whatever is left is of no use, and said so."""
    for column in board.columns:
        if column.open:
            column.drop("vide" if not column.stats.filled else UNUSED)
