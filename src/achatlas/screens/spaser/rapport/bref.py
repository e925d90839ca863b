"""What makes a summary hold in its two pages, whatever is typed: clipped texts, then rows left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from achatlas.containers.documents import pdf
from achatlas.containers.documents.modele import Bloc, Document, Note, Phrase, Section, Tableau
from achatlas.domain.errors import MissingPart
from achatlas.domain.nombres import accord, entier
from achatlas.langues import dire, nu

PAGES, NAMED = 2, 3
CELL, SENTENCE, LETTERS = 100, 700, 30
"""How long a cell, a sentence and a word of a summary may be."""
Make = Callable[[tuple[Section, ...]], Document]


def clipped(texte: str, most: int) -> str:
    """A text cut at a word when it is too long, and each word that no column holds: « … » says so."""
    words = (one if len(one) <= LETTERS else f"{one[: LETTERS - 1]}…" for one in nu(texte).split(" "))
    told = " ".join(words)
    return told if len(told) <= most else f"{told[: most - 1].rpartition(' ')[0].rstrip(' ,;:')} …"


def noms(every: Sequence[str]) -> str:
    """Some names, or how many when there are more than three: « 6 acheteurs »."""
    return accord(len(every), "acheteur") if len(every) > NAMED else ", ".join(every)


@dataclass(frozen=True)
class Partie:
    """A section of a summary, and how many rows it already leaves out."""

    section: Section
    reste: int = 0

    @property
    def told(self) -> Section:
        """The section, which says how many rows it leaves out."""
        if self.reste <= 0:
            return self.section
        note = Note(dire("Lignes de plus dans le rapport entier : {n}.", n=entier(self.reste)))
        return replace(self.section, blocs=(*self.section.blocs, note))

    @property
    def poids(self) -> int:
        """How much may be taken out of it: the letters of its last block, when it has more than a row."""
        return len(str(self.section.blocs[-1:])) if self.moindre(1) else 0

    def moindre(self, trop: int) -> Partie | None:
        """The same without its last row (a quarter of its rows when pages are many too many, ``trop``), or
        its last block; None when there is nothing to take out.
        """
        *before, last = self.section.blocs or (None,)
        if isinstance(last, Tableau) and len(last.lignes) > 1:
            gone = max(1, len(last.lignes) // 4) if trop > 1 else 1
            less: Bloc = replace(last, lignes=last.lignes[:-gone], liens=last.liens[:-gone])
            return Partie(replace(self.section, blocs=(*before, less)), self.reste + gone)
        if not before:
            return None
        return Partie(replace(self.section, blocs=tuple(before)), self.reste + _rows(last))


def _rows(bloc: Bloc | None) -> int:
    return len(bloc.lignes) if isinstance(bloc, Tableau) else int(isinstance(bloc, Phrase))


def deux_pages(parties: Sequence[Partie], make: Make) -> Document:
    """A document whose first section holds in a page and the others in another, its texts clipped: rows are
    left out of the heaviest until they do. As it is where no PDF can be made.
    """
    kept = [replace(one, section=_section(one.section)) for one in parties]
    try:
        head = _held(kept[:1], 1, make)
        begun = _told(head)
        return make((*begun, *_told(_held(kept[1:], PAGES, lambda rest: make((*begun, *rest))))))
    except MissingPart:
        return make(_told(kept))


def _section(one: Section) -> Section:
    return replace(one, phrase=clipped(one.phrase, SENTENCE), blocs=tuple(map(_bloc, one.blocs)))


def _bloc(bloc: Bloc) -> Bloc:
    if isinstance(bloc, Phrase):
        return replace(bloc, texte=clipped(bloc.texte, SENTENCE))
    if isinstance(bloc, Tableau):
        return replace(bloc, lignes=tuple(tuple(clipped(t, CELL) for t in row) for row in bloc.lignes))
    return bloc


def _told(parties: Iterable[Partie]) -> tuple[Section, ...]:
    return tuple(one.told for one in parties)


def _held(parties: Sequence[Partie], pages: int, make: Make) -> list[Partie]:
    """Some parts, of which rows are left out until their document has so many pages."""
    held = list(parties)
    while (over := pdf.pages(pdf.write(make(_told(held)))) - pages) > 0:
        rank = max(range(len(held)), key=lambda n: held[n].poids)
        less = held[rank].moindre(over)
        if less is None:
            break
        held[rank] = less
    return held
