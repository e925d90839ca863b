"""The synthetic SIRENE has the size asked for and the shape of the real one, whatever its format."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.domain.identifiers import is_siren, is_siret
from achatlas.sirene import stage
from achatlas.store.engine import Engine
from demo import sirene
from demo.__main__ import main
from demo.sirene import generer_sirene

ASKED = 4_000
Rows = list[dict[str, object]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of a synthetic referential of several blocks, in each format."""
    folder = tmp_path_factory.mktemp("synthetique")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sirene, "BLOC", 1_000)
        for forme in ("csv", "zip", "parquet"):
            target = folder / f"tables-{forme}"
            target.mkdir()
            generer_sirene(folder / forme, ASKED, 3, forme)
            with Engine(folder / "tampon") as engine:
                comptes = stage.run(engine, Catalogue(), sorted((folder / forme).iterdir()), target)
            assert all(compte.lues == compte.retenues for compte in comptes)
    return folder


def rows(made: Path, name: str, forme: str = "csv") -> Rows:
    found: Rows = pq.read_table(made / f"tables-{forme}" / f"sirene__{name}.parquet").to_pylist()
    return found


@pytest.mark.parametrize("forme", ["zip", "parquet"])
@pytest.mark.parametrize("name", ["unites", "etablissements", "successions", "noms"])
def test_every_format_says_the_same(made: Path, forme: str, name: str) -> None:
    assert rows(made, name, forme) == rows(made, name) != []


def test_the_shape_is_that_of_the_real_one(made: Path) -> None:
    unites, etablissements = rows(made, "unites"), rows(made, "etablissements")
    assert abs(len(etablissements) - ASKED) < 0.05 * ASKED
    assert 1.5 < len(etablissements) / len(unites) < 2
    shares = {
        "personnes": sum(bool(u["personne_physique"]) for u in unites) / len(unites),
        "silencieux": sum(u["diffusion"] == "P" for u in unites) / len(unites),
        "fermes": sum(e["etat"] == "F" for e in etablissements) / len(etablissements),
        "successions": len(rows(made, "successions")) / len(etablissements),
    }
    bounds = {"personnes": 0.45, "silencieux": 0.05, "fermes": 0.55, "successions": 0.03}
    assert {name: share for name, share in shares.items() if abs(share - bounds[name]) > 0.02} == {}


def test_numbers_are_valid_and_homonyms_are_many(made: Path) -> None:
    unites, etablissements = rows(made, "unites"), rows(made, "etablissements")
    assert all(is_siren(str(u["siren"])) for u in unites)
    assert all(is_siret(str(e["siret"])) for e in etablissements)
    sieges = Counter(e["siren"] for e in etablissements if e["siege"])
    assert set(sieges) == {u["siren"] for u in unites} and set(sieges.values()) == {1}
    named = Counter(u["denomination"] for u in unites if u["denomination"])
    assert sum(count for count in named.values() if count > 1) > 0.015 * len(unites)


def test_the_command_writes_three_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["sirene", str(tmp_path), "--etablissements", "50", "--format", "parquet", "--graine", "4"]
    assert main(words) == 0
    assert "à n'employer que pour mesurer" in capsys.readouterr().out
    assert len(list(tmp_path.glob("Stock*.parquet"))) == 3


def test_a_number_that_is_none_is_refused_in_french(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["sirene", "x", "--etablissements", "beaucoup"])
    assert "n'est pas un nombre d'établissements" in capsys.readouterr().err
