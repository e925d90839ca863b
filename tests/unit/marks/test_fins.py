"""The calendar of marchés, when one of them says no day of notification."""

from datetime import date

from achatlas.marks import _calendrier
from achatlas.marks._calendrier import Barre

TODAY, HORIZON, END = date(2026, 11, 27), date(2028, 5, 27), date(2027, 3, 31)


def test_a_marche_without_a_first_day_shows_its_end_alone() -> None:
    known, unknown = Barre("un", date(2024, 1, 1), END), Barre("deux", None, END)
    one, other = _calendrier.dessiner([known, unknown], TODAY, HORIZON)["barres"]
    assert one["bout"] == other["bout"] == other["x"]
    assert float(one["largeur"]) > float(other["largeur"]) == 2
