"""A name that reads as a person's, and that the books of its buyer say is an enterprise's: refused, it waits
in the queue until another enterprise is named, before and after a run.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from achatlas import pipeline
from achatlas.cli.main import main
from achatlas.pipeline import Workshop
from achatlas.pipeline import rapprochements as r
from achatlas.pipeline.written import Liste
from tests.integration.test_rapprochements import (
    ALL,
    NON,
    OUI,
    atelier,
    measured,
    named_by_machine,
    progress,
    say,
    waiting,
)
from tests.web import rapprochements as essai
from tests.web.depots import MIEN
from tests.web.rapprochements import AUTRE_BON, BON

__all__ = ["atelier"]
DUVAL, OWN = "DUVAL PIERRE | 69002", "000900035"


@pytest.fixture
def duval(atelier: Workshop, tmp_path: Path) -> Workshop:
    """A buyer that writes the number of DUVAL PIERRE once, and once does not."""
    path = tmp_path / "duval.csv"
    head = "15/09/2025;60612;DUVAL PIERRE;69002"
    lines = [f"2025;91;{head};{OWN};Travaux;90,00", f"2025;92;{head};;Travaux;3000,00"]
    path.write_text("\n".join([essai.ENTETE, *lines, ""]), encoding="utf-8")
    pipeline.import_file(atelier, path, MIEN, "mandats_tableur", "essai", choix="ajouter")
    pipeline.run(atelier)
    return atelier


def test_refused_it_waits_and_another_may_be_named(duval: Workshop) -> None:
    assert named_by_machine(duval)[DUVAL] == [(OWN, "historique")] and DUVAL not in waiting(duval)
    say(duval, NON, DUVAL, OWN, liste=Liste.RECONNUS)
    told = progress(duval)
    assert waiting(duval)[DUVAL] == 300000
    pipeline.run(duval)
    assert waiting(duval)[DUVAL] == 300000 and progress(duval) == told and measured(duval) == told.apres
    say(duval, OUI, DUVAL, BON)
    again = progress(duval)
    assert again.apres == told.apres + 300000 and DUVAL not in waiting(duval)
    pipeline.run(duval)
    assert progress(duval) == again and measured(duval) == again.apres


def test_its_card_says_what_the_file_writes(duval: Workshop) -> None:
    part = r.details(duval, ALL, [DUVAL], Liste.RECONNUS)[DUVAL].parts[0]
    assert (part.etat, part.centimes) == ("absent", 300000)


def test_a_decision_that_moves_nothing_is_not_told_as_no_decision(
    duval: Workshop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ACHATLAS_HOME", str(duval.home.parent))
    monkeypatch.setenv("ACHATLAS_TERRITOIRE", "essai")
    assert main(["rapprocher", DUVAL, "--non", AUTRE_BON]) == 0
    told = capsys.readouterr().out
    assert "0 décision" not in told and "qu'aucune décision en vigueur ne déplace" in told
