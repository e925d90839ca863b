"""The reasons of the ingestion are a closed list, each with what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow.parquet as pq
import yaml

from achatlas.catalogue.load import Catalogue
from tests.sources.golden import examples, ingest_example


def test_every_reason_given_is_in_the_closed_list(tmp_path: Path) -> None:
    """Whatever the examples bring out is explained in `motifs_ingestion.yml`."""
    connus = yaml.safe_load(Catalogue().file("regles/motifs_ingestion.yml").read_text(encoding="utf-8"))
    for rang, (source, path) in enumerate(examples()):
        (tmp_path / str(rang)).mkdir()
        rejets = pq.read_table(ingest_example(source, path, tmp_path / str(rang)).rejets).to_pylist()
        assert all(ligne["motif"] in connus[f"{ligne['categorie']}"] for ligne in rejets)


def test_no_personal_identifier_leaves_the_parser(tmp_path: Path) -> None:
    """NIR, IBAN and birth dates stand in the examples; none is in what is written."""
    sortis = ""
    for rang, (source, path) in enumerate(examples()):
        (tmp_path / str(rang)).mkdir()
        resultat = ingest_example(source, path, tmp_path / str(rang))
        sortis += str(pq.read_table(resultat.chemin).to_pylist()) + str(
            pq.read_table(resultat.rejets).to_pylist()
        )
    assert "FR7630006000011234567890189" not in sortis
    assert "1984-03-01" not in sortis
    assert not re.search(r"1 ?84 ?03 ?78 ?006 ?048", sortis)
