"""What a server does aside once it is open."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from gunicorn.http import RequestParser, message
from gunicorn.http.errors import LimitRequestLine

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


def _line(long: int) -> bytes:
    return f"GET /{'a' * (long - 14)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def test_a_long_address_reaches_the_page_that_refuses_it_up_to_a_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(message, "MAX_REQUEST_LINE", message.MAX_REQUEST_LINE)
    server = serve.Serveur(None, {"limit_request_line": serve.LONGEST})

    def read(long: int) -> Any:
        return next(RequestParser(server.cfg, iter([_line(long)]), ("127.0.0.1", 1)))

    assert len(read(20_000).uri) > 19_000 and read(serve.LONGEST).method == "GET"
    with pytest.raises(LimitRequestLine):
        read(serve.LONGEST + 1)


def test_beyond_the_bound_the_refusal_is_in_french() -> None:
    ours, theirs = socket.socketpair()
    worker = serve.Speaking.__new__(serve.Speaking)
    worker.handle_error(None, ours, ("127.0.0.1", 1), LimitRequestLine(70_000, serve.LONGEST))
    ours.close()
    said = theirs.makefile("rb").read().decode()
    theirs.close()
    assert said.startswith("HTTP/1.1 414 ") and '<html lang="fr">' in said
    assert all(word in said for word in ("Adresse trop longue", "Où", "Pourquoi", "Que faire"))
