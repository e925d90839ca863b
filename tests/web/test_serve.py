"""What a server does aside once it is open."""

from __future__ import annotations

import pytest

from achatlas.pipeline import following, reclassement
from achatlas.web import serve


@pytest.mark.usefixtures("entrer")
def test_what_was_decided_and_not_shown_is_shown_before_the_first_screens_are_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from achatlas.web.cartographie import avance  # Django must be configured first.

    done: list[str] = []
    monkeypatch.setattr(following, "catch_up", lambda atelier: done.append("rattrape"))
    monkeypatch.setattr(avance, "demander", lambda: done.append("demande"))
    monkeypatch.setattr(reclassement, "warm", lambda atelier: done.append("ouvre"))
    serve._first_pages()
    assert done == ["rattrape", "demande", "ouvre"]
