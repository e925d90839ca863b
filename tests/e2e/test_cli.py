"""What the command line says to people: one sentence, the right place in the file, the right status."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from achatlas.cli import main

SIREN = "000900001"
ENTETE = "Exercice;Budget;N° mandat;Date mandat;Nature;Service;Code tiers;Tiers;SIRET;Objet;Mt HT;Mt TVA"
LIGNE = "2024;00;12;15/01/2024;60623;Cantine;F001;PRIMEURS;;Légumes;1 234,56;67,90"
CARTE = {
    "id": "essai",
    "libelle": "Essai",
    "acheteurs": [{"siren": SIREN, "nom": "Essai", "nom_court": "Essai", "type": "commune"}],
}
MARCHES = [
    {"id": "2024M1", "acheteur": {"id": f"{SIREN}00017"}, "nature": "Marché", "objet": "Électricité",
     "codeCPV": "09310000", "procedure": "Appel d'offres ouvert", "dureeMois": 12, "montant": 60000,
     "dateNotification": "2024-02-03",
     "titulaires": [{"titulaire": {"typeIdentifiant": "SIRET", "id": "00090007600001"}}]},
    {"id": "2024M2", "acheteur": {"id": "00090007600001"}, "nature": "Marché", "objet": "Ailleurs",
     "codeCPV": "09310000", "dureeMois": 1, "montant": 1000, "dateNotification": "2024-02-03"},
]  # fmt: skip


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    statut: int
    sortie: str
    erreur: str

    @property
    def json(self) -> Any:
        """The answer for machines: one line."""
        (line,) = self.sortie.splitlines()
        return json.loads(line)


Command = Callable[..., Said]


@pytest.fixture
def achatlas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command line on an empty territory; answers on wide lines."""
    (tmp_path / "essai").mkdir()
    (tmp_path / "essai" / "territoire.yml").write_text(yaml.safe_dump(CARTE), encoding="utf-8")
    monkeypatch.setenv("ACHATLAS_HOME", str(tmp_path))
    monkeypatch.setenv("ACHATLAS_TERRITOIRE", "essai")
    monkeypatch.setenv("COLUMNS", "400")

    def call(*words: str | Path) -> Said:
        status = main([str(word) for word in words])
        captured = capsys.readouterr()
        return Said(status, captured.out, captured.err)

    return call


@pytest.fixture
def importer(achatlas: Command, tmp_path: Path) -> Command:
    """Imports a text as a CSV of the example profile."""

    def call(text: str, *more: str, name: str = "mandats.csv", encoding: str = "cp1252") -> Said:
        (tmp_path / name).write_text(text, encoding=encoding, newline="")
        asked = ("--acheteur", SIREN, "--source", "mandats_tableur", "--profil", "exemple_csv")
        return achatlas("importer", tmp_path / name, *asked, *more)

    return call


def sentence(said: Said) -> str:
    """The one sentence of a refusal: nothing on the standard output, no trace, status 1."""
    (line,) = said.erreur.splitlines()
    assert (said.statut, said.sortie) == (1, "")
    assert line.endswith(".") and "Traceback" not in line
    return line


def test_an_import_says_how_much_was_read(importer: Command) -> None:
    said = importer(f"{ENTETE}\n{LIGNE}\n")
    assert (said.statut, said.erreur) == (0, "")
    assert "mandats.csv : 1 lignes lues, 1\u202f234,56" in said.sortie and "aucune écartée" in said.sortie


def test_the_same_bytes_again_change_nothing_and_say_so(importer: Command, achatlas: Command) -> None:
    importer(f"{ENTETE}\n{LIGNE}\n")
    before = achatlas("bilan", "--json").json
    assert "déjà importé le 20" in importer(f"{ENTETE}\n{LIGNE}\n").sortie
    assert achatlas("bilan", "--json").json == before


def test_a_line_that_is_not_an_amount_is_set_apart_and_counted(importer: Command, achatlas: Command) -> None:
    said = importer(f"{ENTETE}\n{LIGNE}\n{LIGNE.replace('1 234,56', 'douze')}\n")
    assert "1 écartées et comptées" in said.sortie
    (account,) = achatlas("bilan", "--json").json["fichiers"]
    assert account["rejets"]["montant_illisible"]["lignes"] == 1
    assert (account["lu"]["lignes"], account["acceptes"]["lignes"], account["equilibre"]) == (2, 1, True)


def test_an_unknown_column_is_named_with_its_file_and_line(importer: Command) -> None:
    said = sentence(importer(f"Titre\n\n{ENTETE};Couleur\n{LIGNE};rouge\n"))
    assert "Couleur" in said and "mandats.csv, ligne 3" in said


def test_a_missing_column_is_named_with_its_file(importer: Command) -> None:
    said = sentence(importer(f"{ENTETE}\n{LIGNE}\n".replace(";Mt HT", "").replace(";1 234,56", "")))
    assert "Mt HT" in said and "mandats.csv" in said


def test_a_wrong_encoding_is_seen_on_the_header(importer: Command) -> None:
    said = sentence(importer(f"{ENTETE}\n{LIGNE}\n", encoding="utf-8"))
    assert "mandats.csv" in said and "N° mandat" in said


@pytest.mark.parametrize("name", ["mandats.pdf", "mandats.json", "vide.csv"])
def test_a_file_of_another_format_is_refused_by_name(achatlas: Command, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"" if name == "vide.csv" else b"%PDF-1.7\n\x00\xff\xfe")
    said = sentence(achatlas("importer", tmp_path / name, "--acheteur", SIREN))
    assert name in said and "non reconnu" in said


def test_an_unknown_buyer_is_told_who_the_members_are(achatlas: Command, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x", encoding="utf-8")
    said = sentence(achatlas("importer", tmp_path / "a.csv", "--acheteur", "123456789", "--source", "fec"))
    assert "123456789" in said and f"{SIREN} (Essai)" in said


@pytest.mark.parametrize(
    "asked", [("--source", "inconnue"), ("--source", "mandats_tableur", "--profil", "inconnu")]
)
def test_an_unknown_format_is_told_which_ones_exist(
    achatlas: Command, tmp_path: Path, asked: tuple[str, ...]
) -> None:
    (tmp_path / "a.csv").write_text("x", encoding="utf-8")
    said = sentence(achatlas("importer", tmp_path / "a.csv", "--acheteur", SIREN, *asked))
    assert asked[-1] in said and ("pes_depense" in said or "exemple_csv" in said)


def test_a_missing_file_is_named(achatlas: Command, tmp_path: Path) -> None:
    assert "« absent.csv »" in sentence(achatlas("importer", tmp_path / "absent.csv", "--acheteur", SIREN))
    assert "Fichier introuvable" in sentence(achatlas("importer", tmp_path, "--acheteur", SIREN))


def test_a_refused_file_leaves_no_trace(importer: Command, achatlas: Command, tmp_path: Path) -> None:
    importer(f"{ENTETE};Couleur\n{LIGNE};rouge\n")
    assert achatlas("bilan", "--json").json["fichiers"] == []
    assert not list((tmp_path / "essai").rglob("*.parquet"))


def test_an_unknown_territory_says_what_to_do(achatlas: Command) -> None:
    assert "Territoire introuvable" in sentence(achatlas("bilan", "--territoire", "nulle_part"))


def test_a_balance_of_nothing_is_no_balance(achatlas: Command) -> None:
    said = achatlas("bilan", "--json")
    assert (said.statut, said.json) == (1, {"ok": False, "fichiers": []})


def test_a_refusal_is_told_to_machines_in_its_parts(achatlas: Command) -> None:
    said = achatlas("lancer", "--json")
    assert said.statut == 1
    assert said.json["erreur"] == "PublicationMissing"
    assert {"ok", "quoi", "ou", "pourquoi", "que_faire"} <= said.json.keys()


def test_from_import_to_publication_every_edge_balances(importer: Command, achatlas: Command) -> None:
    importer(f"{ENTETE}\n{LIGNE}\n")
    assert achatlas("lancer", "--json").json["ok"] is True
    said = achatlas("bilan", "--json")
    assert (said.statut, {b["etape"] for b in said.json["fichiers"]}) == (
        0,
        {"lecture", "nettoyage", "cartographie"},
    )
    shown = achatlas("bilan").sortie
    assert "mandats.csv" in shown and "▲" not in shown and "✓" in shown
    first, again = achatlas("publier", "--json").json, achatlas("publier", "--json").json
    assert first["ok"] and first == again


def test_the_catalogue_shows_one_kind_when_asked(achatlas: Command) -> None:
    said = achatlas("catalogue", "axes", "--json").json
    assert list(said) == ["axes"]
    assert {"id", "phrase", "ou"} == said["axes"][0].keys()
    assert "metier/axes/famille.yml" in achatlas("catalogue", "axes").sortie


@pytest.mark.parametrize("name", ["Majuscule", "é_accent", "../ailleurs", "a", "avec espace"])
def test_a_new_leaf_with_a_bad_name_is_refused(achatlas: Command, tmp_path: Path, name: str) -> None:
    assert f"« {name} »" in sentence(achatlas("nouveau", "axe", name))
    assert not (tmp_path / "essai" / "instance").exists()


def test_an_unknown_verb_is_refused_with_status_2(achatlas: Command) -> None:
    with pytest.raises(SystemExit, match="2"):
        achatlas("inventer")


@pytest.fixture
def modele(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The description of a territory of one buyer, in an overlay."""
    folder = tmp_path / "surcouche" / "metier" / "territoires"
    folder.mkdir(parents=True)
    (folder / "mini.yml").write_text(yaml.safe_dump({**CARTE, "id": "mini"}), encoding="utf-8")
    monkeypatch.setenv("ACHATLAS_INSTANCE", str(tmp_path / "surcouche"))
    return "mini"


def test_a_folder_of_published_data_makes_a_territory(achatlas: Command, modele: str, tmp_path: Path) -> None:
    folder = tmp_path / "decp"
    folder.mkdir()
    (folder / "decp.json").write_text(json.dumps({"marches": {"marche": MARCHES}}), encoding="utf-8")
    said = achatlas("reel", folder, "--modele", modele, "--territoire", "mini", "--json")
    assert (said.statut, said.json["ok"]) == (0, True)
    found = {(b["etape"], b["objet"].split(" ")[0]): b for b in said.json["fichiers"]}
    assert found["nettoyage", "marches"]["exclus"]["acheteur_hors_territoire"]["centimes"] == 1000_00
    assert found["cartographie", "marches"]["acceptes"]["centimes"] == 60000_00
    assert (tmp_path / "mini" / "publications").is_dir()


def test_an_empty_folder_makes_none(achatlas: Command, tmp_path: Path) -> None:
    (tmp_path / "vide").mkdir()
    assert "Aucun fichier à lire" in sentence(achatlas("reel", tmp_path / "vide", "--territoire", "lyon"))
