"""Pages of figures kept whole: the same to people of the same rights, until what they say may change."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from achatlas.store.register import Register

if TYPE_CHECKING:
    from django.test import Client

PAGE = "/cartographie/?vue=consolidee"
OWN = re.compile(rb'<data class="duree" value="\d+">\d+|name="csrfmiddlewaretoken" value="[^"]*"')


@pytest.fixture(autouse=True)
def anew() -> None:
    """Here, pages are kept as they are when served."""


@pytest.fixture(autouse=True)
def counted(maison: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """What is kept while a test runs; the files of the home were written long ago."""
    from achatlas.web import memoire

    memoire.forget()
    for path in maison.glob("registre.sqlite3*"):
        os.utime(path, ns=(1, 1))
    os.utime(maison / "territoire.yml", ns=(1, 1))
    kept: list[object] = []
    keep = memoire.keep
    monkeypatch.setattr(memoire, "keep", lambda key, page: (kept.append(key), keep(key, page))[1])
    yield kept
    memoire.forget()


def bare(page: bytes) -> bytes:
    """A page without what is each answer's own."""
    return OWN.sub(b"", page)


def test_the_same_rights_read_the_same_page_and_others_their_own(
    entrer: Callable[[str], Client], counted: list[object]
) -> None:
    groupe = entrer("groupe")
    first, again = (groupe.get(PAGE).content for _ in range(2))
    assert bare(first) == bare(again) and len(counted) == 1
    other = entrer("elu").get(PAGE).content
    assert bare(other) != bare(first) and len(counted) == 2
    assert bare(entrer("groupe").get(PAGE).content) == bare(first) and len(counted) == 2


def test_an_axis_that_somebody_makes_is_read_at_once_by_who_may_use_it(
    entrer: Callable[[str], Client], counted: list[object]
) -> None:
    from django.contrib.auth.models import User

    from achatlas.web.comptes.models import Regroupement

    groupe, told = entrer("groupe"), "Groupe « Nos essais »"
    groupes = [{"code": "a", "nom": "Un", "membres": ["01"]}]
    assert told not in groupe.get(PAGE).content.decode().replace("\u00a0", " ")
    own = User.objects.get(username="groupe-projet")
    made = Regroupement.objects.create(user=own, nom="Nos essais", base="famille", groupes=groupes)
    try:
        assert told in groupe.get(PAGE).content.decode().replace("\u00a0", " ")
    finally:
        made.delete()
    assert told not in groupe.get(PAGE).content.decode().replace("\u00a0", " ")


def test_a_kept_page_bears_a_token_that_its_reader_may_send(entrer: Callable[[str], Client]) -> None:
    from django.test import Client

    entrer("groupe").get(PAGE)
    known = Client(enforce_csrf_checks=True)
    known.cookies = entrer("groupe").cookies
    page = known.get(PAGE).content.decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    assert known.post("/deconnexion/", {"csrfmiddlewaretoken": found[1]}).status_code == 302


def test_what_is_written_in_the_register_is_read_at_once(
    entrer: Callable[[str], Client], maison: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from achatlas.web import memoire

    groupe, found, find = entrer("groupe"), [], memoire.find
    monkeypatch.setattr(memoire, "find", lambda key: found.append(find(key)) or found[-1])
    groupe.get(PAGE)
    groupe.get(PAGE)
    Register(maison).point("essai_memoire", "autre")
    groupe.get(PAGE)
    assert [one is not None for one in found] == [False, True, False]


def test_a_file_written_a_moment_ago_may_be_written_again_within_the_same_tick() -> None:
    from achatlas.web.memoire import SETTLED_NS, settled

    now = time.time_ns()
    assert not settled(((now, 4), (0, 0))) and settled(((now - 3 * SETTLED_NS, 4), (0, 0)))


def test_a_page_computed_while_something_is_written_is_not_kept(
    entrer: Callable[[str], Client], counted: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    from achatlas.web import memoire as tenue

    seen = iter([((1, 1),), ((2, 1),)])
    monkeypatch.setattr(tenue, "stamps", lambda: next(seen))
    assert entrer("groupe").get(PAGE).status_code == 200
    assert not counted


def test_refusals_are_not_kept(entrer: Callable[[str], Client], counted: list[object]) -> None:
    assert entrer("elu").get("/cartographie/axe/inconnu/").status_code == 404
    assert not counted


def test_a_kept_page_is_told_again_with_what_is_each_answers_own(entrer: Callable[[str], Client]) -> None:
    groupe = entrer("groupe")
    first, again = (groupe.get(PAGE).content for _ in range(2))
    said = [OWN.findall(page) for page in (first, again)]
    assert len(said[0]) == len(said[1]) >= 2 and bare(first) == bare(again)
    took = re.search(rb'<data class="duree" value="(\d+)">(\d+)', again)
    assert took and took[1] == took[2]


def test_two_processes_share_what_is_kept_and_how_many_times_somebody_failed(
    tmp_path: Path, django: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.cache.backends.filebased import FileBasedCache

    from achatlas.web import boot
    from achatlas.web.comptes import frein

    said = boot.caches(tmp_path)
    assert {one["BACKEND"] for one in said.values()} == {boot.SHARED} and {"pages", "essais"} <= said.keys()
    one, other = (FileBasedCache(said["pages"]["LOCATION"], dict(said["pages"])) for _ in range(2))
    one.set("cle", [b"page", b"jeton", b"fin"])
    assert other.get("cle") == [b"page", b"jeton", b"fin"]
    first, second = ({"essais": FileBasedCache(said["essais"]["LOCATION"], {})} for _ in range(2))
    monkeypatch.setattr(frein, "caches", first)
    for _ in range(frein.ESSAIS["nom"]):
        assert not frein.attente("essai", "127.0.0.1")
        frein.echec("essai", "127.0.0.1")
    monkeypatch.setattr(frein, "caches", second)
    assert frein.attente("essai", "127.0.0.1") == frein.REPOS // 60
    assert oct((tmp_path / "pages").stat().st_mode & 0o777) == "0o700"


def test_a_disk_that_refuses_keeps_nothing_and_answers(
    entrer: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.cache import caches

    def refused(*_args: object, **_kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(caches["pages"], "set", refused)
    assert entrer("groupe").get(PAGE).status_code == 200
