"""The pages of this place, in the order of the menu: the end of the address, the name."""

from __future__ import annotations

from achatlas.langues import translated
from achatlas.screens.spaser.vue import Spaser

ONGLETS = (
    ("", "Cibles"), ("essentiel/", "L’essentiel"), ("actions/", "Actions"), ("saisies/", "Saisies"),
    ("obligations/", "Obligations"), ("rapport/", "Rapport"),
)  # fmt: skip


def onglets(vue: Spaser, ici: str) -> list[tuple[str, str, bool]]:
    """The pages, each with its address and whether it is the one shown: a page within one is of that one, a
    page within none is of the targets.
    """
    within = next((suite for suite, _ in ONGLETS if suite and ici.startswith(suite)), "")
    return [(translated(titre), vue.adresse(suite), suite == within) for suite, titre in ONGLETS]
