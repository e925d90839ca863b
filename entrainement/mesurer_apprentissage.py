"""What decisions teach on real titles: some titles of a source are decided as their reader did, the others
are then judged by a model that has read the other sources only, before and after it has learnt from these.

``python -m entrainement.mesurer_apprentissage TITRES.csv [N …]`` prints it for N decided titles (300, then
1000). Each title is a decision of its own. Needs the group ``entrainement``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from achatlas.catalogue.load import Catalogue
from achatlas.classify.nomenclature import build
from achatlas.classify.textes.apprentissage import learn
from achatlas.classify.textes.exemples import Decide
from achatlas.classify.textes.judge import Achat, Judge
from achatlas.classify.textes.modele import MODELE
from entrainement import textes
from entrainement.textes import LECTURES, Learned, Titre

DECIDED = (300, 1000)
MOST = 0.7
"""The most that is decided of a source: the others are what is measured."""


def blind(lus: Sequence[Titre], source: str, calibration: Sequence[float], folder: Path) -> Judge:
    """The judge of a product whose model has not read a source."""
    shipped = Catalogue()
    others, more = [one for one in lus if one.source != source], list(textes.known(shipped))
    mots = textes.vocabulary([*(one.objet for one in others), *(one.texte for one in more)])
    path = folder / source / "metier" / MODELE
    path.parent.mkdir(parents=True)
    model = Learned([*textes.read(others), *more], mots, textes.natures(shipped))
    textes.write(model, calibration, path)
    catalogue = Catalogue(folder / source)
    return Judge(catalogue, build(catalogue.segments.values(), {}))


def tried(judge: Judge, mine: Sequence[Titre], count: int) -> dict[str, Any]:
    """The first titles decided, the others before and after."""
    catalogue = Catalogue()
    told = [Decide(Achat(one.objet), one.segments[0], one.ref) for one in mine[:count]]
    couche, bilan = learn(judge, told, catalogue.regle("apprentissage"))
    taught = judge.with_layer(couche)
    doubted = [one for one in mine[count:] if not _said(judge, one)[1]]
    return {
        "decides": count,
        "etat": bilan.etat,
        "doutes": len(doubted),
        "avant": sum(_said(judge, one)[0] for one in doubted),
        "apres": sum(_said(taught, one)[0] for one in doubted),
        "cinq_avant": sum(_five(judge, one) for one in doubted),
        "cinq_apres": sum(_five(taught, one) for one in doubted),
        "seuls": sum(_said(taught, one)[1] for one in doubted),
        "seuls_justes": sum(all(_said(taught, one)) for one in doubted),
    }


def _said(judge: Judge, one: Titre) -> tuple[bool, bool]:
    """Whether the first segment is one that the reader gave, and whether the machine decides alone."""
    avis = judge.judge(Achat(one.objet))
    return (avis.segments[0] in one.segments, avis.sureness >= judge.seuil) if avis else (False, False)


def _five(judge: Judge, one: Titre) -> bool:
    avis = judge.judge(Achat(one.objet))
    return avis is not None and not {*avis.segments}.isdisjoint(one.segments)


def measured(published: Path, counts: Sequence[int] = DECIDED) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each source and number of decided titles, with what is measured."""
    lus = textes.titres(published, LECTURES / "titres.csv")
    _, calibration = textes.learn(published, Catalogue())
    with TemporaryDirectory() as folder:
        for source in sorted({one.source for one in lus}):
            judge = blind(lus, source, calibration, Path(folder))
            mine = [one for one in lus if one.source == source]
            mine.sort(key=lambda one: blake2b(one.objet.encode()).digest())
            for count in counts:
                if count <= MOST * len(mine):
                    yield source, tried(judge, mine, count)


if __name__ == "__main__":
    for source, found in measured(Path(sys.argv[1]), [*map(int, sys.argv[2:])] or DECIDED):
        print(source, found, flush=True)
