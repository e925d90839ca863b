"""Nothing is lost: the four totals of a set of records, and the ledger that must balance (reliability rule
R1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

MODULO = 2**64
BY_LINE, BY_AMOUNT = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F
STIR, STIR_AGAIN = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
LOW = MODULO - 1


def empreinte_enregistrement(numero_ligne: int, centimes: int) -> int:
    """Return the 64-bit hash of one record: its line and its cents, multiplied, added and stirred (the
    finaliser of SplitMix64, Steele et al. 2014), so that amounts that change places change the sum.

    The parser side and the counter side both follow this rule, each from what it saw itself.
    """
    mixed = (numero_ligne * BY_LINE + centimes * BY_AMOUNT) & LOW
    mixed = (mixed ^ (mixed >> 30)) * STIR & LOW
    mixed = (mixed ^ (mixed >> 27)) * STIR_AGAIN & LOW
    return mixed ^ (mixed >> 31)


@dataclass(frozen=True)
class Account:
    """Four totals of a set of records: lines, Σ cents, Σ |cents|, Σ hashes mod 2^64."""

    lignes: int = 0
    centimes: int = 0
    centimes_absolus: int = 0
    empreinte: int = 0

    def __add__(self, autre: Account) -> Account:
        """Return the account of the union of two disjoint sets."""
        return Account(
            self.lignes + autre.lignes,
            self.centimes + autre.centimes,
            self.centimes_absolus + autre.centimes_absolus,
            (self.empreinte + autre.empreinte) % MODULO,
        )

    def __sub__(self, autre: Account) -> Account:
        """Return the difference, column by column (the hash stays modulo 2^64)."""
        return Account(
            self.lignes - autre.lignes,
            self.centimes - autre.centimes,
            self.centimes_absolus - autre.centimes_absolus,
            (self.empreinte - autre.empreinte) % MODULO,
        )

    def as_dict(self) -> dict[str, int]:
        """Return plain integers, for JSON."""
        return {champ.name: getattr(self, champ.name) for champ in fields(self)}

    @classmethod
    def from_dict(cls, brut: Mapping[str, int]) -> Account:
        """Rebuild from :meth:`as_dict`."""
        return cls(**{champ.name: int(brut[champ.name]) for champ in fields(cls)})


ZERO = Account()


def total(comptes: Iterable[Account]) -> Account:
    """Return the sum of accounts."""
    return sum(comptes, ZERO)


class Tally:
    """A running account, for tight loops."""

    __slots__ = ("centimes", "centimes_absolus", "empreinte", "lignes")

    def __init__(self) -> None:
        """Start at zero."""
        self.lignes = self.centimes = self.centimes_absolus = self.empreinte = 0

    def add(self, numero_ligne: int, centimes: int) -> None:
        """Count one record, known by its line number and its amount in cents."""
        self.lignes += 1
        self.centimes += centimes
        self.centimes_absolus += centimes if centimes >= 0 else -centimes
        self.empreinte += empreinte_enregistrement(numero_ligne, centimes)

    def account(self) -> Account:
        """Return what has been counted so far."""
        return Account(self.lignes, self.centimes, self.centimes_absolus, self.empreinte % MODULO)


def _accounts(brut: Mapping[str, Any]) -> dict[str, Account]:
    return {nom: Account.from_dict(compte) for nom, compte in brut.items()}


def _plain(comptes: Mapping[str, Account]) -> dict[str, dict[str, int]]:
    return {nom: comptes[nom].as_dict() for nom in sorted(comptes)}


@dataclass(frozen=True)
class Ledger:
    """What was read against where it went: lu = acceptes + Σ rejets + Σ exclus + Σ doublons, in the four
    totals.
    """

    lu: Account
    acceptes: Account
    rejets: dict[str, Account] = field(default_factory=dict)
    exclus: dict[str, Account] = field(default_factory=dict)
    doublons: dict[str, Account] = field(default_factory=dict)

    def ecart(self) -> Account:
        """Return read minus everything accounted for: zero when nothing was lost."""
        seaux = (self.rejets, self.exclus, self.doublons)
        return self.lu - self.acceptes - total(compte for seau in seaux for compte in seau.values())

    @property
    def equilibre(self) -> bool:
        """Say whether the four totals agree exactly."""
        return self.ecart() == ZERO

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, keys sorted, for JSON and the register."""
        return {
            "lu": self.lu.as_dict(),
            "acceptes": self.acceptes.as_dict(),
            "rejets": _plain(self.rejets),
            "exclus": _plain(self.exclus),
            "doublons": _plain(self.doublons),
            "equilibre": self.equilibre,
        }

    @classmethod
    def from_dict(cls, brut: Mapping[str, Any]) -> Ledger:
        """Rebuild from :meth:`as_dict`; the stored verdict is recomputed, not trusted."""
        return cls(
            Account.from_dict(brut["lu"]),
            Account.from_dict(brut["acceptes"]),
            _accounts(brut["rejets"]),
            _accounts(brut["exclus"]),
            _accounts(brut["doublons"]),
        )
