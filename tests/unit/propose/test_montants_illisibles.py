"""Amounts that say debit or credit, quotes after a backslash: read when that is certain, else told where."""

from __future__ import annotations

from pathlib import Path

import pytest

from achatlas.domain.errors import UnreadableFile
from achatlas.propose import propose
from tests.unit.propose.atelier import CATALOGUE, ingest, rows

HEAD = "Exercice;N° mandat;Date mandat;Nature;Tiers;Objet;Montant HT"
DEBITS = [f"{n},50 DB" for n in range(1000, 1020)]


def table(folder: Path, amounts: list[str]) -> Path:
    lines = [f"2024;{n};{1 + n % 28:02}/01/2024;6068;ENGIE;gaz {n};{a}" for n, a in enumerate(amounts)]
    path = folder / "a.csv"
    path.write_text("\n".join([HEAD, *lines, ""]), encoding="utf-8")
    return path


def test_a_credit_is_an_expense_less_where_every_amount_says_debit_or_credit(tmp_path: Path) -> None:
    path = table(tmp_path, [*DEBITS, "12,50 CR", "1 234,50 cr"])
    found = rows(ingest(propose(path, CATALOGUE), path, tmp_path))
    expected = [100_050 + 100 * n for n in range(20)] + [-1_250, -123_450]
    assert [row["montant_ht_centimes"] for row in found] == expected


@pytest.mark.parametrize(
    ("amounts", "line", "shown"),
    [
        (["12,50 CR"] * 15 + ["3,00 DB"] * 5, 2, "12,50 CR"),
        (["12,50"] * 5 + ["3,00 CR"] * 15, 7, "3,00 CR"),
        (["environ 12"] * 20, 2, "environ 12"),
    ],
)
def test_amounts_that_are_no_numbers_are_told_with_their_first_line(
    amounts: list[str], line: int, shown: str, tmp_path: Path
) -> None:
    with pytest.raises(UnreadableFile, match=f"« Montant HT ».*ligne {line}.*« {shown} »"):
        propose(table(tmp_path, amounts), CATALOGUE)


def test_a_quote_after_a_backslash_is_told_with_its_first_line(tmp_path: Path) -> None:
    path = table(tmp_path, [f"{n},50" for n in range(30)])
    text = path.read_text(encoding="utf-8")
    quoted = "\n".join(";".join(f'"{cell}"' for cell in line.split(";")) for line in text.splitlines())
    path.write_text(quoted.replace("gaz 3", r"gaz \"3\" bis") + "\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match=r"Guillemets.*ligne 5.*barre oblique inverse"):
        propose(path, CATALOGUE)
