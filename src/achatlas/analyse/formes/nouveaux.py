"""Fournisseurs payés dans l'année, et pas dans les précédentes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from achatlas.analyse.parts import AMOUNTS
from achatlas.analyse.readings import MEMBRE, WITHOUT, Asked, Lines, Reading, Units, absent, tallied
from achatlas.domain.personnes import PERSONNE

NEEDS = frozenset({"fait", "annees"})
MAY = frozenset({"parmi"})
FOURNISSEUR, PAYE = "fournisseur", "montant_paye"
SIREN = 9
LISTED = 120
YES, NO, UNKNOWN = (AMOUNTS.index(kind) for kind in ("oui", "non", "inconnu"))
Paid = Mapping[tuple[str, str], int]


def told(asked: Asked) -> Mapping[str, Reading]:
    """The share of new suppliers (credits deducted), natural persons left out. A supplier that nothing
    identifies may be a former one written otherwise: unknown, unless it was already paid. When a member
    paid nobody in one of the years before, its files may lack it: all of its suppliers are unknown.
    """
    before = [asked.before(gap) for gap in range(1, asked.calcul.annees + 1)]
    if None in before:
        return {"": absent(WITHOUT)}
    now = _paid(asked)
    years = [_paid(one) for one in before if one is not None]
    paying = [{member for member, _ in year} for year in years]
    full = {member for member, _ in now}.intersection(*paying)
    units = {unit: (_kind(unit, years, full), cents) for unit, cents in now.items() if cents > 0}
    new, told = _new(units), tallied(units, "nombre")
    return {member: replace(one, lignes=_lines(asked, new.get(member, []))) for member, one in told.items()}


def _new(units: Units) -> Mapping[str, list[str]]:
    """The suppliers of each member that are new."""
    found: dict[str, list[str]] = {}
    for (member, code), (kind, _) in units.items():
        if kind == YES:
            found.setdefault(member, []).append(code)
    return found


def _lines(asked: Asked, new: Sequence[str]) -> Lines:
    """The lines of new suppliers, as long as an address may list them; else all."""
    chosen = asked.chosen(asked.calcul.fait)
    if not 0 < len(new) <= LISTED:
        return Lines(asked.calcul.fait, chosen, chosen, chosen)
    return Lines(asked.calcul.fait, chosen.only(FOURNISSEUR, sorted(new)), chosen, chosen, liste=True)


def _paid(asked: Asked) -> dict[tuple[str, str], int]:
    """What each supplier is paid by each member, in cents."""
    found: dict[tuple[str, str], int] = {}
    for row in asked.crossed([FOURNISSEUR], [PAYE]):
        code = row[FOURNISSEUR]
        if code and not code.startswith(PERSONNE):
            found[row[MEMBRE], code] = found.get((row[MEMBRE], code), 0) + row[PAYE]
    return found


def _kind(unit: tuple[str, str], years: Sequence[Paid], full: set[str]) -> int:
    if unit[0] not in full:
        return UNKNOWN
    if any(unit in year for year in years):
        return NO
    return YES if len(unit[1]) == SIREN and unit[1].isdigit() else UNKNOWN
