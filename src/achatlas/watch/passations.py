"""Marchés as they were tendered: the lots of one consultation are one procedure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from achatlas.watch.droit import Achat, Droit
from achatlas.watch.suivi import Suivi


@dataclass(frozen=True)
class Passation:
    """The lots of one consultation, or a marché alone; the earliest day whose law counts, whether it is
    estimated, and what the law looks at.
    """

    lots: tuple[Suivi, ...]
    day: date | None
    approx: bool
    achat: Achat

    @property
    def complete(self) -> bool:
        """Whether the amount of each lot is known."""
        return all(amount_of(lot) is not None for lot in self.lots)

    @property
    def centimes(self) -> int:
        """The amount of all lots known, in cents HT."""
        return total(self.lots)

    @property
    def acheteurs(self) -> tuple[str, ...]:
        """Who tendered."""
        return (self.lots[0].acheteur_siren,)

    @property
    def keys(self) -> tuple[str, ...]:
        """The ``marche_cle`` of its lots."""
        return tuple(lot.marche_cle for lot in self.lots)


def amount_of(suivi: Suivi) -> int | None:
    """What a procedure is judged on: the initial amount, else the one in force; None when neither is known or
    is a sum at all.
    """
    known = (suivi.montant_initial_centimes, suivi.montant_ht_centimes)
    return next((one for one in known if one is not None and one > 0), None)


def total(lots: Iterable[Suivi]) -> int:
    """The sum of the amounts known, in cents HT."""
    return sum(amount_of(lot) or 0 for lot in lots)


def passations(droit: Droit, suivis: Iterable[Suivi]) -> list[Passation]:
    """In order of acheteur and key. Marchés subséquents are none, their accord-cadre is; concessions follow
    another law.
    """
    told: dict[tuple[str, str, str], list[Suivi]] = defaultdict(list)
    for one in suivis:
        if not one.subsequent and not one.concession:
            told[_consultation(one)].append(one)
    return [
        _passation(droit, sorted(lots, key=lambda lot: lot.marche_cle)) for _, lots in sorted(told.items())
    ]


def _consultation(one: Suivi) -> tuple[str, str, str]:
    return (one.acheteur_siren, one.consultation, "" if one.consultation else one.marche_cle)


def _passation(droit: Droit, lots: list[Suivi]) -> Passation:
    told = [droit.achat(lot) for lot in lots]
    achat = Achat(
        _only({one.acheteur for one in told}),
        _nature({one.nature for one in told}),
        tuple(dict.fromkeys(cpv for one in told for cpv in one.cpv)),
    )
    return Passation(tuple(lots), *_launched(droit, lots), achat)


def _launched(droit: Droit, lots: list[Suivi]) -> tuple[date | None, bool]:
    """The earliest day that is told, else the earliest estimated, and then True."""
    known = sorted((approx, day) for day, approx in map(droit.lancement, lots) if day is not None)
    return (known[0][1], known[0][0]) if known else (None, True)


def _only(told: set[str]) -> str:
    return next(iter(told)) if len(told) == 1 else ""


def _nature(told: set[str]) -> str:
    """Supplies and services are measured together; "" where works are among them, or one is unknown."""
    return "FS" if told <= {"F", "S"} and len(told) > 1 else _only(told)
