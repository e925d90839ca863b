"""Whatever texts an event holds, a reader finds the same events with the same texts, and nothing more."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from hypothesis import example, given
from hypothesis import strategies as st

from achatlas.watch.ical import Evenement, calendar, uid
from tests.unit.watch.calendars import read

STAMP = datetime(2026, 2, 1, tzinfo=UTC)
HOSTILE = "\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:x;,\\n \u2028é\x00"
TEXTS = st.text() | st.lists(st.sampled_from([HOSTILE, "\r", "\n", ";", ",", "\\", "é" * 40, "😀" * 30])).map(
    "".join
)
DAYS = st.dates()
EVENTS = st.builds(
    Evenement,
    uid=st.builds(uid, TEXTS, TEXTS),
    jour=DAYS,
    titre=TEXTS,
    description=TEXTS,
    adresse=TEXTS.map("https://a.fr/{}".format) | TEXTS,
    alarme=st.none() | DAYS,
)


def shown(text: str) -> str:
    """What is left of a text: each break a line feed, no control characters."""
    breaks = re.sub("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", "\n", text)
    return "".join(c for c in breaks if c in "\n\t" or not (ord(c) < 32 or 127 <= ord(c) < 160))


@given(st.lists(EVENTS, max_size=4), TEXTS)
@example([Evenement("u", date(1, 1, 1), HOSTILE, HOSTILE, f"https://a.fr/{HOSTILE}", date(1, 1, 1))], HOSTILE)
def test_a_reader_finds_the_same_events(told: list[Evenement], titre: str) -> None:
    found = read(calendar(told, STAMP, titre))
    expected = sorted(told, key=lambda one: (one.jour, one.uid))
    assert found.text("X-WR-CALNAME") == shown(titre) and found.name == "VCALENDAR"
    assert [one.text("UID") for one in found.within] == [one.uid for one in expected]
    assert [one.text("SUMMARY") for one in found.within] == [shown(one.titre) for one in expected]
    assert [one["DTSTART"] for one in found.within] == [
        one.jour.isoformat().replace("-", "") for one in expected
    ]


@given(EVENTS)
def test_an_event_holds_nothing_but_its_own(told: Evenement) -> None:
    (event,) = read(calendar([told], STAMP, "")).within
    names = [name for name, *_ in event.properties]
    assert len(names) == len(set(names))
    assert set(names) <= {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION", "URL", "TRANSP"}
    assert not told.description or event.text("DESCRIPTION") == shown(told.description)
    coming = told.alarme is not None and told.alarme >= STAMP.date()
    assert [alarm.name for alarm in event.within] == ["VALARM"] * coming


@given(EVENTS)
def test_an_address_has_only_signs_of_an_address(told: Evenement) -> None:
    (event,) = read(calendar([told], STAMP, "")).within
    found = [value for name, _, value in event.properties if name == "URL"]
    assert all(re.fullmatch(r"https?://[\w.~:/?#\[\]@!$&'()*+,;=%-]*", one, re.ASCII) for one in found)


@given(st.lists(EVENTS, max_size=4), st.randoms())
def test_the_order_of_events_changes_nothing(told: list[Evenement], chance: object) -> None:
    mixed = list({one.uid: one for one in told}.values())
    before = calendar(mixed, STAMP, "")
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert calendar(mixed, STAMP, "") == before
