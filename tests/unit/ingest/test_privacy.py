"""Numbers of accounts and of social security are taken away however they are spelled; other numbers stay."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pytest

from achatlas.domain.ibans import is_iban
from achatlas.domain.shapes.kinds import masked
from achatlas.ingest.flags import Flags
from achatlas.ingest.privacy import scrub, scrub_columns


def keyed(country: str, account: str) -> str:
    """An invented account with its right key."""
    moved = "".join(str(int(sign, 36)) for sign in f"{account}{country}00")
    return f"{country}{98 - int(moved) % 97:02d}{account}"


FR, BE, RO = (
    keyed("FR", "00000000010000000000101"),
    keyed("BE", "000000000101"),
    keyed("RO", "AAAA1B31000000000000"),
)
NIR = f"1511178006048{97 - 1511178006048 % 97:02d}"


def spelled(iban: str, between: str) -> str:
    return between.join(iban[n : n + 4] for n in range(0, len(iban), 4))


@pytest.mark.parametrize("iban", [FR, BE, RO])
@pytest.mark.parametrize("between", ["", " ", "-", ".", "/", "  ", " - ", "\u00a0", "\u202f", "_", "–"])
@pytest.mark.parametrize("case", [str.upper, str.lower, str.title])
def test_an_account_is_taken_away_however_it_is_spelled(iban: str, between: str, case: type[str]) -> None:
    written, told = case(spelled(iban, between)), Counter[str]()
    assert scrub(f"Virement de 2024 {written} fin", told) == "Virement de 2024 [IBAN retiré] fin"
    assert told == {"iban_retire": 1} and is_iban(written)
    column = {"objet": pa.array([f"vers {written}"]), "tiers_siret": pa.array([written])}
    scrub_columns(column, Flags(), [1])
    assert [c.to_pylist() for c in column.values()] == [["vers [IBAN retiré]"], ["[IBAN retiré]"]]
    assert written not in masked(f"vers {written} fin")


@pytest.mark.parametrize(
    "text",
    [
        spelled(FR[:-1] + str((int(FR[-1]) + 1) % 10), "-"),
        "Travaux de 12 logements, 3 rue des Lilas, lot 5",
        "FR12 000 900 001 facture 2024-125-0012 du 03.02.2024",
        "de 2024-0001-0002-0003-0004",
        "Marché 2024-12-05-123-456-78",
    ],
)
def test_what_is_no_account_stays(text: str) -> None:
    told = Counter[str]()
    assert (scrub(text, told), told) == (text, Counter())


@pytest.mark.parametrize("between", ["", " ", ".", "-", "/", "\u202f", ". "])
def test_a_social_security_number_is_taken_away_however_it_is_spelled(between: str) -> None:
    parts = (NIR[0], NIR[1:3], NIR[3:5], NIR[5:7], NIR[7:10], NIR[10:13], NIR[13:])
    written, told = between.join(parts), Counter[str]()
    assert scrub(f"Remboursement {written} mars", told) == "Remboursement [NIR retiré] mars"
    column = {"tiers_code": pa.array([written]), "tiers_nom": pa.array(["Essai"])}
    scrub_columns(column, Flags(), [1])
    assert column["tiers_code"].to_pylist() == [None]
