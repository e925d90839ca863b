"""Whatever row is lost, repeated or altered between two stages, the ledger does not balance."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import ibis.expr.types as ir
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.domain.balance import empreinte_enregistrement
from achatlas.domain.errors import UnbalancedAccount
from achatlas.store.engine import Engine
from achatlas.store.ledger import account, balanced, measure, refusal

Amounts = list[int]
LINE = pa.schema(
    [
        ("depot", pa.string()),
        ("fichier", pa.string()),
        ("numero_ligne", pa.int64()),
        ("empreinte", pa.uint64()),
        ("objet", pa.string()),
        ("motif", pa.string()),
        ("montant_ht_centimes", pa.int64()),
    ]
)
AMOUNTS = st.lists(st.integers(-(10**12), 10**12), min_size=2, max_size=12)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with Engine(tmp_path_factory.mktemp("tampon")) as engine:
        yield engine


def lines(amounts: Amounts) -> list[dict[str, object]]:
    """Lines of a file, numbered from 2 as under a header."""
    return [
        {
            "depot": "d",
            "fichier": "f.csv",
            "numero_ligne": n,
            "empreinte": empreinte_enregistrement(n, c),
            "objet": "o",
            "motif": "essai",
            "montant_ht_centimes": c,
        }
        for n, c in enumerate(amounts, start=2)
    ]


def kept(engine: Engine, rows: list[dict[str, object]]) -> ir.Table:
    return engine.keep(pa.Table.from_pylist(rows, schema=LINE))


def edge(engine: Engine, read: list[dict[str, object]], accepted: list, refused: list) -> None:
    """Weighs an edge; raises UnbalancedAccount when it does not balance."""
    out = refusal(kept(engine, refused), "essai", "rejet", "motif")
    ledger = measure(
        engine, account(engine, kept(engine, read)), account(engine, kept(engine, accepted)), out
    )
    balanced(ledger, "essai", "f.csv")


def drop(rows: list[dict[str, object]]) -> None:
    rows.pop()


def duplicate(rows: list[dict[str, object]]) -> None:
    rows.append(rows[0])


def replace_by_another(rows: list[dict[str, object]]) -> None:
    """Counts and lines stay what they were: only the hash tells."""
    rows[0] = {**rows[0], "empreinte": empreinte_enregistrement(999, 0)}


def turn_a_low_bit(rows: list[dict[str, object]]) -> None:
    rows[0] = {**rows[0], "empreinte": int(str(rows[0]["empreinte"])) ^ 1}


def turn_a_high_bit(rows: list[dict[str, object]]) -> None:
    rows[0] = {**rows[0], "empreinte": int(str(rows[0]["empreinte"])) ^ 2**63}


def alter(rows: list[dict[str, object]]) -> None:
    rows[0] = {**rows[0], "montant_ht_centimes": int(str(rows[0]["montant_ht_centimes"])) + 1}


def turn_sign(rows: list[dict[str, object]]) -> None:
    """Two lines of opposite changes: the signed sum alone would see nothing."""
    rows[0] = {**rows[0], "montant_ht_centimes": int(str(rows[0]["montant_ht_centimes"])) + 10**13}
    rows[1] = {**rows[1], "montant_ht_centimes": int(str(rows[1]["montant_ht_centimes"])) - 10**13}


@settings(max_examples=10)
@given(AMOUNTS, st.integers(0, 12))
def test_lines_kept_and_refused_balance(engine: Engine, amounts: Amounts, cut: int) -> None:
    rows = lines(amounts)
    edge(engine, rows, rows[:cut], rows[cut:])


MUTANTS = (drop, duplicate, replace_by_another, turn_a_low_bit, turn_a_high_bit, alter, turn_sign)


@pytest.mark.parametrize("mutant", MUTANTS)
@settings(max_examples=6)
@given(amounts=AMOUNTS)
def test_every_mutant_is_caught(
    engine: Engine, mutant: Callable[[list[dict[str, object]]], None], amounts: Amounts
) -> None:
    rows = lines(amounts)
    changed = list(rows)
    mutant(changed)
    with pytest.raises(UnbalancedAccount, match="ne tombe pas juste"):
        edge(engine, rows, changed, [])


def test_a_line_both_kept_and_refused_is_caught(engine: Engine) -> None:
    rows = lines([100, 200])
    with pytest.raises(UnbalancedAccount, match="il manque -1 lignes et -200 centimes"):
        edge(engine, rows, rows, rows[1:])
