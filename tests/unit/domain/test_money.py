"""Money: read strictly in the declared format, split without losing a cent, shown in French."""

from __future__ import annotations

import pytest

from achatlas.domain.money import (
    PLAIN,
    NumberFormat,
    SubCent,
    TwoReadings,
    centimes_of_number,
    column_reader_of,
    format_euros,
    parse_centimes,
    reader_of,
    split_centimes,
)

FRENCH = NumberFormat(",", " ", frozenset({"avant", "apres", "parentheses"}), "€")


@pytest.mark.parametrize(
    ("texte", "centimes"),
    [
        ("1 234,5", 123450),
        ("1\u202f234\u00a0567,89", 123456789),
        ("1234,56", 123456),
        ("-12", -1200),
        ("12-", -1200),
        ("(12,30)", -1230),
        ("(12,30 €)", -1230),
        ("12 €", 1200),
        (",50", 50),
        ("12,3400", 1234),
        ("0", 0),
    ],
)
def test_a_declared_form_is_read(texte: str, centimes: int) -> None:
    assert parse_centimes(texte, FRENCH) == centimes
    assert reader_of(FRENCH)(texte) == centimes


@pytest.mark.parametrize(
    "texte", ["", "-", "1 23,4", "1.5", "--1", "-1-", "(12", "12)", "1,2,3", "deux", "٣,00", "1e5", ","]
)
def test_anything_else_is_refused(texte: str) -> None:
    with pytest.raises(ValueError, match="montant"):
        parse_centimes(texte, FRENCH)


def test_a_sign_that_is_not_declared_is_refused() -> None:
    with pytest.raises(ValueError, match="montant"):
        parse_centimes("12-", PLAIN)


def test_a_fraction_of_a_cent_is_never_rounded() -> None:
    with pytest.raises(SubCent):
        parse_centimes("12.345")
    with pytest.raises(SubCent):
        centimes_of_number("12345.678")


@pytest.mark.parametrize(
    ("valeur", "centimes"),
    [("1e5", 10_000_000), (0.1 + 0.2, 30), (137614.0, 13761400), ("-0.5", -50), (7, 700), ("1E-400", 0)],
)
def test_a_typed_number_is_the_cent_it_was_meant_to_be(valeur: float | str, centimes: int) -> None:
    assert centimes_of_number(valeur) == centimes


@pytest.mark.parametrize("valeur", ["NaN", "Infinity", "1E17", "1e999999", "true", float("inf")])
def test_a_number_out_of_bounds_is_refused(valeur: float | str) -> None:
    with pytest.raises(ValueError, match="montant"):
        centimes_of_number(valeur)


def test_an_ambiguous_format_cannot_be_declared() -> None:
    with pytest.raises(ValueError, match="incohérent"):
        NumberFormat(",", ",")


def test_shares_sum_to_the_whole() -> None:
    assert split_centimes(-100, [1, 1, 1]) == [-34, -33, -33]
    with pytest.raises(ValueError, match="impossible"):
        split_centimes(100, [0, 0])


def test_euros_are_shown_in_french() -> None:
    assert format_euros(-123456789) == "\u22121\u202f234\u202f567,89\u00a0€"
    assert format_euros(150, decimales=False) == "2\u00a0€"
    assert format_euros(-3, decimales=False) == "0\u00a0€"


@pytest.mark.parametrize(
    "text", ["12,50", "12.50", "-12,5", "1 234,56", "1 234.56", "0,500", "1234,500", "7"]
)
def test_either_mark_reads_as_each_alone_does(text: str) -> None:
    either = NumberFormat(".,", " ")
    alone = parse_centimes(text, NumberFormat("," if "," in text else ".", " "))
    assert parse_centimes(text, either) == reader_of(either)(text) == alone
    assert column_reader_of(either)([text, text]) == [alone, alone]


@pytest.mark.parametrize("text", ["1,500", "-12,000", "250,125"])
def test_either_mark_never_chooses_between_thousands_and_three_decimals(text: str) -> None:
    with pytest.raises(TwoReadings):
        reader_of(NumberFormat(".,", " "))(text)


@pytest.mark.parametrize("milliers", [".", ","])
def test_a_mark_of_decimals_groups_nothing(milliers: str) -> None:
    with pytest.raises(ValueError, match="incohérent"):
        NumberFormat(".,", milliers)


@pytest.mark.parametrize(("text", "cents"), [("12,50 CR", -1250), ("1 234,50DB", 123_450), ("0,00", 0)])
def test_a_credit_is_negative_where_every_amount_says_its_side(text: str, cents: int) -> None:
    sided = NumberFormat(",", " ", frozenset({"credit"}))
    assert reader_of(sided)(text) == parse_centimes(text, sided) == cents
    assert column_reader_of(sided)([text]) == [cents]


@pytest.mark.parametrize("text", ["12,50", "-12,50 CR", "12,50 XX", "CR"])
def test_an_amount_without_its_side_is_refused_where_all_bear_one(text: str) -> None:
    sided = NumberFormat(",", " ", frozenset({"credit"}))
    for read in (reader_of(sided), lambda one: column_reader_of(sided)([one])):
        with pytest.raises(ValueError, match="montant"):
            read(text)


@pytest.mark.parametrize(
    ("unite", "texte", "centimes"),
    [
        ("centimes", "51998", 51998),
        ("centimes", "-51998,00", -51998),
        ("centimes", ",0", 0),
        ("euros", "13,5", 1350),
        ("milliers", "13,58419", 1358419),
        ("milliers", "-0,5", -50000),
        ("millions", "1,2", 120000000),
    ],
)
def test_an_amount_is_read_in_the_unit_of_its_file(unite: str, texte: str, centimes: int) -> None:
    fmt = NumberFormat(",", "", unite=unite)
    assert parse_centimes(texte, fmt) == reader_of(fmt)(texte) == centimes
    assert column_reader_of(fmt)([texte, texte]) == [centimes] * 2
    assert (
        centimes_of_number(texte.replace(",", ".").replace("-.", "-0.").lstrip(".") or "0", unite) == centimes
    )


@pytest.mark.parametrize(("unite", "texte"), [("centimes", "12,5"), ("milliers", "1,234567")])
def test_what_is_finer_than_the_cent_in_its_unit_is_never_rounded(unite: str, texte: str) -> None:
    with pytest.raises(SubCent):
        parse_centimes(texte, NumberFormat(",", unite=unite))
    with pytest.raises(SubCent):
        centimes_of_number(texte.replace(",", "."), unite)


def test_a_unit_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="unité inconnue"):
        NumberFormat(unite="liards")
