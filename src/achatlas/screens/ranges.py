"""Ranges of members that follow one another: the addresses that keep one, and how it is called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from achatlas.catalogue.models import Axe
from achatlas.catalogue.names import EXERCICE
from achatlas.marks import Planche
from achatlas.screens.demande import Demande

PLACE = "~"
"""What stands in an address for the codes that the page writes: it is left as it is there."""
BETWEEN = re.compile(r"(De )?(.+?) à (.+)")
LESS, MORE = re.compile(r"Moins de (.+)"), re.compile(r"Plus de \S+( .+)")


def add(planche: Planche, demande: Demande, axe: str) -> Planche:
    """The same with its short names and the addresses of its ranges; none of years, of which one is chosen
    at a time.
    """
    named = replace(planche, courts=demande.axes[axe].courts)
    if axe == EXERCICE:
        return named
    address = demande.adresse(demande.selection.only(axe, [PLACE]))
    return replace(named, brush=address, jusque=dict(_carried(planche, demande, axe)))


def _carried(planche: Planche, demande: Demande, axe: str) -> Iterator[tuple[str, str]]:
    """For each member beside those that are chosen, the address of all between it and them."""
    codes = [t.code for t in planche.traits if t.code]
    chosen = [codes.index(t.code) for t in planche.traits if t.code and t.etat == "choisi"]
    for rank, code in enumerate(codes if chosen else ()):
        if rank not in chosen:
            first, last = min(rank, chosen[0]), max(rank, chosen[-1])
            yield code, demande.adresse(demande.selection.only(axe, codes[first : last + 1]))


def follow(axe: Axe, codes: Sequence[str]) -> bool:
    """Whether members follow one another on an axis that says their order."""
    order = sorted(axe.courts)
    if len(codes) < 2 or not set(codes) <= set(order):
        return False
    first = order.index(codes[0])
    return list(codes) == order[first : first + len(codes)]


def told(premier: str, dernier: str) -> str:
    """Name a range by its ends: « De 5 à 10 km » then « De 30 à 50 km » is « De 5 à 50 km »."""
    begins, ends = BETWEEN.fullmatch(premier), BETWEEN.fullmatch(dernier)
    less, more = LESS.fullmatch(premier), MORE.fullmatch(dernier)
    if ends and begins:
        return f"{begins[1] or ''}{begins[2]} à {ends[3]}"
    if ends and less:
        return f"Moins de {ends[3]}"
    if begins and more:
        return f"Plus de {begins[2]}{more[1]}"
    return f"{premier} … {dernier}"
