"""The referential in use: imported whole or not at all, renewed, told, known to what is run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from achatlas import pipeline
from achatlas.cli import main
from achatlas.domain.errors import UnbalancedAccount, UnreadableFile
from achatlas.pipeline import order, sirene
from achatlas.settings import Settings
from achatlas.sirene import stage
from achatlas.store.snapshots import SIRENE
from demo.identifiers import make_siret
from tests.essai import laid
from tests.stocks import ONE, TWO, etablissement, lien, trio, unite


@pytest.fixture
def atelier(tmp_path: Path) -> pipeline.Workshop:
    laid(tmp_path / "essai")
    return pipeline.open_workshop(Settings(tmp_path, "essai", None, "300MB"))


def october(folder: Path, **how: Any) -> list[Path]:
    return trio(folder / "octobre", [unite(ONE), unite(TWO)], [etablissement(ONE), etablissement(TWO)], **how)


def november(folder: Path) -> list[Path]:
    shut = etablissement(ONE, etatAdministratifEtablissement="F")
    return trio(
        folder / "novembre", [unite(ONE), unite(TWO)], [shut, etablissement(TWO), etablissement(TWO, 2)]
    )


def standing(atelier: pipeline.Workshop) -> list[str]:
    return sorted(path.name for path in (atelier.snapshots.root / SIRENE).glob("*"))


def test_nothing_is_in_use_before_the_first_import(atelier: pipeline.Workshop) -> None:
    assert sirene.current(atelier) is None
    assert sirene.in_use(atelier) is None


def test_an_import_is_in_use_and_says_what_it_holds(atelier: pipeline.Workshop, tmp_path: Path) -> None:
    found = sirene.importer(atelier, october(tmp_path))
    assert found.changements is None
    assert found.date == "2025-01-02"
    assert found.contenu["contient"] == {
        "unites": 2, "etablissements": 2, "ouverts": 2, "successions": 0, "noms": 2,
    }  # fmt: skip
    assert sirene.current(atelier) == found.dossier == atelier.snapshots.path(SIRENE, found.cle)


def test_the_same_files_in_another_order_are_read_once(
    atelier: pipeline.Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = october(tmp_path)
    first = sirene.importer(atelier, files)
    monkeypatch.setattr(stage, "run", lambda *_: pytest.fail("read again"))
    assert sirene.importer(atelier, files[::-1]) == first


def test_a_newer_stock_takes_the_place_and_says_what_changes(
    atelier: pipeline.Workshop, tmp_path: Path
) -> None:
    sirene.importer(atelier, october(tmp_path))
    found = sirene.importer(atelier, november(tmp_path))
    assert found.changements is not None
    assert found.changements["etablissements"] == {
        "nouveaux": 1, "disparus": 0, "fermes": 1, "rouverts": 0, "tus": 0,
    }  # fmt: skip
    assert standing(atelier) == [found.cle]


def test_a_stock_that_cannot_be_taken_leaves_the_former_one(
    atelier: pipeline.Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = sirene.importer(atelier, october(tmp_path))
    new = november(tmp_path)
    with pytest.raises(UnreadableFile):
        sirene.importer(atelier, new[:1])
    with pytest.raises(UnreadableFile, match="introuvable"):
        sirene.importer(atelier, [tmp_path / "absent.zip"])
    monkeypatch.setattr(stage.Compte, "equilibre", property(lambda _: False))
    with pytest.raises(UnbalancedAccount):
        sirene.importer(atelier, new)
    assert sirene.current(atelier) == former.dossier
    assert standing(atelier) == [former.cle]
    assert not any((atelier.home / "tampon").iterdir())


def test_a_run_is_made_again_when_the_referential_changes(atelier: pipeline.Workshop, tmp_path: Path) -> None:
    keys = [order._key(atelier)]
    for files in (october(tmp_path), november(tmp_path)):
        sirene.importer(atelier, files)
        keys.append(order._key(atelier))
    assert len(set(keys)) == 3


def test_a_damaged_referential_is_told_and_made_again(atelier: pipeline.Workshop, tmp_path: Path) -> None:
    found = sirene.importer(atelier, october(tmp_path))
    path = found.dossier / "sirene__noms.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(UnreadableFile, match="sirene__noms.parquet"):
        sirene.in_use(atelier)
    assert sirene.importer(atelier, october(tmp_path)).cle == found.cle
    assert sirene.in_use(atelier) is not None
    shutil.rmtree(found.dossier)
    with pytest.raises(UnreadableFile, match="disparu"):
        sirene.current(atelier)


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A territory for the command line."""
    laid(tmp_path / "essai")
    monkeypatch.setenv("ACHATLAS_HOME", str(tmp_path))
    monkeypatch.setenv("ACHATLAS_TERRITOIRE", "essai")
    return tmp_path


def test_the_command_tells_people(typed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sirene"]) == 0
    assert "Aucun répertoire SIRENE n'est importé" in capsys.readouterr().out
    first, units, *_ = october(typed)[::-1], october(typed)[0]
    units.write_bytes(units.read_bytes() + b"1,2\n")
    assert main(["sirene", *map(str, first)]) == 0
    said = capsys.readouterr().out
    assert "2 unités légales, 2 établissements dont 2 ouverts" in said
    assert "la ligne a moins de colonnes que l'en-tête" in said
    assert main(["sirene", *map(str, november(typed))]) == 0
    assert "établissements : 1 nouveaux, 0 disparus, 1 fermés" in capsys.readouterr().out
    assert main(["sirene"]) == 0
    assert "3 établissements dont 2 ouverts" in capsys.readouterr().out


def test_codes_that_the_rules_do_not_know_are_counted_and_said(
    typed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    strange = unite(ONE, categorieEntreprise="XXL", economieSocialeSolidaireUniteLegale="")
    lost, silent = (etablissement(TWO, n, codeCommuneEtablissement=c) for n, c in ((2, "ZZZZZ"), (3, "")))
    files = trio(typed / "stock", [strange, unite(TWO)], [etablissement(ONE), lost, silent])
    assert main(["sirene", *map(str, files)]) == 0
    assert "1 ligne : categorie_entreprise vaut XXL" in capsys.readouterr().out.replace("\xa0", " ")
    assert main(["sirene", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["repertoire"]["codes_inconnus"] == [
        {"genre": "unites", "colonne": "categorie_entreprise", "lignes": 1, "valeurs": ["XXL"]},
        {"genre": "etablissements", "colonne": "commune_code", "lignes": 1, "valeurs": ["ZZZZZ"]},
    ]


@pytest.mark.parametrize(("good", "said"), [(0, "aucune ligne"), (1, "2 de ses 3 lignes seraient écartées")])
def test_a_stock_that_gives_too_little_never_becomes_the_referential(
    atelier: pipeline.Workshop, tmp_path: Path, good: int, said: str
) -> None:
    former = sirene.importer(atelier, october(tmp_path))
    cut = [unite(ONE), unite(ONE[1:]), unite(TWO[2:])] if good else []
    with pytest.raises(UnreadableFile, match=said):
        sirene.importer(atelier, trio(tmp_path / "faux", cut, [etablissement(ONE)]))
    assert sirene.current(atelier) == former.dossier


def test_what_a_stock_no_longer_tells_is_said(typed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    moved = [etablissement(ONE, etatAdministratifEtablissement="F"), etablissement(ONE, 2)]
    links = [lien(make_siret(ONE, 1), make_siret(ONE, 2))]
    assert main(["sirene", *map(str, trio(typed / "avec", [unite(ONE)], moved, links))]) == 0
    units, places, _ = trio(typed / "sans", [unite(ONE)], moved, links)
    units.write_text(units.read_text().replace("categorieEntreprise", "categorie_disparue"))
    capsys.readouterr()
    assert main(["sirene", str(units), str(places)]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "le répertoire précédent en tenait 1 : un établissement déménagé reste" in told
    assert "ce qu'elles disent reste inconnu : categorieEntreprise" in told


def test_the_command_tells_machines(typed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sirene", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"ok": True, "repertoire": None}
    assert main(["sirene", *map(str, october(typed, suffixe=".zip")), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)["repertoire"]
    assert [(f["lues"], f["equilibre"]) for f in said["fichiers"]] == [(2, True), (2, True), (0, True)]
    assert main(["sirene", "absent.zip", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["erreur"] == "UnreadableFile"
