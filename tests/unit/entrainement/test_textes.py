"""What is learned of words is what the product judges with: the same scores, the same proof, to the last
bit that whole steps keep.
"""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("sklearn", reason="the group `entrainement` is not installed")

from achatlas.classify.textes.modele import Modele
from entrainement.textes import Learned, Texte, calibrated, labels, measures, tried, vocabulary, write

TEXTS = [
    Texte("fourniture de gaz naturel", "02.02", 1.0, "ici"),
    Texte("gaz naturel des écoles", "02.02", 1.0, "ici"),
    Texte("électricité des écoles", "02.01", 1.0, "ici"),
    Texte("fourniture d'électricité", "02.01", 1.0, "ici"),
    Texte("travaux d'électricité, lot 2 : éclairage", "27.07", 1.0, "ici"),
    Texte("travaux d'éclairage", "27.07", 0.7),
    Texte("nettoyage des écoles", "08.03", 1.0, "ici"),
    Texte("nettoyage des vitres", "08.03", 0.7),
    Texte("kilowattheures", "02.01", 0.7),
    Texte("tableau électrique", "27.07", 0.7),
    Texte("citerne de gaz", "02.02", 0.15),
]
NATURES = {"02.01": "F", "02.02": "F", "27.07": "T", "08.03": "S"}
ASKED = [
    "gaz",
    "kilowattheures",
    "citerne",
    "travaux d'éclairage du gymnase, lot 3 : électricité",
    "zyrkane gaz",
]


@pytest.fixture(scope="module")
def learned() -> Learned:
    return Learned(TEXTS, vocabulary(one.texte for one in TEXTS), NATURES)


def test_the_product_judges_with_what_was_learned(learned: Learned, tmp_path: Path) -> None:
    write(learned, [1.0, 0.0, 0.0, 0.0, 0.0, 0.0], tmp_path / "modele.parquet")
    product = Modele(tmp_path / "modele.parquet")
    for text, scores, proof in zip(ASKED, learned.scores(ASKED), learned.proofs(ASKED), strict=True):
        if product.knows(text):
            assert product.scores([(text, 1.0)]) == pytest.approx(scores.tolist(), abs=1e-9)
            lu = product.read(text)
            assert [lu.dits, lu.part] == pytest.approx(proof.tolist())


def test_a_word_written_for_a_segment_is_known_were_it_said_once(learned: Learned) -> None:
    assert "=kilowattheure" in learned.rank
    assert "=citerne" not in learned.rank, "an official label is not written for a segment"


def test_a_label_is_judged_by_a_model_that_never_read_its_words() -> None:
    mots = vocabulary(one.texte for one in TEXTS)
    said = [*labels([], [*TEXTS, Texte("gaz", "02.02", 0.7), Texte("gaz", "02.01", 0.7)], mots, NATURES)]
    assert len(said) == 5
    assert not any(one.juste for one in said if one.mesures[3] == 0 and one.mesures[4] == 0)


def test_sureness_is_learned_from_what_was_tried(learned: Learned) -> None:
    right = tried(learned, ASKED[:2] * 20, [("02.02",), ("02.01",)] * 20, 1.0)
    wrong = tried(learned, ASKED[2:4] * 20, [("27.07",), ("02.01",)] * 20, 0.5)
    assert [one.juste for one in right] == [True] * 40
    sure = calibrated([*right, *wrong])
    rows = measures(learned, ASKED[:1], learned.scores(ASKED[:1]))
    assert sure.predict_proba(rows)[0, 1] > 0.5
