"""Reader and counter of JSON agree on any document, however it is laid out."""

from __future__ import annotations

import json
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from achatlas.domain.balance import Tally
from achatlas.ingest.amounts import read_json
from achatlas.ingest.counter.json import count
from achatlas.ingest.layout import AmountRule, CountSpec
from achatlas.ingest.readers.json import read_records

CLES = st.sampled_from(["montant", "marches", "marche", "id", 'm"o{n', "é\\"])
VALEURS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.sampled_from([0.1, 1.5, 12.345])
    | st.sampled_from(["12.50", "x", "", '"', "{", "\\", "é[", "1e3"]),
    lambda interieur: st.lists(interieur, max_size=4) | st.dictionaries(CLES, interieur, max_size=4),
    max_leaves=12,
)
SPEC = CountSpec("json", (AmountRule("montant"),), racine=("marches",))


@given(
    st.lists(st.dictionaries(CLES, VALEURS, max_size=5), max_size=6),
    VALEURS,
    st.sampled_from([None, 1]),
    st.booleans(),
)
def test_the_counter_finds_what_the_reader_reads(
    objets: list[dict[str, Any]], autre: Any, indent: int | None, ascii_seul: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.json"
        texte = json.dumps({"avant": autre, "marches": objets}, indent=indent, ensure_ascii=ascii_seul)
        path.write_text(texte, encoding="utf-8")
        tally = Tally()
        for rang, _, valeur in read_records(path, ("marches",)):
            assert json.loads(json.dumps(valeur, default=_float)) == objets[rang - 1]
            tally.add(rang, read_json(valeur.get("montant"), "montant").centimes)
        assert count(path, SPEC) == tally.account()


def _float(nombre: Any) -> float:
    assert isinstance(nombre, Decimal)
    return float(nombre)
