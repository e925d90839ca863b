"""Pages of figures kept whole: asked again by people of the same rights, of the same data, nothing is
computed anew. What changes them all: what the register holds, the file of the territory, the day; what
changes one's: the axes and views that persons made and that one may use. What is each answer's own is written
anew each time: the token of its forms, the milliseconds that it took.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import suppress
from datetime import date
from functools import lru_cache, wraps
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.core.cache import caches
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language

from achatlas.screens.droits import Droits
from achatlas.store.transaction import REGISTRE
from achatlas.web.acces import maison
from achatlas.web.boot import COMPTES
from achatlas.web.policies import Requete
from achatlas.web.regroupements import keeping as regroupements
from achatlas.web.vues import rights as vues

PAGES = "pages"
"""The cache of the kept pages, that all the processes of a server share."""
SETTLED_NS = 50_000_000
"""A file written less than this ago may be written again within the same tick of its clock: pages that are
computed meanwhile are not kept.
"""
OWN = re.compile(
    rb'name="csrfmiddlewaretoken" value="(?P<jeton>[^"]*)|<data class="duree" value="(?P<duree>\d+">\d+)'
)
"""What is each answer's own: the token of its forms; the milliseconds that it took, written twice."""
VERSION = "version"
"""What binds an address to a version: such a page tells how far it is from today's, and is not kept."""
Page = Callable[..., HttpResponse]
Stamps = tuple[tuple[int, int], ...]


def stamps() -> Stamps:
    """When the files that figures follow were written last (nanoseconds), and their sizes."""
    home = maison()
    return tuple(map(_stamp, (home / REGISTRE, home / f"{REGISTRE}-wal", home / "territoire.yml")))


def _stamp(path: Path) -> tuple[int, int]:
    try:
        said = path.stat()
    except FileNotFoundError:
        return 0, 0
    return said.st_mtime_ns, said.st_size


def settled(found: Stamps) -> bool:
    """Whether any later writing would change these stamps."""
    return time.time_ns() - max(written for written, _ in found) > SETTLED_NS


def own(user: int, droits: Droits) -> Hashable:
    """What the pages of a person (the number of its account) say that others of the same rights may not read:
    asked again when the accounts are written.
    """
    found = tuple(map(_stamp, (maison() / COMPTES, maison() / f"{COMPTES}-wal")))
    return _own(user, droits, maison(), found) if settled(found) else _marks(user, droits)


@lru_cache(maxsize=512)
def _own(user: int, droits: Droits, _home: Path, _found: Stamps) -> Hashable:
    return _marks(user, droits)


def _marks(user: int, droits: Droits) -> Hashable:
    return regroupements.mark(user), vues.mark(user, droits)


def retenue(page: Page) -> Page:
    """A page of figures that is kept: the same for the same rights, address and data."""

    @wraps(page)
    def kept(request: Requete, *args: Any, **kwargs: Any) -> HttpResponse:
        if VERSION in request.GET:
            return page(request, *args, **kwargs)
        debut, found = time.perf_counter(), stamps()
        day, speaks = date.today(), get_language()
        private = own(request.user.pk or 0, request.droits)
        place = (request.get_host(), request.get_full_path())
        key = _key(request.droits, private, place, maison(), found, day, speaks)
        if known := find(key):
            return HttpResponse(b"".join(_again(request, known, debut)))
        steady = settled(found)
        response = page(request, *args, **kwargs)
        if response.status_code == HTTPStatus.OK and steady and found == stamps():
            keep(key, response.content)
        return response

    return kept


def _key(*parts: Hashable) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def find(key: str) -> list[bytes] | None:
    """A kept page, in pieces: every other one is what is each answer's own."""
    found: list[bytes] | None = caches[PAGES].get(key)
    return found


def keep(key: str, page: bytes) -> None:
    """Keeps a page, unless the disk refuses."""
    with suppress(OSError):
        caches[PAGES].set(key, list(_pieces(page)))


def forget() -> None:
    """Drops every page."""
    caches[PAGES].clear()


def _pieces(page: bytes) -> Iterator[bytes]:
    end = 0
    for found in OWN.finditer(page):
        which = found.lastgroup or ""
        yield page[end : found.start(which)]
        yield which.encode()
        end = found.end()
    yield page[end:]


def _again(request: Requete, known: list[bytes], debut: float) -> Iterator[bytes]:
    took = round(1000 * (time.perf_counter() - debut))
    said = {b"jeton": get_token(request).encode(), b"duree": f'{took}">{took}'.encode()}
    return (said[piece] if rank % 2 else piece for rank, piece in enumerate(known))
