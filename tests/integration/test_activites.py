"""From the directory to the reason of a line: the activity of who is paid, and of nobody else."""

from __future__ import annotations

import re
from typing import Any

import pyarrow.parquet as pq
import pytest

from achatlas.domain.naf import canonical
from achatlas.domain.personnes import DIFFUSEES
from achatlas.pipeline import ruling
from achatlas.pipeline.situation import proposals
from achatlas.pipeline.written import Portee
from tests.petit import Petit

TOLD = re.compile(r"activité (\d\d\.\d\d[A-Z])")
Row = dict[str, Any]


def read(petit: Petit, etape: str, table: str) -> list[Row]:
    rows: list[Row] = pq.read_table(petit.folder(etape) / f"{table}.parquet").to_pylist()
    return rows


@pytest.fixture(scope="module")
def known(petit: Petit) -> dict[str, str]:
    """The activity of each tiers."""
    return {row["tiers_cle"]: row["naf"] for row in read(petit, "profil", "profil__tiers")}


def test_the_activity_told_is_that_of_the_directory_and_no_hidden_one_is(
    petit: Petit, known: dict[str, str]
) -> None:
    directory = {row["fournisseur_id"]: row for row in read(petit, "profil", "profil__operateurs")}
    shown = {
        siren: canonical(row["naf"])
        for siren, row in directory.items()
        if row["diffusion"] in DIFFUSEES and row["nomenclature_naf"] == "NAFRev2"
    }
    payees = {
        row["tiers_cle"]: row["fournisseur_id"] for row in read(petit, "lien", "lien__tiers_entreprise")
    }
    assert known == {tiers: shown.get(siren, "") for tiers, siren in payees.items()}
    assert {canonical(naf) for naf in known.values()} == set(known.values()) and len(set(known.values())) > 10


def test_a_line_is_told_by_the_activity_of_its_own_payee(petit: Petit, known: dict[str, str]) -> None:
    place = ("depot", "numero_ligne")
    paid = {tuple(row[c] for c in place): row["tiers_cle"] for row in read(petit, "net", "net__mandats")}
    classed = read(petit, "classe", "classe__mandats")
    told = [(row, found[1]) for row in classed if (found := TOLD.search(row["motif"]))]
    assert len(told) > 100
    assert {naf == known[paid[tuple(row[c] for c in place)]] for row, naf in told} == {True}


def test_a_marche_is_told_by_the_activity_of_all_its_titulaires(petit: Petit, known: dict[str, str]) -> None:
    titulaires: dict[str, set[str]] = {}
    for row in read(petit, "net", "net__titulaires"):
        titulaires.setdefault(row["marche_cle"], set()).add(known.get(row["tiers_cle"], ""))
    rows = read(petit, "classe", "classe__marches")
    shared = {key: min(nafs) if len(nafs) == 1 else "" for key, nafs in titulaires.items()}
    assert {row["marche_cle"]: row["naf"] for row in rows} == {
        row["marche_cle"]: shared.get(row["marche_cle"], "") for row in rows
    }
    assert any("activité" in row["motif"] for row in rows)


def test_the_queue_is_proposed_what_payees_sell(petit: Petit) -> None:
    seen = ruling.situation(petit.atelier, Portee(frozenset(petit.sirens)))
    assert seen is not None
    rows = [row for row in seen.rows.to_pylist() if row["moteur"] == "activite"]
    for row in rows:
        assert row["segment_code"] in {code for code, _ in proposals(row)}
        assert not row["seul"] and row["confiance"] < 75
