"""The pages of this place, in the order of the menu: the end of the address, the name."""

from __future__ import annotations

from achatlas.langues import translated

OF_LINES = frozenset({"rattachements/", "simuler/"})
"""The pages of those who may read payments: the need of a purchase is that of one buyer."""
ONGLETS = (
    ("", "Ce qui finit"), ("a-faire/", "À faire"), ("registre/", "Registre"),
    ("fenetres/", "Fenêtres communes"), ("calendrier/", "Calendrier"), ("couverture/", "Couverture"),
    ("seuils/", "Seuils et alertes"), ("simuler/", "Puis-je acheter ?"),
    ("programme/", "Programme"), ("publication/", "Données essentielles"),
    ("rattachements/", "Rattachements"),
)  # fmt: skip


def onglets(lignes: bool) -> list[tuple[str, str]]:
    """The pages that are open to who may read payments or not, named in the language of the screen."""
    return [(suite, translated(titre)) for suite, titre in ONGLETS if lignes or suite not in OF_LINES]
