"""What an engine of names is worth on pairs whose truth is known: precision, recall, curve, intervals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from achatlas.domain import accuracy
from achatlas.domain.accuracy import Verdict, wilson
from achatlas.reconcile.engine import Candidat
from achatlas.reconcile.engines.personne import is_person
from achatlas.reconcile.noms.recherche import Asked, Search
from achatlas.reconcile.noms.voisins import Directory, Lieu

__all__ = ["NOM", "SUJET", "Answer", "Case", "answers", "measured", "product", "wilson"]
SUJET = "rapprochement"
NOM = "nom"


@dataclass(frozen=True)
class Case:
    """A written name whose true SIREN is known; ``centimes``: what was paid to it, 0 when it is not said."""

    nom: str
    siren: str
    lieu: Lieu
    centimes: int = 0


@dataclass(frozen=True)
class Answer:
    """A case, whether its SIREN is in the directory, and the first candidate of the engine."""

    case: Case
    present: bool
    first: Candidat | None

    @property
    def verdict(self) -> Verdict:
        """The answer against the truth."""
        score = self.first.score if self.first else None
        right = self.first is not None and self.first.siren == self.case.siren
        return Verdict(NOM, score, right, self.present, abs(self.case.centimes))


def answers(search: Search, cases: Sequence[Case], directory: Directory) -> list[Answer]:
    """What the engine says of each case; the SIREN of the cases are hidden from it."""
    present = {entry.siren for entry in directory()} & {case.siren for case in cases}
    keys = {(case.nom, case.lieu): str(rank) for rank, case in enumerate(cases)}
    asked = [Asked(key, nom, lieu) for (nom, lieu), key in keys.items()]
    said = {one.cle: found for one, found in search.run(asked, directory)}
    found = (said[keys[case.nom, case.lieu]] for case in cases)
    return [
        Answer(case, case.siren in present, one[0] if one else None)
        for case, one in zip(cases, found, strict=True)
    ]


def measured(said: Iterable[Answer], seuil: int) -> dict[str, Any]:
    """The whole measure, as machines read it (``achatlas.domain.accuracy.measured``): at the automatic
    threshold, then along the curve; by euros where amounts are known (in cents).
    """
    return accuracy.measured([one.verdict for one in said], seuil, NOM)


def product(said: Sequence[Answer], seuil: int) -> dict[str, Any]:
    """What the product is worth on the same cases: it never searches a name that reads as a person's. How
    many these are (``personnes``), then precision and recall at the threshold, they being left unanswered.
    """
    aside = [is_person(one.case.nom) for one in said]
    kept = [replace(one, first=None) if out else one for one, out in zip(said, aside, strict=True)]
    told = accuracy.counted([one.verdict for one in kept], seuil, euros=False)
    return {"personnes": sum(aside), **told}
