"""What the engines are worth, on pairs that anyone holds."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from achatlas.catalogue.load import Catalogue
from achatlas.cli.display import Display, whole
from achatlas.domain.errors import UnreadableFile
from achatlas.domain.money import centimes_of_literal
from achatlas.domain.nombres import pourcent
from achatlas.domain.text import spelled
from achatlas.reconcile.mesure import Case, answers, measured
from achatlas.reconcile.noms.recherche import Search
from achatlas.reconcile.noms.voisins import Entry, Lieu
from achatlas.settings import read

NEEDED = ("siret", "nom")
MORE = ("code_postal", "commune", "montant")
SIREN, SIRET = 9, 14


def mesurer(asked: argparse.Namespace, display: Display) -> int:
    """Measures the engine of names: precision and recall of the pairs against a directory."""
    search = Search(Catalogue(read(asked.territoire).instance))
    cases = [Case(nom, siret[:SIREN], lieu, cents) for siret, nom, lieu, cents in _lines(asked.verite)]

    def directory() -> Iterable[Entry]:
        for siret, nom, lieu, _ in _lines(asked.reference):
            yield Entry(siret[:SIREN], siret, nom, lieu.code_postal, lieu.commune)

    told = measured(answers(search, cases, directory), search.seuil)
    display.machine({"ok": True, **told})
    _say(told, display)
    return 0


Line = tuple[str, str, Lieu, int]


def _lines(path: Path) -> Iterator[Line]:
    """SIRET, name, place and cents of each line of a CSV; raises UnreadableFile, with the line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            head = stream.readline()
            columns = next(csv.reader([head], delimiter=_separator(head)), [])
            ranks = _ranks(path, columns)
            for number, cells in enumerate(csv.reader(stream, delimiter=_separator(head)), 2):
                if cells:
                    yield _line(path, number, cells, ranks)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _refusal(path, str(getattr(error, "strerror", None) or error)) from error


def _separator(head: str) -> str:
    return ";" if head.count(";") > head.count(",") else ","


def _ranks(path: Path, columns: Sequence[str]) -> list[int]:
    """Where each column stands; -1 for one that the file does not have."""
    names = [one.strip().lower() for one in columns]
    if missing := [one for one in NEEDED if one not in names]:
        raise _refusal(path, f"il manque la colonne {', '.join(missing)} en ligne 1")
    return [names.index(one) if one in names else -1 for one in (*NEEDED, *MORE)]


def _line(path: Path, number: int, cells: Sequence[str], ranks: Sequence[int]) -> Line:
    siret, nom, code, commune, montant = (
        cells[rank].strip() if 0 <= rank < len(cells) else "" for rank in ranks
    )
    return _filled(siret.replace(" ", "")), nom, Lieu(code, spelled(commune)), _cents(path, number, montant)


def _filled(siret: str) -> str:
    """A SIRET or a SIREN with the zeros that a spreadsheet takes from its head."""
    return siret.zfill(SIREN if len(siret) <= SIREN else SIRET) if siret.isdecimal() else siret


def _cents(path: Path, number: int, text: str) -> int:
    """An amount in euros, decimal point or comma, as cents."""
    try:
        return centimes_of_literal(text.replace(" ", "").replace(",", ".")) if text else 0
    except ValueError as error:
        raise _refusal(path, f"« {text} » n'est pas un montant, ligne {number}") from error


def _refusal(path: Path, why: str) -> UnreadableFile:
    return UnreadableFile(
        quoi=f"Le fichier n'a pas pu être lu : « {path.name} »",
        ou=str(path),
        pourquoi=why,
        que_faire="donnez un CSV en UTF-8 dont la première ligne nomme siret, nom, et s'il y a lieu "
        "code_postal, commune, montant",
    )


def _say(told: dict[str, Any], display: Display) -> None:
    """The same for people."""
    display.say(
        f"{whole(told['n'])} noms, dont {whole(told['au_repertoire'])} au répertoire ; au seuil de "
        f"{told['seuil']} sur 100, {whole(told['trouves'])} reconnus, {whole(told['justes'])} justement."
    )
    rows = [("noms", told, told["intervalle_precision"], told["intervalle_rappel"])]
    if "euros" in told:
        rows.append(("euros", told["euros"], None, None))
    display.table(
        ("", "précision", "à 95 %", "rappel", "à 95 %"),
        [(n, _share(t["precision"]), _between(p), _share(t["rappel"]), _between(r)) for n, t, p, r in rows],
        right=(1, 2, 3, 4),
    )
    curve = [(str(c["seuil"]), _share(c["precision"]), _share(c["rappel"])) for c in told["courbe"]]
    display.table(("seuil", "précision", "rappel"), curve, right=(0, 1, 2))


def _share(part: float | None) -> str:
    return "—" if part is None else pourcent(round(part * 10_000), 10_000)


def _between(interval: Sequence[float] | None) -> str:
    return "" if interval is None else f"{_share(interval[0])} à {_share(interval[1])}"
