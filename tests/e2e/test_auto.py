"""`importer --auto`: an unknown export read at once when its columns are certain, asked about otherwise."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from achatlas.cli import main

SIREN = "000900001"
ENTETE = "Exer;N° mandat;Dt Emission;Tiers;Art.;Objet;Mt HT;RIB"
LIGNES = [
    "2025;1;03/07/2025;CLAIR PROPRETE SAS;6283;Nettoyage école;1 284,50;",
    "2025;2;18/09/2025;PAPIER SARL;60632;Fournitures;-412,80;",
    "2025;3;28/11/2025;ELEC SA;60612;Électricité;100,00;",
]
Answer = dict[str, Any]


@pytest.fixture
def verb(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Answer]:
    monkeypatch.setenv("ACHATLAS_HOME", str(tmp_path / "donnees"))

    def call(*words: str | Path) -> Answer:
        capsys.readouterr()
        main([*map(str, words), "--json", "--territoire", "neuf"])
        said: Answer = json.loads(capsys.readouterr().out.splitlines()[-1])
        return said

    call("nouveau", "territoire", "neuf")
    return call


def written(tmp_path: Path, name: str, header: str, lines: list[str], encodage: str = "cp1252") -> Path:
    path = tmp_path / name
    path.write_text("\n".join([header, *lines, ""]), encoding=encodage)
    return path


def test_a_new_territory_takes_a_file_that_nothing_described(
    verb: Callable[..., Answer], tmp_path: Path
) -> None:
    path = written(tmp_path, "ciril.csv", ENTETE, LIGNES)
    (one,) = verb("importer", path, "--acheteur", SIREN, "--auto")["fichiers"]
    assert (one["statut"], one["source"], one["encodage"]) == ("accepte", "mandats_tableur", "cp1252")
    assert (one["lu"], one["accepte"], one["centimes"]["accepte"]) == (3, 3, 97170)
    declared = tmp_path / "donnees" / "neuf" / "acheteurs_declares.yml"
    assert SIREN in declared.read_text(encoding="utf-8")
    assert verb("lancer")["ok"] is True


def test_the_columns_once_taken_serve_the_next_file(verb: Callable[..., Answer], tmp_path: Path) -> None:
    first = written(tmp_path, "a.csv", ENTETE, LIGNES[:2])
    second = written(tmp_path, "b.csv", ENTETE, LIGNES[2:])
    profiles = [
        verb("importer", p, "--acheteur", SIREN, "--auto")["fichiers"][0]["profil"] for p in (first, second)
    ]
    assert profiles[0] == profiles[1] and profiles[0].startswith("auto_")


def test_what_nothing_tells_is_asked_then_obeyed(verb: Callable[..., Answer], tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", ENTETE.replace("Mt HT", "Montant"), LIGNES)
    (one,) = verb("importer", path, "--acheteur", SIREN, "--auto")["fichiers"]
    assert (one["statut"], one["ok"], one["lu"]) == ("a_confirmer", False, 0)
    answers = [
        word for q in one["questions"] for word in ("--reponse", f"{q['id']}={q['choix'][0]['valeur']}")
    ]
    (again,) = verb("importer", path, "--acheteur", SIREN, "--auto", *answers)["fichiers"]
    assert (again["statut"], again["accepte"]) == ("accepte", 3)


def test_a_number_that_is_no_siren_is_refused(verb: Callable[..., Answer], tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", ENTETE, LIGNES)
    assert "n'est pas un SIREN" in verb("importer", path, "--acheteur", "123456789", "--auto")["quoi"]


def test_a_territory_is_laid_once(verb: Callable[..., Answer]) -> None:
    assert "existe déjà" in verb("nouveau", "territoire", "neuf")["quoi"]


def test_a_file_that_is_no_table_is_refused_with_its_reason(
    verb: Callable[..., Answer], tmp_path: Path
) -> None:
    path = tmp_path / "note.pdf"
    path.write_bytes(b"%PDF-1.7 rien")
    (one,) = verb("importer", path, "--acheteur", SIREN, "--auto")["fichiers"]
    assert (one["statut"], one["ok"]) == ("refuse", False)
    assert "PDF" in one["raison"]


OTHER = "000900019"
UNSAID = ENTETE.replace("Mt HT", "Montant")


def test_what_one_buyer_answered_is_not_believed_of_another(
    verb: Callable[..., Answer], tmp_path: Path
) -> None:
    first, second = (written(tmp_path, name, UNSAID, LIGNES[:n]) for name, n in (("a.csv", 2), ("b.csv", 3)))
    (one,) = verb("importer", first, "--acheteur", SIREN, "--auto", "--reponse", "base=ttc")["fichiers"]
    assert one["statut"] == "accepte"
    (asked,) = verb("importer", second, "--acheteur", OTHER, "--auto")["fichiers"]
    assert (asked["statut"], [q["id"] for q in asked["questions"]]) == ("a_confirmer", ["base"])
    (done,) = verb("importer", second, "--acheteur", OTHER, "--auto", "--reponse", "base=ht")["fichiers"]
    assert (done["statut"], done["centimes"]["accepte"]) == ("accepte", 97170)
    assert not done["signalements"] and done["profil"] != one["profil"]


def test_an_answer_goes_before_the_profile_that_was_saved_and_the_same_answer_saves_no_other(
    verb: Callable[..., Answer], tmp_path: Path
) -> None:
    said = []
    for rank, base in enumerate(("ht", "ttc", "ttc")):
        lines = [line.replace("2025;", f"2025;{rank}", 1) for line in LIGNES]
        path = written(tmp_path, f"{rank}.csv", UNSAID, lines)
        asked = ("--acheteur", SIREN, "--auto", "--ajouter", "--reponse", f"base={base}")
        (one,) = verb("importer", path, *asked)["fichiers"]
        said.append((one["profil"], len(one["signalements"])))
    (plain, no), (taxed, yes), again = said
    assert (no, yes) == (0, 1) and plain != taxed and again == (taxed, yes)


def test_a_profile_that_reads_hardly_any_line_gives_way_to_a_new_one(
    verb: Callable[..., Answer], tmp_path: Path
) -> None:
    first = written(tmp_path, "a.csv", ENTETE, LIGNES)
    english = [
        "2025;4;03/07/2025;CLAIR PROPRETE SAS;6283;Nettoyage école;1,284.50;",
        "2025;5;18/09/2025;PAPIER SARL;60632;Fournitures;-412.80;",
    ]
    second = written(tmp_path, "b.csv", ENTETE, english)
    for path, cents in ((first, 97170), (second, 87170)):
        (one,) = verb("importer", path, "--acheteur", SIREN, "--auto", "--ajouter")["fichiers"]
        assert (one["statut"], one["centimes"]["accepte"]) == ("accepte", cents), one


def test_a_file_whose_amounts_nothing_reads_is_asked_about_and_loses_no_line(
    verb: Callable[..., Answer], tmp_path: Path
) -> None:
    path = written(tmp_path, "a.csv", ENTETE, LIGNES)
    verb("importer", path, "--acheteur", SIREN, "--auto")
    spoiled = [line.replace("2025;", "2025;9", 1).rsplit(";", 2)[0] + ";x;" for line in LIGNES]
    said = verb("importer", written(tmp_path, "b.csv", ENTETE, spoiled), "--acheteur", SIREN, "--auto")
    (one,) = said["fichiers"]
    assert (one["ok"], one["statut"] in ("a_confirmer", "refuse"), one["accepte"]) == (False, True, 0), one
