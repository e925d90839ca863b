"""What the addresses and the forms of these pages say."""

from __future__ import annotations

from django.urls import reverse

from achatlas.classify.guide import Guide
from achatlas.domain.errors import BadAddress
from achatlas.langues import dire, translated

LONGEST = 9


def rules(pour: str, **more: str) -> str:
    """The address of the rules, for one buyer when one is chosen."""
    query = "&".join(f"{name}={said}" for name, said in {"pour": pour, **more}.items() if said)
    return reverse("regles") + (f"?{query}" if query else "")


def ranking(typed: str, guide: Guide) -> str:
    """The enjeu by which an address ranks the queue, empty for euros. Raises BadAddress."""
    if not typed or typed in guide.enjeux:
        return typed
    names = ", ".join(f"« {guide.catalogue.enjeux[one].libelle} »" for one in guide.enjeux)
    raise BadAddress(
        translated("Rangement inconnu"),
        f"« {typed[:20]} »",
        dire("elle se range par euros, ou par {names}", names=names),
        "choisissez-en un en haut de la file",
    )


def number(typed: str) -> int:
    """The number of a rule, 0 for a new one. Raises BadAddress."""
    if not typed:
        return 0
    if typed.isascii() and typed.isdecimal() and len(typed) < LONGEST:
        return int(typed)
    raise BadAddress(
        translated("Numéro de règle inconnu"), "", translated("ce n'est pas un nombre"), "rechargez la page"
    )
