"""Days and months, as deadlines count them."""

from calendar import monthrange
from datetime import date


def later(day: date, months: int) -> date:
    """The same day so many months later (before, when negative), the last of the month when it is shorter.

    Raises OverflowError, or ValueError, for a year that a date cannot hold.
    """
    rank = day.year * 12 + day.month - 1 + months
    year, month = rank // 12, rank % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
