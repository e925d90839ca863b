"""Nombre saisi marché par marché, rapporté à ce que l'acheteur paie dans les mêmes familles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from achatlas.analyse.readings import WITHOUT, Asked, Lines, Reading, absent, entered
from achatlas.domain.saisie import Saisie

NEEDS = frozenset({"fait", "saisies", "parmi"})
MAY: frozenset[str] = frozenset()
ACHETEUR, PAYE = "acheteur", "montant_paye"
Marche = tuple[str, str]
"""A marché as its buyer numbers it: its SIREN and the number."""


def told(asked: Asked) -> Mapping[str, Reading]:
    """What is entered for the marchés of ``parmi`` (the numerators of ``saisies``) over what is paid there,
    among the buyers who say it marché by marché: a total that no marché bears, or a marché entered without
    its number, leaves its buyer unknown. Without data when nobody entered anything. Raises ClosedCrossing
    for another axis than that of buyers.
    """
    said = entered(asked, asked.calcul.saisies)
    if not said:
        return {"": absent(WITHOUT)}
    paid, counted = _paid(asked), _counted(_followed(asked, said), *_marches(asked))
    chosen = asked.chosen(asked.calcul.fait)
    lignes = Lines(asked.calcul.fait, chosen, chosen, chosen)
    if not asked.par:
        return {"": _reading(paid, counted, paid, lignes)}
    return {
        siren: _reading([siren], counted, paid, lignes) if siren in said else absent(WITHOUT)
        for siren in paid
    }


def _followed(asked: Asked, said: Mapping[str, Sequence[Saisie]]) -> Mapping[str, Sequence[Saisie]]:
    """The entries of the buyers of whom marchés are known up to their year and since: of the others, nobody
    knows which hours are missing.
    """
    years: dict[str, set[int]] = {}
    for row in asked.registre(free=True):
        if row["date_notification"]:
            years.setdefault(row["acheteur_siren"], set()).add(row["date_notification"].year)
    return {
        siren: some
        for siren, some in said.items()
        if siren in years and all(min(years[siren]) <= one.annee <= max(years[siren]) for one in some)
    }


def _paid(asked: Asked) -> dict[str, int]:
    """What each buyer pays in what is looked at, when it pays something (cents)."""
    paid: dict[str, int] = {}
    for row in asked.crossed([ACHETEUR], [PAYE]):
        paid[row[ACHETEUR]] = paid.get(row[ACHETEUR], 0) + row[PAYE]
    return {siren: cents for siren, cents in sorted(paid.items()) if cents > 0}


def _marches(asked: Asked) -> tuple[Collection[Marche], Collection[Marche]]:
    """The marchés of the register that are of what is looked at, and all of them."""
    axes = asked.catalogue.axes
    kept = [(axes[name].colonne, codes) for name, codes in asked.calcul.parmi.items()]
    rows = asked.registre(free=True)
    here = [row for row in rows if all(row[column] in codes for column, codes in kept if column in row)]
    own, every = ({(row["acheteur_siren"], row["marche_id"]) for row in some} for some in (here, rows))
    return own, every


def _counted(
    said: Mapping[str, Iterable[Saisie]], marches: Collection[Marche], known: Collection[Marche]
) -> dict[str, int]:
    """What each buyer says of these marchés, where nothing that it says may be of them and is not counted: a
    total, or a marché that the register does not know, may be.
    """
    found = {}
    for siren, some in said.items():
        here = [one.numerateur for one in some if (siren, one.objet) in marches]
        split = all((siren, one.objet) in known for one in some)
        if split and None not in here:
            found[siren] = sum(number or 0 for number in here)
    return found


def _reading(
    some: Collection[str], counted: Mapping[str, int], paid: Mapping[str, int], lignes: Lines
) -> Reading:  # fmt: skip
    """The quotient among the buyers who say it, out of those who pay something there."""
    known = [siren for siren in some if siren in counted]
    return Reading(
        sum(counted[siren] for siren in known),
        sum(paid[siren] for siren in known),
        n=len(known),
        connus=(len(known), len(some)),
        part=False,
        lignes=lignes,
    )
