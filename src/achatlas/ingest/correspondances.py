"""The file of a buyer's nomenclature, CSV or XLSX: read with tolerance for its headings and none for what it
means, every fault told with its line; written so that what is read back is what was written.
"""

from __future__ import annotations

import csv as written_csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from achatlas.containers.nature import nature_of
from achatlas.domain.correspondance import (
    LONGEST_CODE,
    LONGEST_LIBELLE,
    MOST_CODES,
    CodeAcheteur,
    Correspondance,
    NomenclatureAcheteur,
    folded,
)
from achatlas.domain.errors import UnreadableFile
from achatlas.domain.nombres import entier
from achatlas.domain.text import spelled
from achatlas.ingest.readers import csv, sheet

COLUMNS = ("code", "libelle", "parent", "famille_homogene", "segment", "compte", "cpv")
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "code": ("code achat", "code nomenclature", "nomenclature", "code famille", "code nchfs", "nchfs"),
    "libelle": ("intitule", "designation", "libelle code", "libelle du code", "libelle famille"),
    "parent": ("code parent", "pere", "code pere", "niveau superieur", "sous"),
    "famille_homogene": ("famille homogene", "homogene", "code famille homogene"),
    "segment": ("segment pivot", "code segment", "pivot", "segment commun", "segment achatlas"),
    "compte": ("prefixe compte", "compte commence par", "condition compte", "si compte", "prefixe de compte"),
    "cpv": ("prefixe cpv", "cpv commence par", "condition cpv", "si cpv", "code cpv"),
}
KNOWN = {spelled(name): column for column, names in HEADINGS.items() for name in (column, *names)}
AMONG, HEAD, SEPARATORS = 20, 1 << 14, ";,\t"
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
SEGMENT = re.compile(r"(\d{1,2}\.\d{1,2})(?:\s.*|[\s:–-].*)?", re.DOTALL)
ACCOUNT, CPV = re.compile(r"[0-9]{1,10}(?: [0-9]{1,3})*"), re.compile(r"(\d{2,8})(?:-\d)?")
"""The beginning of an account, digits in every chart, and that of a CPV."""
WHOLE_CPV = 8
MOST_LINES, MOST_FAULTS = 5 * MOST_CODES, 1_000
UTF_16, ZIP = (b"\xff\xfe", b"\xfe\xff"), b"PK"
YES, NO = "oui", ("non", "")


@dataclass(frozen=True)
class Faute:
    """What is wrong at a line (from 1), in which column, why, and what to do."""

    ligne: int
    colonne: str
    pourquoi: str
    que_faire: str

    @property
    def told(self) -> str:
        """« ligne 4, colonne segment : « 99.99 » n'est pas un segment »."""
        where = f", colonne {self.colonne}" if self.colonne else ""
        return f"ligne {self.ligne}{where} : {self.pourquoi}"


@dataclass(frozen=True)
class Lue:
    """What a file holds, its faults (nothing of it is kept when it has one), and the headings passed over."""

    nomenclature: NomenclatureAcheteur
    fautes: tuple[Faute, ...] = ()
    ignored: tuple[str, ...] = ()


@dataclass
class _Rows:
    """The codes and the lines gathered so far, where each was first told, and the faults."""

    segments: frozenset[str]
    codes: dict[str, CodeAcheteur] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    lines: dict[tuple[str, str, str], tuple[int, Correspondance]] = field(default_factory=dict)
    fautes: list[Faute] = field(default_factory=list)

    def fault(self, ligne: int, colonne: str, why: str, remedy: str) -> None:
        """Notes what is wrong."""
        self.fautes.append(Faute(ligne, colonne, why, remedy))


def read(path: Path, segments: Iterable[str]) -> Lue:
    """The nomenclature of a file against the segments that exist. Raises UnreadableFile when it is no table,
    or has no column ``code``.
    """
    book = nature_of(path).genre in ("xlsx", "ods", "xls")
    records = iter(sheet.read_records(path, None) if book else _delimited(path))
    columns, ignored = _header(records, path.name)
    told = ((n, {name: _cell(cells, at, book) for name, at in columns.items()}) for n, cells in records)
    return judged(told, segments, ignored, book)


def judged(
    lines: Iterable[tuple[int, Mapping[str, str]]],
    segments: Iterable[str],
    ignored: tuple[str, ...] = (),
    book: bool = False,
) -> Lue:
    """The nomenclature that numbered lines tell (columns of ``COLUMNS``, any of them absent), with every
    fault.
    """
    rows = _Rows(frozenset(segments))
    for rank, (ligne, cells) in enumerate(lines):
        if rank >= MOST_LINES or len(rows.fautes) >= MOST_FAULTS:
            what = f"{entier(MOST_LINES)} lignes" if rank >= MOST_LINES else f"{entier(MOST_FAULTS)} fautes"
            why = f"il y en a d'autres : la lecture s'arrête à {what}"
            rows.fault(ligne, "", why, "donnez moins de lignes")
            break
        told = {name: " ".join(cell.split()) for name, cell in cells.items()}
        if any(told.values()):
            _take(rows, ligne, {**dict.fromkeys(COLUMNS, ""), **told}, book)
    _judge(rows)
    own = NomenclatureAcheteur.of(rows.codes.values(), (line for _, line in rows.lines.values()))
    return Lue(own, tuple(sorted(rows.fautes, key=lambda one: one.ligne)), ignored)


def _cell(cells: Sequence[str], rank: int, book: bool) -> str:
    """A cell, without the apostrophe that keeps a spreadsheet from running it."""
    said = cells[rank] if rank < len(cells) else ""
    return said if book or not _armed(said) or not said.startswith("'") else said[1:]


def _armed(cell: str) -> bool:
    """Whether a cell would be run, but for the apostrophes before it."""
    return cell.lstrip("'").startswith(FORMULAS)


def _delimited(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The records of a text in UTF-8, else in cp1252."""
    content = path.read_bytes()
    if content.startswith(UTF_16):
        raise _no_table(path.name, "il est écrit en UTF-16, qu'un tableur nomme « Texte Unicode »")
    if content.startswith(ZIP):
        raise _no_table(path.name, "c'est une archive, et elle ne contient pas de classeur")
    try:
        content.decode("utf-8-sig")
        encodage = "utf-8-sig"
    except UnicodeDecodeError:
        encodage = "cp1252"
    head = content[:HEAD].decode(encodage, "replace").splitlines()[:AMONG]
    return csv.read_records(path, encodage, _separator(head), '"')


def _separator(head: Sequence[str]) -> str:
    """What cuts the heading in most known columns."""

    def columns(mark: str) -> int:
        named = (sum(spelled(cell) in KNOWN for cell in line.split(mark)) for line in head)
        return max(named, default=0)

    return max(SEPARATORS, key=columns)


def _header(records: Iterator[tuple[int, list[str]]], nom: str) -> tuple[dict[str, int], tuple[str, ...]]:
    """Where each column stands, and the headings that say nothing here. Raises UnreadableFile."""
    for ligne, cells in islice(records, AMONG):
        known = [KNOWN.get(spelled(cell), "") for cell in cells]
        if "code" in known:
            _verify_once([name for name in known if name], f"{nom}, ligne {ligne}")
            ignored = tuple(c for c, name in zip(cells, known, strict=True) if not name and c.strip())
            return {name: rank for rank, name in enumerate(known) if name}, ignored
    raise _no_table(nom, f"aucune des {AMONG} premières lignes ne nomme une colonne « code »")


def _verify_once(known: Sequence[str], ou: str) -> None:
    """Raises UnreadableFile when two headings tell the same column."""
    if twice := sorted({name for name in known if known.count(name) > 1}):
        raise _no_table(ou, f"deux colonnes disent {', '.join(twice)}")


def _no_table(ou: str, why: str) -> UnreadableFile:
    return UnreadableFile(
        quoi="Ce fichier n'est pas une nomenclature",
        ou=ou,
        pourquoi=why,
        que_faire=f"donnez un tableau dont la première ligne est : {';'.join(COLUMNS)} (code suffit)",
    )


def _take(rows: _Rows, ligne: int, told: Mapping[str, str], book: bool) -> None:
    """One line: its code with what is told of it, and the segment that it gives it."""
    code = told["code"]
    if hidden := sorted({sign for sign in "".join(told.values()) if not sign.isprintable()}):
        named = ", ".join(f"U+{ord(sign):04X}" for sign in hidden)
        rows.fault(ligne, "", f"un signe qui ne se voit pas est écrit ({named})", "retapez la cellule")
        return
    if not code or len(code) > LONGEST_CODE or len(told["libelle"]) > LONGEST_LIBELLE:
        why = "le code manque" if not code else "le code ou son intitulé est trop long"
        rows.fault(
            ligne, "code" if not code else "libelle", why, f"{LONGEST_CODE} signes pour un code, au plus"
        )
        return
    one = CodeAcheteur(code, told["libelle"], told["parent"], _famille(code, told["famille_homogene"]))
    _gather(rows, ligne, one)
    if told["segment"]:
        _line(rows, ligne, told, book)
    elif told["compte"] or told["cpv"]:
        rows.fault(ligne, "segment", "une condition est posée, sans segment", "dites le segment")


def _famille(code: str, said: str) -> str:
    """The code of the *famille homogène*: itself for « oui », none for « non »."""
    plain = folded(said)
    return code if plain == YES else "" if plain in NO else said


def _gather(rows: _Rows, ligne: int, one: CodeAcheteur) -> None:
    """Adds a code, or what this line completes of it; two lines may not contradict each other."""
    key = folded(one.code)
    before = rows.codes.get(key)
    if before is None:
        rows.places[key] = ligne
        rows.codes[key] = one
        return
    kept = {}
    for name, column in (("libelle", "libelle"), ("parent", "parent"), ("famille", "famille_homogene")):
        first, then = getattr(before, name), getattr(one, name)
        kept[name] = first or then
        if first and then and folded(first) != folded(then):
            why = f"« {then} », quand la ligne {rows.places[key]} dit « {first} » du code {before.code}"
            rows.fault(ligne, column, why, "un code ne dit qu'une chose : corrigez l'une des deux lignes")
    rows.codes[key] = CodeAcheteur(before.code, **kept)


def _line(rows: _Rows, ligne: int, told: Mapping[str, str], book: bool) -> None:
    segment = _segment(told["segment"], book)
    if segment not in rows.segments:
        why = f"« {told['segment']} » n'est pas un segment de la nomenclature commune"
        rows.fault(ligne, "segment", why, "prenez son code (NN.SS) dans la page Nomenclature")
        return
    compte, cpv = "".join(told["compte"].split()), CPV.fullmatch("".join(told["cpv"].split()))
    if compte and not ACCOUNT.fullmatch(told["compte"]):
        why = f"« {told['compte']} » n'est pas un compte"
        rows.fault(ligne, "compte", why, "écrivez les premiers chiffres d'un seul compte")
    elif told["cpv"] and cpv is None:
        rows.fault(
            ligne, "cpv", f"« {told['cpv']} » n'est pas un code CPV", "écrivez de deux à huit de ses chiffres"
        )
    else:
        place = Correspondance(told["code"], segment, compte, _prefix(cpv[1]) if cpv else "")
        _place(rows, ligne, place)


def _place(rows: _Rows, ligne: int, line: Correspondance) -> None:
    key = folded(line.code)
    before = rows.lines.setdefault((key, *line.condition), (ligne, line))
    if before != (ligne, line):
        where = f"pour la condition « {line.told} »" if line.told else "sans condition"
        why = f"le code {line.code} a déjà un segment {where}, ligne {before[0]}"
        rows.fault(ligne, "segment", why, "gardez une seule des deux lignes, ou posez une condition")


def _segment(said: str, book: bool) -> str:
    """The code that a cell begins with; a workbook may have taken 15.10 for a number: 15.1."""
    found = SEGMENT.fullmatch(said)
    if not found:
        return said
    famille, _, rest = found[1].partition(".")
    return f"{famille.zfill(2)}.{rest.ljust(2, '0') if book else rest}"


def _prefix(cpv: str) -> str:
    """A whole CPV code stands for all that it holds: its ending zeros say nothing."""
    return cpv.rstrip("0").ljust(2, "0") if len(cpv) == WHOLE_CPV else cpv


def _judge(rows: _Rows) -> None:
    """What only the whole file tells: parents that are not there, or that turn in circles; too many codes."""
    rows.fautes += too_many(len(rows.codes))
    for key, one in rows.codes.items():
        above = folded(one.parent)
        if above and above not in rows.codes and above not in rows.segments:
            why = f"« {one.parent} » n'est ni un code de ce fichier ni un segment commun"
            rows.fault(rows.places[key], "parent", why, "ajoutez sa ligne, ou laissez la cellule vide")
        elif above and _turns(rows.codes, key):
            why = f"en remontant de parent en parent, le code {one.code} revient à lui-même"
            rows.fault(rows.places[key], "parent", why, "un code ne peut être au-dessus de son propre parent")


def too_many(codes: int) -> Iterator[Faute]:
    """The fault of a nomenclature of so many codes, if it is one."""
    if codes > MOST_CODES:
        yield Faute(1, "code", f"il y a {codes} codes, pour {MOST_CODES} au plus", "retirez-en")


def _turns(codes: Mapping[str, CodeAcheteur], start: str) -> bool:
    """Whether a code is above itself."""
    seen: set[str] = set()
    key = folded(codes[start].parent)
    while key in codes and key not in seen:
        if key == start:
            return True
        seen.add(key)
        key = folded(codes[key].parent)
    return False


def table(own: NomenclatureAcheteur) -> Iterator[list[str]]:
    """The heading, then a line for each correspondance, and for each code that has none."""
    yield list(COLUMNS)
    lines: dict[str, list[Correspondance]] = {}
    for line in own.correspondances:
        lines.setdefault(folded(line.code), []).append(line)
    for one in own.codes:
        famille = "oui" if one.famille and folded(one.famille) == folded(one.code) else one.famille
        told = [one.code, one.libelle, one.parent, famille]
        said = [[line.segment, line.compte, line.cpv] for line in lines.get(folded(one.code), ())]
        yield from ([*told, *line] for line in said or [["", "", ""]])


def encoded(own: NomenclatureAcheteur) -> bytes:
    """The table as CSV: UTF-8 with BOM, semicolons, every text harmless to a spreadsheet."""
    text = io.StringIO()
    writer = written_csv.writer(text, delimiter=";", lineterminator="\r\n")
    for cells in table(own):
        writer.writerow([f"'{cell}" if _armed(cell) else cell for cell in cells])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")
