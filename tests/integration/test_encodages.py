"""What is written in an encoding other than the one expected is read when that is certain, or said."""

from __future__ import annotations

from pathlib import Path

import pytest

from achatlas.domain.errors import UnreadableFile
from tests.unit.ingest.atelier import ingest_mandats, mandats
from tests.unit.propose.atelier import CATALOGUE, propose


def table(n: int = 30) -> str:
    head = "Exercice;N° mandat;Date mandat;Nature;Tiers;Objet;Montant HT\n"
    return head + "".join(f"2024;{i};{1 + i % 28:02}/01/2024;6068;Été;Gaz;{i},50\n" for i in range(1, n))


def test_a_text_in_utf16_cut_in_the_middle_of_a_character_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(table().encode("utf-16")[:-1])
    with pytest.raises(UnreadableFile, match="Encodage illisible.*utf-16"):
        propose(path, CATALOGUE)


def test_an_encoding_answered_that_was_not_asked_is_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(table(), encoding="utf-8")
    assert propose(path, CATALOGUE, reponses={"encodage": "utf-16"}).encodage == "utf-8"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_a_mark_of_order_tells_the_encoding(encoding: str, tmp_path: Path) -> None:
    result = ingest_mandats(tmp_path, mandats("1,00", "2,00").encode(encoding))
    assert result.bilan.acceptes.centimes == 300
