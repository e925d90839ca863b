"""The files of the nomenclature as the evolutions of the pivot make them: the files are the base, whoever
wrote them; what persons accepted stands over it, in the order in which they did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from achatlas.domain.evolution import Genre, Pivot, Segment

Line = dict[str, str]
Rows = dict[str, Line]
Write = Callable[[Rows, str, Segment], None]
SEGMENTS, GUIDE, LEVIERS = (f"nomenclature/{name}.csv" for name in ("pivot", "guide", "leviers"))
LEADING = ("prefixes_cpv", "prefixes_comptes", "mots_cles")
"""What leads purchases to a segment: it stays with its first code, which leads to the one that stands."""
BAR = "|"


def revised(
    pivot: Pivot, relative: str, lines: Iterable[Line], familles: Mapping[str, str]
) -> Iterable[Line]:
    """The lines of a file of the nomenclature under a pivot; those of any other file as they are.
    ``familles``: the label of each family by code.
    """
    if relative == SEGMENTS:
        return _ordered(_rows(pivot, lines, _segment(familles), _moved(familles)))
    if relative == GUIDE:
        return _rows(pivot, lines, _guide, _copied).values()
    if relative == LEVIERS:
        return _rows(pivot, lines, _nothing, _copied).values()
    return lines


def _rows(pivot: Pivot, lines: Iterable[Line], write: Write, move: Callable[[Rows, str, str], None]) -> Rows:
    """The lines by code, each act applied after those before it."""
    rows = {line["code"]: line for line in lines}
    for genre, code, vers, segment in pivot.actes:
        if genre == Genre.MOVE:
            move(rows, code, vers)
        elif segment and genre == Genre.WORDS:
            if code in rows:
                write(rows, code, segment)
        elif segment:
            write(rows, vers, segment)
    return rows


def _segment(familles: Mapping[str, str]) -> Write:
    def write(rows: Rows, code: str, segment: Segment) -> None:
        new = {"code": code, "famille": familles.get(code[:2], ""), **dict.fromkeys(LEADING, "")}
        said = {"segment": segment.libelle, "libelle_court": segment.court}
        if segment.nature:
            said |= {
                "nature": segment.nature,
                "prefixes_cpv": BAR.join(segment.cpv),
                "mots_cles": BAR.join(segment.mots),
            }
        rows[code] = {**new, **rows.get(code, {}), **said}

    return write


def _moved(familles: Mapping[str, str]) -> Callable[[Rows, str, str], None]:
    def move(rows: Rows, code: str, vers: str) -> None:
        if code in rows:
            own = {"code": vers, "famille": familles.get(vers[:2], ""), **dict.fromkeys(LEADING, "")}
            rows[vers] = {**rows[code], **own}

    return move


def _guide(rows: Rows, code: str, segment: Segment) -> None:
    said = {
        "definition": segment.definition,
        "exemples": BAR.join(segment.exemples),
        "comprend": BAR.join(segment.comprend),
    }
    rows[code] = {"code": code, "exclut": "", **rows.get(code, {}), **said}


def _copied(rows: Rows, code: str, vers: str) -> None:
    if code in rows:
        rows[vers] = {**rows[code], "code": vers}


def _nothing(rows: Rows, code: str, segment: Segment) -> None:
    """Nobody writes levers with a segment."""


def _ordered(rows: Rows) -> list[Line]:
    """Families as the file orders them, then those that it does not have; new segments after the others."""
    rank: dict[str, int] = {}
    for code in rows:
        rank.setdefault(code[:2], len(rank))
    return sorted(rows.values(), key=lambda line: rank[line["code"][:2]])
