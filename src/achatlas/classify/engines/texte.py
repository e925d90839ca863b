"""Words of the object and of the tiers against the keywords of the nomenclature; a tie or a lone vague word
abstains.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from achatlas.classify.engine import Cas, Proposal
from achatlas.classify.nomenclature import Nomenclature, words

LONGEST = 4
OBJET, TIERS, COMPTE = 10, 6, 8
BONUS = 15


def groups(said: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Every run of one to four words."""
    for start in range(len(said)):
        for end in range(start + 1, min(start + LONGEST, len(said)) + 1):
            yield said[start:end]


@dataclass(frozen=True)
class Texte:
    """Keywords: longer ones weigh more; one shared by several segments weighs less; the account may second
    them.
    """

    def propose(self, cas: Cas, nomenclature: Nomenclature) -> Proposal | None:
        """The segment that clearly wins, with the words that made it win."""
        scores: dict[str, float] = {}
        seen: dict[str, str] = {}
        for text, weight in ((cas.texte, OBJET), (cas.tiers, TIERS)):
            for group in groups(words(text)):
                for segment in (hits := nomenclature.mots.get(group, ())):
                    scores[segment] = scores.get(segment, 0) + weight * len(group) / len(hits)
                    seen.setdefault(segment, " ".join(group).lower())
        if not scores:
            return None
        seconded = {*nomenclature.candidates(cas.plan, cas.compte)}
        if default := nomenclature.of_compte(cas.plan, cas.compte):
            seconded.add(default[0])
        return _winner({s: v + COMPTE * (s in seconded) for s, v in scores.items()}, seen, seconded)


def _winner(scores: dict[str, float], seen: dict[str, str], seconded: set[str]) -> Proposal | None:
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < 1:
        return None
    best = ranked[0][0]
    second = ", et compte concordant" if best in seconded else ""
    return Proposal(best, f"mot « {seen[best]} »{second}", BONUS if second else 0)


ENGINE = Texte()
