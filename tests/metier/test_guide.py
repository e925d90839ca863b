"""The user guide tells what is: its commands parse, its links lead somewhere, its examples are accepted."""

import re
import shlex
from pathlib import Path

import pytest
import yaml

from achatlas.catalogue.models_sources import Profil
from achatlas.catalogue.territoire import Territoire
from achatlas.cli.main import parser
from tests.metier.lignes import METIER, lignes

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide"
PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted(GUIDE.glob("*.md"))}
WHOLE = "\n".join(PAGES.values())
COMMANDS = re.findall(r"^\./go achatlas (.+)$", WHOLE, re.MULTILINE)
BLOCKS = [
    yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", PAGES["vos_fichiers.md"], re.DOTALL)
]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_guide_is_understood(command: str) -> None:
    parser().parse_args(shlex.split(command))


def test_the_territory_of_the_guide_is_accepted() -> None:
    assert Territoire.model_validate(BLOCKS[0]).id == "mon_territoire"


def test_the_profile_of_the_guide_reads_known_columns() -> None:
    profil = Profil.model_validate({"id": "mon_logiciel", **BLOCKS[1]})
    declared = yaml.safe_load((METIER / "tables" / "brut__mandats.yml").read_text(encoding="utf-8"))[
        "colonnes"
    ]
    known = {column.removesuffix("_centimes") for column in declared}
    assert set(profil.colonnes.values()) <= known


@pytest.mark.parametrize("page", PAGES)
def test_a_link_between_pages_leads_somewhere(page: str) -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", PAGES[page])
    assert [target for target in targets if not (GUIDE / target).exists()] == []


@pytest.mark.parametrize("fait", ["achats", "marches"])
def test_the_engines_of_the_guide_are_those_of_the_cascade_in_its_order(fait: str) -> None:
    """A numbered line for each engine of payments; one sentence for those of marchés."""
    page = PAGES["nomenclature.md"]
    forms = {"achats": r"^\d+\. \*\*(.+?)\*\*", "marches": r"^Pour un marché : (.+)$"}
    told = re.findall(forms[fait], page, re.MULTILINE)
    named = told if fait == "achats" else re.findall(r"\*\*(.+?)\*\*", told[0])
    cascade = yaml.safe_load((METIER / "regles" / "cascade.yml").read_text(encoding="utf-8"))
    assert named == [engine["libelle"] for engine in cascade[fait]]


def test_the_families_of_the_guide_are_those_of_the_nomenclature() -> None:
    cells = [cell.strip() for cell in PAGES["nomenclature.md"].replace("\n", "").split("|")]
    for famille in lignes("nomenclature/familles.csv"):
        assert f"{famille['code']} {famille['libelle']}" in cells


def test_every_source_named_by_the_guide_exists() -> None:
    named = re.findall(r"^\|[^|]+\| `(\w+)` \|", PAGES["vos_fichiers.md"], re.MULTILINE)
    found = {path.name for path in (METIER.parent / "sources").iterdir() if path.is_dir()}
    assert named and set(named) <= found
