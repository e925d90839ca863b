"""What a FEC may say beyond the eighteen columns: the code of the buyer's own nomenclature."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from achatlas.catalogue.load import PACKAGE
from achatlas.ingest.stage import ingest_file

FEC = (PACKAGE / "sources/fec/exemples/debit_credit.txt").read_text(encoding="utf-8")


def test_a_column_of_codes_after_those_of_the_law_is_read(tmp_path: Path) -> None:
    head, *lines = FEC.splitlines()
    path = tmp_path / "grand_livre.txt"
    path.write_text(
        "\n".join([f"{head}\tNomenclatureAchat", *(f"{line}\tVRD" for line in lines), ""]), "utf-8"
    )
    result = ingest_file(path, acheteur_siren=None, source="fec", cible=tmp_path)
    read = pq.read_table(result.chemin, columns=["code_nomenclature"])["code_nomenclature"].to_pylist()
    assert read and set(read) == {"VRD"}
