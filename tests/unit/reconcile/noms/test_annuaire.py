"""A prepared directory answers as the same names that stream by."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.catalogue.load import Catalogue
from achatlas.reconcile.noms.annuaire import Annuaire
from achatlas.reconcile.noms.prepare import MOTS, TEXTES, prepare
from achatlas.reconcile.noms.recherche import Asked, Search
from achatlas.reconcile.noms.voisins import Entry, Lieu
from achatlas.store.engine import Engine
from demo.identifiers import make_siren, make_siret

CATALOGUE = Catalogue()
SEARCH = Search(CATALOGUE)
SIRENS = [make_siren(number) for number in range(1, 13)]
WORDS = (
    "BREUILLARD", "BREUILARD", "BREUIL", "TRAVAUX", "PUBLICS", "TP", "SARL", "DU", "NORD", "S", "M", "E",
    "CHARVILLON", "Énergies", "GARAGE", "42", "TRAVAUX-PUBLICS", "(GARAGE)", "/", "- NORD", "BTN",
)  # fmt: skip
CODES = st.sampled_from(["", "42000", "42100", "69001"])
NOMS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
LINES = st.lists(st.tuples(st.sampled_from(SIRENS), st.integers(0, 3), NOMS, CODES), max_size=40)
COLUMNS = ("siren", "siret", "nom", "code_postal", "commune_code")


def entries(lines: list[tuple[str, int, str, str]]) -> list[Entry]:
    """The lines of a directory, in its order: an establishment of rank 0 is the enterprise itself."""
    made = {Entry(s, make_siret(s, rank) if rank else "", nom, code) for s, rank, nom, code in lines}
    return sorted(made, key=lambda one: (one.siren, one.siret, one.nom, one.code_postal))


def prepared(engine: Engine, known: list[Entry], folder: Path) -> Annuaire:
    """A directory of these names."""
    rows = [(one.siren, one.siret, one.nom, one.code_postal, one.commune) for one in known]
    columns = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
    noms = engine.keep(pa.table(list(columns), schema=pa.schema([(c, pa.string()) for c in COLUMNS])))
    prepare(engine, CATALOGUE.tables, noms, SEARCH.lexique, folder)
    textes, mots = (
        engine.parquet(CATALOGUE.tables[name], [folder / f"{name}.parquet"]) for name in (TEXTES, MOTS)
    )
    return Annuaire(engine, textes, mots, noms)


@pytest.mark.parametrize("frequent", [300, 3])
@settings(max_examples=20)
@given(lines=LINES, written=st.lists(st.tuples(NOMS, CODES), max_size=6))
def test_a_prepared_directory_answers_as_one_that_streams(
    lines: list[tuple[str, int, str, str]],
    written: list[tuple[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
    frequent: int,
) -> None:
    folder, known, search = tmp_path_factory.mktemp("annuaire"), entries(lines), Search(CATALOGUE)
    search.rules = {**search.rules, "mot_frequent": frequent, "voisins": 4, "voisins_partie": 2}
    asked = [Asked(str(rank), nom, Lieu(code)) for rank, (nom, code) in enumerate(written)]
    with Engine(folder / "tampon") as engine:
        answers = list(search.run(asked, prepared(engine, known, folder)))
    assert answers == list(search.run(asked, lambda: known))


def test_each_text_is_prepared_once_with_how_many_bear_it(tmp_path: Path) -> None:
    known = entries([(s, 0, "SARL BREUILLARD (GARAGE NORD)", "42000") for s in SIRENS[:3]])
    with Engine(tmp_path / "tampon") as engine:
        found = prepared(engine, known, tmp_path)
        (text,) = engine.dicts(found.textes)
        counts = {line["mot"]: line["nombre"] for line in engine.dicts(found.mots)}
    assert (text["premier"], text["porteurs"], text["parties"]) == (int(SIRENS[0]) * 100_000, 3, 3)
    assert counts == {"": 9, "BREUILLARD": 6, "GARAGE": 6, "NORD": 6}
