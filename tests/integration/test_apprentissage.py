"""From decisions to what the machine makes of other purchases: learnt at a run, heard live, unlearnt."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from achatlas import pipeline
from achatlas.classify import appris as kept
from achatlas.classify import stage
from achatlas.domain.regle import Conditions
from achatlas.pipeline import Workshop, apprentissage, reclassement, ruling
from achatlas.pipeline.ruling import Essai
from achatlas.pipeline.written import Portee
from achatlas.settings import at
from achatlas.store.publications import current
from achatlas.store.regles import Regles
from tests import appris
from tests.reclassement import differing, keep_bridge, shown
from tests.web.depots import AUTRE, MIEN

ALL = Portee(frozenset({MIEN, AUTRE}))
ELSEWHERE = Conditions(mots=("omegu",), unsure=True)


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run and published, with the decisions: copy it."""
    made = appris.home(tmp_path_factory.mktemp("appris"))
    run(pipeline.open_workshop(at(made)))
    return made


@pytest.fixture
def atelier(learnt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workshop]:
    monkeypatch.setattr(ruling, "everyone", lambda atelier, portee: portee.acheteurs >= ALL.acheteurs)
    made = opened(learnt, tmp_path / "essai")
    (pont,) = (learnt / "instantanes" / "pont").iterdir()
    keep_bridge(monkeypatch, pont)
    yield made
    reclassement.close(made.home)


def opened(home: Path, target: Path) -> Workshop:
    return pipeline.open_workshop(at(Path(shutil.copytree(home, target))))


def run(atelier: Workshop) -> None:
    pipeline.run(atelier)
    pipeline.publish(atelier)


def classe(atelier: Workshop) -> Path:
    return atelier.snapshots.path("classe", atelier.register.pointed(pipeline.CARTES) or "")


def said(atelier: Workshop, text: str) -> set[tuple[str, str, str]]:
    """Segment, engine and reason of the cases of a text, by the last run."""
    rows = pq.read_table(classe(atelier) / "classe__cas.parquet").to_pylist()
    return {(one["segment_code"], one["moteur"], one["motif"]) for one in rows if one["texte"] == text}


def withdrawn(atelier: Workshop) -> None:
    """Takes every rule out, without showing it."""
    for number in Regles(atelier.home).standing():
        Regles(atelier.home).withdraw(number, "lea", "2026-11-27T10:00:00+00:00", "")


def test_what_decisions_taught_classes_other_purchases_and_says_so(atelier: Workshop) -> None:
    found = said(atelier, appris.NEW)
    assert {(segment, moteur) for segment, moteur, _ in found} == {("16.01", "texte")}
    assert all(motif.endswith("appris de décisions : « zyrkane » (8)") for _, _, motif in found)
    assert {segment for segment, _, _ in said(atelier, "brolixu omegu")} == {"08.03"}
    assert {moteur for _, moteur, _ in said(atelier, "zyrkane vorpa uvkom")} == {"regle"}


def test_a_rule_holds_for_the_same_purchases_whatever_is_learnt(atelier: Workshop) -> None:
    rows = pq.read_table(classe(atelier) / "classe__cas.parquet").to_pylist()
    assert {one["seul"] for one in rows if "zyrkane" in one["texte"] or "brolixu" in one["texte"]} == {False}
    told = [one for one in rows if one["moteur"] == "regle"]
    assert len({one["texte"] for one in told}) == len(appris.decided())


def test_decisions_undone_are_unlearnt_at_the_next_run(atelier: Workshop) -> None:
    withdrawn(atelier)
    before = apprentissage.last(atelier)
    assert before is not None and before.since
    run(atelier)
    assert not kept.couche(classe(atelier))
    assert all("appris" not in motif for _, _, motif in said(atelier, appris.NEW))
    assert {segment for segment, _, _ in said(atelier, appris.NEW)} != {"16.01"}
    told = apprentissage.last(atelier)
    assert told is not None and not told.since and told.bilan.decisions == 0


def test_the_same_decisions_give_the_same_bytes(atelier: Workshop) -> None:
    names = (f"{kept.TABLE}.parquet", kept.BILAN)
    before = [(classe(atelier) / name).read_bytes() for name in names]
    for stage_of in ("classe", "cartes"):
        shutil.rmtree(atelier.home / "instantanes" / stage_of)
    run(atelier)
    assert [(classe(atelier) / name).read_bytes() for name in names] == before


def test_a_live_decision_is_what_a_run_with_the_layer_of_the_base_shows(
    atelier: Workshop, learnt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = (kept.couche(classe(atelier)), kept.bilan(classe(atelier)))
    assert base[0]
    whole = opened(learnt, tmp_path / "entier")
    for made in (atelier, whole):
        ruling.keep(made, ALL, Essai(ELSEWHERE, "27.03"), "lea")
        ruling.keep(made, ALL, Essai(Conditions(mots=("zyrkane vorpa",), unsure=True), "21.02"), "lea")
    out = next(one for one in Regles(atelier.home).standing().values() if one.segment == "08.03")
    for made in (atelier, whole):
        ruling.withdraw(made, ALL, out.numero, "lea")
    reclassement.close(whole.home)
    monkeypatch.setattr(stage, "taught", lambda *_: base)
    run(whole)
    live, again = (shown(current(one.home), tmp_path) for one in (atelier, whole))
    assert differing(live, again) == {}


def test_the_next_run_learns_what_was_decided_since(atelier: Workshop) -> None:
    first = apprentissage.last(atelier)
    ruling.keep(atelier, ALL, Essai(ELSEWHERE, "27.03"), "lea")
    live = apprentissage.last(atelier)
    assert first is not None and live is not None
    assert (first.since, live.since, live.bilan) == (False, True, first.bilan)
    run(atelier)
    told = apprentissage.last(atelier)
    assert told is not None and not told.since and told.bilan.decisions == first.bilan.decisions + 1


def test_a_layer_that_may_not_decide_proposes_in_the_queue(atelier: Workshop) -> None:
    rule = atelier.home / "instance" / "metier" / "regles" / "apprentissage.yml"
    rule.parent.mkdir(parents=True)
    shipped = atelier.catalogue.file("regles/apprentissage.yml").read_text(encoding="utf-8")
    rule.write_text(shipped.replace("surs_au_moins: 60", "surs_au_moins: 60000"), encoding="utf-8")
    made = pipeline.open_workshop(at(atelier.home))
    run(made)
    told = apprentissage.last(made)
    assert told is not None and told.bilan.etat == "propose"
    rows = pq.read_table(classe(made) / "classe__cas.parquet").to_pylist()
    found = [one for one in rows if one["texte"] == appris.NEW]
    alone = made.catalogue.regle("textes")["seuil_automatique"]
    assert found and all(one["confiance"] < alone and one["segment_code"] == "16.01" for one in found)
    assert all(one["propositions"].startswith("16.01 ") for one in found)
