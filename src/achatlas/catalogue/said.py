"""The definitions in the language in force: what a person reads of them, the codes and rules untouched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models import Definition
from achatlas.langues import langue, translated

READ = frozenset(
    (
        "libelle", "pluriel", "definition", "description", "inconnu", "dit", "titre", "avertissement",
        "phrase", "reference", "precision", "rappel", "seuil", "que_faire", "membres", "rares", "numerateur",
        "denominateur", "cible_usuelle", "objet", "explication", "maniere", "phrases",
    )
)  # fmt: skip
"""The fields that hold words: a text, or codes with their words."""
LISTED = frozenset(("ignore", "exclusions"))
"""Those that are a list of texts."""
NAMED = frozenset(("bandes",))
"""Those of which the keys are words."""
KINDS = (
    "axes", "mesures", "tables", "tableaux", "taux", "enjeux", "termes", "controles", "fiabilites", "fiches",
    "reperes", "constats", "indicateurs", "cascade", "obligations", "reperes_nationaux", "essentiels",
    "leviers",
)  # fmt: skip


def in_words(catalogue: Catalogue) -> Catalogue:
    """The same definitions, said in the language in force."""
    found = Catalogue(catalogue.instance, catalogue.pivot)
    found.__dict__["langue"] = langue().code
    for kind in KINDS:
        found.__dict__[kind] = _within(getattr(catalogue, kind))
    return found


def _within(told: Any) -> Any:
    """The same with every definition that it holds in words."""
    if isinstance(told, Definition):
        names = type(told).model_fields
        return told.model_copy(update={name: _field(name, getattr(told, name)) for name in names})
    if isinstance(told, Mapping):
        return {name: _within(one) for name, one in told.items()}
    return tuple(map(_within, told)) if isinstance(told, tuple) else told


def _field(name: str, told: Any) -> Any:
    if name in NAMED:
        return {translated(words): codes for words, codes in told.items()}
    if name in LISTED:
        return tuple(map(translated, told))
    return _words(told) if name in READ else _within(told)


def _words(told: Any) -> Any:
    if isinstance(told, Mapping):
        return {code: translated(words) for code, words in told.items()}
    return translated(told) if isinstance(told, str) else told
