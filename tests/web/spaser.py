"""What the tests of the SPASER share: a page in words, and chains that nobody wrote yet."""

from __future__ import annotations

import html
import re
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from achatlas.store import actions, objectifs, rapports, saisies
from achatlas.store.transaction import REGISTRE

if TYPE_CHECKING:
    from django.test import Client


def text(response: Any) -> str:
    """The words of an answer, its spaces plain."""
    return re.sub(r"[\u202f\u00a0]", " ", html.unescape(response.content.decode()))


def shown(client: Client, path: str, vue: str) -> str:
    """The words of a page that must be there."""
    response = client.get(f"{path}{'&' if '?' in path else '?'}{vue}")
    assert response.status_code == 200, text(response)[:2000]
    return text(response)


def forget(home: Path) -> None:
    """Empty the chains of the SPASER: objectives, entries, actions and reports."""
    with sqlite3.connect(home / REGISTRE) as base:
        for store in (actions, objectifs, rapports, saisies):
            base.execute(f"DROP TABLE IF EXISTS {store.TABLE}")
