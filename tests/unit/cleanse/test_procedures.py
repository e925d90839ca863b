"""A procedure damaged on the way is read again when it can be one only; what was written is told."""

from __future__ import annotations

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.cleanse.procedures import MENDED, REWORDED, Procedures


@pytest.fixture(scope="module")
def procedures() -> Procedures:
    return Procedures(Catalogue().lines("regles/procedures.csv"))


@pytest.mark.parametrize(
    ("lu", "attendu"),
    [
        ("Proc\ufffddure adapt\ufffde", "Procédure adaptée"),
        ("Procédure adapt\ufffd\ufffde", "Procédure adaptée"),
        ("ProcÃ©dure adaptÃ©e", "Procédure adaptée"),
        ("Proc?dure avec n?gociation", "Procédure avec négociation"),
        ("Appel d\ufffdoffres ouvert", "Appel d'offres ouvert"),
        (
            "March\ufffd pass\ufffd sans publicit\ufffd ni mise en concurrence pr\ufffdalable",
            "Sans publicité ni mise en concurrence",
        ),
    ],
)
def test_lost_accents_are_put_back(procedures: Procedures, lu: str, attendu: str) -> None:
    assert procedures.of(lu) == (attendu, MENDED)


def test_a_text_that_two_procedures_could_be_is_kept() -> None:
    two = Procedures([{"lu": "APPEL A", "procedure": "a"}, {"lu": "APPEL B", "procedure": "b"}])
    assert two.of("Appel \ufffd") == ("Appel \ufffd", "")


@pytest.mark.parametrize("lu", ["", "\ufffd", "Proc\ufffddure \ufffd", "Gré à gré", "Procédure adaptée"])
def test_what_is_unknown_or_right_is_kept_as_written(procedures: Procedures, lu: str) -> None:
    assert procedures.of(lu) == (lu, "")


def test_a_former_name_takes_the_one_of_2022(procedures: Procedures) -> None:
    former = "Marché négocié sans publicité ni mise en concurrence préalable"
    assert procedures.of(former) == ("Sans publicité ni mise en concurrence", REWORDED)
