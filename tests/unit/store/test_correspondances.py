"""Versions are a chain: the last one that nobody took back is in force, altering shows."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from achatlas.domain.correspondance import CodeAcheteur, Correspondance, NomenclatureAcheteur
from achatlas.store.correspondances import Version, Versions, written
from achatlas.store.transaction import REGISTRE

MIEN, AUTRE, WHEN = "000900001", "000900019", "2026-11-25T10:00:00+00:00"


def version(siren: str, segment: str) -> Version:
    own = NomenclatureAcheteur.of([CodeAcheteur("61", "Espaces « verts »")], [Correspondance("61", segment)])
    return Version(siren, "nomenclature.csv", "lea", WHEN, contenu=written(own))


def in_force(home: Path) -> dict[str, str]:
    kept = Versions(home).in_force()
    return {siren: one.nomenclature.correspondances[0].segment for siren, one in kept.items()}


def test_the_last_version_of_each_buyer_is_in_force_and_taking_back_restores(tmp_path: Path) -> None:
    kept = Versions(tmp_path)
    first, second = kept.add(version(MIEN, "15.03")), kept.add(version(MIEN, "08.03"))
    kept.add(version(AUTRE, "26.01"))
    assert first and second and in_force(tmp_path) == {MIEN: "08.03", AUTRE: "26.01"}
    assert kept.take_back(second.empreinte, "bob", WHEN) is not None
    assert in_force(tmp_path) == {MIEN: "15.03", AUTRE: "26.01"}
    assert kept.take_back(second.empreinte, "bob", WHEN) is None
    kept.take_back(first.empreinte, "bob", WHEN, "erreur")
    assert in_force(tmp_path) == {AUTRE: "26.01"}
    assert len(kept.every(MIEN)) == 4 and kept.verify().fautes == ()


def test_a_version_made_on_another_than_the_one_in_force_is_not_kept(tmp_path: Path) -> None:
    kept = Versions(tmp_path)
    first = kept.add(version(MIEN, "15.03"), after="")
    assert first is not None and kept.add(version(MIEN, "08.03"), after="") is None
    assert kept.add(version(MIEN, "08.03"), after=first.empreinte) is not None


def test_an_altered_version_is_found_and_is_nobodys(tmp_path: Path) -> None:
    kept = Versions(tmp_path)
    kept.add(version(MIEN, "15.03"))
    last = kept.add(version(MIEN, "08.03"))
    base = sqlite3.connect(tmp_path / REGISTRE)
    with base:
        base.execute(
            "UPDATE decision_nomenclature SET contenu = replace(contenu, 'lea', 'bob') WHERE rang = 2"
        )
    base.close()
    (fault,) = kept.verify().fautes
    assert fault == (2, "elle ne dit plus ce qui a été signé") and in_force(tmp_path) == {MIEN: "15.03"}
    assert last is not None and kept.verify(last.empreinte).tete == last.empreinte
