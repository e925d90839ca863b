"""The objectives of the demonstration name figures that exist, once."""

from __future__ import annotations

from pathlib import Path

from achatlas.catalogue.load import Catalogue
from achatlas.store.objectifs import Objectifs
from demo import objectifs


def test_each_objective_is_of_a_figure_that_exists_and_is_written_once(tmp_path: Path) -> None:
    objectifs.keep(tmp_path)
    objectifs.keep(tmp_path)
    told = [one.objectif for one in Objectifs(tmp_path).standing()]
    every = Catalogue().indicateurs
    assert [(one.indicateur, one.calcul) for one in told] == [row[:2] for row in objectifs.SPASER]
    assert [one for one in told if one.calcul not in every[one.indicateur].calculs] == []
