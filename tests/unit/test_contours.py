"""Outlines that a territory gives: kept small, in its own folder, or refused in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from achatlas.cli.main import main
from achatlas.domain.errors import UnreadableFile
from achatlas.marks._topologie import Carte
from achatlas.pipeline.contours import FICHIER, prepare
from tests.unit.marks.test_cartes import grille
from tests.web.atelier import carte


def geojson(path: Path, shapes: dict[str, Any], key: str = "code") -> Path:
    """A file of communes."""
    features = [
        {"type": "Feature", "properties": {key: code}, "geometry": one} for code, one in shapes.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_files_are_joined_into_one_and_replace_the_former(tmp_path: Path) -> None:
    squares = grille(2, 1)
    two = [geojson(tmp_path / f"{n}.geojson", {code: squares[code]}) for n, code in enumerate(squares)]
    kept = prepare(tmp_path, two, frozenset({"0-0"}))
    assert (kept.communes, kept.inconnues) == (2, ("1-0",))
    assert set(Carte(json.loads((tmp_path / FICHIER).read_text(encoding="utf-8"))).zones) == {"0-0", "1-0"}
    prepare(tmp_path, two[:1], frozenset())
    assert set(Carte(json.loads((tmp_path / FICHIER).read_text(encoding="utf-8"))).zones) == {"0-0"}


LAMBERT = {
    "type": "Polygon",
    "coordinates": [[[652_000, 6_862_000], [652_100, 6_862_000], [652_000, 6_862_100]]],
}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{}", "lisible"),
        ("pas du json", "lisible"),
        (json.dumps({"features": [{"properties": {"nom": "Ici"}, "geometry": LAMBERT}]}), "pas de code"),
        (json.dumps({"features": [{"properties": {"code": "1"}, "geometry": LAMBERT}]}), "degrés"),
        (json.dumps({"features": [{"properties": {"code": "1"}, "geometry": None}]}), "degrés"),
    ],
)
def test_what_holds_no_commune_in_degrees_is_refused_and_nothing_is_written(
    text: str, why: str, tmp_path: Path
) -> None:
    path = tmp_path / "faux.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFile, match=why):
        prepare(tmp_path, [path], frozenset())
    assert not (tmp_path / FICHIER).exists()


def test_the_command_says_what_it_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ACHATLAS_HOME", str(tmp_path))
    home = tmp_path / "essai"
    home.mkdir()
    (home / "territoire.yml").write_text(yaml.safe_dump(carte(), allow_unicode=True), encoding="utf-8")
    path = geojson(tmp_path / "communes.geojson", {"42218": grille(1, 1)["0-0"]}, key="INSEE_COM")
    assert main(["contours", "--territoire", "essai", "--json", str(path)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["communes"], told["inconnues"]) == (1, []) and (home / FICHIER).exists()
