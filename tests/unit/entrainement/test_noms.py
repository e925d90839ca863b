from __future__ import annotations

import csv
import json
import random
from pathlib import Path

import pytest

from benchmarks.noms import altered, names
from demo.identifiers import make_siren
from entrainement import noms
from entrainement.noms import Lot, slipped

RIGHT, OTHER, ABSENT = (make_siren(n) for n in (1, 2, 3))


def lot() -> Lot:
    """Two names whose SIREN is in the directory, eight whose is not."""
    return Lot([RIGHT, OTHER, *[ABSENT] * 8], {RIGHT, OTHER}, [[] for _ in range(10)])


def test_a_slip_of_the_keyboard_is_not_another_enterprise() -> None:
    assert slipped("000000018", "000000081") and slipped("000000018", "000000019")
    assert not slipped("000000018", "000000018") and not slipped("000000018", "000111018")


def test_absent_names_weigh_what_the_published_measure_says() -> None:
    one = lot()
    assert one.present / sum(map(one.weight, range(10))) == pytest.approx(noms.PRIOR)


def pairs(path: Path) -> None:
    """Invented names of two sources, each written once or twice by each."""
    draw = random.Random(1)
    source = names(draw)
    lines = []
    for rank in range(260):
        siren, name = make_siren(rank), next(source)
        kept = ("un", "deux") if rank % 3 else ("un",) if rank % 2 else ("deux",)
        lines += [(siren, altered(name, draw), src) for src in kept for _ in range(1 + rank % 2)]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("siren", "nom", "src"), *lines])


@pytest.mark.lent
def test_what_is_learned_is_written_as_the_product_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sklearn", reason="the group `entrainement` is not installed")
    from achatlas.reconcile.noms.modele import Modele

    learned: list[noms.Learned] = []
    learn = noms.learn
    monkeypatch.setattr(noms, "learn", lambda made: learned.append(learn(made)) or learned[-1])
    monkeypatch.setattr(noms, "DRAWS", 2)
    pairs(tmp_path / "paires.csv")
    noms.main(tmp_path / "paires.csv", tmp_path / "modele.json")
    told = json.loads((tmp_path / "modele.json").read_text(encoding="utf-8"))
    modele, first = Modele(told), learned[0]
    rows = [[float((n * 7 + k * 3) % 11) / 10 for k in range(len(modele.mesures))] for n in range(50)]
    assert modele.paire.logits(rows) == pytest.approx(list(first.paire.decision_function(rows)), abs=1e-4)
    assert modele.mesures == tuple(first.mesures)
