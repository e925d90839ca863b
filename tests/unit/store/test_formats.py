"""Which former versions of the data screens open."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from achatlas.store.publications import FORMAT, MANIFESTE, PUBLICATIONS, READ, kept


@pytest.mark.parametrize("written", [*sorted(READ), min(READ) - 1, FORMAT + 1, None])
def test_a_former_version_opens_in_the_formats_that_pages_can_read(tmp_path: Path, written: int) -> None:
    folder = tmp_path / PUBLICATIONS / "0123456789ab"
    folder.mkdir(parents=True)
    (folder / MANIFESTE).write_text(json.dumps({"format": written, "fichiers": {}}), encoding="utf-8")
    assert (kept(tmp_path, "0123456789ab") is not None) == (written in READ)


def test_the_format_of_today_is_read() -> None:
    assert FORMAT in READ and max(READ) == FORMAT
