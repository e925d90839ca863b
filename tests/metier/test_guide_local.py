"""The page of the guide on what is local: its examples are read as written, and say what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.local import Local
from achatlas.catalogue.territoire import Territoire
from achatlas.enrich import listes
from achatlas.enrich.geographie import FRANCE, Lieu
from achatlas.enrich.savoir import Savoir

PAGE = (Path(__file__).resolve().parents[2] / "docs/guide/local_et_taille.md").read_text(encoding="utf-8")
TABLES = dict(
    zip(
        ("operateurs_listes.csv", "bassins.csv", "centrales.csv"),
        re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL),
        strict=True,
    )
)
(LOCAL,) = (yaml.safe_load(block)["local"] for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL))


@pytest.fixture(scope="module")
def savoir(tmp_path_factory: pytest.TempPathFactory) -> Savoir:
    """The tables of the page in an overlay, and its definition of what is local."""
    instance = tmp_path_factory.mktemp("instance")
    folder = instance / "metier" / "referentiels"
    folder.mkdir(parents=True)
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    told = Territoire(id="e", libelle="E", acheteurs=(), local=Local(**LOCAL))
    return Savoir(Catalogue(instance), told)


def test_the_lists_are_read(savoir: Savoir) -> None:
    found = listes.read(savoir.catalogue)
    assert all(found.given(liste) for liste in listes.LISTES)
    assert found.said("groupe", "", "000000117") == "Groupe Zelier"
    assert found.said("inclusion", "00000011700010", "000000117") == "EI"


def test_the_definition_tells_what_is_local(savoir: Savoir) -> None:
    says = savoir.zone.says
    places = [Lieu(frozenset({code}), FRANCE) for code in ("42218", "42187", "69123")]
    assert [says(lieu, "") for lieu in places] == ["oui", "oui", "non"]
    assert "l’une des 3 communes" in savoir.territoire.local_dit()


def test_the_basins_and_the_centrales_are_read(savoir: Savoir) -> None:
    assert savoir.geographie.unit("bassin", "42095") == "Stéphanois"
    assert savoir.centrales == {"776056467": "grossiste", "000000919": "intermediaire"}


def test_every_level_list_and_value_is_one_that_the_product_knows() -> None:
    levels = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", PAGE, re.MULTILINE)
    named = {word for row in levels for word in re.findall(r"`(\w+)`", row)}
    assert named == {"niveau", *Local.model_fields["niveau"].annotation.__args__, "liste", *listes.LISTES}
    kinds = re.search(r"\| `inclusion` \| ([\w, ]+) \|", PAGE)
    assert kinds
    members = set(Catalogue().axes["inclusion"].membres) - listes.SILENCE
    assert set(kinds.group(1).split(", ")) == members
