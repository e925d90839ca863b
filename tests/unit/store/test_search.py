"""What the engine finds in a text is what ``domain.text.searchable`` says is there."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from achatlas.analyse.expressions import Shape, first_lines, source_of
from achatlas.domain.text import searchable
from achatlas.store.engine import Engine
from achatlas.store.reader import Reader

SIGNES = "aàâäbcçeéèêëiîïoôöuùûüÿœŒæÆßÉÀÇ’'- %_0ñ\u0301"
OBJETS = ["Œuvres d’art", "ŒUVRE", "Réfection de l'école", "Été", "e\u0301te\u0301", "Straße", "100 %", ""]


def test_the_engine_searches_as_the_domain_does(tmp_path: Path) -> None:
    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(st.text(SIGNES, min_size=1, max_size=4))
    def check(wanted: str) -> None:
        found = {row["objet"] for row in reader.rows(query, {"texte": searchable(wanted)}, alias="essai")}
        assert found == {objet for objet in OBJETS if searchable(wanted) in searchable(objet)}

    path = tmp_path / "essai.duckdb"
    with Engine(tmp_path / "tampon") as engine:
        engine.publish(path, {"lignes": engine.keep(pa.table({"objet": OBJETS}))}, set())
    reader = Reader({"essai": path}, tmp_path / "lecture")
    source = source_of("lignes", {"objet": "string"})
    query = Shape(texte=True).fill(first_lines(source, ("objet", False), 50))
    check()
    reader.close()
