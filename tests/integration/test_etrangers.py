"""What one buyer decides of a name says nothing of the line of another that bears the number of another
country; a number that is false is overruled by name.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from achatlas import pipeline
from achatlas.domain.errors import WrongIdentifiant
from achatlas.pipeline import Workshop
from tests.integration.test_rapprochements import OUI, atelier, links, measured, progress, say, waiting
from tests.web import rapprochements as essai
from tests.web.depots import AUTRE, MIEN
from tests.web.rapprochements import BON

__all__ = ["atelier"]
SIEMENS, VAT = "SIEMENS AG | ", "DE129274202"


@pytest.fixture
def etranger(atelier: Workshop, tmp_path: Path) -> Workshop:
    """One buyer writes the VAT number of another country, the other writes none."""
    for siren, number in ((MIEN, VAT), (AUTRE, "")):
        path = tmp_path / f"etranger_{siren}.csv"
        line = f"2025;90;15/09/2025;60612;SIEMENS AG;;{number};Machine;{'1500' if number else '70'},00"
        path.write_text(f"{essai.ENTETE}\n{line}\n", encoding="utf-8")
        pipeline.import_file(atelier, path, siren, "mandats_tableur", "essai", choix="ajouter")
    pipeline.run(atelier)
    return atelier


def named(etranger: Workshop) -> dict[str, tuple[str, str]]:
    """Who is paid under this name, and how it is known, by buyer."""
    own = [one for one in links(etranger) if one["ecrit_cle"] == SIEMENS]
    return {one["tiers_cle"][:9]: (one["identification"], one["fournisseur_id"]) for one in own}


def test_a_decision_leaves_a_number_of_another_country_and_moves_what_it_said(etranger: Workshop) -> None:
    before = progress(etranger)
    assert waiting(etranger)[SIEMENS] == 7000
    say(etranger, OUI, SIEMENS, BON)
    told = progress(etranger)
    assert told.apres == before.apres + 7000
    pipeline.run(etranger)
    assert named(etranger) == {MIEN: ("tva_etrangere", VAT), AUTRE: ("decision", BON)}
    assert progress(etranger) == told and measured(etranger) == told.apres


def test_a_number_of_another_country_that_is_false_is_overruled_by_name(etranger: Workshop) -> None:
    before = progress(etranger)
    with pytest.raises(WrongIdentifiant):
        say(etranger, OUI, SIEMENS, BON, malgre="DE12")
    say(etranger, OUI, SIEMENS, BON, malgre="DE 129 274 202")
    told = progress(etranger)
    assert told.apres == before.apres + 157000
    pipeline.run(etranger)
    assert named(etranger) == {MIEN: ("decision", BON), AUTRE: ("decision", BON)}
    assert progress(etranger) == told and measured(etranger) == told.apres
