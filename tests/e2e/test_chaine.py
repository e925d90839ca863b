"""From two files of mandats and one of marchés to published figures, through the command line alone."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from achatlas.cli import main

AGGLO, COMMUNE = "000900001", "000900076"
ENTETE = (
    "Exercice;N° mandat;Date mandat;Nature;Service;Tiers;SIRET;CP;Libellé;N° marché;Montant HT;Montant TVA"
)
PROFIL = {
    "libelle": "Essai",
    "lecture": {"format": "csv", "separateur": ";", "encodage": "utf-8"},
    "nombres": {"decimale": ",", "milliers": " "},
    "dates": "%d/%m/%Y",
    "colonnes": {
        "Exercice": "exercice", "N° mandat": "num_mandat", "Date mandat": "date_mandat", "Nature": "compte",
        "Service": "service", "Tiers": "tiers_nom", "SIRET": "tiers_siret", "CP": "tiers_code_postal",
        "Libellé": "objet", "N° marché": "num_marche", "Montant HT": "montant_ht",
        "Montant TVA": "montant_tva",
    },
}  # fmt: skip
MANDATS = [
    "2025;1;15/01/2025;60612;Bâtiments;ELEC SA;00010000000017;42000;Électricité;2025M01;1 200,50;240,10",
    "2025;2;16/02/2025;6064;Écoles;PAPIER SARL;;69001;Fournitures de bureau;;99,99;20,00",
    "2025;3;28/02/2025;64111;RH;AGENTS;;;Paie de février;;5 000,00;",
    "2025;4;01/03/2025;60612;Bâtiments;ELEC SA;00010000000017;42000;Avoir électricité;2025M01;-200,50;-40,10",
    "2025;4;01/03/2025;60612;Bâtiments;ELEC SA;00010000000017;42000;Avoir électricité;2025M01;-200,50;-40,10",
]
MARCHE = {
    "id": "2025M01", "acheteur": {"id": f"{AGGLO}00017"}, "nature": "Marché", "objet": "Électricité",
    "codeCPV": "09310000", "procedure": "Procédure adaptée", "dateNotification": "2025-01-02",
    "dureeMois": 12,
    "datePublicationDonnees": "2025-02-01", "montant": 50000, "techniques": {"technique": ["Sans objet"]},
    "titulaires": [{"titulaire": {"typeIdentifiant": "SIRET", "id": "00010000000017"}}],
}  # fmt: skip
Run = Callable[..., int]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "essai"
    profils = home / "instance" / "sources" / "mandats_tableur" / "profils"
    profils.mkdir(parents=True)
    members = [
        {"siren": s, "nom": n, "nom_court": n, "type": "commune"} for s, n in ((AGGLO, "A"), (COMMUNE, "B"))
    ]
    card = {"id": "essai", "libelle": "Essai", "simule": True, "exercices": [2025], "acheteurs": members}
    (home / "territoire.yml").write_text(yaml.safe_dump(card), encoding="utf-8")
    (profils / "essai.yml").write_text(yaml.safe_dump(PROFIL, allow_unicode=True), encoding="utf-8")
    (home / "mandats.csv").write_text("\n".join([ENTETE, *MANDATS, ""]), encoding="utf-8")
    content = json.dumps({"marches": {"marche": [MARCHE]}})
    (home / "decp.json").write_text(content, encoding="utf-8")
    monkeypatch.setenv("ACHATLAS_HOME", str(tmp_path))
    return home


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    def call(*words: str | Path) -> int:
        capsys.readouterr()
        return main([*map(str, words), "--territoire", "essai", "--json"])

    yield call


def answer(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    said: dict[str, object] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return said


def loaded(home: Path, run: Run) -> None:
    assert (
        run(
            "importer",
            home / "mandats.csv",
            "--acheteur",
            AGGLO,
            "--profil",
            "essai",
            "--source",
            "mandats_tableur",
        )
        == 0
    )
    assert run("importer", home / "decp.json") == 0
    assert run("lancer") == 0
    assert run("publier") == 0


def test_each_euro_is_accounted_for_from_the_file_to_the_map(
    home: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    loaded(home, run)
    assert run("bilan") == 0
    said = answer(capsys)
    assert said["ok"] is True
    found = {(b["etape"], b["objet"]): b for b in said["etapes"]}  # type: ignore[attr-defined]
    assert {one["fichier"]: one["doublon"] for one in said["fichiers"]}["mandats.csv"] == 1  # type: ignore[attr-defined]
    mapped = found["cartographie", "achats"]
    assert mapped["acceptes"]["centimes"] == 120050 + 9999 - 20050
    assert [a["lignes"] for a in mapped["exclus"].values()] == [1]


def test_the_same_bytes_again_change_nothing(
    home: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = (
        "importer",
        home / "mandats.csv",
        "--acheteur",
        AGGLO,
        "--profil",
        "essai",
        "--source",
        "mandats_tableur",
    )
    assert run(*asked) == 0
    assert run(*asked) == 0
    files = answer(capsys)["fichiers"]
    assert files[0]["deja"] is not None  # type: ignore[index]


def refused(home: Path, run: Run, capsys: pytest.CaptureFixture[str], *words: str | Path) -> str:
    assert run(*words) == 1
    captured = capsys.readouterr()
    sentence = captured.err.strip().replace("\n", " ")
    assert sentence.endswith(".")
    assert json.loads(captured.out)["ok"] is False
    return sentence


def test_bad_input_gets_one_sentence(home: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    known = ("--source", "mandats_tableur", "--profil", "essai")
    unknown = refused(home, run, capsys, "importer", home / "mandats.csv", "--acheteur", "123456789", *known)
    assert "Acheteur inconnu : « 123456789 »" in unknown
    absent = refused(home, run, capsys, "importer", home / "rien.csv", "--acheteur", AGGLO, *known)
    assert "Fichier introuvable : « rien.csv »" in absent
    (home / "large.csv").write_text(f"{ENTETE};Couleur\n{MANDATS[0]};rouge\n", encoding="utf-8")
    column = refused(home, run, capsys, "importer", home / "large.csv", "--acheteur", AGGLO, *known)
    assert "Couleur" in column and "large.csv" in column


def test_nothing_is_published_before_anything_is_run(
    home: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "Rien à publier" in refused(home, run, capsys, "publier")
    assert "Aucun fichier déposé" in refused(home, run, capsys, "lancer")


def test_a_format_is_recognised_when_it_is_not_said(home: Path, run: Run) -> None:
    assert run("importer", home / "mandats.csv", "--acheteur", AGGLO) == 0


def test_a_new_leaf_is_laid_then_found(home: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    for genre in ("source", "profil", "axe", "mesure", "tableau"):
        assert run("nouveau", genre, f"essai_{genre}") == 0
    assert run("catalogue") == 0
    said = answer(capsys)
    names = {item["id"] for items in said.values() for item in items}  # type: ignore[attr-defined]
    assert {f"essai_{genre}" for genre in ("source", "profil", "axe", "mesure", "tableau")} <= names
    assert "existe déjà" in refused(home, run, capsys, "nouveau", "axe", "essai_axe")


def test_a_file_has_one_buyer_and_it_is_said(
    home: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    known = ("--source", "mandats_tableur", "--profil", "essai")
    path = home / "mandats.csv"
    assert "Acheteur non précisé" in refused(home, run, capsys, "importer", path, *known)
    assert run("importer", path, "--acheteur", AGGLO, *known) == 0
    other = refused(home, run, capsys, "importer", path, "--acheteur", COMMUNE, *known)
    assert "déjà déposé pour un autre acheteur" in other


def test_a_file_imported_after_the_run_is_missing_from_the_balance(home: Path, run: Run) -> None:
    loaded(home, run)
    late = home / "suite.csv"
    late.write_text("\n".join([ENTETE, MANDATS[1].replace(";2;", ";9;"), ""]), encoding="utf-8")
    assert run("importer", late, "--acheteur", AGGLO, "--source", "mandats_tableur", "--profil", "essai") == 0
    assert run("bilan") == 1
    assert run("lancer") == 0
