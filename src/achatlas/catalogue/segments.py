"""The segments of a catalogue as the files tell them, as purchases follow them, and by name."""

from __future__ import annotations

from achatlas.catalogue.load import Catalogue

SEGMENT, BESOIN, TRAVAUX = "segment", "besoin", "T"


def delivered(catalogue: Catalogue) -> Catalogue:
    """The same catalogue as its files tell it, whatever persons made of the nomenclature since."""
    return Catalogue(catalogue.instance)


def moving(catalogue: Catalogue) -> Catalogue:
    """The same with the labels that segments first had: no purchase moves because one is told otherwise."""
    return Catalogue(catalogue.instance, catalogue.pivot.moving)


def named(catalogue: Catalogue, axe: str = SEGMENT) -> dict[str, str]:
    """The names of the members of an axis that persons name without publishing: the segments, which are needs
    too.
    """
    told = axe in (SEGMENT, BESOIN)
    return {code: one["segment"] for code, one in catalogue.segments.items()} if told else {}


def travaux(catalogue: Catalogue) -> tuple[str, ...]:
    """The segments of works, by their codes."""
    return tuple(sorted(code for code, one in catalogue.segments.items() if one["nature"] == TRAVAUX))


def hors_champ(catalogue: Catalogue) -> tuple[str, ...]:
    """The segments that the law of public procurement does not rule (``regles/alertes.yml``)."""
    return tuple(sorted(catalogue.regle("alertes")["hors_champ"]["segments"]))
