"""The month of a payment, within its exercice."""

from collections import Counter

from achatlas.analyse import query
from achatlas.analyse.selection import Selection
from tests.petit import Petit


def told(row: dict[str, object]) -> str:
    """The month of a line as plain dates tell it."""
    day, year = row["date_mandat"], int(str(row["exercice"]))
    if day is None:
        return ""
    if day.year == year:  # type: ignore[attr-defined]
        return f"{day.month:02d}"  # type: ignore[attr-defined]
    return "13" if (day.year, day.month) == (year + 1, 1) else "99"  # type: ignore[attr-defined]


def test_the_january_after_is_no_january_of_the_year(petit: Petit) -> None:
    rows = petit.mart("achats")
    assert [row for row in rows if row["mois"] != told(row)] == []
    assert any(row["mois"] == "13" for row in rows)


def test_years_and_months_of_payment_add_up_to_the_lines(petit: Petit) -> None:
    rows, scope = petit.mart("achats"), petit.consolide()
    lines = Counter((row["exercice"], row["mois"]) for row in rows)
    for year in {row["exercice"] for row in rows}:
        chosen = Selection().only("exercice", [str(year)])
        shown = query.rows("mois", ["lignes"], chosen, scope).lignes
        assert {row.code: row.valeurs["lignes"] for row in shown} == {
            month: count for (exercice, month), count in lines.items() if exercice == year
        }
