"""An answer that ``importer --auto`` prints can be pasted in a shell, seen, and given back."""

from __future__ import annotations

import shlex
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from achatlas.cli import auto
from achatlas.pipeline.proposition import Asked, Chosen
from achatlas.propose import propose
from tests.unit.propose.atelier import CATALOGUE

HEAD = "Exercice;N° mandat;Date mandat;Tiers;Objet;{}"
ATELIER = cast(Any, SimpleNamespace(settings=SimpleNamespace(commande=lambda verb: verb)))


def printed(path: Path) -> list[str]:
    """The answers printed for a file, as a shell gives them to the command."""
    found = propose(path, CATALOGUE)
    asked = tuple(Asked(q.id, q.colonne or "", q.texte, q.choix, q.propose or "") for q in found.questions)
    lines = auto.spoken(path.name, Chosen(None, None, asked), ATELIER)
    options = [line.rpartition(" : ")[0] for line in lines if "--reponse" in line]
    return [shlex.split(option)[1] for option in options]


@pytest.mark.parametrize("amount", ["1,234", "1'234", "1 234,5 et 12.5"])
@pytest.mark.parametrize("name", ["Montant HT", "Montant d'achat HT", "Zorglub de l'an"])
def test_every_answer_printed_is_read_back(amount: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = [
        f"2024;{i};14/03/2024;A;b;{amount.split(' et ')[i % len(amount.split(' et '))]}" for i in range(20)
    ]
    path.write_text("\n".join([HEAD.format(name), *lines, ""]), encoding="utf-8")
    asked = {question.id for question in propose(path, CATALOGUE).questions}
    for option in printed(path):
        assert "  " not in option and option == option.strip()
        given = auto.answers([option])
        left = {question.id for question in propose(path, CATALOGUE, reponses=given).questions}
        assert set(given) <= asked and not set(given) & left
