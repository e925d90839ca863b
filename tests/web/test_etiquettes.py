"""On a phone a table loses its heading: every cell of these screens says what it tells."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from lxml import html

from achatlas.domain.regle import Conditions
from achatlas.pipeline import ruling
from achatlas.pipeline.ruling import Essai
from achatlas.pipeline.written import Portee
from tests.web.depots import MIEN
from tests.web.qualifier import workshop

if TYPE_CHECKING:
    from django.test import Client

MERGE = {"faire": "reunir", "code": "02.02", "vers": "02.01"}


@pytest.fixture
def chez(a_qualifier: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the territory with a rule, served instead of the common one."""
    from django.test import override_settings

    made = Path(shutil.copytree(a_qualifier, tmp_path / "essai"))
    essai = Essai(Conditions(acheteur=MIEN, compte="611"), "16.02")
    ruling.keep(workshop(made), Portee(frozenset({MIEN})), essai, "Camille")
    with override_settings(ACHATLAS_HOME=str(made)):
        yield made


def unlabelled(client: Client, path: str) -> tuple[int, list[str]]:
    """How many cells a page has, and those that say neither their heading nor hold gestures."""
    tree = html.fromstring(client.get(path).content.decode())
    cells = tree.xpath("//table[contains(@class,'ctl')]/tbody//td")
    bare = [cell for cell in cells if not cell.get("data-l") and "gestes" not in cell.get("class", "")]
    return len(cells), [cell.text_content() for cell in bare]


def test_every_cell_says_what_it_tells(chez: Path, entrer: Callable[[str], Client]) -> None:
    client = entrer("groupe")
    changed = f"/nomenclature/evolutions/?{urlencode(MERGE)}"
    accept = client.post("/nomenclature/evolutions/accepter/", MERGE)
    assert accept.status_code == 302
    for path in ("/nomenclature/regles/", changed, "/nomenclature/evolutions/"):
        cells, bare = unlabelled(client, path)
        assert cells and bare == [], path
