"""A decision shown at once: who sees what, what a crash leaves, who was reading, what stays."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import ibis.expr.types as ir
import pyarrow.parquet as pq
import pytest

from achatlas import pipeline
from achatlas.analyse import query
from achatlas.analyse.scope import Atlas, Droits, consolidated
from achatlas.analyse.selection import Selection
from achatlas.classify import stage
from achatlas.classify.engine import Answer
from achatlas.classify.reclassement import Suspects
from achatlas.domain.errors import PublicationMissing, UnbalancedAccount
from achatlas.marts import reclassement as marts
from achatlas.pipeline import reclassement
from achatlas.pipeline.order import said
from achatlas.pipeline.reclassement import remap
from achatlas.store.overlays import filed
from achatlas.store.publications import CONSOLIDE, CROSSINGS, Sessions, current
from achatlas.store.templates import Prepared
from tests.petit import Petit
from tests.reclassement import Decided, Rule, current_of, differing, published, shown, unmade

NEW = Answer("99.99", "personne", "décidé", 99)


@pytest.fixture
def decided(monkeypatch: pytest.MonkeyPatch) -> Decided:
    found = Decided()
    monkeypatch.setattr(stage, "cascades", found.cascades)
    return found


@pytest.fixture
def live(petit: Petit, tmp_path: Path) -> Iterator[Petit]:
    made = published(petit, tmp_path / "direct")
    yield made
    reclassement.close(made.settings.home)


def segments(petit: Petit, sessions: Sessions | None = None) -> dict[str, int]:
    """Cents by segment in the common view."""
    home = petit.settings.home
    atlas = Atlas(petit.atelier.catalogue, current(home), sessions or Sessions(home / "lecture"))
    scope = consolidated(atlas, Droits(frozenset(petit.sirens), consolide=True))
    found = query.rows("segment", ["montant_paye"], Selection(), scope, limite=None)
    return {row.code: row.valeurs["montant_paye"] for row in found.lignes}


def of(petit: Petit, rank: int) -> Any:
    """The cases of one buyer."""

    def suspects(rows: ir.Table) -> ir.BooleanValue:
        return rows.acheteur_siren == petit.sirens[rank]

    return Suspects(suspects)


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_decision_is_shown_and_taken_back(live: Petit, decided: Decided, tmp_path: Path) -> None:
    before, base = segments(live), shown(current_of(live), tmp_path)
    decided.rules = [Rule("", NEW)]
    version = remap(live.atelier, etat="tout")
    assert current(live.settings.home).version == version != current_of(live).cartes
    assert current_of(live).etat == "tout"
    assert segments(live) == {"99.99": sum(before.values())}
    decided.rules = []
    remap(live.atelier)
    assert segments(live) == before
    assert differing(shown(current_of(live), tmp_path), base) == {}


@pytest.mark.parametrize("letter", ["a", "f"])
def test_what_is_taken_back_of_a_buyer_leaves_what_stands_of_another(
    letter: str, live: Petit, decided: Decided, tmp_path: Path
) -> None:
    stands = Rule("", NEW, live.sirens[0])
    decided.rules = [stands]
    remap(live.atelier, etat="un")
    alone = shown(current_of(live), tmp_path)
    decided.rules = [stands, Rule(letter, NEW, live.sirens[1])]
    remap(live.atelier, etat="deux")
    assert differing(shown(current_of(live), tmp_path), alone) != {}
    decided.rules = [stands]
    remap(live.atelier, etat="trois")
    assert differing(shown(current_of(live), tmp_path), alone) == {}


def test_a_segment_that_nothing_is_left_in_is_no_member(live: Petit, decided: Decided) -> None:
    gone = max(segments(live))
    decided.rules = [Rule("", NEW)]
    remap(live.atelier)
    assert gone not in segments(live)


def test_a_buyer_s_decision_leaves_the_files_of_the_others_as_they_are(live: Petit, decided: Decided) -> None:
    before = current_of(live)
    decided.rules = [Rule("", NEW)]
    remap(live.atelier, of(live, 0))
    after = current_of(live)
    own = f"acheteur-{live.sirens[0]}"
    for alias in after.aliases - {own, CONSOLIDE, CROSSINGS}:
        assert not after.overlaid(alias)
        assert after.tables(alias) == before.tables(alias)
    assert all(after.overlaid(alias) for alias in (own, CONSOLIDE, CROSSINGS))


@pytest.mark.parametrize("few", [0, 9])
def test_a_file_holds_no_row_that_another_only_may_see(
    few: int, live: Petit, decided: Decided, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(marts, "FEW", few)
    decided.rules = [Rule("", NEW)]
    remap(live.atelier)
    made = current_of(live)
    changes = made.changes(made.aliases)
    for siren in live.sirens:
        alias = f"acheteur-{siren}"
        reader = made.reader([alias], tmp_path)
        for table in changes[alias]:
            told = reader.rows(Prepared(f'SELECT DISTINCT acheteur_siren AS a FROM "{table}"'), alias=alias)
            assert {row["a"] for row in told} == {siren}
        with pytest.raises(duckdb.Error):
            reader.bases.session.execute(f"FROM read_parquet('{made.path / filed(CONSOLIDE, KEPT)}')")
        reader.close()
    for alias in (CONSOLIDE, CROSSINGS):
        assert "mart__achats" not in changes[alias]
        for change in changes[alias].values():
            told = pq.read_table(change.path).to_pylist()
            assert not [row for row in told if str(row.get("fournisseur_id", "")).startswith("PP-")]


KEPT = "agregat__achats_temps"


def test_two_decisions_in_a_row_both_stand(
    live: Petit, decided: Decided, petit: Petit, tmp_path: Path
) -> None:
    decided.rules = [Rule("a", NEW)]
    remap(live.atelier, of(live, 0), "un")
    decided.rules = [Rule("a", NEW), Rule("f", Answer("08.02", "texte", "aussi", 40))]
    remap(live.atelier, Suspects(lambda rows: rows.texte.startswith("f")), "deux")
    full = unmade(petit, tmp_path / "entier")
    decided.rules[0] = Rule("a", NEW, live.sirens[0])
    pipeline.run(full.atelier)
    pipeline.publish(full.atelier)
    assert differing(shown(current_of(live), tmp_path), shown(current_of(full), tmp_path)) == {}


def test_only_the_suspects_are_asked(live: Petit, decided: Decided) -> None:
    remap(live.atelier, Suspects(lambda rows: rows.acheteur_siren == "personne"))
    assert decided.asked == 0


@pytest.mark.parametrize("step", ["_write", "retention.mark", "write_whole"])
def test_a_crash_leaves_what_was_shown(
    step: str, live: Petit, decided: Decided, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, version = segments(live), current_of(live).version
    decided.rules = [Rule("", NEW)]

    def crash(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "disque plein")

    with monkeypatch.context() as patch:
        owner = reclassement.retention if "." in step else reclassement
        patch.setattr(owner, step.rpartition(".")[2], crash)
        with pytest.raises(OSError, match="disque plein"):
            remap(live.atelier)
    assert (segments(live), current_of(live).version) == (before, version)
    assert not [name for name in files(live.settings.home / "publications") if name.startswith(".")]
    remap(live.atelier)
    assert set(segments(live)) == {"99.99"}


def test_a_disk_that_fills_half_way_leaves_nothing(
    live: Petit, decided: Decided, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided.rules, version = [Rule("", NEW)], current_of(live).version
    whole = marts.Remaking._file

    def file(self: marts.Remaking, *asked: Any) -> Any:
        if asked[-1] == CROSSINGS:
            raise OSError(errno.ENOSPC, "disque plein")
        return whole(self, *asked)

    with monkeypatch.context() as patch:
        patch.setattr(marts.Remaking, "_file", file)
        with pytest.raises(OSError, match="disque plein"):
            remap(live.atelier)
    assert files(live.settings.home / "publications") == {version}
    remap(live.atelier)
    assert set(segments(live)) == {"99.99"}


def test_who_was_reading_goes_on(live: Petit, decided: Decided) -> None:
    sessions = Sessions(live.settings.home / "lecture")
    atlas = Atlas(live.atelier.catalogue, current(live.settings.home), sessions)
    scope = consolidated(atlas, Droits(frozenset(live.sirens), consolide=True))
    before = query.figures(["montant_classe_sur"], Selection(), scope)
    decided.rules = [Rule("", Answer("", "", "rien", 0))]
    for turn in range(4):
        remap(live.atelier, etat=str(turn))
    sessions.forget()
    assert query.figures(["montant_classe_sur"], Selection(), scope) == before
    assert set(segments(live, sessions)) == {""}


def test_a_disk_without_links_gets_copies(
    live: Petit, decided: Decided, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.EPERM, "pas de liens")

    monkeypatch.setattr(os, "link", refused)
    decided.rules = [Rule("", NEW)]
    remap(live.atelier)
    assert set(segments(live)) == {"99.99"}


def test_what_is_published_meanwhile_wins_and_is_then_remade(
    live: Petit, decided: Decided, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided.rules = [Rule("", NEW)]
    move, seen = live.atelier.register.move, []

    def moved(nom: str, ancien: str, nouveau: str) -> bool:
        seen.append(nouveau)
        return len(seen) > 1 and move(nom, ancien, nouveau)

    monkeypatch.setattr(type(live.atelier.register), "move", lambda _, *words: moved(*words))
    assert remap(live.atelier) == seen[1]
    assert set(segments(live)) == {"99.99"}


def test_publishing_again_keeps_what_was_decided(live: Petit, decided: Decided) -> None:
    decided.rules = [Rule("", NEW)]
    version = remap(live.atelier, etat=said(live.atelier))
    assert pipeline.publish(live.atelier) == version
    assert set(segments(live)) == {"99.99"}


def test_publishing_again_mends_what_was_remade(live: Petit, decided: Decided) -> None:
    decided.rules, before = [Rule("", NEW)], segments(live)
    remap(live.atelier, etat="tout")
    current_of(live).file(CROSSINGS).write_bytes(b"")
    pipeline.publish(live.atelier)
    assert segments(live) == before
    remap(live.atelier, etat="tout")
    assert set(segments(live)) == {"99.99"}
    assert all(one.compte.equilibre for one in pipeline.bilans(live.atelier))


def test_a_file_that_changed_since_is_seen(live: Petit, decided: Decided) -> None:
    decided.rules = [Rule("", NEW)]
    remap(live.atelier)
    made = current_of(live)
    made.file(CROSSINGS).unlink()
    told = {b.objet: b.compte.equilibre for b in pipeline.bilans(live.atelier) if b.etape == "publication"}
    assert not told["achats, vue commune"]
    assert told["achats"]


def test_lines_that_the_base_does_not_hold_are_refused(
    live: Petit, decided: Decided, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided.rules, version = [Rule("", NEW)], current_of(live).version
    keys_of = marts.publication.keys_of
    monkeypatch.setattr(marts.publication, "keys_of", lambda *asked: keys_of(*asked)[::-1])
    with pytest.raises(UnbalancedAccount):
        remap(live.atelier)
    assert current_of(live).version == version


def test_without_its_cases_a_publication_is_not_remade(live: Petit) -> None:
    shutil.rmtree(live.settings.home / "instantanes" / "classe")
    with pytest.raises(PublicationMissing, match="lancer"):
        remap(live.atelier)


def test_many_decisions_leave_few_folders(live: Petit, decided: Decided) -> None:
    for letter in "abcdef":
        decided.rules = [Rule(letter, NEW)]
        remap(live.atelier, etat=letter)
    assert len(files(live.settings.home / "publications")) == 3
    assert len(files(live.settings.home / "instantanes" / "cartes")) == 1
