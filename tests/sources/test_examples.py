"""Every import format, by its golden pairs: found by their place, none is listed here."""

from __future__ import annotations

from pathlib import Path

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.ingest.discover import FoundSource, discover
from tests.sources.golden import examples, expected_path, ingest_example, render

EXAMPLES = examples()
SOURCES = list(discover(Catalogue()).values())


@pytest.mark.parametrize(("source", "path"), EXAMPLES, ids=[f"{s.id}/{p.name}" for s, p in EXAMPLES])
def test_an_example_gives_what_is_expected(
    source: FoundSource, path: Path, tmp_path: Path, accept: bool
) -> None:
    """The rows, the rejects and their reasons are those of the `.attendu.csv` beside the example."""
    rendu = render(ingest_example(source, path, tmp_path))
    if accept:
        expected_path(path).write_bytes(rendu.encode())
    assert rendu == expected_path(path).read_bytes().decode()


@pytest.mark.parametrize(("source", "path"), EXAMPLES, ids=[f"{s.id}/{p.name}" for s, p in EXAMPLES])
def test_an_example_balances_and_is_reproducible(source: FoundSource, path: Path, tmp_path: Path) -> None:
    """The ledger balances in its four totals, and the same bytes come out twice."""
    octets = []
    for tour in ("a", "b"):
        (tmp_path / tour).mkdir()
        resultat = ingest_example(source, path, tmp_path / tour)
        octets.append((resultat.chemin.read_bytes(), resultat.rejets.read_bytes()))
        assert resultat.bilan.equilibre
        assert resultat.bilan.lu.lignes > 0
    assert octets[0] == octets[1]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_a_source_has_an_example_and_says_why_it_ignores(source: FoundSource) -> None:
    """A format without a golden pair, or a column ignored without a reason, is not finished."""
    assert any(trouvee.id == source.id for trouvee, _ in EXAMPLES)
    decrits = [source.definition, *source.profils.values()]
    assert all(raison.strip() for decrit in decrits for raison in decrit.ignore.values())


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_every_column_goes_to_the_table_that_the_source_writes(source: FoundSource) -> None:
    """A profile or a source may only name columns that its table declares (parsers answer for theirs)."""
    table = Catalogue().tables[source.definition.ecrit].colonnes
    vers = {
        cible
        for decrit in (source.definition, *source.profils.values())
        if source.parse_py is None
        for cible in decrit.colonnes.values()
    }
    connues = set(table) | {"montant_ht", "montant_tva", "sens"}
    assert {nom.partition(".")[0] for nom in vers} <= connues
