"""What the judge says of short labels, as accounts write them: « curage égout », « timbres ».

``python -m entrainement.mesurer_libelles [FICHIER.csv]`` prints, for each half of ``lectures/libelles.csv``
(columns ``libelle, segments, moitie``), the share of labels whose first segment is defensible, the share that
the machine classes alone, how many of those rightly, and those that it classes alone wrongly. Only the half
``apprendre`` may inspire what the model learns; ``mesurer`` is there to tell what it is worth.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from achatlas.catalogue.comptes import plans
from achatlas.catalogue.load import Catalogue
from achatlas.classify.nomenclature import build
from achatlas.classify.textes.judge import Achat, Avis, Judge

LIBELLES = Path(__file__).with_name("lectures") / "libelles.csv"
MEASURED, LEARNT = "mesurer", "apprendre"


@dataclass(frozen=True)
class Libelle:
    """A short label, the segments that one may defend, and the half that it belongs to."""

    texte: str
    segments: tuple[str, ...]
    moitie: str


@dataclass(frozen=True)
class Dit:
    """What the judge said of a label: nothing, when none of its words is known."""

    libelle: Libelle
    avis: Avis | None
    seuil: int

    @property
    def juste(self) -> bool:
        """Whether the first segment is defensible."""
        return self.avis is not None and self.avis.segments[0] in self.libelle.segments

    @property
    def sur(self) -> bool:
        """Whether the machine classes it alone."""
        return self.avis is not None and self.avis.sureness >= self.seuil

    def __str__(self) -> str:
        first, sure = (self.avis.segments[0], self.avis.sureness) if self.avis else ("rien", 0)
        return f"« {self.libelle.texte} » : {first} à {sure}, attendu {' ou '.join(self.libelle.segments)}"


def libelles(path: Path = LIBELLES) -> list[Libelle]:
    """The labels of a file."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream, delimiter=";")
        return [Libelle(one["libelle"], tuple(one["segments"].split("|")), one["moitie"]) for one in rows]


def said(labels: Iterable[Libelle]) -> Iterator[Dit]:
    """What the judge of the product says of each label, nothing else being known."""
    catalogue = Catalogue()
    judge = Judge(catalogue, build(catalogue.segments.values(), plans(catalogue)))
    for one in labels:
        yield Dit(one, judge.judge(Achat(one.texte)), judge.seuil)


def told(half: str, answers: Sequence[Dit]) -> Iterator[str]:
    """The figures of a half, then its sure faults, the surest first."""
    sure = [one for one in answers if one.sur]
    wrong = sorted((one for one in sure if not one.juste), key=_faulty)
    right = _share(sum(one.juste for one in answers), len(answers))
    alone, kept = _share(len(sure), len(answers)), _share(len(sure) - len(wrong), len(sure))
    yield f"{half} : {len(answers)} libellés, {right} justes, {alone} classés seuls, dont {kept} justes"
    yield from (f"  {one}" for one in wrong)


def _faulty(one: Dit) -> tuple[int, str]:
    return (-one.avis.sureness if one.avis else 0, one.libelle.texte)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "aucun"


if __name__ == "__main__":
    answers = [*said(libelles(*map(Path, sys.argv[1:])))]
    for half in (LEARNT, MEASURED):
        print(*told(half, [one for one in answers if one.libelle.moitie == half]), sep="\n")
