"""Whatever is paid, a line counts in one need, and needs add up to what is paid."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from achatlas.bridge import familles
from achatlas.bridge.statut import needs
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.segments import hors_champ, travaux
from achatlas.domain.besoins import FAMILLE, OPERATION, genre_of
from achatlas.domain.correspondance import CodeAcheteur, Correspondances, NomenclatureAcheteur
from achatlas.store.engine import Engine

CATALOGUE = Catalogue()
BUYERS, OUT, WORKS = ("000000018", "000000026"), hors_champ(CATALOGUE), travaux(CATALOGUE)
SEGMENTS = ("08.03", "23.01", OUT[0], *WORKS[:2], "")
CODES = ("", "1", "1.1", " 1.1 ", "2", "2.A", "2.a", "9")
Row = dict[str, Any]

code = st.builds(
    CodeAcheteur,
    st.sampled_from(CODES[1:]),
    st.sampled_from(("", "Papier")),
    st.sampled_from(("", "1", "2", "1.1")),
    st.sampled_from(("", "1", "2.A", "F")),
)
nomenclatures = st.dictionaries(
    st.sampled_from(BUYERS), st.lists(code, max_size=6, unique_by=lambda c: c.code)
)
line = st.fixed_dictionaries({
    "acheteur_siren": st.sampled_from(BUYERS), "segment_code": st.sampled_from(SEGMENTS),
    "operation": st.sampled_from(("", "ECOLE")), "code_nomenclature": st.sampled_from(CODES),
    "montant_ht_centimes": st.integers(-9_999_999, 9_999_999),
})  # fmt: skip


def by_hand(row: Row, own: familles.Familles) -> str:
    """The need of a line, in words of Python."""
    siren, segment = row["acheteur_siren"], row["segment_code"]
    if segment in WORKS and row["operation"]:
        return f"{siren}/{row['operation']}"
    found = own.get(siren, {}).get("".join(row["code_nomenclature"].split()).casefold())
    return segment if segment in OUT or found is None else f"{siren}:{found.code}"


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(line, min_size=1, max_size=12), nomenclatures)
def test_each_line_is_in_one_need_and_needs_add_up(
    tmp_path: Path, rows: list[Row], told: dict[str, list[CodeAcheteur]]
) -> None:
    own = {s: Correspondances(NomenclatureAcheteur.of(codes, ())).homogenes for s, codes in told.items()}
    with Engine(tmp_path / "moteur") as engine:
        table = engine.keep(pa.Table.from_pylist([{**row, "n": n} for n, row in enumerate(rows)]))
        found = list(engine.dicts(needs(CATALOGUE, familles.told(engine, table, own))))
    assert {one["n"]: one["besoin_code"] for one in found} == {n: by_hand(r, own) for n, r in enumerate(rows)}
    sums: Counter[str] = Counter()
    for one in found:
        sums[one["besoin_code"]] += one["montant_ht_centimes"]
    assert len(found) == len(rows) and sum(sums.values()) == sum(r["montant_ht_centimes"] for r in rows)


@given(nomenclatures.map(lambda told: [codes for codes in told.values() if codes]))
def test_a_family_is_that_of_the_code_or_of_the_nearest_above(told: list[list[CodeAcheteur]]) -> None:
    for codes in told:
        one = Correspondances(NomenclatureAcheteur.of(codes, ()))
        for key in one.codes:
            family = one.famille(key)
            assert bool(family) == (key in one.homogenes)
            assert not family or one.homogenes[key].code.casefold() == family.casefold()


@given(st.sampled_from(BUYERS), st.text(min_size=1), st.sampled_from(sorted(CATALOGUE.segments)))
def test_no_code_of_a_need_is_taken_for_another(siren: str, name: str, segment: str) -> None:
    assert genre_of(f"{siren}{OPERATION}{name}") == OPERATION
    assert genre_of(f"{siren}{FAMILLE}{name}") == FAMILLE
    assert not genre_of(segment) and not genre_of("")
