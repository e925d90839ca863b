"""The life of a deposit: same bytes, same rows, corrected, overlapping, withdrawn, told back; by the command
line.
"""

from __future__ import annotations

import json
import random
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from achatlas.cli import main
from achatlas.domain.errors import ActeConcurrent
from achatlas.pipeline import acts, open_workshop
from achatlas.settings import read
from tests.essai import ENTETE, PROFIL, SIREN, laid

Lines = list[str]
Answer = dict[str, Any]
Import = Callable[..., Answer]
ASKED = ("--acheteur", SIREN, "--source", "mandats_tableur", "--profil", "essai")


def mandat(number: int, month: int, euros: int) -> str:
    return f"2025;{number};15/{month:02d}/2025;60612;ELEC SA;Électricité {number};{euros},00"


YEAR = [mandat(m, m, 100 * m) for m in range(1, 13)]


def written(path: Path, lines: Lines, encodage: str = "utf-8") -> Path:
    path.write_text("\n".join([ENTETE, *lines, ""]), encoding=encodage)
    return path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = laid(tmp_path / "essai")
    monkeypatch.setenv("ACHATLAS_HOME", str(tmp_path))
    return home


@pytest.fixture
def verb(home: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    def call(*words: str) -> Answer:
        capsys.readouterr()
        main([*words, "--territoire", "essai", "--json"])
        said: Answer = json.loads(capsys.readouterr().out.splitlines()[-1])
        return said

    return call


@pytest.fixture
def importer(home: Path, verb: Callable[..., Answer]) -> Import:
    def call(name: str, lines: Lines, *options: str, encodage: str = "utf-8") -> Answer:
        path = written(home.parent / name, lines, encodage)
        (one,) = verb("importer", str(path), *ASKED, *options)["fichiers"]
        return dict(one)

    return call


@pytest.fixture(scope="module")
def traite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The territory whose only file, ``a.csv``, holds the year, imported and run once: copy it."""
    folder = tmp_path_factory.mktemp("traite")
    made, path = laid(folder / "essai"), written(folder / "a.csv", YEAR)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ACHATLAS_HOME", str(folder))
        for words in (["importer", str(path), *ASKED], ["lancer"]):
            assert main([*words, "--territoire", "essai"]) == 0
    return made


@pytest.fixture
def annee(home: Path, traite: Path) -> Path:
    """The home where the year is already counted."""
    return Path(shutil.copytree(traite, home, dirs_exist_ok=True))


def mapped(verb: Callable[..., Answer]) -> tuple[int, int]:
    """Lines and cents on the map, once run."""
    assert verb("lancer")["ok"] is True
    said = {(e["etape"], e["objet"]): e for e in verb("bilan")["etapes"]}
    account = said["cartographie", "achats"]["acceptes"]
    return account["lignes"], account["centimes"]


ALL = (12, 100_00 * 78)


def test_the_same_bytes_under_another_name_change_nothing(
    importer: Import, verb: Callable[..., Answer]
) -> None:
    importer("a.csv", YEAR)
    again = importer("copie.csv", YEAR)
    assert (again["statut"], again["fichier"]) == ("accepte", "a.csv")
    assert "mêmes octets" in again["raison"]
    assert len(verb("depots")["depots"]) == 1


def test_the_same_rows_in_other_bytes_are_not_counted_again(
    annee: Path, importer: Import, verb: Callable[..., Answer]
) -> None:
    shuffled = random.Random(1).sample(YEAR, len(YEAR))
    again = importer("b.csv", shuffled, encodage="utf-8-sig")
    assert "mêmes lignes que « a.csv »" in again["raison"]
    assert mapped(verb) == ALL


def test_a_file_that_holds_payments_already_counted_waits_for_an_answer(
    annee: Path, importer: Import, verb: Callable[..., Answer]
) -> None:
    told = importer("corrige.csv", [*YEAR[:-1], mandat(12, 12, 5)])
    assert (told["statut"], told["ok"]) == ("a_confirmer", False)
    (question,) = told["questions"]
    assert [one["valeur"] for one in question["choix"]] == ["remplacer", "ajouter"]
    (touched,) = told["touche"]
    assert (touched["fichier"], touched["lignes"], touched["entier"]) == ("a.csv", 12, True)
    assert mapped(verb) == ALL
    assert [one["fichier"] for one in verb("bilan")["en_attente"]] == ["corrige.csv"]


def test_a_corrected_file_replaces_the_former_one_and_it_can_be_undone(
    annee: Path, importer: Import, verb: Callable[..., Answer]
) -> None:
    before = mapped(verb)
    maps = snapshot()
    importer("corrige.csv", [*YEAR[:-1], mandat(12, 12, 5)], "--remplacer")
    assert mapped(verb) == (12, 100_00 * 66 + 5_00)
    assert verb("retablir", "1")["sortants"] == ["corrige.csv"]
    assert (mapped(verb), snapshot()) == (before, maps)


def snapshot() -> dict[str, bytes]:
    """The bytes of the maps pointed to."""
    atelier = open_workshop(read("essai"))
    folder = atelier.snapshots.path("cartes", atelier.register.pointed("cartes") or "")
    return {path.name: path.read_bytes() for path in sorted(folder.glob("mart__*.parquet"))}


def test_a_corrected_month_replaces_this_month_and_no_other(
    importer: Import, verb: Callable[..., Answer]
) -> None:
    importer("a.csv", YEAR)
    told = importer("mars.csv", [mandat(3, 3, 1)], "--remplacer")
    assert told["statut"] == "accepte"
    assert mapped(verb) == (12, 100_00 * 75 + 1_00)
    clean = {(e["etape"], e["objet"]): e for e in verb("bilan")["etapes"]}["nettoyage", "mandats"]
    assert clean["exclus"]["tranche_remplacee"]["lignes"] == 1


def test_overlapping_periods_are_never_added_twice(importer: Import, verb: Callable[..., Answer]) -> None:
    importer("janvier_juin.csv", YEAR[:6])
    assert importer("mars_decembre.csv", YEAR[2:])["statut"] == "a_confirmer"
    verb("confirmer", "mars_decembre.csv", "--ajouter")
    assert mapped(verb) == ALL


def test_the_answers_to_an_overlap_can_be_pasted(importer: Import, verb: Callable[..., Answer]) -> None:
    importer("janvier_juin.csv", YEAR[:6])
    waiting = importer("mars_decembre.csv", YEAR[2:])
    (question,) = waiting["questions"]
    said = {answer["valeur"]: answer["commande"] for answer in question["choix"]}
    assert said.keys() == {"remplacer", "ajouter"} and question["propose"] in said
    assert shlex.split(said["ajouter"])[:2] == ["./go", "achatlas"]
    verb(*shlex.split(said["ajouter"])[2:])
    assert mapped(verb) == ALL


def test_another_month_is_simply_added(importer: Import, verb: Callable[..., Answer]) -> None:
    for rank, line in enumerate(YEAR):
        assert importer(f"mois_{rank}.csv", [line])["statut"] == "accepte"
    assert mapped(verb) == ALL


def test_a_deposit_withdrawn_counts_no_longer_and_comes_back(
    importer: Import, verb: Callable[..., Answer]
) -> None:
    importer("a.csv", YEAR[:6])
    importer("b.csv", YEAR[6:])
    verb("retirer", "b.csv")
    assert mapped(verb)[0] == 6
    assert {d["fichier"]: d["etat"] for d in verb("depots")["depots"]} == {
        "a.csv": "compté",
        "b.csv": "retiré",
    }
    assert importer("b.csv", YEAR[6:])["statut"] == "accepte"
    assert mapped(verb) == ALL


def test_a_decision_taken_on_a_former_state_is_refused(importer: Import) -> None:
    importer("a.csv", YEAR)
    atelier = open_workshop(read("essai"))
    seen = atelier.register.last_act()
    importer("b.csv", [mandat(40, 1, 1)])
    with pytest.raises(ActeConcurrent, match="changé entre-temps"):
        acts.withdraw(atelier, acts.found(atelier, "a.csv"), vu=seen)


def test_an_unknown_deposit_is_said(importer: Import, verb: Callable[..., Answer]) -> None:
    importer("a.csv", YEAR)
    assert verb("retirer", "rien.csv")["erreur"] == "DepotInconnu"
    assert verb("retablir", "9")["quoi"] == "Acte inconnu : 9"


@pytest.mark.parametrize("etape", ["brut", "net", "cartes"])
def test_what_the_disk_damaged_is_seen_then_made_again(
    etape: str, annee: Path, verb: Callable[..., Answer]
) -> None:
    before = mapped(verb)
    (folder,) = (annee / "instantanes" / etape).iterdir()
    path = max(folder.glob("*.parquet"), key=lambda p: p.stat().st_size)
    path.write_bytes(path.read_bytes()[:200])
    said = verb("bilan")
    assert (said["ok"], [one["etape"] for one in said["abimes"]]) == (
        False,
        ["lecture" if etape == "brut" else etape],
    )
    assert mapped(verb) == before
    assert verb("bilan")["abimes"] == []


def test_bytes_lost_in_the_vault_are_said(importer: Import, verb: Callable[..., Answer], home: Path) -> None:
    importer("a.csv", YEAR)
    for path in (*(home / "depots").rglob("contenu"), *(home / "instantanes").rglob("brut__*.parquet")):
        path.write_bytes(b"")
    assert "n'est plus celui qui a été donné" in verb("lancer")["quoi"]


def hurt(path: Path) -> None:
    """Changes one byte of a file."""
    held = bytearray(path.read_bytes())
    held[len(held) // 2] ^= 1
    path.write_bytes(held)


def vaulted(home: Path, sha: str) -> Path:
    return home / "depots" / sha / "contenu"


def test_a_byte_changed_in_the_vault_is_seen_by_the_balance(
    annee: Path, verb: Callable[..., Answer], capsys: pytest.CaptureFixture[str]
) -> None:
    (path,) = annee.glob("depots/*/contenu")
    assert mapped(verb) == ALL
    hurt(path)
    said = verb("bilan")
    (one,) = said["abimes"]
    assert (said["ok"], one["etape"], one["objet"], one["fichiers"]) == (False, "depot", "a.csv", [str(path)])
    assert "n'est plus celui qui a été donné" in one["quoi"] and str(path) in one["ou"]
    assert "octets ont changé" in one["pourquoi"] and "déposez de nouveau" in one["que_faire"]
    assert main(["bilan", "--territoire", "essai"]) == 1
    assert "n'est plus celui qui a été donné (a.csv" in capsys.readouterr().out


def test_nothing_is_made_from_damaged_bytes_until_the_same_file_comes_again(
    importer: Import, verb: Callable[..., Answer], home: Path
) -> None:
    path = vaulted(home, importer("a.csv", YEAR)["depot"])
    given = path.read_bytes()
    hurt(path)
    refused = verb("lancer")
    assert (refused["erreur"], "a.csv" in refused["ou"]) == ("UnreadableFile", True)
    assert "mêmes octets" in importer("a.csv", YEAR)["raison"]
    assert path.read_bytes() == given
    assert mapped(verb) == ALL and verb("bilan")["abimes"] == []


@pytest.mark.parametrize("lost", [True, False])
def test_a_deposit_whose_bytes_are_damaged_or_lost_is_not_confirmed(
    lost: bool, importer: Import, verb: Callable[..., Answer], home: Path
) -> None:
    importer("a.csv", YEAR)
    waiting = importer("b.csv", YEAR[:6] + [mandat(13, 7, 5)])
    assert waiting["statut"] == "a_confirmer"
    path = vaulted(home, waiting["depot"])
    path.unlink() if lost else hurt(path)
    assert [one["objet"] for one in verb("bilan")["abimes"]] == ["b.csv"]
    assert "n'est plus celui" in verb("confirmer", "b.csv", "--ajouter")["quoi"]
    assert importer("b.csv", YEAR[:6] + [mandat(13, 7, 5)])["statut"] == "a_confirmer"
    assert verb("confirmer", "b.csv", "--ajouter")["ok"] is True


def test_a_deposit_that_was_withdrawn_comes_back_only_whole(
    importer: Import, verb: Callable[..., Answer], home: Path
) -> None:
    path = vaulted(home, importer("a.csv", YEAR)["depot"])
    verb("retirer", "a.csv")
    hurt(path)
    assert "n'est plus celui" in verb("retablir", "1")["quoi"]


def test_the_balance_tells_people_which_deposits_wait_for_an_answer(
    annee: Path, importer: Import, verb: Callable[..., Answer], capsys: pytest.CaptureFixture[str]
) -> None:
    waiting = importer("b.csv", YEAR[:6] + [mandat(13, 7, 5)])
    verb("lancer")
    capsys.readouterr()
    main(["bilan", "--territoire", "essai"])
    shown = capsys.readouterr().out
    assert "En attente" in shown and "▲ b.csv, porte des paiements de a.csv" in shown
    assert f"confirmer {waiting['depot'][:8]}" in shown and "--remplacer (ou --ajouter)" in shown


def test_a_line_repeated_in_a_file_counts_once_and_the_import_says_it(
    importer: Import, verb: Callable[..., Answer]
) -> None:
    told = importer("a.csv", [*YEAR, YEAR[0], YEAR[0]])
    assert (told["lu"], told["accepte"], told["doublon"], told["ok"]) == (14, 12, 2, True)
    assert told["centimes"]["doublon"] == 200_00
    assert mapped(verb) == ALL


def test_lines_said_to_be_payments_of_their_own_all_count(
    importer: Import, verb: Callable[..., Answer], home: Path
) -> None:
    path = home / "instance" / "sources" / "mandats_tableur" / "profils" / "essai.yml"
    path.write_text(yaml.safe_dump({**PROFIL, "repetitions": True}, allow_unicode=True), encoding="utf-8")
    assert importer("a.csv", [*YEAR, YEAR[0]])["doublon"] == 0
    importer("b.csv", [YEAR[0], YEAR[0], YEAR[0]], "--ajouter")
    assert mapped(verb) == (14, ALL[1] + 200_00)


def test_dates_that_are_none_are_said_at_the_import(importer: Import) -> None:
    wrong = [YEAR[0].replace("15/01/2025", "31/02/2025"), YEAR[1].replace("15/02/2025", "")]
    flags = {one["nom"]: one["nombre"] for one in importer("a.csv", wrong)["signalements"]}
    assert flags == {"date_illisible": 1, "date_absente": 1}
