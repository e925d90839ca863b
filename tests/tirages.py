"""How many examples a property draws: some in the suite, all of them at night (`./go nuit`)."""

from __future__ import annotations

import pytest

_NIGHT: list[bool] = []


def told(config: pytest.Config) -> None:
    """Says whether the session is a night's, before any property is read."""
    _NIGHT[:] = [config.getoption("--nuit") > 1]


def tirages(suite: int, nuit: int) -> int:
    """How many examples a property draws."""
    return nuit if any(_NIGHT) else suite
