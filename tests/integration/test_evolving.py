"""Merging two segments moves every purchase of the first, at once and in the next run alike."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from achatlas import pipeline
from achatlas.domain.errors import EvolutionRefusee, OutOfScope, PublicationMissing, RegleVague
from achatlas.domain.evolution import Genre
from achatlas.domain.regle import Conditions
from achatlas.pipeline import Workshop, classed, evolving, projets, ruling
from achatlas.pipeline.projets import Projet
from achatlas.pipeline.ruling import Essai
from tests.integration.test_ruling import ALL, OWN, keep, lines, run, seen
from tests.web import qualifier as essai


@pytest.fixture
def atelier(a_qualifier: Path, tmp_path: Path) -> Workshop:
    return essai.workshop(Path(shutil.copytree(a_qualifier, tmp_path / "essai")))


def merging(code: str, vers: str) -> Projet:
    return Projet(Genre.MERGE, code, vers)


@pytest.fixture
def everyone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The two buyers who have payments are all that the territory has."""
    monkeypatch.setattr(ruling, "everyone", lambda atelier, portee: portee.acheteurs >= ALL.acheteurs)


@pytest.mark.usefixtures("everyone")
def test_merging_moves_what_was_said_at_once_and_in_the_next_run(atelier: Workshop) -> None:
    told = evolving.effect(atelier, ALL, merging("02.02", "02.01"))
    assert [(one.de, one.vers) for one in told.passages] == [("02.02", "02.01")]
    moved = told.passages[0].somme
    assert (moved.centimes, moved.lignes, told.regles) == (160_000, 1, ())
    evolving.accept(atelier, ALL, merging("02.02", "02.01"), "lea")
    assert pipeline.current(atelier)
    held = seen(atelier).by_sureness
    assert "02.02" not in held
    assert sum(one.centimes for one in held["02.01"]) == told.apres("02.01").centimes
    pipeline.run(atelier)
    assert {one[2] for one in lines(atelier) if "gaz" in one[1]} == {"02.01"}


@pytest.mark.usefixtures("everyone")
def test_undoing_gives_back_every_purchase(atelier: Workshop) -> None:
    before = lines(atelier)
    number = evolving.accept(atelier, ALL, merging("02.02", "02.01"), "lea").numero
    run(atelier)
    assert lines(atelier) != before
    evolving.take_back(atelier, ALL, number, "paul")
    assert "02.02" in seen(atelier).by_sureness
    pipeline.run(atelier)
    assert lines(atelier) == before


@pytest.mark.usefixtures("everyone")
def test_a_rule_follows_the_segment_that_it_gives_and_none_gives_a_merged_one(atelier: Workshop) -> None:
    asked = ruling.proposed(seen(atelier).groupes[0], ALL, atelier)
    keep(atelier, asked, "16.02")
    assert evolving.effect(atelier, ALL, merging("16.02", "16.01")).regles == (1,)
    evolving.accept(atelier, ALL, merging("16.02", "16.01"), "lea")
    assert seen(atelier).by_sureness["16.01"][0].centimes == 260_000
    with pytest.raises(RegleVague):
        ruling.keep(atelier, ALL, Essai(asked, "16.02"), "lea")


@pytest.mark.usefixtures("everyone")
@pytest.mark.parametrize(("code", "vers"), [("99.99", "02.01"), ("02.01", "30.99"), ("02.01", "02.01")])
def test_segments_that_cannot_be_merged_are_refused(atelier: Workshop, code: str, vers: str) -> None:
    with pytest.raises(EvolutionRefusee):
        evolving.accept(atelier, ALL, merging(code, vers), "lea")


def test_only_who_sees_the_whole_territory_makes_the_nomenclature_evolve(atelier: Workshop) -> None:
    with pytest.raises(OutOfScope):
        evolving.accept(atelier, OWN, merging("02.02", "02.01"), "agent")
    with pytest.raises(OutOfScope):
        evolving.take_back(atelier, OWN, 1, "agent")


@pytest.mark.usefixtures("everyone")
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_chain_of_merges_is_undone_in_any_order_after_a_run(
    atelier: Workshop, order: tuple[int, int]
) -> None:
    before = seen(atelier).by_sureness
    both = [
        evolving.accept(atelier, ALL, merging(*pair), "lea").numero
        for pair in (("02.02", "02.01"), ("02.01", "02.04"))
    ]
    run(atelier)
    assert set(before) - set(seen(atelier).by_sureness) == {"02.02"}
    for place in order:
        evolving.take_back(atelier, ALL, both[place], "paul")
    assert seen(atelier).by_sureness == before


@pytest.mark.usefixtures("everyone")
def test_a_rule_after_a_merge_does_not_bring_the_merged_segment_back(atelier: Workshop) -> None:
    evolving.accept(atelier, ALL, merging("02.02", "02.01"), "lea")
    keep(atelier, Conditions(mots=("gaz",), unsure=True), "02.04")
    assert "02.02" not in seen(atelier).by_sureness
    live = seen(atelier).by_sureness
    run(atelier)
    assert seen(atelier).by_sureness == live


@pytest.mark.usefixtures("everyone")
def test_cases_of_a_former_version_say_what_to_run(atelier: Workshop) -> None:
    path = classed.folder(atelier, "classe") / "classe__cas.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["naf"]), path)
    assert evolving.effect(atelier, ALL, merging("02.02", "02.01")).passages
    row = next(one for one in seen(atelier).rows.to_pylist() if one["compte"])
    part = projets.read(
        atelier,
        Genre.SPLIT,
        {
            "code": row["segment_code"],
            "libelle": "Part",
            "court": "Part",
            "nature": "S",
            "definition": "Ce qui part",
            "rcompte": row["compte"],
        },
    )
    with pytest.raises(PublicationMissing, match="lancer, puis publier"):
        evolving.effect(atelier, ALL, part)
