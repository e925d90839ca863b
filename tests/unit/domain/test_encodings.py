"""Latin-9 told from Windows' code by the signs that they read apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from achatlas.domain.shapes.encodings import detect

LINE = "Réfection de l'école élémentaire, été à l'âge bête ; "


@pytest.mark.parametrize(
    ("text", "code", "sure"),
    [
        ("Œnologie & Cie, manœuvres, 12 €", "iso8859-15", True),
        ("chœur, sœurs, vœux", "iso8859-15", True),
        ("½ journée et ¼ d'heure", "cp1252", True),
        ("1 œh de cœur", "iso8859-15", False),
    ],
)
def test_an_oe_within_a_word_is_latin_9_and_a_fraction_is_not(
    text: str, code: str, sure: bool, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes((LINE + text).encode(code) + b"\n")
    found = detect(path)
    assert found.sure == sure
    assert not sure or (LINE + text).encode(code).decode(found.name) == LINE + text
