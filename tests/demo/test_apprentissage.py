"""What deciding the heaviest groups by the truth teaches of the rest."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from achatlas import pipeline
from achatlas.domain.errors import PublicationMissing
from achatlas.settings import at
from achatlas.store.regles import Regles
from demo import apprentissage as a
from tests import appris


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A territory run without any decision, and its truth."""
    made = appris.home(tmp_path_factory.mktemp("appris"))
    for number in Regles(made).standing():
        Regles(made).withdraw(number, "lea", a.DAY, "")
    atelier = pipeline.open_workshop(at(made))
    pipeline.run(atelier)
    key = atelier.register.pointed(pipeline.CARTES) or ""
    lines = pq.read_table(atelier.snapshots.path(pipeline.CARTES, key) / "mart__achats.parquet")
    true = [appris.JARGON.get(one.split()[0].lower(), "08.03") for one in lines["objet"].to_pylist()]
    (made / "verite").mkdir()
    truth = lines.select(["fichier", "numero_ligne"]).append_column("segment", pa.array(true))
    kept = truth.append_column("in_perimetre", pa.array([True] * lines.num_rows))
    pq.write_table(kept, made / "verite" / "lignes.parquet")
    return made


def test_every_case_has_the_segment_of_its_lines(home: Path) -> None:
    found = {one.cas.texte: one.segment for one in a.cases(at(home))}
    assert found[appris.NEW] == "16.01" and found["brolixu omegu"] == "08.03"


def test_few_groups_teach_nothing_and_what_they_decide_is_no_part_of_the_rest(home: Path) -> None:
    said = a.measure(at(home), 1)
    assert said["groupes"] == 1 and said["appris"]["etat"] == "peu"
    assert said["reste"]["avant"] == said["reste"]["apres"]
    assert (said["mieux"], said["moins_bien"]) == (0, 0)
    none = a.measure(at(home), 0)
    assert none["reste"]["avant"]["tous"]["cas"] > said["reste"]["avant"]["tous"]["cas"]


def test_a_group_is_decided_as_most_of_its_euros_are(home: Path) -> None:
    every = a.cases(at(home))
    queue = [one for one in every if one.row["confiance"] < 75]
    true = {one.row["cas"]: one.segment for one in queue}
    found = [one for one in a.groups(one.row for one in queue) if not one.conditions.vague]
    made = a.rules(found, true)
    assert [one.ordre for one in made] == sorted(one.ordre for one in made)
    assert {one.segment for one in made} <= set(appris.JARGON.values())


def test_nothing_is_measured_before_the_first_run(home: Path, tmp_path: Path) -> None:
    shutil.copy(home / "territoire.yml", tmp_path / "territoire.yml")
    with pytest.raises(PublicationMissing):
        a.measure(at(tmp_path), 1)
