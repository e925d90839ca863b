"""Which two columns the native pivot of some lines crosses first, and the pivot itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from achatlas.containers.pivot import Cross, Pivot, Source
from achatlas.containers.table import Value
from achatlas.screens.demande import TOUS, Demande

PIVOTED = "Croisé dynamique"
FAMILLE, EXERCICE, ACHETEUR = "famille_libelle", ("exercice_libelle", "exercice"), ("acheteur_libelle",)
Axes = tuple[str, str]


def axes(demande: Demande, noms: Sequence[str]) -> Axes | None:
    """Families by years, or by buyers in one year of all of them; None where the columns are not there."""
    wanted = ACHETEUR if demande.consolidee and demande.exercice != TOUS else EXERCICE
    found = next((one for one in wanted if one in noms), "")
    return (FAMILLE, found) if found and FAMILLE in noms else None


def summed(noms: Sequence[str], crossing: Axes, value: str, rows: Iterable[Sequence[Value]]) -> Cross:
    """What rows sum, in cents."""
    first, second, paid = (noms.index(one) for one in (*crossing, value))
    found: dict[tuple[str, str], int] = {}
    for row in rows:
        key, cents = (str(row[first] or ""), str(row[second] or "")), row[paid]
        found[key] = found.get(key, 0) + (cents if isinstance(cents, int) else 0)
    return found


def of(source: Source, titre: str, crossing: Axes, value: str, sommes: Cross) -> Pivot | None:
    """The pivot of some rows; None where there are none, or more than a sheet holds."""
    first, second, paid = (source.champs.index(one) for one in (*crossing, value))
    by_name = frozenset({1}) if crossing[1] in EXERCICE else frozenset[int]()
    told = f"{value} par {crossing[0]} et {crossing[1]}, {titre}"
    found = Pivot(PIVOTED, told, source, (first, second, paid), sommes, "euros", by_name)
    return found if found.fits else None
