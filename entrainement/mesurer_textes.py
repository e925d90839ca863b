"""What words alone are worth on titles read one by one, of sources that the model has never seen: the measure
that the product publishes, beside two simpler ways in the same run.

``python -m entrainement.mesurer_textes TITRES.csv`` prints, for the gold titles: the CPV of their buyer, the
keywords of the nomenclature alone, a plain TF-IDF with a linear SVM, and the product, each source judged
by a model of the others. ``write`` publishes ``metier/fiabilite/classement/titres_lus.json``. Needs the group
``entrainement``.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from achatlas.catalogue.fiabilite import Sample, publish
from achatlas.catalogue.load import PACKAGE, Catalogue
from achatlas.classify.mesure import Reponse, Titre, measured
from achatlas.classify.nomenclature import Nomenclature, build, words
from achatlas.classify.textes.judge import groups
from achatlas.domain import accuracy
from achatlas.domain.accuracy import Verdict
from achatlas.domain.nombres import entier
from achatlas.store.register import now
from entrainement import textes
from entrainement.textes import LECTURES, SEED

SUJET, TEXTE = "classement", "texte"
FIRST, CENT = 5, 100
COMMAND = "./go docs mesures --titres TITRES.csv"
SHOWN = ("acceptable", "acceptable_top5", "famille_acceptable", "segment_top1", "accord_cpv")
Lus = Sequence[textes.Titre]


def blind(published: Path, catalogue: Catalogue) -> Iterator[tuple[Lus, Lus, Sequence[textes.Texte]]]:
    """For each source: its gold titles, the readings of the other sources, and what the nomenclature says."""
    gold = textes.titres(published, LECTURES / "or_titres.csv")
    lus = textes.titres(published, LECTURES / "titres.csv")
    more = list(textes.known(catalogue))
    for source in sorted({one.source for one in gold}):
        yield [x for x in gold if x.source == source], [x for x in lus if x.source != source], more


def product(published: Path, catalogue: Catalogue) -> list[Reponse]:
    """The model of the product, sureness included, on sources that it has not seen."""
    gold = textes.titres(published, LECTURES / "or_titres.csv")
    lus, more = textes.titres(published, LECTURES / "titres.csv"), list(textes.known(catalogue))
    mots = textes.vocabulary([*(one.objet for one in lus), *(one.texte for one in more)])
    kinds = textes.natures(catalogue)
    models = textes.by_source(lus, more, mots, kinds)
    sure = textes.calibrated([*textes.unseen(models, lus), *textes.labels(lus, more, mots, kinds)])
    nomenclature = build(catalogue.segments.values(), {})
    said = []
    for source, model in models.items():
        mine = [one for one in gold if one.source == source]
        texts = [one.objet for one in mine]
        scores = model.scores(texts)
        likely = sure.predict_proba(textes.measures(model, texts, scores))[:, 1]
        for one, row, chance in zip(mine, np.argsort(-scores, axis=1), likely, strict=True):
            first = tuple(model.segments[rank] for rank in row[:FIRST])
            said.append(Reponse(_titre(one, nomenclature), first, int(CENT * chance)))
    return said


def plain(published: Path, catalogue: Catalogue) -> list[Reponse]:
    """Words, TF-IDF, linear SVM, learned from the same readings and nothing else."""
    nomenclature, said = build(catalogue.segments.values(), {}), []
    for mine, others, _ in blind(published, catalogue):
        model = make_pipeline(TfidfVectorizer(strip_accents="unicode"), LinearSVC(random_state=SEED))
        model.fit([one.objet for one in others], [one.segments[0] for one in others])
        scores = model.decision_function([one.objet for one in mine])
        for one, row in zip(mine, np.argsort(-scores, axis=1), strict=True):
            said.append(Reponse(_titre(one, nomenclature), tuple(model.classes_[row[:FIRST]]), 0))
    return said


def keywords(published: Path, catalogue: Catalogue) -> list[Reponse]:
    """The keywords of the nomenclature alone: the segment that most words name."""
    nomenclature, said = build(catalogue.segments.values(), {}), []
    for one in textes.titres(published, LECTURES / "or_titres.csv"):
        worth: dict[str, float] = {}
        for group in groups(words(one.objet)):
            for code in (hits := nomenclature.mots.get(group, ())):
                worth[code] = worth.get(code, 0.0) + len(group) / len(hits)
        best = sorted(worth, key=lambda code: (-worth[code], code))[:FIRST]
        said.append(Reponse(_titre(one, nomenclature), tuple(best), 0))
    return said


def _titre(one: textes.Titre, nomenclature: Nomenclature) -> Titre:
    found = nomenclature.of_cpv(one.cpv)
    return Titre(one.objet, found[0] if found else "", one.segments)


def buyer_s_cpv(published: Path, catalogue: Catalogue) -> list[Reponse]:
    """The segment of the CPV that the buyer published."""
    nomenclature = build(catalogue.segments.values(), {})
    lus = textes.titres(published, LECTURES / "or_titres.csv")
    asked = (_titre(one, nomenclature) for one in lus)
    return [Reponse(one, (one.cpv,) if one.cpv else (), 0) for one in asked]


PRODUIT = "Achatlas"
WAYS = {
    "CPV de l'acheteur": buyer_s_cpv,
    "Mots-clés de la nomenclature": keywords,
    "TF-IDF et SVM linéaire": plain,
    PRODUIT: product,
}
ALONE = ("automatise", "precision_automatise")
COLUMNS = {
    "acceptable": "Segment défendable",
    "acceptable_top5": "Parmi les cinq premiers",
    "famille_acceptable": "Famille",
    "accord_cpv": "Accord avec le CPV",
    "automatise": "Classés seuls",
    "precision_automatise": "… et justes",
}


def compared(published: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each way and its measure."""
    catalogue = Catalogue()
    seuil = int(catalogue.regle("textes")["seuil_automatique"])
    for name, way in WAYS.items():
        yield name, measured(way(published, catalogue), seuil)


def write(published: Path, root: Path = PACKAGE) -> Path:
    """Measures the gold titles, beside the other ways, and publishes; returns where."""
    catalogue = Catalogue()
    seuil = int(catalogue.regle("textes")["seuil_automatique"])
    said = {name: way(published, catalogue) for name, way in WAYS.items()}
    ways = {name: measured(answers, seuil) for name, answers in said.items()}
    verdicts = [Verdict(TEXTE, one.sureness, one.juste, True) for one in said[PRODUIT]]
    mesure = accuracy.measured(verdicts, seuil, TEXTE)
    mesure |= {"compared": table(ways), "sureness": ways[PRODUIT]["surete"]}
    return publish(catalogue, root, SUJET, _sample(ways[PRODUIT]), now()[:10], mesure)


def table(ways: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The ways side by side; what a way that knows no sureness decides alone is not said."""
    lines = [
        {
            "nom": name,
            "parts": [
                told[f"{column}_ic"] if name == PRODUIT or column not in ALONE else None for column in COLUMNS
            ],
            "ours": name == PRODUIT,
        }
        for name, told in ways.items()
    ]
    return {
        "titre": "À côté d'autres façons, sur les mêmes titres",
        "colonnes": [*COLUMNS.values()],
        "lignes": lines,
        "note": "Chaque source est jugée par des modèles qui n'ont lu que les autres.",
    }


def agreement() -> tuple[int, int]:
    """How many gold titles were read twice, and how many times the second reader named the same first
    segment.
    """
    with (LECTURES / "or_titres.csv").open(encoding="utf-8", newline="") as stream:
        rows = [one for one in csv.DictReader(stream, delimiter=";") if one["seconde_lecture"]]
    return len(rows), sum(first(one["segments"]) == first(one["seconde_lecture"]) for one in rows)


def first(segments: str) -> str:
    """The first of segments apart by bars."""
    return segments.partition("|")[0]


def _sample(whole: Mapping[str, Any]) -> Sample:
    share = {name: f"{round(CENT * whole[name])} fois sur 100" for name in SHOWN}
    twice, same = agreement()
    return Sample(
        "titres_lus",
        "Des titres de marchés publiés, sans rien d'autre que le titre",
        f"{entier(whole['n'])} titres lus un par un, de sources que le modèle n'a pas vues. Son premier "
        f"segment est défendable {share['acceptable']}, un de ses cinq premiers {share['acceptable_top5']}, "
        f"sa famille {share['famille_acceptable']}. Il s'accorde avec le CPV de l'acheteur "
        f"{share['accord_cpv']} seulement : ce code n'est pas un juge. {entier(twice)} de ces titres ont été "
        f"lus une seconde fois : même premier segment {entier(same)} fois ; deux lecteurs de la même espèce, "
        "c'est une borne haute.",
        False,
        "titres",
        COMMAND,
    )


if __name__ == "__main__":
    for name, told in compared(Path(sys.argv[1])):
        print(name, {key: told[key] for key in (*SHOWN, "automatise", "precision_automatise")})
