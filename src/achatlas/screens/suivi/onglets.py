"""The pages of this place, in the order of the menu: the end of the address, the name."""

from __future__ import annotations

from achatlas.langues import translated

ONGLETS = (
    ("", "Ce qui finit"), ("registre/", "Registre"), ("fenetres/", "Fenêtres communes"),
    ("seuils/", "Seuils et alertes"), ("programme/", "Programme des achats"),
)  # fmt: skip


def onglets() -> list[tuple[str, str]]:
    """The pages, named in the language of the screen."""
    return [(suite, translated(titre)) for suite, titre in ONGLETS]
