"""What the command line says to people: one sentence, the right place in the file, the right status."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import redirect_stdout
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
ASKED = ("--acheteur", SIREN, "--source", "mandats_tableur", "--profil", "exemple_csv")


def territory(folder: Path) -> Path:
    """An empty territory of one buyer."""
    home = folder / "essai"
    home.mkdir()
    (home / "territoire.yml").write_text(yaml.safe_dump(CARTE), encoding="utf-8")
    return home


@pytest.fixture
def achatlas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command line on an empty territory; answers on wide lines."""
    territory(tmp_path)
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
        return achatlas("importer", tmp_path / name, *ASKED, *more)

    return call


@dataclass(frozen=True)
class Run:
    """A territory that was run, and what the command answered."""

    home: Path
    said: Said


@pytest.fixture(scope="module")
def lance(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A territory of one line, imported and run once, never published: copy it."""
    folder = tmp_path_factory.mktemp("lance")
    home, path, told = territory(folder), folder / "mandats.csv", io.StringIO()
    path.write_text(f"{ENTETE}\n{LIGNE}\n", encoding="cp1252", newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ACHATLAS_HOME", str(folder))
        main(["importer", str(path), *ASKED, "--territoire", "essai"])
        with redirect_stdout(told):
            status = main(["lancer", "--json", "--territoire", "essai"])
    return Run(home, Said(status, told.getvalue(), ""))


@pytest.fixture
def traite(achatlas: Command, lance: Run, tmp_path: Path) -> Command:
    """The command line on the territory that was run."""
    shutil.copytree(lance.home, tmp_path / "essai", dirs_exist_ok=True)
    return achatlas


def sentence(said: Said) -> str:
    """The one sentence of a refusal: nothing on the standard output, no trace, status 1."""
    (line,) = said.erreur.splitlines()
    assert (said.statut, said.sortie) == (1, "")
    assert line.endswith(".") and "Traceback" not in line
    return line


def test_an_import_says_how_much_was_read(importer: Command) -> None:
    said = importer(f"{ENTETE}\n{LIGNE}\n")
    assert (said.statut, said.erreur) == (0, "")
    assert "mandats.csv : 1\xa0ligne lue, 1\u202f234,56" in said.sortie and "aucune écartée" in said.sortie


def test_the_same_bytes_again_change_nothing_and_say_so(importer: Command, achatlas: Command) -> None:
    importer(f"{ENTETE}\n{LIGNE}\n")
    before = achatlas("bilan", "--json").json
    assert "déjà importé le 20" in importer(f"{ENTETE}\n{LIGNE}\n").sortie
    assert achatlas("bilan", "--json").json == before


def test_a_line_that_is_not_an_amount_is_set_apart_and_counted(importer: Command, achatlas: Command) -> None:
    said = importer(f"{ENTETE}\n{LIGNE}\n{LIGNE.replace('1 234,56', 'douze')}\n")
    assert "1\xa0écartée et comptée" in said.sortie
    (account,) = achatlas("bilan", "--json").json["fichiers"]
    assert (account["statut"], account["rejete"]) == ("accepte_avec_rejets", {"montant_illisible": 1})
    assert (account["lu"], account["accepte"], account["ok"]) == (2, 1, True)


def test_an_unknown_column_is_named_with_its_file_and_line(importer: Command) -> None:
    said = sentence(importer(f"Titre\n\n{ENTETE};Couleur\n{LIGNE};rouge\n"))
    assert "Couleur" in said and "mandats.csv, ligne 3" in said


def test_a_new_leaf_does_not_take_the_name_of_the_product_s(achatlas: Command, tmp_path: Path) -> None:
    said = sentence(achatlas("nouveau", "axe", "famille"))
    assert "famille" in said and "produit" in said
    assert not list(tmp_path.rglob("famille.yml"))


def test_a_missing_column_is_named_with_its_file(importer: Command) -> None:
    said = sentence(importer(f"{ENTETE}\n{LIGNE}\n".replace(";Mt HT", "").replace(";1 234,56", "")))
    assert "Mt HT" in said and "mandats.csv" in said


def test_a_wrong_encoding_is_seen_on_the_header(importer: Command) -> None:
    said = sentence(importer(f"{ENTETE}\n{LIGNE}\n", encoding="utf-8"))
    assert "mandats.csv, ligne 1" in said and "UTF-8" in said and "cp1252" in said


def test_a_wrong_encoding_is_seen_on_the_first_accent_of_a_line(achatlas: Command, tmp_path: Path) -> None:
    profil = tmp_path / "essai" / "instance" / "sources" / "mandats_tableur" / "profils" / "plat.yml"
    profil.parent.mkdir(parents=True)
    told = {"libelle": "Plat", "lecture": {"format": "csv", "encodage": "cp1252"},
            "colonnes": {"Objet": "objet", "HT": "montant_ht"}}  # fmt: skip
    profil.write_text(yaml.safe_dump(told), encoding="utf-8")
    (tmp_path / "plat.csv").write_text("Objet;HT\nPain;1\nLégumes;2\n", encoding="utf-8")
    said = sentence(achatlas("importer", tmp_path / "plat.csv", "--acheteur", SIREN, "--profil", "plat"))
    assert "plat.csv, ligne 3" in said and "UTF-8" in said


@pytest.mark.parametrize("name", ["mandats.pdf", "mandats.json", "vide.csv"])
def test_a_file_of_another_format_is_refused_by_name(achatlas: Command, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"" if name == "vide.csv" else b"%PDF-1.7\n\x00\xff\xfe")
    said = sentence(achatlas("importer", tmp_path / name, "--acheteur", SIREN))
    assert name in said and ("le fichier est vide" if name == "vide.csv" else "un PDF") in said.lower() + said


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
    (tmp_path / "vide").mkdir()
    assert "Aucun fichier à lire" in sentence(achatlas("importer", tmp_path / "vide", "--acheteur", SIREN))


def test_every_file_of_a_folder_is_told_and_a_missing_path_stops_no_other(
    achatlas: Command, tmp_path: Path
) -> None:
    folder = tmp_path / "depot"
    (folder / "juin").mkdir(parents=True)
    (folder / "juin" / "mandats.csv").write_text(f"{ENTETE}\n{LIGNE}\n", encoding="cp1252")
    with zipfile.ZipFile(folder / "archive.ZIP", "w") as archive:
        archive.writestr("points.csv", "a;b\n1;2\n")
    (folder / "notice.md").write_text("# Notice\n", encoding="utf-8")
    (folder / ".cache").write_text("x", encoding="utf-8")
    said = achatlas("importer", folder, tmp_path / "absent.csv", "--acheteur", SIREN, "--auto", "--json")
    told = {one["fichier"]: (one["statut"], one["raison"] or "") for one in said.json["fichiers"]}
    assert said.statut == 1 and not said.json["ok"]
    assert {name: statut for name, (statut, _) in told.items()} == {
        "mandats.csv": "accepte", "archive.ZIP": "refuse", "notice.md": "refuse", "absent.csv": "refuse",
    }  # fmt: skip
    assert "archive zip (points.csv)" in told["archive.ZIP"][1] and "décompressez" in told["archive.ZIP"][1]
    assert "introuvable" in told["absent.csv"][1] and "laissé de côté" in told["notice.md"][1]


def test_the_advice_for_an_unknown_territory_creates_it(achatlas: Command) -> None:
    assert "./go achatlas nouveau territoire tout_neuf" in sentence(
        achatlas("bilan", "--territoire", "tout_neuf")
    )
    assert "de 3 à 41 signes" in sentence(achatlas("nouveau", "territoire", "r1"))


def test_a_territory_without_any_buyer_is_run(achatlas: Command, tmp_path: Path) -> None:
    achatlas("nouveau", "territoire", "sans_membre")
    path = tmp_path / "decp.json"
    path.write_text(json.dumps({"marches": {"marche": MARCHES}}), encoding="utf-8")
    assert achatlas("importer", path, "--territoire", "sans_membre").statut == 0
    said = achatlas("lancer", "--territoire", "sans_membre", "--json")
    assert said.statut != 3 and {e["etape"] for e in said.json["etapes"]} >= {"nettoyage", "cartographie"}


def test_a_refused_file_leaves_no_trace(importer: Command, achatlas: Command, tmp_path: Path) -> None:
    importer(f"{ENTETE};Couleur\n{LIGNE};rouge\n")
    assert achatlas("bilan", "--json").json["fichiers"] == []
    assert not list((tmp_path / "essai").rglob("*.parquet"))


def test_an_unknown_territory_says_what_to_do(achatlas: Command) -> None:
    assert "Territoire introuvable" in sentence(achatlas("bilan", "--territoire", "nulle_part"))


def test_a_balance_of_nothing_is_no_balance(achatlas: Command) -> None:
    said = achatlas("bilan", "--json")
    assert (said.statut, said.json) == (
        1,
        {
            "ok": False,
            "fichiers": [],
            "en_attente": [],
            "etapes": [],
            "abimes": [],
            "controles": [],
            "doublons_proposes": [],
            "doublons_en_jeu": {"paires": 0, "centimes": 0},
        },
    )


def test_a_refusal_is_told_to_machines_in_its_parts(achatlas: Command) -> None:
    said = achatlas("lancer", "--json")
    assert said.statut == 1
    assert said.json["erreur"] == "PublicationMissing"
    assert {"ok", "quoi", "ou", "pourquoi", "que_faire"} <= said.json.keys()


def test_from_import_to_publication_every_edge_balances(traite: Command, lance: Run) -> None:
    assert lance.said.json["ok"] is True
    said = traite("bilan", "--json")
    edges = {b["etape"] for b in said.json["etapes"]}
    assert (said.statut, len(said.json["fichiers"]), edges) == (0, 1, {"nettoyage", "cartographie"})
    shown = traite("bilan").sortie
    assert "mandats.csv" in shown and "▲" not in shown and "✓" in shown
    first, again = traite("publier", "--json").json, traite("publier", "--json").json
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


@pytest.mark.parametrize(("genre", "name"), [("tableau", "bilan"), ("axe", "contre"), ("mesure", "vue")])
def test_a_new_leaf_may_not_take_a_name_of_the_addresses(achatlas: Command, genre: str, name: str) -> None:
    assert f"Nom réservé : « {name} »" in sentence(achatlas("nouveau", genre, name))


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
    found = {(b["etape"], b["objet"].split(" ")[0]): b for b in said.json["etapes"]}
    assert found["nettoyage", "marches"]["exclus"]["acheteur_hors_territoire"]["centimes"] == 1000_00
    assert found["cartographie", "marches"]["acceptes"]["centimes"] == 60000_00
    assert (tmp_path / "mini" / "publications").is_dir()


def test_an_empty_folder_makes_none(achatlas: Command, tmp_path: Path) -> None:
    (tmp_path / "vide").mkdir()
    assert "Aucun fichier à lire" in sentence(achatlas("reel", tmp_path / "vide", "--territoire", "lyon"))


def foreign(folder: Path) -> None:
    """Files that a folder of downloads may also hold."""
    folder.mkdir(exist_ok=True)
    (folder / "autre.json").write_text(json.dumps({"type": "object"}), encoding="utf-8")
    (folder / "coupe.json").write_text('{"marches": {"marche": [', encoding="utf-8")
    (folder / "notes.csv").write_text("a;b\n1;2\n", encoding="utf-8")


def test_foreign_files_of_a_folder_are_set_apart_one_by_one(
    achatlas: Command, modele: str, tmp_path: Path
) -> None:
    folder = tmp_path / "decp"
    foreign(folder)
    (folder / "decp.json").write_text(json.dumps({"marches": {"marche": MARCHES}}), encoding="utf-8")
    broken = json.dumps({"marches": {"marche": MARCHES[:1] * 300}})[:-40]
    (folder / "tronque.json").write_text(broken, encoding="utf-8")
    said = achatlas("reel", folder, "--modele", modele, "--territoire", "mini")
    assert said.statut == 0
    told = [line for line in said.sortie.splitlines() if line.startswith("▲ Laissé de côté : ")]
    names = ("autre.json", "coupe.json", "notes.csv", "tronque.json")
    assert [sum(name in line for line in told) for name in names] == [1, 1, 1, 1]
    assert "▲ 4\xa0fichiers laissés de côté sur 5." in said.sortie and "publiée" in said.sortie


def test_a_folder_where_no_file_suits_leaves_nothing_behind(
    achatlas: Command, modele: str, tmp_path: Path
) -> None:
    foreign(tmp_path / "decp")
    said = achatlas("reel", tmp_path / "decp", "--modele", modele, "--territoire", "mini")
    assert said.statut == 1 and "Aucun fichier de ce dossier ne convient" in said.erreur
    assert "3\xa0fichiers essayés" in said.erreur and "autre.json" in said.erreur
    assert not (tmp_path / "mini").exists()


def test_files_that_are_all_refused_once_read_leave_nothing_behind(
    achatlas: Command, modele: str, tmp_path: Path
) -> None:
    (tmp_path / "decp").mkdir()
    broken = json.dumps({"marches": {"marche": MARCHES[:1] * 300}})[:-40]
    (tmp_path / "decp" / "tronque.json").write_text(broken, encoding="utf-8")
    said = achatlas("reel", tmp_path / "decp", "--modele", modele, "--territoire", "mini")
    assert (said.statut, "tronque.json" in said.erreur) == (1, True)
    assert not (tmp_path / "mini").exists()


def test_a_territory_without_a_buyer_says_where_to_name_one(importer: Command, tmp_path: Path) -> None:
    empty = yaml.safe_dump({**CARTE, "acheteurs": []})
    (tmp_path / "essai" / "territoire.yml").write_text(empty, encoding="utf-8")
    said = sentence(importer(f"{ENTETE}\n{LIGNE}\n"))
    assert "territoire.yml" in said and "--auto" in said and "parmi" not in said


NIR = "1 84 03 78 006 048 47"


def test_what_deserves_notice_is_said_at_the_import_and_in_the_balance(
    importer: Command, achatlas: Command
) -> None:
    text = f"{ENTETE}\n{LIGNE.replace('Légumes', 'Légumes ' + NIR)}"
    said = importer(text).sortie
    assert "▲ Un numéro de sécurité sociale a été retiré" in said
    assert "▲ La dernière ligne ne finit pas par un retour à la ligne" in said and "comparez" in said
    assert "sécurité sociale" in importer(text).sortie
    (account,) = achatlas("bilan", "--json").json["fichiers"]
    flags = {one["nom"]: one for one in account["signalements"]}
    assert flags.keys() == {"fin_de_ligne_absente", "nir_retire"}
    assert {"nom", "nombre", "phrase", "que_faire", "ligne", "premiere"} == flags["nir_retire"].keys()
    assert (flags["nir_retire"]["ligne"], flags["nir_retire"]["premiere"]) == (2, "ligne\xa02")
    shown = achatlas("bilan").sortie
    assert "▲ mandats.csv (" in shown and "sécurité sociale" in shown and "comparez" in shown


def test_a_clean_file_deserves_no_notice(importer: Command, achatlas: Command) -> None:
    importer(f"{ENTETE}\n{LIGNE}\n")
    assert achatlas("bilan", "--json").json["fichiers"][0]["signalements"] == []
    shown = achatlas("bilan").sortie
    assert "À savoir" not in shown and "écarté, et pourquoi" not in shown


def test_edges_are_shown_in_the_order_that_data_take(traite: Command) -> None:
    traite("publier")
    lines = [line[3:] for line in traite("bilan").sortie.splitlines() if line.startswith("✓")]
    etapes = [line.split(",")[0] for line in lines]
    assert list(dict.fromkeys(etapes)) == ["lecture", "nettoyage", "cartographie", "publication"]


def test_a_balance_of_nothing_says_how_to_begin(achatlas: Command) -> None:
    said = achatlas("bilan")
    assert said.statut == 1 and "Aucun fichier déposé" in said.sortie
    assert "./go achatlas importer FICHIER --acheteur SIREN --territoire essai" in said.sortie


def test_a_folder_is_imported_file_by_file(importer: Command, achatlas: Command, tmp_path: Path) -> None:
    folder = tmp_path / "exports" / "2024"
    folder.mkdir(parents=True)
    (folder / "bon [1].csv").write_text(f"{ENTETE}\n{LIGNE}\n", encoding="cp1252")
    (folder / "mauvais.csv").write_text("x;y\n1;2\n", encoding="cp1252")
    (folder / "lisez-moi.pdf").write_bytes(b"%PDF")
    said = achatlas("importer", tmp_path / "exports", "--acheteur", SIREN, "--profil", "exemple_csv")
    assert said.statut == 1
    assert "bon [1].csv : 1\xa0ligne lue" in said.sortie and "2\xa0fichiers refusés sur 3" in said.sortie
    assert "mauvais.csv" in said.erreur and "(lisez-moi.pdf) : c'est un PDF" in said.erreur
    told = achatlas(
        "importer", tmp_path / "exports", "--acheteur", SIREN, "--profil", "exemple_csv", "--json"
    )
    assert told.statut == 1 and not told.json["ok"]
    kept = {one["fichier"]: one["statut"] for one in told.json["fichiers"]}
    assert kept == {"bon [1].csv": "accepte", "lisez-moi.pdf": "refuse", "mauvais.csv": "refuse"}


def test_a_long_path_is_never_cut(
    importer: Command, achatlas: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    name = f"{'mandats_' * 20}.csv"
    assert f"{name} : 1" in importer(f"{ENTETE}\n{LIGNE}\n", name=name).sortie
    assert name in achatlas("bilan").sortie


def test_an_unknown_kind_of_the_catalogue_is_refused(achatlas: Command) -> None:
    assert "« rien »" in sentence(achatlas("catalogue", "rien"))


def test_an_engine_of_an_overlay_is_said_not_to_be_read(achatlas: Command, tmp_path: Path) -> None:
    engine = tmp_path / "essai" / "instance" / "classify" / "engines" / "mien.py"
    engine.parent.mkdir(parents=True)
    engine.write_text('"""Mine."""\n', encoding="utf-8")
    assert f"{engine} n'est pas lu" in achatlas("catalogue", "axes").sortie


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What is said of a command that is not understood."""
    with pytest.raises(SystemExit, match="2"):
        main(list(words))
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["inventer"], "'inventer' n'existe pas"),
        (["importer"], "il manque : FICHIER"),
        (["bilan", "--loin"], "de trop ou inconnu : --loin"),
        (["importer", "a", "--acheteur"], "--acheteur demande une valeur"),
        (["servir", "--port", "70000"], "« 70000 » n'est pas un port"),
        (["servir", "--port", "http"], "« http » n'est pas un port"),
        (["compte", "moi", "--role", "roi"], "'roi' n'existe pas"),
        ([], "il manque : COMMANDE"),
    ],
)
def test_a_command_not_understood_is_told_in_french(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = refused(capsys, *words)
    assert said in told and "Usage : ./go achatlas" in told
    assert not [word for word in ("error", "usage:", "argument", "required", "invalid") if word in told]


def test_a_port_that_is_taken_is_said_in_one_sentence(achatlas: Command) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert f"Le port {port} n'est pas libre" in sentence(achatlas("servir", "--port", port))


def test_a_defect_is_one_sentence_and_its_trace_a_file(
    achatlas: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("trois sur zéro")

    monkeypatch.setattr("achatlas.pipeline.run", broken)
    said = achatlas("lancer")
    (details,) = (tmp_path / "journaux").iterdir()
    assert said.statut == 3 and not said.sortie.strip() and str(details) in said.erreur
    assert len(said.erreur.splitlines()) == 1 and "Traceback" not in said.erreur
    assert "trois sur zéro" in details.read_text(encoding="utf-8")
    assert "Traceback" in achatlas("lancer", "--verbeux").erreur
    assert achatlas("lancer", "--json").json["erreur"] == "Panne"


def test_a_full_disk_is_told_as_such(achatlas: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "/quelque/part")

    monkeypatch.setattr("achatlas.pipeline.run", full)
    said = achatlas("lancer")
    assert said.statut == 1 and "Le disque est plein (/quelque/part)" in said.erreur
    assert len(said.erreur.splitlines()) == 1


@pytest.mark.parametrize("verb", ["bilan", "lancer"])
def test_a_register_that_a_full_disk_refuses_is_one_sentence(
    achatlas: Command, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("achatlas.store.transaction.sqlite3.connect", full)
    said = achatlas(verb)
    assert said.statut == 1 and "Le disque est plein" in said.erreur and "registre.sqlite3" in said.erreur
    assert len(said.erreur.splitlines()) == 1


WAITING = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
from achatlas import pipeline
from achatlas.cli import main
pipeline.run = lambda *_: (print("en route", flush=True), time.sleep(60))
sys.exit(main(["lancer"]))
"""


def test_a_person_who_stops_a_command_gets_one_sentence(achatlas: Command) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WAITING], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as command:
        assert command.stdout is not None and command.stdout.readline() == "en route\n"
        time.sleep(0.1)
        command.send_signal(signal.SIGINT)
        _, error = command.communicate(timeout=20)
    assert command.returncode == 130
    assert error.strip().startswith("Interrompu") and "Traceback" not in error


def test_a_name_that_is_not_utf8_is_shown_and_stops_no_folder(achatlas: Command, tmp_path: Path) -> None:
    folder = tmp_path / "dossier"
    folder.mkdir()
    for rank, (name, line) in enumerate(
        [(b"nom_\xe9\x81.csv", LIGNE), (b"a_\xff.csv", ""), (b"z.csv", LIGNE)]
    ):
        text = f"{ENTETE}\n{line}\n" + f"{line}\n" * rank if line else ""
        (folder / os.fsdecode(name)).write_text(text, encoding="cp1252")
    said = achatlas("importer", folder, *ASKED, "--json")
    assert said.statut == 1 and "a_ÿ.csv" in said.erreur
    kept = [(one["fichier"], one["statut"]) for one in said.json["fichiers"]]
    assert kept == [("a_ÿ.csv", "refuse"), ("nom_é\ufffd.csv", "accepte"), ("z.csv", "accepte")]
    told = achatlas("bilan", "--json").json
    assert (len(told["fichiers"]), len(told["en_attente"])) == (1, 0)
