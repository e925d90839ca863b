"""Which rule of persons a purchase follows: the first, in their order, whose conditions all hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from achatlas.classify.cas import Cas
from achatlas.classify.nomenclature import words
from achatlas.classify.textes.traits import told
from achatlas.classify.textes.traits import words as split
from achatlas.domain.regle import Regle
from achatlas.domain.text import reference, spelled

BOUND = " | "
READ = {
    "acheteur": "acheteur_siren", "mots": "dits", "compte": "compte", "tiers": "tiers_dit", "cpv": "cpv",
    "code": "code_dit", "muet": "muet",
}  # fmt: skip
"""The column of cases that each condition of a rule is compared to."""


def dits(objet: str, marche: str) -> str:
    """The words of a purchase, then those of the marché that it cites, between blanks: what a run of words is
    looked for in.
    """
    return f" {' '.join(words(objet))}{BOUND}{' '.join(words(marche))} "


def suite(mots: str) -> str:
    """A run of words as ``dits`` holds it; empty when no word says anything."""
    said = " ".join(words(mots))
    return f" {said} " if said else ""


@lru_cache(maxsize=1 << 15)
def muet(objet: str, tiers: str) -> bool:
    """Whether an object says nothing of what is bought: no word but those of accounting and of the payee."""
    return not _kept(objet) - _kept(tiers)


@lru_cache(maxsize=1 << 15)
def _kept(text: str) -> frozenset[str]:
    return frozenset(told(split(text))[1])


@dataclass(frozen=True)
class Lu:
    """What a rule reads of a purchase, each as it is compared: ``dits`` and ``muet`` as the functions give
    them, ``tiers`` spelled, ``code`` without punctuation.
    """

    acheteur: str
    dits: str
    compte: str
    tiers: str
    cpv: str
    code: str
    muet: bool = False


@dataclass(frozen=True)
class Forme:
    """A rule as it is compared."""

    regle: Regle
    suites: tuple[str, ...]
    tiers: str
    code: str

    @staticmethod
    def of(regle: Regle) -> Forme:
        """The form of a rule."""
        asked = regle.conditions
        suites = tuple(filter(None, map(suite, asked.mots)))
        return Forme(regle, suites, spelled(asked.tiers), reference(asked.code))

    def holds(self, lu: Lu) -> bool:
        """Whether a purchase is all that the rule asks of it, whatever the machine makes of it."""
        asked = self.regle.conditions
        return (
            (not asked.acheteur or asked.acheteur == lu.acheteur)
            and lu.compte.startswith(asked.compte)
            and lu.cpv.startswith(asked.cpv)
            and lu.code.startswith(self.code)
            and (not self.tiers or self.tiers == lu.tiers)
            and (lu.muet or not asked.muet)
            and (not asked.mots or any(one in lu.dits for one in self.suites))
        )


class Regles:
    """The rules in their order, found by a word or a payee that they ask: few are compared to a purchase."""

    def __init__(self, standing: Iterable[Regle] = ()) -> None:
        self.formes: Sequence[Forme] = tuple(map(Forme.of, standing))
        self._by: dict[str, list[int]] = {}
        for place, forme in enumerate(self.formes):
            for key in _keys(forme):
                self._by.setdefault(key, []).append(place)
        self._asked = lru_cache(maxsize=1 << 15)(self._compared)

    def __bool__(self) -> bool:
        return bool(self.formes)

    @property
    def read(self) -> frozenset[str]:
        """The columns of cases that some rule compares."""
        asked = [vars(one.regle.conditions) for one in self.formes]
        return frozenset(column for name, column in READ.items() if any(one[name] for one in asked))

    def of(self, lu: Lu, alone: Callable[[], bool] = lambda: False) -> Regle | None:
        """The rule that a purchase follows, None when it follows none; ``alone`` tells, when a rule asks,
        whether the machine classes it alone.
        """
        for one in self._asked(lu.dits, lu.tiers):
            forme = self.formes[one]
            if forme.holds(lu) and not (forme.regle.conditions.unsure and alone()):
                return forme.regle
        return None

    def _compared(self, dits: str, tiers: str) -> Sequence[int]:
        """The places of the rules to compare to a purchase, in their order."""
        asked: set[int] = {*self._by.get("", ()), *self._by.get(f"={tiers}", ())}
        for word in dits.split():
            asked.update(self._by.get(word, ()))
        return sorted(asked)


def _keys(forme: Forme) -> list[str]:
    """What a purchase must show for a rule to be compared to it: the first word of one of its runs, else the
    payee, else nothing.
    """
    if forme.suites:
        return sorted({one.split()[0] for one in forme.suites})
    return [f"={forme.tiers}"] if forme.tiers else [""]


def lu_of(cas: Cas) -> Lu:
    """What the rules read of a purchase."""
    said, tiers = dits(cas.texte, cas.objet_marche), spelled(cas.tiers)
    mute = not cas.objet_marche and muet(cas.texte, cas.tiers)
    return Lu(cas.acheteur, said, cas.compte, tiers, cas.cpv, reference(cas.code), mute)
