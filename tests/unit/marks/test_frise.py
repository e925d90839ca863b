"""A line of time: its firm period, its reconductions, its end, the day to launch; cut where years are cut."""

from datetime import date

from achatlas.marks import _frise
from achatlas.marks._frise import Echelle, Life

TODAY, HORIZON = date(2026, 1, 1), date(2027, 1, 1)
FIRST, SECOND, LAST = date(2026, 1, 1), date(2027, 1, 1), date(2028, 1, 1)
PLAIN = Life(date(2025, 1, 1), (FIRST, SECOND, LAST), date(2027, 7, 2))
SCALE = Echelle(date(2025, 1, 1), date(2029, 1, 1))


def test_a_marche_shows_its_firm_period_and_each_reconduction() -> None:
    drawn = _frise.dessiner(PLAIN, SCALE)
    assert drawn["ferme"] == {"x": "0.00%", "w": "24.98%"}
    assert drawn["suites"] == [{"x": "24.98%", "w": "24.98%"}, {"x": "49.97%", "w": "24.98%"}]
    assert (drawn["fin"], drawn["lancer"]) == ("74.95%", "62.42%")
    assert (drawn["avant"], drawn["apres"], drawn["inconnu"]) == (False, False, False)


def test_what_is_outside_the_line_is_cut_and_told() -> None:
    scale = Echelle(date(2025, 6, 1), date(2027, 6, 1))
    drawn = _frise.dessiner(PLAIN, scale)
    assert drawn["ferme"]["x"] == "0.00%" and drawn["avant"] and drawn["apres"]
    assert drawn["fin"] == "100.00%" and drawn["lancer"] == ""
    assert _frise.dessiner(PLAIN, Echelle(date(2026, 6, 1), LAST))["suites"][0]["x"] == "0.00%"
    old = _frise.dessiner(Life(None, (date(2020, 1, 1), LAST)), scale)
    assert (old["ferme"]["w"], len(old["suites"])) == ("0.00%", 1)


def test_an_unknown_first_day_is_told_and_begins_with_the_line() -> None:
    drawn = _frise.dessiner(Life(None, (FIRST,)), SCALE)
    assert drawn["inconnu"] and not drawn["avant"] and drawn["ferme"]["x"] == "0.00%"
    assert drawn["suites"] == [] and drawn["lancer"] == ""


def test_the_years_hold_every_marche_but_no_further_than_a_few() -> None:
    assert Echelle.of([PLAIN], TODAY, HORIZON) == SCALE
    far = Life(date(2001, 1, 1), (date(2060, 1, 1),))
    assert Echelle.of([far], TODAY, HORIZON) == Echelle(date(2023, 1, 1), date(2033, 1, 1))
    assert Echelle.of([], TODAY, HORIZON) == Echelle(date(2026, 1, 1), date(2028, 1, 1))
    assert Echelle.of([far], TODAY, date(2034, 2, 1)).fin == date(2035, 1, 1)


def test_behind_every_line_are_the_years_today_and_the_months_to_come() -> None:
    found = _frise.fond(SCALE, TODAY, HORIZON)
    assert [one["texte"] for one in found["annees"]] == ["2025", "2026", "2027", "2028"]
    assert (found["jour"], found["horizon"]) == ("24.98%", "49.97%")
    assert found["fenetre"] == {"x": "24.98%", "w": "24.98%"}
    many = _frise.fond(Echelle(date(2023, 1, 1), date(2033, 1, 1)), TODAY, HORIZON)["annees"]
    assert [one["texte"] for one in many if one["texte"]] == ["2023", "2025", "2027", "2029", "2031"]
