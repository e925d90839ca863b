"""Whatever the form, the encoding, the separator and the names: the values come back, or a question is
asked.
"""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from achatlas.catalogue.synonymes import synonymes
from achatlas.cleanse.values import read_date
from achatlas.domain.money import parse_centimes
from achatlas.domain.shapes.dates import DateShapes
from achatlas.domain.shapes.encodings import detect
from achatlas.domain.shapes.numbers import NumberShapes
from achatlas.propose import propose
from tests.tirages import tirages
from tests.unit.propose.atelier import (
    CATALOGUE,
    NAMES,
    OBJECTS,
    Mandat,
    ingest,
    rows,
    write_csv,
    written,
    written_date,
)  # fmt: skip

GROUPS = {",": ["", " ", "\u00a0", "\u202f", ".", "'", "’"], ".": ["", ",", " ", "'"]}
MONEY = [f"{mark}{group}{sign}" for mark, groups in GROUPS.items() for group in groups for sign in "-)+"]
DAYS = ["iso", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y", "%Y%m%d", "%m/%d/%Y", "%Y/%m/%d", "serie"]
SEPARATORS = [";", ",", "\t", "|"]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac-roman", "cp850", "iso8859-15"]
ROLES = {
    "exercice": "ex",
    "num_mandat": "num",
    "date_mandat": "date",
    "compte": "compte",
    "tiers_nom": "nom",
    "objet": "objet",
}
CASES = [str.upper, str.lower, str.title, lambda text: text.replace(" ", "_"), lambda text: f"  {text} "]
cents = st.integers(-(10**9), 10**9).filter(bool)


@st.composite
def lines(draw: st.DrawFn) -> list[Mandat]:
    start = draw(st.dates(date(2019, 1, 1), date(2024, 11, 1)))
    drawn = draw(st.lists(st.tuples(cents, st.integers(0, 58)), min_size=1, max_size=12))
    return [Mandat(rank, amount, start + timedelta(days=after)) for rank, (amount, after) in enumerate(drawn)]


@st.composite
def heads(draw: st.DrawFn) -> list[tuple[str, str]]:
    known, style = synonymes(CATALOGUE), draw(st.sampled_from(CASES))
    text = [(draw(st.sampled_from(known.cibles[target][:8])), role) for target, role in ROLES.items()]
    money = draw(st.sampled_from([("montant_ht", "ht"), ("montant_ttc", "ttc")]))
    chosen = [*text, (draw(st.sampled_from(known.montants[money[0]])), money[1])]
    if money[1] == "ttc" or draw(st.booleans()):
        chosen.append((draw(st.sampled_from(known.montants["montant_tva"][:5])), "tva"))
    return [(style(name), role) for name, role in draw(st.permutations(chosen))]


@settings(max_examples=tirages(75, 150), suppress_health_check=[HealthCheck.too_slow])
@given(
    lines(), heads(), st.sampled_from(MONEY), st.sampled_from(DAYS), st.sampled_from(SEPARATORS),
    st.sampled_from(ENCODINGS),
)  # fmt: skip
def test_a_file_is_read_as_it_was_written_or_asks(
    drawn: list[Mandat], names: list[tuple[str, str]], money: str, day: str, separateur: str, encodage: str
) -> None:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "export.csv"
        try:
            write_csv(path, names, drawn, money=money, day=day, separateur=separateur, encodage=encodage)
        except UnicodeEncodeError:
            return
        found = propose(path, CATALOGUE)
        if not found.certaine:
            assert found.questions
            return
        read = rows(ingest(found, path, Path(place)))
    assert [row["montant_ht_centimes"] for row in read] == [line.cents for line in drawn]
    dates = [read_date(str(row["date_mandat"]), str(row["format_date"])) for row in read]
    assert dates == [line.day for line in drawn]
    assert [row["tiers_nom"] for row in read] == [line.cell("nom", ",-", "iso") for line in drawn]
    assert [row["objet"] for row in read] == [line.cell("objet", ",-", "iso") for line in drawn]


@settings(max_examples=tirages(150, 300))
@given(st.lists(cents, min_size=1, max_size=30), st.sampled_from(MONEY))
def test_amounts_in_one_form_are_read_back_or_ambiguous(values: list[int], form: str) -> None:
    shapes = NumberShapes()
    texts = [written(value, form) for value in values]
    for text in texts:
        shapes.add(text)
    verdict = shapes.verdict()
    assert not verdict.certain or [parse_centimes(text, verdict.formats[0]) for text in texts] == values


@given(st.lists(st.integers(1, 999), min_size=1), st.sampled_from(",."))
def test_amounts_with_one_mark_and_three_digits_are_never_believed(values: list[int], mark: str) -> None:
    shapes = NumberShapes()
    for value in values:
        shapes.add(f"{value}{mark}{value:03}")
    assert not shapes.verdict().certain


@settings(max_examples=tirages(150, 300))
@given(
    st.lists(st.dates(date(2000, 1, 1), date(2025, 12, 31)), min_size=1, max_size=40), st.sampled_from(DAYS)
)
def test_dates_in_one_form_are_read_back_or_ambiguous(days: list[date], form: str) -> None:
    shapes = DateShapes()
    texts = [written_date(day, form) for day in days]
    for text in texts:
        shapes.add(text)
    forms = shapes.verdict().forms
    assert len(forms) != 1 or [read_date(text, forms[0]) for text in texts] == days


@settings(max_examples=tirages(75, 150))
@given(
    st.lists(st.sampled_from([*NAMES, *OBJECTS, "N° 12", "à l’été", "Œuvres", "12 €"]), min_size=1),
    st.sampled_from(ENCODINGS),
)
def test_french_is_read_in_its_encoding_or_asks(words: list[str], encodage: str) -> None:
    text = "\n".join(words)
    try:
        content = text.encode(encodage)
    except UnicodeEncodeError:
        return
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "texte"
        path.write_bytes(content)
        found = detect(path)
    assert not found.sure or content.decode(found.name) == text
