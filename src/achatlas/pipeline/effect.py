"""What making a deposit count would change, in lines and cents, told before anything is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from achatlas.domain.balance import Account, Ledger, total
from achatlas.pipeline.depots import compared
from achatlas.pipeline.slices import Touched
from achatlas.pipeline.workshop import Workshop
from achatlas.store.control_totals import Controle
from achatlas.store.register import Acte, Depot

COMPTE, ATTEND, REMPLACE, RETIRE = "compte", "attend", "remplace", "retire"


@dataclass(frozen=True)
class Effect:
    """What a deposit would bring (lines, cents), what it would replace, and over which months."""

    lignes: int
    centimes: int
    touches: tuple[Touched, ...]
    mois: tuple[str, ...]

    @property
    def avant(self) -> tuple[int, int]:
        """Lines and cents of the former version, on the months covered."""
        lines, cents = ((t.lignes for t in self.touches), (t.centimes for t in self.touches))
        return sum(lines), sum(cents)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for machines."""
        lines, cents = self.avant
        return {
            "avant": {"lignes": lines, "centimes": cents},
            "apres": {"lignes": self.lignes, "centimes": self.centimes},
            "mois": list(self.mois),
        }


def effect(atelier: Workshop, depot: Depot, account: Ledger) -> Effect:
    """What this deposit would change if it took the place of what it touches."""
    active = [d for d in atelier.register.depots() if d.sha256 != depot.sha256]
    touches = () if depot.actif else compared(atelier, depot, active)
    return Effect(account.acceptes.lignes, account.acceptes.centimes, touches, months(depot))


def months(depot: Depot) -> tuple[str, ...]:
    """The months that a deposit holds payments of, ``2025-03``, in order; none when no day is known."""
    cells: Mapping[str, Any] = depot.lecture.get("mois", {})
    return tuple(sorted({month for cell in cells if (month := cell.partition(" ")[2])}))


def state(depot: Depot, actes: Iterable[Acte]) -> str:
    """What a deposit is: it counts, waits for an answer, was replaced or was withdrawn."""
    if depot.actif:
        return COMPTE
    named = [acte for acte in actes if depot.sha256 in (*acte.entrants, *acte.sortants)]
    return state_after(depot, named[-1].nature if named else "")


def state_after(depot: Depot, nature: str) -> str:
    """The same, from the nature of the last act that names the deposit (nothing when none does)."""
    if depot.actif:
        return COMPTE
    if not nature:
        return ATTEND
    return REMPLACE if nature == "remplacement" else RETIRE


@dataclass(frozen=True)
class Gap:
    """One way to compare a total typed from outside with what was read: its name, the sum (cents), the
    difference (cents).
    """

    nom: str
    centimes: int
    ecart: int


def compared_with(said: Controle, account: Ledger) -> tuple[Gap, ...]:
    """The total of the buyer's software against what entered, then with what was rejected, then with what a
    rule excludes.
    """
    steps = (
        ("acceptees", account.acceptes),
        ("rejetees", total(account.rejets.values())),
        ("exclues", total(account.exclus.values())),
    )
    found, running = [], Account()
    for nom, part in steps:
        running = running + part
        found.append(Gap(nom, running.centimes, said.centimes - running.centimes))
    return tuple(found)


def reconciled(gaps: Iterable[Gap]) -> Gap:
    """The comparison that is nil, the first that is; else that of all that may be recovered: accepted and
    rejected.
    """
    every = list(gaps)
    return next((one for one in every if one.ecart == 0), every[1])
