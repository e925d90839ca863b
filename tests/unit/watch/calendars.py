"""A small reader of iCalendar, written apart from what writes it: lines, components, values."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

CONTENT = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=[^:;]+)*):(.*)")
ESCAPES = {"\\\\": "\\", "\\;": ";", "\\,": ",", "\\n": "\n"}


@dataclass
class Component:
    """What stands between BEGIN and END: its properties, in order, and the components within."""

    name: str
    properties: list[tuple[str, str, str]] = field(default_factory=list)
    within: list[Component] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        """The value of the only property of that name."""
        (value,) = (value for known, _, value in self.properties if known == name)
        return value

    def text(self, name: str) -> str:
        """The same, unescaped; a mark that should have been escaped is refused."""
        parts = re.findall(r"\\.|[^\\]", self[name])
        assert all(part not in (";", ",") for part in parts)
        return "".join(ESCAPES.get(part, part) for part in parts)


def lines(data: bytes) -> list[str]:
    """The lines once unfolded; each is 75 octets at most, whole characters, and ends with CRLF."""
    physical = data.split(b"\r\n")
    assert physical.pop() == b"" and all(len(one) <= 75 for one in physical)
    assert not any(b"\r" in one or b"\n" in one for one in physical)
    told = [one.decode("utf-8") for one in physical]
    return "\n".join(told).replace("\n ", "").split("\n")


def read(data: bytes) -> Component:
    """The calendar of a file, everything closed by what opened it."""
    opened = [Component("")]
    for line in lines(data):
        found = CONTENT.fullmatch(line)
        assert found is not None, line
        name, parameters, value = found.groups()
        if name == "BEGIN":
            opened.append(Component(value))
        elif name == "END":
            closed = opened.pop()
            assert closed.name == value
            opened[-1].within.append(closed)
        else:
            opened[-1].properties.append((name, parameters, value))
    (root,) = opened
    (calendar,) = root.within
    return calendar
