"""What the machine answers today is what was measured: on a small invented sample, on the demonstration."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from achatlas.cli.main import main
from achatlas.domain.accuracy import measured
from achatlas.domain.errors import CatalogueError
from achatlas.domain.judgement import Judgement
from achatlas.pipeline import accords
from achatlas.pipeline import rapprochements as r
from achatlas.pipeline.rapprochements import Dit
from achatlas.pipeline.written import Portee
from achatlas.reconcile.ecriture import ecrit_cle
from demo import fiabilite
from docs import mesures
from tests.petit import Petit
from tests.web import rapprochements as essai
from tests.web.depots import AUTRE, MIEN
from tests.web.rapprochements import AUTRE_BON, BON, CLE, GARAGE, IMPRIMERIE

GARAGE_CLE = ecrit_cle(GARAGE, "69002")
ALL = Portee(frozenset({MIEN, AUTRE}))
OUI, NON, INCERTAIN = Judgement.OUI, Judgement.NON, Judgement.INCERTAIN


def test_the_small_sample_is_answered_as_when_the_rest_was_measured() -> None:
    kept = json.loads(mesures.WITNESS.read_text(encoding="utf-8"))
    assert mesures.witness() == kept, "the machine answers otherwise: ./go docs mesures --paires PAIRES.csv"


def test_every_euro_of_the_perimeter_is_measured_once(petit: Petit) -> None:
    said = list(fiabilite.verdicts(petit.settings))
    told = measured(said, 83, "nom")
    assert sum(one.centimes for one in said) == told["euros"]["n"] > 0
    engines = {one["moteur"]: one for one in told["moteurs"]}
    assert engines["siret"]["justes"] == engines["siret"]["trouves"] > 0
    assert engines["nom"]["euros"]["trouves"] > 0 and told["precision"] > 0.9


def test_what_a_person_decided_is_not_the_machine_s(petit: Petit, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = fiabilite.cases(petit.settings)
    place = rows.schema.get_field_index("identification")
    decided = rows.set_column(place, "identification", [["decision"] * len(rows)])
    monkeypatch.setattr(fiabilite, "cases", lambda _: decided)
    with pytest.raises(CatalogueError, match="porte des décisions"):
        list(fiabilite.verdicts(petit.settings))


def test_the_demonstration_is_published_as_simulated(petit: Petit, tmp_path: Path) -> None:
    path = fiabilite.write(petit.settings, tmp_path)
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["simule"] is True and told["mesure"]["euros"]["n"] > 0
    assert told["commande"] == "./go docs mesures"


def judged(home: Path, *said: tuple[str, str, Judgement]) -> accords.Accords:
    atelier = essai.workshop(home)
    for cle, siren, jugement in said:
        r.judge(atelier, ALL, Dit(cle, siren, jugement, "quelqu-un"))
    found = accords.agreements(atelier)
    assert found is not None
    return found


@pytest.fixture
def home(rapproches: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(rapproches, tmp_path / "essai"))


def test_persons_agree_with_the_likeliest_enterprise_or_do_not(home: Path) -> None:
    found = judged(home, (CLE, BON, OUI), (GARAGE_CLE, AUTRE_BON, NON))
    assert (found.tout.judged, found.tout.agreed, found.sans) == (2, 1, 0)
    assert [(one.vraisemblance, one.judged, one.agreed) for one in found.par_vraisemblance] == [
        ("très vraisemblable", 1, 1),
        ("possible", 1, 0),
    ]


def test_the_refusal_of_a_lesser_candidate_or_a_doubt_says_nothing(home: Path) -> None:
    found = judged(home, (CLE, AUTRE_BON, NON), (GARAGE_CLE, AUTRE_BON, INCERTAIN))
    assert (found.tout.judged, found.tout.agreed, found.tout.interval) == (0, 0, None)


def test_another_enterprise_than_the_likeliest_is_a_disagreement(home: Path) -> None:
    assert judged(home, (CLE, AUTRE_BON, OUI)).tout.agreed == 0
    assert judged(home, (CLE, AUTRE_BON, NON), (CLE, BON, OUI)).tout.agreed == 1


def test_a_name_of_which_the_machine_proposed_nothing_is_counted_apart(home: Path) -> None:
    found = judged(home, (ecrit_cle(IMPRIMERIE, "42000"), BON, OUI))
    assert (found.tout.judged, found.sans) == (0, 1)


def test_a_measure_is_published_for_the_territory_by_one_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ACHATLAS_HOME", str(tmp_path / "donnees"))
    monkeypatch.delenv("ACHATLAS_INSTANCE", raising=False)
    for name, text in (
        ("a.csv", "siret,nom\n00090000100017,Papeterie\n"),
        ("p.csv", "nom,siret\nPAPETERIE,00090000100017\n"),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    files = ["--reference", str(tmp_path / "a.csv"), "--verite", str(tmp_path / "p.csv")]
    asked = ["mesurer", "rapprochement", *files, "--publier", "noms_relus", "--territoire", "essai"]
    assert main([*asked, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    kept = json.loads(Path(said["publiee"]).read_text(encoding="utf-8"))
    assert Path(said["publiee"]).is_relative_to(tmp_path / "donnees" / "essai" / "instance")
    assert kept["mesure"]["n"] == 1 and kept["simule"] is False and str(tmp_path) not in kept["commande"]
    assert said["precision_ic"] == said["intervalle_precision"]
    assert main(asked) == 0
    assert "à 95 %" in capsys.readouterr().out
