"""What persons said of who was paid is a chain: the last word counts, undoing restores, altering shows."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.domain.judgement import Judgement
from achatlas.store.rapprochements import Rapprochement, Rapprochements, decides
from achatlas.store.transaction import REGISTRE

CLE, BON, AUTRE = "PAPETERIE | 69001", "000900001", "000900019"
OUI, NON, SANS_AVIS = Judgement.OUI, Judgement.NON, Judgement.SANS_AVIS
WHEN = "2026-11-25T10:00:00+00:00"
SAID = st.lists(
    st.tuples(st.sampled_from(["A | ", "B | "]), st.sampled_from([BON, AUTRE]), st.sampled_from(Judgement)),
    min_size=1,
    max_size=6,
)


def said(jugement: Judgement, siren: str = BON, cle: str = CLE, **more: str) -> Rapprochement:
    cited = {"nom": "Papeterie", "parts": [{"acheteur": "000900050", "centimes": 1200}]}
    return Rapprochement(cle, siren, "", jugement, "lea", WHEN, cite=cited, **more)


def altered(home: Path, change: str) -> None:
    base = sqlite3.connect(home / REGISTRE)
    with base:
        base.execute(change)
    base.close()


def test_nothing_is_said_at_first(tmp_path: Path) -> None:
    kept = Rapprochements(tmp_path)
    assert (kept.every(), kept.standing()) == ((), {})
    assert kept.verify().fautes == ()


def test_the_last_word_on_a_pair_counts_and_what_was_seen_is_kept(tmp_path: Path) -> None:
    kept = Rapprochements(tmp_path)
    kept.add(said(NON))
    kept.add(said(OUI, motif="vu sur la facture"))
    (one,) = Rapprochements(tmp_path).standing().values()
    assert (one.jugement, one.motif, one.cite["parts"][0]["centimes"]) == (OUI, "vu sur la facture", 1200)


def test_undoing_restores_what_stood_and_leaves_the_history(tmp_path: Path) -> None:
    kept = Rapprochements(tmp_path)
    first = kept.add(said(OUI))
    second = kept.add(said(NON))
    assert kept.take_back(second.empreinte, "bob", WHEN) is not None
    assert kept.standing() == {first.paire: first}
    assert kept.take_back(second.empreinte, "bob", WHEN) is None
    back = kept.take_back(first.empreinte, "bob", WHEN)
    assert back is not None and back.jugement == SANS_AVIS
    assert kept.standing() == {} and len(kept.every()) == 4 and kept.verify().fautes == ()


def test_the_last_enterprise_told_is_the_last_of_its_writing(tmp_path: Path) -> None:
    kept = Rapprochements(tmp_path)
    kept.add(said(OUI, BON))
    last = kept.add(said(OUI, AUTRE))
    assert [one.siren for one in decides(kept.standing())[CLE]] == [BON, AUTRE]
    kept.take_back(last.empreinte, "bob", WHEN)
    assert [one.siren for one in decides(kept.standing())[CLE]] == [BON]


@pytest.mark.parametrize(
    ("change", "rang", "words"),
    [
        ("UPDATE decision_rapprochement SET siren = '000900027' WHERE rang = 2", 2, "ne dit plus"),
        ("UPDATE decision_rapprochement SET jugement = 'peut-être' WHERE rang = 2", 2, "ne dit plus"),
        ("UPDATE decision_rapprochement SET cite = '{' WHERE rang = 1", 1, "ne dit plus"),
        ("DELETE FROM decision_rapprochement WHERE rang = 2", 3, "retirée"),
    ],
)
def test_an_altered_row_is_found_and_counts_for_nobody(
    tmp_path: Path, change: str, rang: int, words: str
) -> None:
    kept = Rapprochements(tmp_path)
    for name in "ABC":
        kept.add(said(OUI, cle=f"{name} | "))
    altered(tmp_path, change)
    (fault, *_) = kept.verify().fautes
    assert fault[0] == rang and words in fault[1]
    if "retirée" not in words:
        assert kept.every()[rang - 1].paire not in kept.standing()


def test_rows_cut_off_the_end_are_missed_by_a_seal_noted_before(tmp_path: Path) -> None:
    kept = Rapprochements(tmp_path)
    first, last = kept.add(said(OUI)), kept.add(said(NON))
    assert kept.verify(last.empreinte).fautes == () and kept.verify().tete == last.empreinte
    altered(tmp_path, "DELETE FROM decision_rapprochement WHERE rang = 2")
    assert kept.verify().fautes == () and kept.verify(first.empreinte).fautes == ()
    assert "coupée" in kept.verify(last.empreinte).fautes[0][1]


@settings(max_examples=25, deadline=None)
@given(SAID, st.data())
def test_whatever_is_said_the_last_word_wins_and_undoing_restores(
    acts: list[tuple[str, str, Judgement]], data: st.DataObject
) -> None:
    with TemporaryDirectory() as folder:
        kept = Rapprochements(Path(folder))
        for cle, siren, jugement in acts[:-1]:
            kept.add(said(jugement, siren, cle))
        before = kept.standing()
        cle, siren, jugement = acts[-1]
        last = kept.add(said(jugement, siren, cle))
        assert kept.standing().get((cle, siren)) == (None if jugement == SANS_AVIS else last)
        kept.take_back(last.empreinte, "bob", WHEN)
        assert kept.standing() == before and kept.verify().fautes == ()
        rang = data.draw(st.integers(1, len(acts)))
        column = data.draw(st.sampled_from(["ecrit_cle", "siren", "qui", "date", "motif", "malgre", "siret"]))
        altered(
            Path(folder), f"UPDATE decision_rapprochement SET {column} = {column} || 'x' WHERE rang = {rang}"
        )
        assert rang in {place for place, _ in kept.verify().fautes}
