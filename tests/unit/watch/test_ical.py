"""iCalendar: a golden file, and texts that try to be more than texts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from achatlas.watch.ical import Evenement, calendar, encoded, escaped, folded, uid
from tests.unit.watch.calendars import read

STAMP = datetime(2026, 2, 1, 9, 30, tzinfo=timezone(timedelta(hours=1)))
ONE = Evenement(
    "u@achatlas", date(2027, 12, 31), "Fin, dernière", "a;b\nc", "https://a.fr/m/1", date(2027, 8, 31)
)
GOLDEN = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Achatlas//Veille//FR
CALSCALE:GREGORIAN
METHOD:PUBLISH
X-WR-CALNAME:Marchés
BEGIN:VEVENT
UID:u@achatlas
DTSTAMP:20260201T083000Z
DTSTART;VALUE=DATE:20271231
SUMMARY:Fin\\, dernière
DESCRIPTION:a\\;b\\nc
URL:https://a.fr/m/1
TRANSP:TRANSPARENT
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Fin\\, dernière
TRIGGER;VALUE=DATE-TIME:20270831T070000Z
END:VALARM
END:VEVENT
END:VCALENDAR
"""


def test_a_calendar_is_written_as_the_standard_says() -> None:
    assert calendar([ONE], STAMP, "Marchés").decode() == GOLDEN.replace("\n", "\r\n")


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="fuseau"):
        calendar([], datetime(2026, 2, 1), "Marchés")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nEND:VEVENT", "a\\nEND:VEVENT"),
        ("a\rb\nc\u2028d\x85e\x0bf", "a\\nb\\nc\\nd\\ne\\nf"),
        ('\\n; , :"', '\\\\n\\; \\, :"'),
        ("\x00a\x07\x7f\x9f\ud800b\t", "ab\t"),
    ],
)
def test_a_text_stays_a_text(text: str, expected: str) -> None:
    assert escaped(text) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.fr/marches/21|1/?a=1&b=2#c", "https://a.fr/marches/21%7C1/?a=1&b=2#c"),
        ("https://a.fr/\r\nX-EVIL:1", "https://a.fr/%0D%0AX-EVIL:1"),
        ("https://a.fr/é \ud800", "https://a.fr/%C3%A9%20?"),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_an_address_stays_one(address: str, expected: str) -> None:
    assert encoded(address) == expected


def test_a_line_is_folded_within_75_octets_and_no_character_is_cut() -> None:
    assert folded("a" * 75) == b"a" * 75 + b"\r\n"
    assert folded("a" * 76) == b"a" * 75 + b"\r\n a\r\n"
    assert folded("a" * 74 + "é") == b"a" * 74 + "\r\n é\r\n".encode()
    assert folded("b" + "a" * 149) == b"b" + b"a" * 74 + b"\r\n " + b"a" * 74 + b"\r\n a\r\n"


def test_an_identifier_is_that_of_its_parts() -> None:
    assert uid("m1", "fin") == uid("m1", "fin") != uid("m1f", "in")
    assert uid("a\x1f1:b") != uid("a", "b") and uid("\ud800").endswith("@achatlas")


def test_without_alarm_nor_address_nor_description_none_is_written() -> None:
    (event,) = read(calendar([Evenement("u", date(2027, 1, 2), "t")], datetime.now(UTC), "n")).within
    assert [name for name, *_ in event.properties] == ["UID", "DTSTAMP", "DTSTART", "SUMMARY", "TRANSP"]
    assert event.within == []


@pytest.mark.parametrize(
    ("ringing", "rings"), [(date(2026, 1, 31), 0), (date(2026, 2, 1), 0), (date(2026, 2, 2), 1)]
)
def test_no_alarm_is_in_the_past(ringing: date, rings: int) -> None:
    one = Evenement("u", date(2026, 6, 1), "t", alarme=ringing)
    (event,) = read(calendar([one], STAMP, "n")).within
    assert len(event.within) == rings
