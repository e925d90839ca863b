"""Searches a directory for the enterprises that written names may be: each with a score and its evidence."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from achatlas.catalogue.load import Catalogue
from achatlas.reconcile.engine import Candidat
from achatlas.reconcile.noms.annuaire import Annuaire
from achatlas.reconcile.noms.comparison import compare, measures, whole
from achatlas.reconcile.noms.frequencies import Frequencies
from achatlas.reconcile.noms.modele import Modele, chance
from achatlas.reconcile.noms.names import Lexique, Name
from achatlas.reconcile.noms.preuves import (
    AILLEURS,
    DEPARTEMENT,
    KNOWN,
    SAME_CODE,
    WEAK,
    WHOLE,
    equals,
    evidence,
)
from achatlas.reconcile.noms.supports import Supports
from achatlas.reconcile.noms.voisins import (
    ELSEWHERE,
    HERE,
    NEAR,
    NOWHERE,
    Directory,
    Found,
    Lieu,
    Neighbour,
    nearness,
    neighbours,
)

MOST, LOT = 5, 4_000
NEARLY, CLOSE = 0.9, 0.3
NOBODY: frozenset[str] = frozenset()
WORDS = {HERE: SAME_CODE, NEAR: DEPARTEMENT, ELSEWHERE: AILLEURS}


@dataclass(frozen=True)
class Asked:
    """A written name, under a key, with where it is when it is known, and the enterprises that who writes it
    knows by their numbers.
    """

    cle: str
    nom: str
    lieu: Lieu = NOWHERE
    connus: frozenset[str] = NOBODY


class Place(NamedTuple):
    """An establishment of an enterprise; ``ferme``: when it closed, if it was before anything was paid."""

    siret: str
    code_postal: str
    commune: str = ""
    siege: bool = False
    ferme: str = ""


T = TypeVar("T")
Places = Callable[[Collection[str]], Mapping[str, Sequence[Place]]]


@dataclass(frozen=True, slots=True)
class Measured:
    """A neighbour of a written name, and what measures them; ``autre``: whether a word of one begins a word
    of the other and is a whole word nevertheless.
    """

    written: Name
    neighbour: Neighbour
    mesures: Mapping[str, float]
    homonymes: int
    autre: bool = False

    @property
    def entire(self) -> bool:
        """Whether they say the same words, or nearly when no other enterprise bears exactly those written."""
        if self.written.ensemble == self.neighbour.name.ensemble:
            return True
        left = self.mesures["mots_seuls_ecrit"] or self.mesures["mots_seuls_repertoire"]
        return not (left or self.homonymes)


def measure(found: Found, frequencies: Frequencies, lexique: Lexique) -> Iterator[Measured]:
    """The neighbours of a written name, compared with it."""
    same = found.same
    known: dict[Name, tuple[Mapping[str, float], bool]] = {}
    for one in found.neighbours():
        if (said := known.get(one.name)) is None:
            compared = compare(found.name, one.name)
            told = measures(found.name, one.name, compared, frequencies, lexique, same)
            said = known[one.name] = told, bool(whole(compared, frequencies.count, lexique.metiers))
        yield Measured(found.name, one, said[0], same, said[1])


@dataclass(slots=True)
class Pair:
    """A written name and its best name of one enterprise. ``nom``: what their names say; ``connu``: what is
    added when who writes it knows the enterprise by its number; ``support``: what the place and the state of
    the enterprise add; ``ended``: when its last establishment closed, if it was before anything was paid;
    ``entier``: whether the whole of one name is the other; ``autre``: whether their words begin alike and are
    two.
    """

    written: Name
    neighbour: Neighbour
    vector: array[float]
    commun: float
    homonymes: int
    nom: float = 0.0
    connu: float = 0.0
    support: float = 0.0
    place: str = ""
    ended: str = ""
    entier: bool = False
    autre: bool = False

    @property
    def logit(self) -> float:
        """The names, the books, the place and the state."""
        return self.named + self.support

    @property
    def named(self) -> float:
        """The names and the books."""
        return self.nom + self.connu

    @property
    def siren(self) -> str:
        """The enterprise."""
        return self.neighbour.entry.siren


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Items by lists of a size."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


def closed(places: Sequence[Place]) -> str:
    """When the last of the establishments closed, if all did before anything was paid."""
    ends = [one.ferme for one in places]
    return max(ends) if ends and all(ends) else ""


def placed(asked: Lieu, places: Sequence[Place]) -> tuple[str, Place | None]:
    """How near an enterprise is to where a tiers says it is, and its establishment there."""
    known = [one for one in places if one.code_postal or one.commune]
    known = [one for one in known if not one.ferme] or known
    if asked == NOWHERE or not known:
        return "", None
    best = max(known, key=lambda one: nearness(asked, one.code_postal, one.commune))
    how = nearness(asked, best.code_postal, best.commune)
    return WORDS[how], best if how != ELSEWHERE else None


class Search:
    """The rules, the words and the model, read once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.rules = catalogue.regle("noms")
        self.lexique = Lexique(catalogue)
        self.modele = Modele.of(catalogue)
        self.supports = Supports.of(self.rules)

    @property
    def seuil(self) -> int:
        """The score from which a machine decides."""
        return int(self.rules["seuil_automatique"])

    @property
    def doubt(self) -> float:
        """The best chance of what a machine does not decide."""
        return (self.seuil - 1) / 100

    def run(
        self,
        asked: Sequence[Asked],
        directory: Directory | Annuaire,
        places: Places | None = None,
        least: int = 0,
    ) -> Iterator[tuple[Asked, list[Candidat]]]:
        """The enterprises of each written name, the most likely first (none when no name is near), those of
        a score under ``least`` left out.

        ``places`` gives the establishments of the enterprises found; else those of the directory's names.
        """
        pairs, names = self._pairs(asked, directory)
        known = places({siren for found in pairs for siren in found}) if places else _own(pairs)
        ranked = [self._ranked(one, found, known, names) for one, found in zip(asked, pairs, strict=True)]
        scores = self._scores(ranked)
        for one, found, score in zip(asked, ranked, scores, strict=True):
            yield one, list(self._candidates(one, found, (score, least), known))

    def _pairs(
        self, asked: Sequence[Asked], directory: Directory | Annuaire
    ) -> tuple[list[dict[str, Pair]], Frequencies]:
        """For each written name, the best pair of each enterprise; how many names the directory has, and
        where. What several write alike, at one place, is searched once.
        """
        first: dict[tuple[str, Lieu], int] = {}
        alike = [first.setdefault((one.nom, one.lieu), rank) for rank, one in enumerate(asked)]
        named = [(rank, name) for rank in first.values() for name in self.lexique.names(asked[rank].nom)]
        given = [(name, asked[rank].lieu) for rank, name in named]
        found, frequencies = _near(given, directory, self.lexique, self.rules)
        best: list[dict[str, Pair]] = [{} for _ in asked]
        for some in batched(zip(named, found, strict=True), LOT):
            judged = self._judged([one for _, one in some], frequencies)
            for ((rank, _), one), pairs in zip(some, judged, strict=True):
                one.kept.clear()
                one.ranks.clear()
                for pair in pairs:
                    if pair.siren not in best[rank] or pair.nom > best[rank][pair.siren].nom:
                        best[rank][pair.siren] = pair
        return [_copied(best[own], own == rank) for rank, own in enumerate(alike)], frequencies

    def _judged(self, found: Sequence[Found], frequencies: Frequencies) -> list[list[Pair]]:
        """The pairs of some written names, judged by their names alone."""
        made = [[self._pair(m) for m in measure(one, frequencies, self.lexique)] for one in found]
        flat = [pair for pairs in made for pair in pairs]
        for pair, logit in zip(flat, self.modele.paire.logits([p.vector for p in flat]), strict=True):
            pair.nom = logit
        return made

    def _pair(self, one: Measured) -> Pair:
        vector = self.modele.vector(one.mesures)
        commun, entier = one.mesures["commun"], one.entire
        return Pair(one.written, one.neighbour, vector, commun, one.homonymes, entier=entier, autre=one.autre)

    def _ranked(
        self,
        asked: Asked,
        found: Mapping[str, Pair],
        known: Mapping[str, Sequence[Place]],
        names: Frequencies,
    ) -> list[Pair]:
        """The pairs of a written name, the best first, books, place and state counted."""
        worth = self.supports.worth(asked.lieu, names.lieux) if found and asked.lieu != NOWHERE else {}
        known_one = self.supports.known(len(asked.connus), names.total)
        for siren, pair in found.items():
            places = known.get(siren, ())
            (pair.place, _), pair.ended = placed(asked.lieu, places), closed(places)
            pair.support = self.supports.closed if pair.ended else worth.get(pair.place, 0.0)
            there = pair.entier and pair.place != AILLEURS and not pair.ended
            pair.connu = known_one if there and siren in asked.connus else 0.0
        return sorted(found.values(), key=lambda pair: (-pair.logit, pair.siren))

    def _scores(self, ranked: Sequence[Sequence[Pair]]) -> list[float]:
        """The chance of the best enterprise of each written name among its rivals; 0 without any."""
        some = [found for found in ranked if found]
        logits = iter(self.modele.choix.logits([[*found[0].vector, *rivals(found)] for found in some]))
        return [self._score(next(logits), found) if found else 0.0 for found in ranked]

    def _score(self, choice: float, ranked: Sequence[Pair]) -> float:
        """The chance of the best: what the model says of the names, what lifts it, shared with its equals."""
        best = ranked[0]
        alone = chance(choice + self.supports.lift(named(ranked), best.support + best.connu))
        most = self.doubt if best.autre else 1.0
        return min(alone, most, 1 / sum(self.supports.parts([one.logit for one in ranked], unseen(ranked))))

    def _candidates(
        self,
        asked: Asked,
        ranked: Sequence[Pair],
        bounds: tuple[float, int],
        known: Mapping[str, Sequence[Place]],
    ) -> Iterator[Candidat]:
        """The best enterprises of a written name; the first has the score of the choice, no other has more,
        and none less than the least (``bounds``: score, least).
        """
        score, least = bounds
        for rank, pair in enumerate(ranked[:MOST]):
            own = min(score, chance(pair.logit)) if rank else score
            if _hundredths(own) < least:
                continue
            _, at = placed(asked.lieu, known.get(pair.siren, ()))
            said = [] if rank or _hundredths(own) >= self.seuil else self._doubts(ranked)
            yield _candidate(pair, own, at or _seat(pair, known), said)

    def _doubts(self, ranked: Sequence[Pair]) -> list[str]:
        """Why a person must decide, whatever the place says of the best."""
        best = ranked[0]
        alike = self.supports.parts([one.logit for one in ranked], unseen(ranked))
        said = [equals(len(alike), best.place)] if len(alike) > 1 else []
        support = best.support + best.connu
        weak = support > 0 and not self.supports.lift(named(ranked), support)
        return [*said, *([WEAK] if weak else []), *([WHOLE] if best.autre else [])]


def _copied(found: dict[str, Pair], own: bool) -> dict[str, Pair]:
    """The pairs of a name, for one who writes it."""
    return found if own else {siren: replace(pair) for siren, pair in found.items()}


def _near(
    given: Sequence[tuple[Name, Lieu]],
    directory: Directory | Annuaire,
    lexique: Lexique,
    rules: Mapping[str, Any],
) -> tuple[list[Found], Frequencies]:
    """The neighbours of written names, whatever the directory."""
    if isinstance(directory, Annuaire):
        return directory.neighbours(given, lexique, rules)
    return neighbours(given, directory, lexique, rules)


def rivals(ranked: Sequence[Pair]) -> list[float]:
    """What the others are worth: chances of the first three, how many share as much, how many are close."""
    chances = [chance(pair.logit) for pair in ranked]
    first, second, third = [*chances, 0.0, 0.0][:3]
    as_much = sum(pair.commun >= NEARLY * ranked[0].commun for pair in ranked)
    return [first, second, third, float(as_much), float(sum(one > CLOSE * first for one in chances))]


def namesakes(ranked: Sequence[Pair]) -> list[Pair]:
    """Those of exactly the words that are written, when the best is one of them."""
    words = ranked[0].written.ensemble
    same = [one for one in ranked if one.neighbour.name.ensemble == words]
    return same if same and same[0] is ranked[0] else []


def unseen(ranked: Sequence[Pair]) -> int:
    """How many enterprises of exactly the words of the best were not compared: there are too many."""
    same = namesakes(ranked)
    return max(0, ranked[0].homonymes - len(same)) if same else 0


def named(ranked: Sequence[Pair]) -> float:
    """The chance that the names alone give: to the best, or to one of those of exactly its words, between
    which a place tells.
    """
    same = namesakes(ranked) or ranked[:1]
    return sum(chance(one.named) for one in same)


def _own(pairs: Iterable[Mapping[str, Pair]]) -> Mapping[str, Sequence[Place]]:
    """The places of the names found, for a directory that gives them with the names."""
    known: dict[str, dict[str, Place]] = defaultdict(dict)
    for found in pairs:
        for siren, pair in found.items():
            entry = pair.neighbour.entry
            known[siren][entry.siret] = Place(entry.siret, entry.code_postal, entry.commune)
    return {siren: list(places.values()) for siren, places in known.items()}


def _hundredths(score: float) -> int:
    return round(100 * score)


def _seat(pair: Pair, known: Mapping[str, Sequence[Place]]) -> Place:
    """The siège of an enterprise, else the establishment that bears the name."""
    entry = pair.neighbour.entry
    own = Place(entry.siret, entry.code_postal, entry.commune)
    return next((one for one in known.get(entry.siren, ()) if one.siege), own)


def _candidate(pair: Pair, score: float, place: Place, doubts: Sequence[str]) -> Candidat:
    entry, found = pair.neighbour.entry, compare(pair.written, pair.neighbour.name)
    same = not (found.seuls_ecrit or found.seuls_repertoire or found.proches or found.welded)
    said = evidence(found, same, pair.homonymes, pair.place, pair.ended)
    words = (*([KNOWN] if pair.connu else []), *said, *doubts)
    siret = place.siret or entry.siret
    return Candidat(
        entry.siren, siret, entry.nom, place.code_postal, place.commune, _hundredths(score), words
    )
