"""The CSV files whose truth the engines are measured on, written by anyone: every record is read or told."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from achatlas.cli.display import Display
from achatlas.domain.errors import UnreadableFile
from achatlas.domain.nombres import accord

SEPARATORS = ",;\t"
QUOTE = '"'
UTF_8 = b"\xef\xbb\xbf"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
ENCODINGS = {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}
BLOCK = 1 << 20
MOST_LINES = 1_000
Whole = Callable[[Mapping[str, str]], bool]


@dataclass(frozen=True)
class Record:
    """The cells of a record by their column, stripped, and the line that it begins on. ``trop``: it has more
    cells than there are columns, so that none is sure to be where it stands.
    """

    ligne: int
    cells: Mapping[str, str]
    trop: bool = False


@dataclass
class Verite:
    """A CSV: columns of its first line among ``asked``, those of ``needed`` at least, said to people as
    ``wanted``. ``whole`` says whether cells hold what a record of its own holds.

    Once read: the line of each quote that quotes nothing (``guillemets``), and the encoding.
    """

    path: Path
    needed: Sequence[str]
    asked: Sequence[str]
    wanted: str
    whole: Whole
    guillemets: set[int] = field(default_factory=set)
    encodage: str = ENCODINGS["utf-8-sig"]

    def records(self) -> Iterator[Record]:
        """Every record that is not blank. Raises UnreadableFile, with the line where there is one."""
        csv.field_size_limit(BLOCK)
        try:
            coded = self._encoding()
            self.encodage = ENCODINGS[coded]
            with self.path.open(encoding=coded) as stream:
                yield from self._records(stream)
        except FileNotFoundError as error:
            raise self.refusal("il n'y a pas de fichier à cet endroit") from error
        except UnicodeDecodeError as error:
            raise self.refusal("il n'est ni en UTF-8, ni en Windows-1252") from error
        except OSError as error:
            raise self.refusal("ce n'est pas un fichier que l'on peut lire") from error

    def told(self) -> dict[str, Any]:
        """How it was read, once it is."""
        return {"encodage": self.encodage, "guillemets": sorted(self.guillemets)}

    def _encoding(self) -> str:
        """UTF-8, else Windows-1252, as a spreadsheet writes « CSV »."""
        with self.path.open("rb") as stream:
            first = stream.read(len(UTF_8))
            if first[: len(UTF_16[0])] in UTF_16:
                raise self.refusal("il est en UTF-16 ; enregistrez-le en « CSV UTF-8 »")
            if first == UTF_8:
                self._check(enumerate(stream, 1))
        with self.path.open(encoding="utf-8") as stream, suppress(UnicodeDecodeError):
            while stream.read(BLOCK):
                pass
            return "utf-8-sig"
        return "cp1252"

    def _check(self, lines: Iterable[tuple[int, bytes]]) -> None:
        """Raise UnreadableFile where a file that says that it is UTF-8 is not."""
        for number, line in lines:
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                where = f"ligne {number}, octet {error.start + 1}"
                raise self.refusal(f"il s'annonce en UTF-8 et ne l'est pas ({where})") from error

    def _records(self, stream: Iterator[str]) -> Iterator[Record]:
        lines = _Lines(stream)
        head = next((line for line in lines if line.strip()), "")
        separator = max(SEPARATORS, key=lambda mark: (len(self._named(head, mark)), head.count(mark)))
        names = self._columns(head, separator)
        empty = True
        for line in lines:
            number = lines.number
            cells = self._cells(line, lines, names, separator)
            if any(cells):
                empty = False
                yield Record(number, _by_name(names, cells), any(cells[len(names) :]))
        if empty:
            raise self.refusal("il n'a aucune ligne sous ses titres de colonnes")

    def _named(self, head: str, separator: str) -> set[str]:
        return {name for name in _names(head, separator) if name in self.asked}

    def _columns(self, head: str, separator: str) -> list[str]:
        names = _names(head, separator)
        if missing := [one for one in self.needed if one not in names]:
            raise self.refusal(f"il manque la colonne {', '.join(missing)} en ligne 1")
        if twice := [one for one in self.asked if names.count(one) > 1]:
            raise self.refusal(f"deux colonnes se nomment {', '.join(twice)} en ligne 1")
        return names

    def _cells(self, line: str, lines: _Lines, names: Sequence[str], separator: str) -> list[str]:
        """The cells of the record that begins with a line; those that follow are taken from ``lines`` only
        when a quoted cell goes on in them.
        """
        found, goes_on = _parsed([line], separator)
        if found is not None:
            return found
        held, alone = [line], int(self._whole(line, names, separator))
        for more in lines.ahead() if goes_on else ():
            held.append(more)
            alone += self._whole(more, names, separator)
            found, goes_on = _parsed(held, separator)
            if alone > 1 or not goes_on:
                break
        if found is None or alone > 1 or len(found) > len(names):
            return self._plain(line, lines.number, names, separator)
        lines.take(len(held) - 1)
        return found

    def _plain(self, line: str, number: int, names: Sequence[str], separator: str) -> list[str]:
        """The cells of a line whose quotes quote nothing. Raises UnreadableFile when they are no record."""
        if not self._whole(line, names, separator):
            raise UnreadableFile(
                quoi=f"Un guillemet n'est pas refermé : « {self.path.name} »",
                ou=f"{self.path}, ligne {number}",
                pourquoi="ce qui suit ce guillemet pourrait être d'autres lignes, qui seraient perdues",
                que_faire="retirez le guillemet, ou refermez-le et doublez ceux que la cellule contient",
            )
        self.guillemets.add(number)
        return _bare(line, separator)

    def _whole(self, line: str, names: Sequence[str], separator: str) -> bool:
        """Whether a line is, alone, a record of its own."""
        return self.whole(_by_name(names, _bare(line, separator)))

    def refusal(self, why: str) -> UnreadableFile:
        """What is said of a file that cannot be read."""
        return UnreadableFile(
            quoi=f"Le fichier n'a pas pu être lu : « {self.path.name} »",
            ou=str(self.path),
            pourquoi=why,
            que_faire=f"donnez un CSV en UTF-8 dont la première ligne nomme {self.wanted}",
        )


def say_read(verite: Verite, display: Display) -> None:
    """What deserves to be known of how a file was read."""
    nom = verite.path.name
    if verite.encodage != ENCODINGS["utf-8-sig"]:
        display.say(f"{nom} est lu en {verite.encodage} : il n'est pas en UTF-8.")
    if verite.guillemets:
        lines = accord(len(verite.guillemets), "ligne lue telle quelle", "lignes lues telles quelles")
        display.say(f"{nom} : {lines}, leurs guillemets n'entourent rien (ligne {min(verite.guillemets)}).")


class _Lines(Iterator[str]):
    """The lines of a text; those that follow may be looked at before they are taken."""

    def __init__(self, stream: Iterator[str]) -> None:
        self._stream, self._held, self.number = stream, list[str](), 0

    def __next__(self) -> str:
        line = self._held.pop(0) if self._held else next(self._stream)
        self.number += 1
        return line

    def ahead(self) -> Iterator[str]:
        """The lines that follow, which stay to be read."""
        yield from self._held[:MOST_LINES]
        while len(self._held) < MOST_LINES and (line := next(self._stream, "")):
            self._held.append(line)
            yield line

    def take(self, count: int) -> None:
        """Passes over lines that were looked at."""
        del self._held[:count]
        self.number += count


def _names(head: str, separator: str) -> list[str]:
    cells, _ = _parsed([head], separator)
    return [name.strip().lower() for name in cells or ()]


def _parsed(lines: Sequence[str], separator: str) -> tuple[list[str] | None, bool]:
    """The cells of one record, None when its lines are none, and whether it goes on in the next line."""
    if len(lines) == 1 and QUOTE not in lines[0]:
        return lines[0].rstrip("\n").split(separator), False
    try:
        return next(csv.reader(lines, delimiter=separator, strict=True), []), False
    except csv.Error as error:
        return None, "unexpected end" in str(error)


def _bare(line: str, separator: str) -> list[str]:
    """The cells of a line cut at every separator, without the quotes at their ends."""
    return [cell.strip().strip(QUOTE) for cell in line.split(separator)]


def _by_name(names: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return dict.fromkeys(names, "") | {n: cell.strip() for n, cell in zip(names, cells, strict=False)}
