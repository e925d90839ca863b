"""What is announced of a writing that was judged is what the next run gives."""

from __future__ import annotations

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.domain.judgement import Judgement
from achatlas.pipeline.ways import Regard, regard, state
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


def refused(reconnus: str, *sirens: str) -> tuple[Regard, dict[str, str]]:
    """A writing of which these SIREN are refused."""
    said = {
        (CLE, one): Rapprochement(CLE, one, "", Judgement.NON, "lea", "2026-11-26T10:00:00+00:00")
        for one in sirens
    }
    row = {"ecrit_cle": CLE, "sans_decision": reconnus.split(maxsplit=1)[0], "reconnus": reconnus}
    return regard(Catalogue(), said), row


@pytest.mark.parametrize(
    ("reconnus", "sirens", "expected"),
    [
        (f"code {OTHER}\npersonne_physique", (OTHER,), True),
        (f"code {OTHER}\nhistorique {GOOD}\npersonne_physique", (OTHER,), False),
        (f"code {OTHER}\npersonne_physique", (GOOD,), False),
        (f"code {OTHER}\npersonne_physique", (), False),
        ("personne_physique", (OTHER,), False),
        (f"nom {OTHER}\nabsent", (OTHER,), True),
    ],
)
def test_a_person_like_name_of_the_books_waits_while_their_enterprise_is_refused(
    reconnus: str, sirens: tuple[str, ...], expected: bool
) -> None:
    seen, row = refused(reconnus, *sirens)
    assert seen.waits(row) == expected


@pytest.mark.parametrize(
    ("reconnus", "numeros", "expected"),
    [
        (f"code {OTHER}\npersonne_physique", "", "absent"),
        (f"code {OTHER}\npersonne_physique", "000900002", "invalide"),
        (f"nom {OTHER}\ninvalide", "000900002", "invalide"),
        ("absent", "", "absent"),
    ],
)
def test_the_card_says_what_the_file_writes(reconnus: str, numeros: str, expected: str) -> None:
    _, row = refused(reconnus)
    assert state({**row, "numeros": numeros}) == expected
