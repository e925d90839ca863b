"""The five amounts that make a share, and the interval that they leave: plain values, no engine."""

from collections.abc import Mapping
from dataclasses import dataclass

from achatlas.catalogue.models import Taux

KINDS = ("oui", "presume", "non", "hors")
AMOUNTS = ("oui", "presume", "non", "inconnu", "hors")
UNKNOWN = AMOUNTS.index("inconnu")


@dataclass(frozen=True)
class Part:
    """The amounts (cents) that make a share: sure yes, presumed yes, sure no, unknown, and what is out of the
    denominator.
    """

    oui: int
    presume: int
    non: int
    inconnu: int
    hors: int

    def __add__(self, other: "Part") -> "Part":
        return Part(*(one + more for one, more in zip(self.amounts, other.amounts, strict=True)))

    @property
    def amounts(self) -> tuple[int, int, int, int, int]:
        """The five amounts (cents): yes, presumed, no, unknown, out of the field."""
        return self.oui, self.presume, self.non, self.inconnu, self.hors

    @property
    def base(self) -> int:
        """The denominator of the bounds: all but what is out of the field."""
        return self.oui + self.presume + self.non + self.inconnu

    @property
    def connu(self) -> tuple[int, int]:
        """The share among what is known: (yes, known)."""
        return self.oui, self.oui + self.non

    @property
    def bornes(self) -> tuple[int, int]:
        """The least and the most that the yes may be: what is presumed or unknown is all no, or all yes; a
        credit takes from the yes or does not.
        """
        doubt = (self.presume, self.inconnu)
        return (
            self.oui + sum(one for one in doubt if one < 0),
            self.oui + sum(one for one in doubt if one > 0),
        )

    @property
    def dicible(self) -> bool:
        """Whether a share can be told: of something, between nothing and all of it (credits that exceed what
        they correct leave no share).
        """
        least, most = self.bornes
        return self.base > 0 and least >= 0 and most <= self.base


NOTHING = Part(0, 0, 0, 0, 0)


def ranks(definition: Taux) -> dict[str, int]:
    """Which of the five amounts of a share each member that its definition names is: the others are unknown
    (``UNKNOWN``).
    """
    return {code: AMOUNTS.index(kind) for kind in KINDS for code in getattr(definition, kind)}


def part(definition: Taux, amounts: Mapping[str, int]) -> Part:
    """The share of a definition from the amount (cents) of each member of its axis."""
    named = {kind: sum(amounts.get(code, 0) for code in getattr(definition, kind)) for kind in KINDS}
    return _of(sum(amounts.values()), named)


def _of(whole: int, named: Mapping[str, int]) -> Part:
    return Part(**named, inconnu=whole - sum(named.values()))
