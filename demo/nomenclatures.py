"""The nomenclatures that two of the bodies keep: the code of each line, drawn apart from all else, and the
files of codes, of which a part only is mapped to the common segments.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from demo.journal import Journal
from demo.territoire import Acheteur, choix, read_csv, rng, segments

DOSSIER = "nomenclatures"
HEAD = ("code", "libelle", "parent", "famille_homogene", "segment", "compte")
OLD = "Z9"
Row = dict[str, str]


@cache
def rows(cle: str) -> tuple[Row, ...]:
    """The lines of the nomenclature of a body: what each code truly is."""
    return tuple(row for row in read_csv("nomenclatures.csv") if row["acheteur"] == cle)


@cache
def _leaves(cle: str) -> dict[str, list[str]]:
    """The codes that stand for each segment: those that no other stands under."""
    above = {row["parent"] for row in rows(cle)}
    found: dict[str, list[str]] = {}
    for row in rows(cle):
        if row["segment"] and row["code"] not in above:
            found.setdefault(row["segment"], []).append(row["code"])
    return found


@cache
def _neighbours(cle: str) -> dict[str, list[str]]:
    """The codes of each family of segments."""
    found: dict[str, list[str]] = {}
    for segment, codes in _leaves(cle).items():
        found.setdefault(segment[:2], []).extend(codes)
    return found


def codes(journal: Journal, graine: int) -> list[str]:
    """The code that each line bears: its own, most often; that of a neighbour, an old one, or none."""
    cle, n = journal.acheteur.cle, len(journal)
    tirage = rng(graine, "codes", cle, journal.exercice)
    chosen, fate, part = tirage.random(n).tolist(), tirage.random(n).tolist(), choix()["codes"]
    names = [one.code for one in segments()]
    told = [names[s] if s >= 0 else "" for s in journal.lignes.segment.tolist()]
    return [_written(cle, segment, c, f, part) for segment, c, f in zip(told, chosen, fate, strict=True)]


def _written(cle: str, segment: str, chosen: float, fate: float, part: dict[str, float]) -> str:
    own = _leaves(cle).get(segment, [])
    if not own or fate < part["sans"]:
        return ""
    if fate < part["sans"] + part["autre"]:
        own = _neighbours(cle)[segment[:2]]
    elif fate < part["sans"] + part["autre"] + part["ancien"]:
        return OLD
    return own[int(chosen * len(own))]


def write_nomenclatures(dossier: Path, corps: list[Acheteur]) -> None:
    """Write the file of codes of each body that has one, with the segments of what is mapped already."""
    folder = dossier / DOSSIER
    folder.mkdir(parents=True, exist_ok=True)
    for acheteur in corps:
        if own := rows(acheteur.cle):
            with (folder / f"{acheteur.siren}.csv").open("w", encoding="utf-8", newline="") as flux:
                writer = csv.writer(flux, delimiter=";", lineterminator="\r\n")
                writer.writerow(HEAD)
                writer.writerows(_line(row) for row in own)


def _line(row: Row) -> list[str]:
    """A line of the file: its segment and its condition only when it is mapped."""
    mapped = bool(row["rattache"])
    told = [row[name] for name in HEAD[:4]]
    return [*told, row["segment"] if mapped else "", row["compte"] if mapped else ""]
