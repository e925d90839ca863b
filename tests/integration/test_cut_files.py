"""Each example of text cut at any of its last bytes: told, or refused (F02)."""

from __future__ import annotations

from pathlib import Path

import pytest

from achatlas.domain.errors import AchatlasError
from achatlas.ingest import stage
from achatlas.ingest.discover import FoundSource
from tests.sources.golden import examples
from tests.unit.ingest.atelier import ingest

FEW, EVERY = 80, 200
TEXTS = [(source, path) for source, path in examples() if path.suffix in (".csv", ".txt")]


@pytest.mark.parametrize(("source", "path"), TEXTS, ids=[f"{s.id}/{p.name}" for s, p in TEXTS])
def test_a_file_cut_at_any_of_its_last_bytes_is_told_or_refused(
    source: FoundSource,
    path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    """A cut just after a line break leaves a whole file, shorter: only the accounts will say so."""
    monkeypatch.setattr(stage, "set_apart", lambda *_: [])  # slow, and not what is looked at
    last = EVERY if request.config.getoption("--nuit") > 1 else FEW
    profil, whole = (path.stem if source.definition.profils else None), path.read_bytes()
    silent = []
    for cut in range(len(whole) - min(last, len(whole) - 1), len(whole)):
        content = whole[:cut]
        try:
            flags = ingest(tmp_path, f"a{path.suffix}", content, source.id, profil).signalements
        except AchatlasError:
            continue
        if "fin_de_ligne_absente" not in flags and not content.endswith(b"\n"):
            silent.append(cut)
    assert silent == []
