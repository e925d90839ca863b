"""JSON: the sliding reader and the token counter see the same records, whatever the writing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from achatlas.ingest.counter.json import count
from achatlas.ingest.layout import AmountRule, CountSpec
from achatlas.ingest.readers import json as reader

RACINES = ("marches.marche", "marches")
SPEC = CountSpec("json", (AmountRule("montant"), AmountRule("valeurGlobale")), racine=RACINES)


def _write(tmp_path: Path, texte: str) -> Path:
    path = tmp_path / "a.json"
    path.write_text(texte, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("texte", "centimes"),
    [
        ('{"marches":[{"montant":1},{"montant":"2.50"},{"x":{"montant":9},"montant":null}]}', [100, 250, 0]),
        ('{"autre":[{"montant":7}],"marches":{"marche":[{"montant":1.5}],"x":[{"montant":3}]}}', [150]),
        ('{"marches":[{"a":"\\"montant\\": 5, }","mont\\u0061nt":5}]}', [500]),
        (
            '{"marches":[{"valeurGlobale":"3"},{"montant":2,"valeurGlobale":9},{"l":[{"montant":4}]}]}',
            [300, 200, 0],
        ),
        ('{"marches":[{"montant":1E2},{"montant":true},{"montant":[1]},{"montant":NaN}]}', [10000, 0, 0, 0]),
        ('{"marches":[]}', []),
        ('{"marches":[null,"a",5,[],[{"montant":3}],{"montant":2},{},true]}', [0, 0, 0, 0, 0, 200, 0, 0]),
    ],
)
def test_the_counter_follows_depth_and_escapes(tmp_path: Path, texte: str, centimes: list[int]) -> None:
    path = _write(tmp_path, texte)
    compte = count(path, SPEC)
    assert (compte.lignes, compte.centimes) == (len(centimes), sum(centimes))
    assert len(list(reader.read_records(path, RACINES))) == len(centimes)


def test_records_larger_than_the_window_are_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_BLOC", 7)
    objets = [{"id": "é" * taille, "montant": taille / 4, "liste": [taille] * 5} for taille in range(40)]
    path = _write(tmp_path, json.dumps({"marches": objets}, ensure_ascii=False, indent=1))
    lus = [valeur for _, _, valeur in reader.read_records(path, ("marches",))]
    assert json.loads(json.dumps(lus, default=float)) == objets


def test_a_byte_order_mark_is_no_trouble(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b'\xef\xbb\xbf{"marches":[{"montant":1}]}')
    assert count(path, SPEC).centimes == 100
    assert len(list(reader.read_records(path, RACINES, "utf-8-sig"))) == 1
