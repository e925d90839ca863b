"""A CPV code is one of the table, or is found from it, or is lost: never guessed."""

from __future__ import annotations

import pytest

from achatlas.cleanse.cpv import formula, resolve, written_key

KNOWN = {"45214200": "2", "45214000": "0", "45000000": "7", "09132100": "4", "03000000": "1"}


@pytest.mark.parametrize(
    ("written", "code", "repair"),
    [("45214200-2", "45214200", ""), (" 45214200 ", "45214200", ""), ("45214200-9", "45214200", ""),
     ("9132100", "09132100", "cpv_zero_de_tete"), ("4521420", "45214200", "cpv_zero_final"),
     ("45214299", "45214200", "cpv_parent"), ("45999999-1", "45000000", "cpv_parent"),
     ("99999999", "", ""), ("1234567", "", ""), ("travaux", "", ""), ("", "", "")],
)  # fmt: skip
def test_a_code_is_found_in_the_table_or_is_not(written: str, code: str, repair: str) -> None:
    assert resolve(written, KNOWN) == (code, repair)


def test_the_key_written_is_read_and_the_formula_is_a_hint() -> None:
    assert (written_key("45000000-7"), written_key("45000000"), written_key("x")) == ("7", "", "")
    assert formula("45000000") == "7"
