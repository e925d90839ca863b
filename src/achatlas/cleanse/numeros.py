"""The number that payments cite, of the marchés known only under an identifier of the 2019 format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from achatlas.cleanse.contrats import Retained
from achatlas.cleanse.frames import unframed
from achatlas.domain.text import reference

Numero = tuple[str, str]


def renumbered(retained: Sequence[Retained]) -> list[Retained]:
    """These marchés, those that no record gives back to the number of their buyer under the one within their
    identifier; unless another marché of that buyer has or would have it: both then keep what they had.
    """
    offers: dict[Numero, str] = {}
    held: dict[Numero, set[str]] = {}
    for one in retained:
        siren, whole = one.marche["acheteur_siren"], reference(one.marche["marche_id"])
        own = _own(one) if one.marche["marche_norme"] == whole else ""
        if own:
            offers.setdefault((siren, whole), own)
        for number in {whole, one.marche["marche_norme"], own} - {""}:
            held.setdefault((siren, number), set()).add(whole)
    return [_under(one, offers, held) for one in retained]


def _own(one: Retained) -> str:
    """The number within the identifier of a marché, by the first of its records that bears it so."""
    whole = one.marche["marche_norme"]
    told = (unframed(record) for record in one.records if reference(record["marche_id"]) == whole)
    return next(filter(None, told), "")


def _under(one: Retained, offers: dict[Numero, str], held: dict[Numero, set[str]]) -> Retained:
    siren, had = one.marche["acheteur_siren"], one.marche["marche_norme"]
    own = offers.get((siren, had), "")
    if not own or held[siren, own] != {had}:
        return one
    above = one.marche["accord_cadre_norme"]
    more = {"marche_norme": own, "accord_cadre_norme": "" if above == own else above}
    return replace(one, marche={**one.marche, **more})
