"""Whatever amount is written in a declared format is read back to the cent."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow.compute as pc
from hypothesis import given
from hypothesis import strategies as st

from achatlas.domain.balance import MODULO, ZERO, Account, empreinte_enregistrement, total
from achatlas.domain.money import (
    NumberFormat,
    centimes_of_number,
    column_reader_of,
    parse_centimes,
    reader_of,
    split_centimes,
)
from achatlas.ingest.empreintes import empreintes_of

CENTIMES = st.integers(-(10**13), 10**13)
FORMATS = st.builds(
    NumberFormat,
    st.sampled_from([",", "."]),
    st.sampled_from(["", " ", "'"]),
    st.sampled_from([frozenset({"avant"}), frozenset({"apres"}), frozenset({"parentheses"})]),
    st.sampled_from(["", "€"]),
)


def write(centimes: int, fmt: NumberFormat, espace: str = "\u202f") -> str:
    """Write an amount as a program that follows the format does."""
    entier, cents = divmod(abs(centimes), 100)
    groupe = espace if fmt.milliers == " " else fmt.milliers
    nombre = f"{entier:,}".replace(",", groupe) + f"{fmt.decimale}{cents:02d}"
    if centimes < 0:
        forme = {"avant": "-{}", "apres": "{}-", "parentheses": "({})"}[next(iter(fmt.signes))]
        nombre = forme.format(nombre)
    return f"{nombre} {fmt.symbole}".strip()


@given(CENTIMES, FORMATS, st.sampled_from(" \u00a0\u202f\u2009"))
def test_an_amount_comes_back_as_it_was(centimes: int, fmt: NumberFormat, espace: str) -> None:
    texte = write(centimes, fmt, espace)
    assert parse_centimes(texte, fmt) == reader_of(fmt)(texte) == centimes


@given(st.text(alphabet="0123456789,. -()€'", max_size=12), FORMATS)
def test_the_fast_lane_reads_and_refuses_as_the_slow_one(texte: str, fmt: NumberFormat) -> None:
    def outcome(lire: object) -> object:
        try:
            return lire(texte) if callable(lire) else None
        except ValueError as refus:
            return type(refus)

    assert outcome(reader_of(fmt)) == outcome(lambda t: parse_centimes(t, fmt))


@given(st.lists(CENTIMES, max_size=8), FORMATS, st.sampled_from(" \u00a0\u202f\u2009"))
def test_a_column_of_amounts_comes_back_as_it_was(cents: list[int], fmt: NumberFormat, espace: str) -> None:
    assert column_reader_of(fmt)([write(one, fmt, espace) for one in cents]) == cents


@given(st.lists(st.text(alphabet="0123456789,. -()€'\n", max_size=8), max_size=4), FORMATS)
def test_a_column_is_read_and_refused_as_each_of_its_texts(texts: list[str], fmt: NumberFormat) -> None:
    def outcome(lire: Callable[[], list[int]]) -> object:
        try:
            return lire()
        except ValueError as refus:
            return type(refus)

    assert outcome(lambda: column_reader_of(fmt)(texts)) == outcome(lambda: list(map(reader_of(fmt), texts)))


@given(st.lists(st.tuples(st.integers(1, 10**9), CENTIMES), max_size=8))
def test_a_batch_is_hashed_as_each_of_its_records(records: list[tuple[int, int]]) -> None:
    alone = [empreinte_enregistrement(*record) for record in records]
    together = empreintes_of([n for n, _ in records], [c for _, c in records])
    assert together.to_pylist() == alone
    assert (pc.sum(together).as_py() or 0) == sum(alone) % MODULO


@given(st.lists(st.tuples(st.integers(1, 10**9), CENTIMES), min_size=2, max_size=8), st.data())
def test_amounts_that_change_places_change_the_total(
    records: list[tuple[int, int]], data: st.DataObject
) -> None:
    records = list(dict(records).items())
    moved = data.draw(st.permutations([cents for _, cents in records]))
    after = [(n, cents) for (n, _), cents in zip(records, moved, strict=True)]
    one, other = (sum(empreinte_enregistrement(*r) for r in rows) % MODULO for rows in (records, after))
    assert (one == other) == (records == after)


@given(st.integers(-(10**11), 10**11))
def test_a_double_of_a_spreadsheet_keeps_its_cents(centimes: int) -> None:
    assert centimes_of_number(centimes / 100) == centimes
    assert centimes_of_number(repr(centimes / 100)) == centimes


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**9), min_size=1).filter(any))
def test_shares_lose_nothing_and_stay_within_a_cent(montant: int, poids: list[int]) -> None:
    parts = split_centimes(montant, poids)
    assert sum(parts) == montant
    assert all(
        abs(part * sum(poids) - montant * p) < sum(poids) for part, p in zip(parts, poids, strict=True)
    )


@given(st.lists(st.builds(Account, *[st.integers(0, 2**63)] * 4)))
def test_the_order_of_accounts_does_not_matter(comptes: list[Account]) -> None:
    somme = total(comptes)
    assert somme == total(reversed(comptes))
    assert somme - total(comptes) == ZERO
