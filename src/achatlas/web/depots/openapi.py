"""The description of the API, as the file beside says it; a test holds it to the routes."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("openapi.json")


@cache
def description() -> dict[str, Any]:
    """The OpenAPI description."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found
