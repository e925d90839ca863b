"""Searches a directory for the enterprises that written names may be: each with a score and its evidence."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from achatlas.catalogue.load import Catalogue
from achatlas.domain.identifiers import is_siren
from achatlas.reconcile.engine import Candidat
from achatlas.reconcile.noms.comparaison import Comparison, compare, measures
from achatlas.reconcile.noms.frequences import Frequencies
from achatlas.reconcile.noms.modele import Modele, chance
from achatlas.reconcile.noms.mots import Lexique
from achatlas.reconcile.noms.preuves import AILLEURS, DEPARTEMENT, MEME, evidence
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

MOST = 5
NEARLY, CLOSE = 0.9, 0.3
TENTH = 10
WORDS = {HERE: MEME, NEAR: DEPARTEMENT, ELSEWHERE: AILLEURS}


@dataclass(frozen=True)
class Asked:
    """A written name, under a key, with where it is when it is known."""

    cle: str
    nom: str
    lieu: Lieu = NOWHERE


@dataclass(frozen=True)
class Place:
    """An establishment of an enterprise."""

    siret: str
    code_postal: str
    commune: str = ""
    siege: bool = False


Places = Callable[[Collection[str]], Mapping[str, Sequence[Place]]]


@dataclass(frozen=True)
class Measured:
    """A neighbour beside the written name: what they share, and its measures."""

    neighbour: Neighbour
    comparison: Comparison
    mesures: Mapping[str, float]
    homonymes: int


def measure(found: Found, frequencies: Frequencies, lexique: Lexique) -> Iterator[Measured]:
    """The neighbours of a written name, compared with it."""
    same = len(found.homonymes)
    for neighbour in found.neighbours():
        compared = compare(found.name, neighbour.name)
        said = measures(found.name, neighbour.name, compared, frequencies, lexique, same)
        yield Measured(neighbour, compared, said, same)


@dataclass
class Pair:
    """A written name and its best name of one enterprise; ``logit`` counts the place."""

    neighbour: Neighbour
    comparison: Comparison
    vector: list[float]
    commun: float
    homonymes: int
    logit: float
    place: str = ""


def placed(asked: Lieu, places: Sequence[Place]) -> tuple[str, Place | None]:
    """How near an enterprise is to where a tiers says it is, and its establishment there."""
    known = [one for one in places if one.code_postal or one.commune]
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

    @property
    def seuil(self) -> int:
        """The score from which a machine decides."""
        return int(self.rules["seuil_automatique"])

    def run(
        self, asked: Sequence[Asked], directory: Directory, places: Places | None = None
    ) -> Iterator[tuple[Asked, list[Candidat]]]:
        """The enterprises of each written name, the most likely first (none when no name is near).

        ``places`` gives the establishments of the enterprises found; else those of the directory's names.
        """
        pairs = self._pairs(asked, directory)
        sirens = {siren for found in pairs for siren in found}
        known = places(sirens) if places else _own(pairs)
        for one, found in zip(asked, pairs, strict=True):
            yield one, self._chosen(one, found, known)

    def _pairs(self, asked: Sequence[Asked], directory: Directory) -> list[dict[str, Pair]]:
        """For each written name, the best pair of each enterprise."""
        named = [(rank, name) for rank, one in enumerate(asked) for name in self.lexique.names(one.nom)]
        given = [(name, asked[rank].lieu) for rank, name in named]
        found, frequencies = neighbours(given, directory, self.lexique, self.rules)
        best: list[dict[str, Pair]] = [{} for _ in asked]
        for (rank, _), one in zip(named, found, strict=True):
            for measured in measure(one, frequencies, self.lexique):
                pair = self._judged(measured)
                siren = pair.neighbour.entry.siren
                if siren not in best[rank] or pair.logit > best[rank][siren].logit:
                    best[rank][siren] = pair
            one.kept.clear()
        return best

    def _judged(self, one: Measured) -> Pair:
        """A pair, judged by its names alone."""
        vector = self.modele.vector(one.mesures)
        shared = one.mesures["commun"]
        return Pair(
            one.neighbour, one.comparison, vector, shared, one.homonymes, self.modele.paire.logit(vector)
        )

    def _chosen(
        self, asked: Asked, found: Mapping[str, Pair], known: Mapping[str, Sequence[Place]]
    ) -> list[Candidat]:
        """The candidates of a written name, place counted; an identifier that is false is never one."""
        establishments = {}
        for siren, pair in found.items():
            pair.place, establishments[siren] = placed(asked.lieu, known.get(siren, ()))
            pair.logit += self._worth(pair.place)
        ranked = sorted((p for s, p in found.items() if is_siren(s)), key=lambda p: -p.logit)[:MOST]
        if not ranked:
            return []
        scores = [self.score(ranked), *(chance(p.logit) for p in ranked[1:])]
        return [
            _candidate(pair, min(score, scores[0]), establishments[pair.neighbour.entry.siren], known)
            for pair, score in zip(ranked, scores, strict=True)
        ]

    def _worth(self, place: str) -> float:
        return self.rules["lieu"][place] / TENTH if place else 0.0

    def score(self, ranked: Sequence[Pair]) -> float:
        """The chance of the best enterprise among its rivals, best first."""
        best = ranked[0]
        logit = self.modele.choix.logit([*best.vector, *rivals(ranked)])
        return chance(logit + self._worth(best.place))


def rivals(ranked: Sequence[Pair]) -> list[float]:
    """What the others are worth: chances of the first three, how many share as much, how many are close."""
    chances = [chance(pair.logit) for pair in ranked]
    first, second, third = [*chances, 0.0, 0.0][:3]
    as_much = sum(pair.commun >= NEARLY * ranked[0].commun for pair in ranked)
    return [first, second, third, float(as_much), float(sum(one > CLOSE * first for one in chances))]


def _own(pairs: Iterable[Mapping[str, Pair]]) -> Mapping[str, Sequence[Place]]:
    """The places of the names found, for a directory that gives them with the names."""
    known: dict[str, dict[str, Place]] = defaultdict(dict)
    for found in pairs:
        for siren, pair in found.items():
            entry = pair.neighbour.entry
            known[siren][entry.siret] = Place(entry.siret, entry.code_postal, entry.commune)
    return {siren: list(places.values()) for siren, places in known.items()}


def _candidate(pair: Pair, score: float, at: Place | None, known: Mapping[str, Sequence[Place]]) -> Candidat:
    entry = pair.neighbour.entry
    seat = next((one for one in known.get(entry.siren, ()) if one.siege), None)
    place = at or seat or Place(entry.siret, entry.code_postal, entry.commune)
    same = not pair.comparison.seuls_ecrit and not pair.comparison.seuls_repertoire
    words = evidence(pair.comparison, same and not pair.comparison.proches, pair.homonymes, pair.place)
    return Candidat(
        entry.siren,
        place.siret or entry.siret,
        entry.nom,
        place.code_postal,
        place.commune,
        round(100 * score),
        words,
    )
