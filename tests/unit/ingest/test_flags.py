"""Each flag of a file comes with the first line, or record, that raised it."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from achatlas.ingest.flags import Flags
from tests.unit.ingest.atelier import ingest, ingest_mandats, mandats

NIR = "1 84 03 78 006 048 47"


@given(st.lists(st.tuples(st.sampled_from("abc"), st.none() | st.integers(1, 99))))
def test_the_first_line_is_the_smallest_whatever_the_order(raised: list[tuple[str, int | None]]) -> None:
    flags = Flags()
    for flag, line in raised:
        flags.at(line)
        flags[flag] += 1
    placed = [(flag, line) for flag, line in raised if line is not None]
    assert flags.premieres == {f: min(n for g, n in placed if g == f) for f, _ in placed}
    assert flags.total() == len(raised)


def test_a_number_taken_out_of_a_payment_or_of_a_reject_names_its_line(tmp_path: Path) -> None:
    text = mandats("1,00", "2,00", "douze", "4,00").replace("Légumes;douze", f"Légumes {NIR};douze")
    assert ingest_mandats(tmp_path, text).premieres_lignes == {"nir_retire": 4}
    later = text.replace("Légumes;4,00", f"Légumes {NIR};4,00")
    assert ingest_mandats(tmp_path, later).premieres_lignes == {"nir_retire": 4}
    assert ingest_mandats(tmp_path, later).signalements == {"nir_retire": 2}


def test_a_mark_of_absence_names_its_record(tmp_path: Path) -> None:
    one = {"id": "1", "acheteur": {"id": "00000000000018"}, "objet": "x", "nature": "Marché", "montant": 1}
    told = [one, {**one, "codeCPV": "NC"}, {**one, "procedure": "NC"}]
    read = ingest(tmp_path, "a.json", json.dumps({"marches": told}).encode(), "decp_2022")
    assert (read.signalements, read.premieres_lignes) == ({"valeur_non_connue": 2}, {"valeur_non_connue": 2})


def test_a_flag_of_the_whole_file_has_no_line(tmp_path: Path) -> None:
    read = ingest(
        tmp_path, "a.csv", mandats("1,00").replace("Mt HT", "Mt HT"), "mandats_tableur", "exemple_csv"
    )
    assert read.premieres_lignes == {}
