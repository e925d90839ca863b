"""What a definition refuses, in French: the key at fault and why."""

from collections.abc import Iterable, Mapping

import yaml
from pydantic import ValidationError

from achatlas.domain.errors import CatalogueError

WHOLE = "ensemble du fichier"
SAID = {
    "extra_forbidden": "cette clé n'existe pas",
    "missing": "cette clé est obligatoire",
    "string_type": "un texte est attendu",
    "dict_type": "une table clé: valeur est attendue",
    "model_type": "une table clé: valeur est attendue",
    "tuple_type": "une liste est attendue",
    "list_type": "une liste est attendue",
    "bool_type": "oui ou non est attendu (true, false)",
    "bool_parsing": "oui ou non est attendu (true, false)",
    "int_type": "un nombre entier est attendu",
    "int_parsing": "un nombre entier est attendu",
    "int_from_float": "un nombre entier est attendu",
    "float_type": "un nombre est attendu",
    "float_parsing": "un nombre est attendu",
    "date_type": "une date est attendue (AAAA-MM-JJ)",
    "date_parsing": "une date est attendue (AAAA-MM-JJ)",
    "date_from_datetime_parsing": "une date est attendue (AAAA-MM-JJ)",
    "literal_error": "valeur non admise",
    "enum": "valeur non admise",
    "greater_than": "le nombre doit dépasser {gt}",
    "greater_than_equal": "le nombre doit valoir au moins {ge}",
    "less_than": "le nombre doit rester sous {lt}",
    "less_than_equal": "le nombre doit valoir au plus {le}",
    "string_pattern_mismatch": "le texte n'a pas la forme attendue ({pattern})",
    "string_too_short": "le texte est trop court",
    "too_short": "la liste est trop courte",
}


def fault(error: ValidationError) -> tuple[str, str]:
    """The first key at fault, « local.codes.0 », and the cause with what was expected."""
    first = error.errors()[0]
    told = first.get("ctx", {})
    known = SAID.get(first["type"])
    cause = known.format_map(told) if known else first["msg"].removeprefix("Value error, ")
    expected = str(told.get("expected", "")).replace(" or ", " ou ")
    key = ".".join(str(part) for part in first["loc"]) or WHOLE
    return key, f"{cause} (attendu : {expected})" if expected else cause


def place(error: yaml.YAMLError | UnicodeDecodeError) -> str:
    """Where a file stops being YAML: « , ligne 3, colonne 7 », empty when the reader does not say."""
    mark = getattr(error, "problem_mark", None)
    return f", ligne {mark.line + 1}, colonne {mark.column + 1}" if mark else ""


def unreadable(error: yaml.YAMLError | UnicodeDecodeError) -> str:
    """Why a file cannot be read as YAML."""
    return "il n'est pas en UTF-8" if isinstance(error, UnicodeDecodeError) else "ce n'est pas du YAML"


def refer(where: str, kind: str, names: Iterable[str], known: Mapping[str, object]) -> None:
    """Raises CatalogueError for the first name that nothing bears."""
    for name in names:
        if name not in known:
            raise CatalogueError(
                quoi=f"Référence inconnue : {kind} « {name} »",
                ou=f"metier/{where}.yml",
                pourquoi="rien ne porte ce nom",
                que_faire=f"Choisissez parmi : {', '.join(sorted(known))}.",
            )
