"""iCalendar (RFC 5545): events of whole days written so that no text of theirs can be read as anything else.

Lines end with CRLF and are folded at 75 octets, never within a character (3.1); texts are escaped (3.3.11).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from urllib.parse import quote

from achatlas.langues import langue

OCTETS = 75
PRODUCT = "-//Achatlas//Veille"
ADDRESS = ":/?#[]@!$&'()*+,;=%~-._"
"""The signs of an address that stay as they are (RFC 3986); any other is percent-encoded."""
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
BREAKS = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
ALARM = "T070000Z"


@dataclass(frozen=True)
class Evenement:
    """What an agenda shows on a whole day: ``uid`` is the same at each reading; ``alarme`` is the day on
    which to ring, None for never; ``adresse`` an http address, "" for none.
    """

    uid: str
    jour: date
    titre: str
    description: str = ""
    adresse: str = ""
    alarme: date | None = None


def uid(*parts: str) -> str:
    """The identifier of what these texts name: always the same, whatever signs they hold."""
    told = "\x1f".join(f"{len(part)}:{part}" for part in parts)
    return f"{sha256(told.encode('utf-8', 'surrogatepass')).hexdigest()[:40]}@achatlas"


def calendar(evenements: Iterable[Evenement], stamp: datetime, titre: str) -> bytes:
    """The whole file, events by day, without the alarms that would be past. Raises ValueError when the moment
    of writing has no time zone.
    """
    if stamp.tzinfo is None:
        raise ValueError("DTSTAMP demande une heure avec son fuseau")
    written = f"{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    ordered = sorted(evenements, key=lambda one: (one.jour, one.uid))
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}//{langue().code.upper()}",
        "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(titre)}",
        *(line for one in ordered for line in _event(one, written)),
        "END:VCALENDAR",
    ]  # fmt: skip
    return b"".join(folded(line) for line in lines)


def _event(one: Evenement, written: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(one.uid)}"
    yield f"DTSTAMP:{written}"
    yield f"DTSTART;VALUE=DATE:{_basic(one.jour)}"
    yield f"SUMMARY:{escaped(one.titre)}"
    if one.description:
        yield f"DESCRIPTION:{escaped(one.description)}"
    if address := encoded(one.adresse):
        yield f"URL:{address}"
    yield "TRANSP:TRANSPARENT"
    ring = f"{_basic(one.alarme)}{ALARM}" if one.alarme is not None else ""
    if ring > written:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{escaped(one.titre)}")
        yield from (f"TRIGGER;VALUE=DATE-TIME:{ring}", "END:VALARM")
    yield "END:VEVENT"


def _basic(day: date) -> str:
    """A day in eight figures, whatever the year: ``strftime`` drops leading zeros on some systems."""
    return day.isoformat().replace("-", "")


def escaped(text: str) -> str:
    """A text as a value: its line breaks written as such, its marks escaped, control characters dropped."""
    plain = CONTROLS.sub("", BREAKS.sub("\n", text))
    return re.sub(r"([\\;,])", r"\\\1", plain).replace("\n", r"\n")


def encoded(address: str) -> str:
    """An http address as a value, what is no sign of an address percent-encoded; nothing for another one."""
    known = re.match("https?://", address)
    return quote(address, safe=ADDRESS, errors="replace") if known else ""


def folded(line: str) -> bytes:
    """A line with its CRLF, cut where it is too long; what follows a cut begins with a space."""
    rest, parts, room = line.encode("utf-8"), [], OCTETS
    while len(rest) > room:
        cut = room
        while rest[cut] & 0xC0 == 0x80:
            cut -= 1
        parts.append(rest[:cut])
        rest, room = rest[cut:], OCTETS - 1
    return b"\r\n ".join([*parts, rest]) + b"\r\n"
