"""Names searched by two processes have the answers of one."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.reconcile import shares
from achatlas.reconcile.noms.recherche import Asked, Search
from achatlas.reconcile.noms.voisins import Lieu
from achatlas.reconcile.repertoire import ETABLISSEMENTS, NOMS, Repertoire, prepare_names
from achatlas.reconcile.stage import first_day
from achatlas.store.engine import Engine
from achatlas.store.kinds import arrow_schema
from demo.identifiers import make_siren, make_siret

CATALOGUE = Catalogue()
KNOWN = ("BREUILLARD TRAVAUX PUBLICS", "BREUILLARD SA", "CHARVILLON", "CHARVILLON NORD", "QUINTAVELLE")
ASKED = [
    Asked(str(rank), nom, Lieu("42000"), frozenset({make_siren(1 + rank % 3)}))
    for rank, nom in enumerate(
        ["BREUILARD TP", "Charvillon", "PERSONNE ICI", "QUINTAVELLE SARL", "BREUILLARD"]
    )
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A tiny referential, and its names prepared."""
    rows = [(make_siren(rank), nom) for rank, nom in enumerate(KNOWN, 1)]
    common = [
        {"siren": s, "siret": "", "nom": n, "code_postal": "42000", "commune_code": ""} for s, n in rows
    ]
    places = [{"siren": s, "siret": make_siret(s, 1), "code_postal": "42000", "siege": True} for s, _ in rows]
    for name, lines in ((NOMS, common), (ETABLISSEMENTS, places)):
        schema = arrow_schema(CATALOGUE.tables[name])
        pq.write_table(pa.Table.from_pylist(lines, schema=schema), tmp_path / f"{name}.parquet")
    (tmp_path / "noms").mkdir()
    with Engine(tmp_path / "tampon") as engine:
        prepare_names(engine, CATALOGUE, tmp_path, tmp_path / "noms")
    return tmp_path


def test_the_answers_are_those_of_one_process(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "MANY", 1)
    with Engine(folder / "tampon") as engine:
        known = Repertoire(engine, CATALOGUE, folder, folder / "noms")
        alone = list(Search(CATALOGUE).run(ASKED, known.directory, known.places, 10))
        assert list(shares.search(ASKED, CATALOGUE, known, 10)) == alone
    assert [one.cle for one, found in alone if found] == ["0", "1", "3", "4"]


def test_a_share_that_stops_stops_everything(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "MANY", 1)
    with Engine(folder / "tampon") as engine:
        known = Repertoire(engine, CATALOGUE, folder, folder / "noms")
        shutil.rmtree(folder / "noms")
        with pytest.raises(RuntimeError, match="share"):
            list(shares.search(ASKED, CATALOGUE, known, 10))


def test_what_closed_before_anything_was_paid_is_known_as_closed(folder: Path, tmp_path: Path) -> None:
    """Closed the same year, nobody knows which came first; without a date, nobody knows when."""
    schema = arrow_schema(CATALOGUE.tables[ETABLISSEMENTS])
    told = (("F", date(2021, 12, 31)), ("F", date(2022, 3, 1)), ("F", None), ("A", date(2010, 1, 1)))
    lines = [
        {"siren": make_siren(1), "siret": make_siret(make_siren(1), rank), "etat": etat, "date_debut": day}
        for rank, (etat, day) in enumerate(told, 1)
    ]
    pq.write_table(pa.Table.from_pylist(lines, schema=schema), folder / f"{ETABLISSEMENTS}.parquet")
    with Engine(tmp_path / "autre") as engine:
        known = Repertoire(engine, CATALOGUE, folder, folder / "noms", "2022-01-01")
        places = known.places([make_siren(1)])[make_siren(1)]
    shut = {place.siret: place.ferme for place in places}
    assert [shut[str(line["siret"])] for line in lines] == ["2021-12-31", "", "", ""]


@pytest.mark.parametrize(
    ("exercices", "notified", "first"),
    [
        (["2023", "2022", ""], [date(2022, 6, 1)], "2022-01-01"),
        (["2023"], [date(2019, 6, 1), None], "2019-01-01"),
        ([], [], ""),
        (["2023"], [], "2023-01-01"),
    ],
)
def test_nothing_was_paid_before_the_first_year(
    exercices: list[str], notified: list[date | None], first: str, tmp_path: Path
) -> None:
    with Engine(tmp_path / "tampon") as engine:
        paid = engine.keep(pa.table({"exercice": pa.array(exercices, pa.string())}))
        awarded = engine.keep(pa.table({"date_notification": pa.array(notified, pa.date32())}))
        assert first_day(engine, paid, awarded) == first
