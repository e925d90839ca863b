"""What is announced of a writing that was judged is what the next run gives."""

from __future__ import annotations

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.domain.judgement import Judgement
from achatlas.pipeline.ways import regard
from achatlas.store.rapprochements import Rapprochement

CLE, GOOD, OTHER = "DUVAL PIERRE | 42000", "000900001", "000900019"


@pytest.mark.parametrize(
    ("reconnus", "expected"),
    [
        (f"code {OTHER}\npersonne_physique", "decision"),
        (f"historique {OTHER}\npersonne_physique", "decision"),
        (f"reparation {OTHER}\npersonne_physique", "reparation"),
        (f"nom {OTHER}\nabsent", "decision"),
        (f"membre {OTHER}\npersonne_physique", "decision"),
        ("siret 000900027", "siret"),
        ("tva_etrangere DE129274999", "tva_etrangere"),
        ("tva_etrangere ATU12345678", "decision"),
        ("tva_etrangere", "tva_etrangere"),
    ],
)
def test_a_person_is_obeyed_unless_a_number_or_a_natural_person_is_written(
    reconnus: str, expected: str
) -> None:
    said = Rapprochement(CLE, GOOD, "", Judgement.OUI, "lea", "2026-11-26T10:00:00+00:00", "", "ATU12345678")
    seen = regard(Catalogue(), {(CLE, GOOD): said})
    row = {"ecrit_cle": CLE, "sans_decision": reconnus.split(maxsplit=1)[0], "reconnus": reconnus}
    assert seen.now(row).way == expected
