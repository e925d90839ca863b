"""The number that payments cite, of the marchés known only under an identifier of the 2019 format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from achatlas.cleanse.contrats import YEAR_FIRST, Record, Retained
from achatlas.cleanse.etats import modifications, told_day
from achatlas.domain.text import reference

SOURCES = (*YEAR_FIRST, "registre_procedures")
"""Sources that may hold identifiers of that format, by the beginning of their names."""
YEAR, ENDING, SHORTEST = 4, 2, 5
Numero = tuple[str, str]


def unframed(record: Record) -> str:
    """The buyer's own number within an identifier that has the form of the 2019 format, or nothing.

    Written in one piece, it begins with the year of a notification that is told and ends with the number of
    modifications, or with that of its first publication, 00 (standards §1.3). A number of year, rank and lot
    has that form too, by chance, but leaves less than five signs between them.
    """
    number, day = str(record["marche_id"]).strip(), told_day(record, "date_notification")
    if day is None or not number.isalnum() or not record["source"].startswith(SOURCES):
        return ""
    endings = ("00", f"{len(modifications(record)):02d}")
    whole = number.startswith(f"{day.year}") and number.endswith(endings)
    return reference(number[YEAR:-ENDING]) if whole and len(number) >= YEAR + SHORTEST + ENDING else ""


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
