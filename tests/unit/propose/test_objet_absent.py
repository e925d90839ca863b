"""A file where no column may say what was bought is read: a question without a column to choose is none."""

from __future__ import annotations

from pathlib import Path

from achatlas.propose import propose
from tests.unit.propose.atelier import CATALOGUE

HEAD = "Body Name,Expenditure Category,Date,Transaction Number,Net Amount,Supplier Name"


def test_a_category_that_is_no_object_asks_nothing(tmp_path: Path) -> None:
    path = tmp_path / "depenses.csv"
    lines = [f'Ville,Type {n % 3},1{n % 9}/07/2024,{n},"1,2{n}.50",ELEC {n % 4}' for n in range(10, 40)]
    path.write_text("\n".join([HEAD, *lines, ""]), encoding="utf-8")
    found = propose(path, CATALOGUE)
    assert [question.id for question in found.questions] == []
