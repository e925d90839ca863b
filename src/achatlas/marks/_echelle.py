"""Round values: the scale bar of leaderboards, the grid of series."""

from __future__ import annotations

from collections.abc import Iterator

from achatlas.domain.nombres import UNITES, avec_unite, montant, sans_zero, unite_de, unite_of


def ronde(plafond: int) -> int:
    """Return the largest of 1, 2, 5 × 10ⁿ that does not exceed the ceiling (0 when it is below 1)."""
    if plafond < 1:
        return 0
    pas = int("1" + "0" * (len(str(plafond)) - 1))
    return max(facteur * pas for facteur in (1, 2, 5) if facteur * pas <= plafond)


def graduations(maximum: int, *, lignes: int = 4) -> list[int]:
    """Return round graduations from 0 to just above the maximum: 3 to 5 steps."""
    if maximum <= 0:
        return [0]
    brut = max(maximum // lignes, 1)
    pas = next(p for p in _pas(brut) if p * (lignes + 1) >= maximum)
    return list(range(0, maximum + pas, pas))


def _pas(depuis: int) -> list[int]:
    base = 10 ** (len(str(depuis)) - 1)
    return [facteur * base for facteur in (1, 2, 5, 10, 20)]


def echelons(maximum: int, *, nombre: int = 5) -> list[int]:
    """At most so many round bounds (1, 2, 5, 10, 20…) up to the greatest value, the least first; none below
    2: what is less than the first bound is the first depth.
    """
    return [bound for bound in _rondes(maximum) if bound > 1][-nombre:]


def _rondes(maximum: int) -> Iterator[int]:
    power = 1
    while power <= maximum:
        yield from (power * step for step in (1, 2, 5) if power * step <= maximum)
        power *= 10


def pour_cent(partie: int, tout: int) -> str:
    """Return an SVG length in percent of the whole, two decimals, never negative."""
    return f"{max(partie, 0) * 100 / tout:.2f}%" if tout > 0 else "0%"


def regle(maximum: int, unite: str) -> dict[str, str] | None:
    """Return the scale bar of amounts whose longest bar is the maximum: width and caption.

    The caption is in this unit, unless it is too big to tell it.
    """
    valeur = ronde(maximum * 4 // 5)
    if not valeur:
        return None
    unite = unite if 10 * valeur >= UNITES[unite_of(unite)] else unite_de(valeur)
    return {
        "largeur": pour_cent(valeur, maximum),
        "texte": avec_unite(sans_zero(montant(valeur, unite)), unite),
    }
