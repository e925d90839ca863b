"""What a report says of a year that is not over, in plain words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.web.test_rapport import page

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("spaser_vide")
Entrer = Callable[[str], "Client"]


@pytest.mark.parametrize(
    ("code", "words"), [("fr", "ses chiffres s’arrêtent fin août"), ("en", "stop at the end of August")]
)
def test_the_month_in_which_a_year_stops_is_named(
    code: str, words: str, entrer: Entrer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from achatlas.screens.spaser.vue import Spaser

    monkeypatch.setattr(Spaser, "jusque", property(lambda self: 8))
    monkeypatch.setattr(Spaser, "entier", property(lambda self: False))
    client = entrer("groupe")
    client.get(f"/langue/{code}/")
    assert words in page(client)
