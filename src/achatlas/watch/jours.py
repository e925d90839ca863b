"""Months added to days as marchés count them: whole months, the last day of a period included in it."""

from datetime import date, timedelta

from achatlas.domain.jours import later

DAY = timedelta(days=1)


def extended(last: date, months: int) -> date:
    """The last day of a period made longer by some months, from its last day.

    >>> extended(date(2025, 2, 28), 12), extended(date(2025, 12, 31), 2)
    (datetime.date(2026, 2, 28), datetime.date(2026, 2, 28))
    """
    return later(last + DAY, months) - DAY


def apart(first: date, last: date) -> int:
    """The least whole number of months by which ``first`` must be extended to reach ``last``; 0 when it
    reaches it already.

    >>> apart(date(2025, 12, 31), date(2026, 2, 28)), apart(date(2025, 12, 31), date(2026, 3, 1))
    (2, 3)
    """
    months = max((last.year - first.year) * 12 + last.month - first.month - 1, 0)
    while extended(first, months) < last:
        months += 1
    return months


def earliest(last: date, months: int) -> date:
    """The first day that some months, added as ``extended`` adds them, bring to a day or after it.

    >>> earliest(date(2026, 2, 28), 2), earliest(date(2026, 3, 30), 1)
    (datetime.date(2025, 12, 28), datetime.date(2026, 2, 28))
    """
    day = extended(last, -months) - 4 * DAY
    while extended(day, months) < last:
        day += DAY
    return day


def written(day: date) -> str:
    """A day as a sentence says it: 31/12/2026."""
    return day.strftime("%d/%m/%Y")
