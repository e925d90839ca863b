"""What is proposed of a file: its columns with their reasons, the questions left, the profile once
certain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from achatlas.catalogue.models_sources import Nombres, Profil
from achatlas.catalogue.synonymes import Meaning
from achatlas.propose.evidence import ColumnStats

Etat = Literal["certaine", "probable", "ignoree", "a_decider"]
Choix = tuple[tuple[str, str], ...]
IGNORE, NEVER = "ignorer", "jamais lu"
ANSWERED = "à votre réponse"
NOTHING = "rien à retrancher dans ce fichier"
UNUSED = "conservée sans usage : la cartographie n'en a pas besoin"


@dataclass(frozen=True)
class Colonne:
    """A column of the file: what it is read as, how surely and why; a few of its values, masked."""

    nom: str
    rang: int
    cible: str | None
    etat: Etat
    pourquoi: str
    exemples: tuple[str, ...]
    remplies: int
    lues: int


@dataclass(frozen=True)
class Question:
    """What the file does not tell: its choices are (value, French label), one may be proposed."""

    id: str
    colonne: str | None
    texte: str
    choix: Choix
    propose: str | None = None


@dataclass(frozen=True)
class Proposition:
    """How a file would be read. ``profil`` is complete when ``certaine``, None while a question is open.

    ``entete`` is the line of the header (its second line when it stands on two); ``separateur`` is empty
    for a workbook; ``feuille`` names the sheet of a workbook.
    """

    source: str
    profil: Profil | None
    encodage: str
    separateur: str
    feuille: str | None
    entete: int
    colonnes: tuple[Colonne, ...]
    questions: tuple[Question, ...]
    nombres: Nombres | None
    dates: str | None
    certaine: bool


@dataclass
class Draft:
    """A column while it is being decided."""

    rank: int
    name: str
    meaning: Meaning | None
    stats: ColumnStats
    cible: str | None = None
    etat: Etat = "a_decider"
    why: str = ""

    @property
    def role(self) -> str:
        """What the header means, nothing when it is unknown."""
        return self.meaning.role if self.meaning else ""

    @property
    def raison(self) -> str:
        """Why a column of this name is not read, empty when it is."""
        return self.meaning.raison if self.meaning else ""

    @property
    def name_rank(self) -> int:
        """How sure the name is among those of its role, 0 the surest."""
        return self.meaning.rank if self.meaning else 0

    @property
    def open(self) -> bool:
        """Whether nothing has been decided yet."""
        return self.etat == "a_decider" and not self.why

    def take(self, cible: str, why: str, etat: Etat = "certaine") -> None:
        """Read the column."""
        self.cible, self.etat, self.why = cible, etat, why

    def drop(self, why: str) -> None:
        """Do not read the column."""
        self.cible, self.etat, self.why = None, "ignoree", why

    def doubt(self, why: str, cible: str | None = None) -> None:
        """Leave the column to a person."""
        self.cible, self.etat, self.why = cible, "a_decider", why

    def frozen(self) -> Colonne:
        """The column as it is shown: no value of one that is never read."""
        secret = self.etat == "ignoree" and NEVER in self.why
        shown = () if secret else self.stats.examples()
        return Colonne(
            self.name, self.rank, self.cible, self.etat, self.why, shown, self.stats.filled, self.stats.seen
        )


@dataclass
class Board:
    """The columns being decided, the answers given, the questions that remain."""

    columns: list[Draft]
    answers: Mapping[str, str]
    questions: list[Question] = field(default_factory=list)

    def of(self, *roles: str) -> list[Draft]:
        """The undecided columns of these roles, the surest names first; the empty ones last."""
        found = [c for c in self.columns if c.open and c.role in roles]
        return sorted(found, key=lambda c: (not c.stats.filled, c.name_rank, c.rank))

    def read_as(self, cible: str) -> Draft | None:
        """The column that is read as a target."""
        return next((c for c in self.columns if c.cible == cible and c.etat != "a_decider"), None)

    def asked(self, identity: str) -> bool:
        """Whether a question was put, answered or not."""
        return identity in self.answers or any(question.id == identity for question in self.questions)

    def ask(self, question: Question) -> str | None:
        """The answer to a question; None when it has none yet, the question then being kept."""
        given = self.answers.get(question.id)
        if given is not None and given in dict(question.choix):
            return given
        self.questions.append(question)
        return None

    def ask_column(
        self, identity: str, texte: str, among: list[Draft], extra: Choix = ()
    ) -> Draft | str | None:
        """The column chosen among several, one of the ``extra`` values, or None while it is asked."""
        choix = tuple((c.name, f"« {c.name} » ({', '.join(c.stats.examples()[:2])})") for c in among)
        first = among[0].name if among else None
        given = self.ask(Question(identity, None, texte, (*choix, *extra), first))
        return next((c for c in among if c.name == given), given)
