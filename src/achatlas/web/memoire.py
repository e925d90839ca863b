"""Pages of figures kept whole: asked again by people of the same rights, of the same data, nothing is
computed anew. What changes them all: what the register holds, the file of the territory, the day; what
changes one's: the axes and views that persons made and that one may use. What is each answer's own is written
anew each time: the token of its forms, the milliseconds that it took.
"""

from __future__ import annotations

import re
import threading
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date
from functools import wraps
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language

from achatlas.store.transaction import REGISTRE
from achatlas.web.acces import maison
from achatlas.web.policies import Requete
from achatlas.web.regroupements import keeping as regroupements
from achatlas.web.vues import rights as vues

BYTES = 48_000_000
"""What the kept pages may weigh, together, once compressed: about a tenth of what is sent."""
SETTLED_NS = 50_000_000
"""A file written less than this ago may be written again within the same tick of its clock: pages that are
computed meanwhile are not kept.
"""
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*(")')
TOOK = re.compile(rb'(<data class="duree" value=")\d+(">)\d+')
VERSION = "version"
"""What binds an address to a version: such a page tells how far it is from today's, and is not kept."""
Page = Callable[..., HttpResponse]


class Memoire:
    """The last pages, compressed, up to a weight."""

    def __init__(self, limit: int = BYTES) -> None:
        self._pages: OrderedDict[Hashable, bytes] = OrderedDict()
        self._limit, self._weight, self._lock = limit, 0, threading.Lock()

    def get(self, key: Hashable) -> bytes | None:
        """The page of this key, which is now the last one asked for."""
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
            kept = self._pages.get(key)
        return zlib.decompress(kept) if kept else None

    def keep(self, key: Hashable, page: bytes) -> None:
        """Keeps a page, and drops those asked for the longest ago that weigh too much with it."""
        packed = zlib.compress(page, 1)
        with self._lock:
            self._weight += len(packed) - len(self._pages.pop(key, b""))
            self._pages[key] = packed
            while self._weight > self._limit:
                self._weight -= len(self._pages.popitem(last=False)[1])

    def forget(self) -> None:
        """Drops every page."""
        with self._lock:
            self._pages.clear()
            self._weight = 0


memoire = Memoire()


def stamps() -> tuple[tuple[int, int], ...]:
    """When the files that figures follow were written last (nanoseconds), and their sizes."""
    home = maison()
    return tuple(map(_stamp, (home / REGISTRE, home / f"{REGISTRE}-wal", home / "territoire.yml")))


def _stamp(path: Path) -> tuple[int, int]:
    try:
        said = path.stat()
    except FileNotFoundError:
        return 0, 0
    return said.st_mtime_ns, said.st_size


def settled(found: tuple[tuple[int, int], ...]) -> bool:
    """Whether any later writing would change these stamps."""
    return time.time_ns() - max(written for written, _ in found) > SETTLED_NS


def retenue(page: Page) -> Page:
    """A page of figures that is kept: the same for the same rights, address and data."""

    @wraps(page)
    def kept(request: Requete, *args: Any, **kwargs: Any) -> HttpResponse:
        if VERSION in request.GET:
            return page(request, *args, **kwargs)
        debut, found = time.perf_counter(), stamps()
        day, speaks = date.today(), get_language()
        own = (regroupements.mark(request.user), vues.mark(request.user, request.droits))
        place = (request.get_host(), request.get_full_path())
        key = (request.droits, own, place, maison(), found, day, speaks)
        if known := memoire.get(key):
            return _again(request, known, debut)
        steady = settled(found)
        response = page(request, *args, **kwargs)
        if response.status_code == HTTPStatus.OK and steady and found == stamps():
            memoire.keep(key, response.content)
        return response

    return kept


def _again(request: Requete, known: bytes, debut: float) -> HttpResponse:
    token, took = get_token(request).encode(), round(1000 * (time.perf_counter() - debut))
    said = TOKEN.sub(rb"\g<1>" + token + rb"\g<2>", known)
    return HttpResponse(TOOK.sub(rf"\g<1>{took}\g<2>{took}".encode(), said))
