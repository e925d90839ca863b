"""The semicolon CSV files of ``metier/`` as the tests read them."""

import csv
from pathlib import Path

METIER = Path(__file__).resolve().parents[2] / "src" / "achatlas" / "metier"


def lignes(relative: str) -> list[dict[str, str]]:
    """The records of ``metier/<relative>``; a cell too many or too few fails."""
    with (METIER / relative).open(encoding="utf-8", newline="") as stream:
        found = list(csv.DictReader(stream, delimiter=";"))
    assert all(None not in line and None not in line.values() for line in found), (
        f"{relative}: cells do not match"
    )
    return found


def plans() -> dict[str, tuple[str, ...]]:
    """For each chart of accounts, the charts whose rules it follows, nearest first."""
    return {line["plan"]: tuple(line["regles"].split("|")) for line in lignes("regles/comptes_plans.csv")}
