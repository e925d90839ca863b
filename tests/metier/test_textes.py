"""What YAML data say is said to its end: an unquoted « # » after a space would cut the sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import achatlas

ROOT = Path(achatlas.__file__).parent
FILES = sorted(ROOT.rglob("*.yml"))


def cut(text: str) -> Iterator[str]:
    """The lines on which a comment follows an unquoted text of several words."""
    lines = text.splitlines()
    for token in yaml.scan(text):
        if isinstance(token, yaml.ScalarToken) and token.plain and " " in token.value:
            after = lines[token.end_mark.line][token.end_mark.column :]
            if after.lstrip().startswith("#"):
                yield f"ligne {token.end_mark.line + 1} : {token.value}"


def test_a_sentence_that_a_comment_cuts_is_seen() -> None:
    assert list(cut("a: une erreur (#REF!, #N/A)\nb: 'une (#REF!, #N/A)'\nc: mot # note\n")) == [
        "ligne 1 : une erreur (#REF!,"
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_sentence_is_cut_by_a_comment(path: Path) -> None:
    assert list(cut(path.read_text(encoding="utf-8"))) == []
