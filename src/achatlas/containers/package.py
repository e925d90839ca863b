"""The parts of a closed workbook: those that the writer of workbooks does not write are added to them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html import escape, unescape

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPES, BOOK, STYLES = "[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml"
EMPTY = f'{HEAD}<Relationships xmlns="{RELATIONS}"></Relationships>'


class Package:
    """The parts of a workbook by their names, in their order."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as held:
            self._parts = {name: held.read(name) for name in held.namelist()}

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        return iter(self._parts.items())

    def written(self) -> bytes:
        """The bytes of the workbook."""
        kept = io.BytesIO()
        with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as held:
            for name, content in self:
                held.writestr(name, content)
        return kept.getvalue()

    def text(self, name: str) -> str:
        """A part as text. Raises KeyError when there is none."""
        return self._parts[name].decode("utf-8")

    def put(self, name: str, text: str) -> None:
        """Writes a part, in the place of the former."""
        self._parts[name] = text.encode("utf-8")

    def take(self, name: str) -> str:
        """Takes a part out. Raises KeyError when there is none."""
        return self._parts.pop(name).decode("utf-8")

    def add(self, name: str, text: str, kind: str) -> None:
        """Adds a part and says what it is (its content type)."""
        self.put(name, HEAD + text)
        said = f'<Override PartName="/{name}" ContentType="{kind}"/>'
        self.put(TYPES, self.text(TYPES).replace("</Types>", f"{said}</Types>"))

    def relate(self, name: str, target: str, kind: str) -> str:
        """Says that a part stands on another (``target``, from where the first is); the name of the link."""
        folder, _, own = name.rpartition("/")
        path = f"{folder}/_rels/{own}.rels"
        told = self.text(path) if path in self._parts else EMPTY
        link = f"rId{told.count('<Relationship ') + 1}"
        said = f'<Relationship Id="{link}" Type="{RELATION}/{kind}" Target="{target}"/>'
        self.put(path, told.replace("</Relationships>", f"{said}</Relationships>"))
        return link

    def sheet(self, nom: str) -> str:
        """The part of the sheet that bears a name. Raises ValueError when none does."""
        names = re.findall(r'<sheet name="([^"]*)"', self.text(BOOK))
        return f"xl/worksheets/sheet{[unescape(one) for one in names].index(nom) + 1}.xml"

    def format(self, code: str) -> int:
        """The number under which a format of numbers is known; 0 (as it comes) when no cell bears it."""
        told = re.escape(escape(code, quote=True))
        found = re.search(rf'<numFmt numFmtId="(\d+)" formatCode="{told}"', self.text(STYLES))
        return int(found[1]) if found else 0
