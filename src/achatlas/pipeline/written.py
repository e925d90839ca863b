"""What the queue of rapprochements is made of: names as they are written, the enterprises that they may be,
and how far the identification is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from achatlas.reconcile.ecriture import SEPARATOR


@dataclass(frozen=True)
class Portee:
    """Whose writings a person may see and judge: those of some buyers (SIREN), never all by default."""

    acheteurs: frozenset[str]


class Liste(StrEnum):
    """The two lists of names: those that nobody can name yet, those that the machine named."""

    FILE = ""
    RECONNUS = "reconnus"


@dataclass(frozen=True)
class Part:
    """What one buyer writes and pays: the state of its identifier, its names, codes, false numbers and
    objects, the heaviest first; the fournisseurs under which the map shows its lines.
    """

    acheteur: str
    etat: str
    centimes: int
    lignes: int
    noms: tuple[str, ...]
    codes: tuple[str, ...]
    numeros: tuple[str, ...]
    objets: tuple[str, ...]
    fournisseurs: tuple[str, ...]
    exercices: tuple[str, str]


@dataclass(frozen=True)
class Reconnu:
    """An enterprise (SIREN) that the machine recognises in a name: in which way, for how many cents, and how
    many of them nobody could name any more were it refused.
    """

    siren: str
    way: str
    centimes: int
    lost: int


@dataclass(frozen=True)
class Nom:
    """A name of a list, as it is written, with its postal code: the cents that it weighs, whether somebody
    could not tell, and the enterprises that the machine recognises in it, the heaviest first.
    """

    cle: str
    centimes: int
    incertain: bool = False
    reconnus: tuple[Reconnu, ...] = ()

    @property
    def ref(self) -> str:
        """What an address calls it."""
        return reference(self.cle)


@dataclass(frozen=True)
class Ecrit:
    """All that is written of a name: one decision settles it for all its buyers."""

    cle: str
    parts: tuple[Part, ...]

    @property
    def ref(self) -> str:
        """What an address calls it."""
        return reference(self.cle)

    @property
    def nom(self) -> str:
        """The name that weighs most, as it is written."""
        return next((nom for part in self.parts for nom in part.noms), self.cle.partition(SEPARATOR)[0])

    @property
    def code_postal(self) -> str:
        """Its postal code, empty when nobody writes one."""
        return self.cle.rpartition(SEPARATOR)[2]

    @property
    def centimes(self) -> int:
        """What was paid to it, in cents."""
        return sum(part.centimes for part in self.parts)

    @property
    def lignes(self) -> int:
        """How many lines of payment name it."""
        return sum(part.lignes for part in self.parts)

    @property
    def exercices(self) -> tuple[str, str]:
        """The first and the last years in which it was paid."""
        return min(p.exercices[0] for p in self.parts), max(p.exercices[1] for p in self.parts)

    def texts(self, name: str) -> tuple[str, ...]:
        """Its distinct ``noms``, ``codes``, ``numeros`` or ``objets``, those of the heaviest buyer first."""
        return tuple(dict.fromkeys(text for part in self.parts for text in getattr(part, name)))


@dataclass(frozen=True)
class Candidat:
    """An enterprise that it may be: where, how likely (0 to 100; None when the search of names does not
    propose it), the evidence in words, what somebody has already said of the pair, and in which way the
    machine recognised it, if it did.
    """

    siren: str
    siret: str
    nom: str
    code_postal: str
    commune: str
    score: int | None
    preuves: tuple[str, ...]
    jugement: str = ""
    reconnu: str = ""


@dataclass(frozen=True)
class Avancement:
    """What was paid, in cents: in all, to payees known before anybody decided, to payees known with the
    decisions that stand; how many of these decisions move something, and the cents that refusals take out.
    """

    total: int
    avant: int
    apres: int
    decisions: int
    refuses: int = 0

    @property
    def restes(self) -> int:
        """What is still known without a decision, in cents."""
        return self.avant - self.refuses

    @property
    def decides(self) -> int:
        """What is known by a decision alone, in cents."""
        return self.apres - self.restes


@dataclass(frozen=True)
class File:
    """A list of a scope: the heaviest first, those that somebody could not tell last."""

    noms: tuple[Nom, ...]
    avancement: Avancement

    @property
    def en_jeu(self) -> int:
        """The cents of its names."""
        return sum(one.centimes for one in self.noms)

    @property
    def vide(self) -> bool:
        """Whether nothing was paid: there is nobody to recognise."""
        return not self.noms and not self.avancement.total

    def gain(self, nombre: int) -> tuple[int, int]:
        """How many decisions, of so many at most, taken from the heaviest, and the cents then identified."""
        heavy = sorted((one.centimes for one in self.noms if one.centimes > 0), reverse=True)[:nombre]
        return len(heavy), self.avancement.apres + sum(heavy)

    def find(self, ref: str) -> Nom | None:
        """The writing that an address calls so."""
        return next((one for one in self.noms if one.ref == ref), None)

    def after(self, ref: str) -> Nom | None:
        """The one that follows in the queue, or the first when it was the last."""
        refs = [one.ref for one in self.noms]
        place = refs.index(ref) + 1 if ref in refs else 0
        left = [*self.noms[place:], *self.noms[:place]]
        return next((one for one in left if one.ref != ref), None)


@dataclass(frozen=True)
class Listes:
    """The two lists of a scope."""

    file: File
    reconnus: File

    def of(self, liste: Liste) -> File:
        """One of them."""
        return self.reconnus if liste == Liste.RECONNUS else self.file


def reference(cle: str) -> str:
    """A short name for a writing, that says nothing of it."""
    return blake2b(cle.encode(), digest_size=8).hexdigest()
