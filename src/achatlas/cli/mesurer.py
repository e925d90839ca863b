"""What the engines are worth, on pairs that anyone holds."""

from __future__ import annotations

import argparse
import csv
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from achatlas.catalogue.fiabilite import Sample, publish
from achatlas.catalogue.load import Catalogue
from achatlas.cli.display import Display, whole
from achatlas.domain.errors import UnreadableFile
from achatlas.domain.money import centimes_of_literal
from achatlas.domain.nombres import accord, pourcent
from achatlas.domain.text import spelled
from achatlas.reconcile.mesure import SUJET, Case, answers, measured
from achatlas.reconcile.noms.recherche import Search
from achatlas.reconcile.noms.voisins import Entry, Lieu
from achatlas.settings import Settings, read
from achatlas.store.register import now

NEEDED = ("siret", "nom")
MORE = ("code_postal", "commune", "montant")
SIREN, SIRET, POSTAL = 9, 14, 5


def mesurer(asked: argparse.Namespace, display: Display) -> int:
    """Measures the engine of names: precision and recall of the pairs against a directory; ``--publier``
    keeps the measure where the page « Fiabilité » of the territory finds it.
    """
    settings = read(asked.territoire)
    catalogue = Catalogue(settings.instance)
    search = Search(catalogue)
    left: dict[Path, set[int]] = {asked.verite: set(), asked.reference: set()}
    cases = [Case(nom, siret[:SIREN], lieu, cents) for siret, nom, lieu, cents in _lines(asked.verite, left)]

    def directory() -> Iterable[Entry]:
        for siret, nom, lieu, _ in _lines(asked.reference, left):
            yield Entry(siret[:SIREN], siret, nom, lieu.code_postal, lieu.commune)

    told = measured(answers(search, cases, directory), search.seuil)
    kept = _publish(asked, settings, catalogue, told) if asked.publier else None
    ends = {f"intervalle_{name}": told[f"{name}_ic"] for name in ("precision", "rappel")}
    aside = {path.name: len(lines) for path, lines in left.items() if lines}
    display.machine(
        {"ok": True, **told, **ends, "ecartees": aside} | ({"publiee": str(kept)} if kept else {})
    )
    _say(told, display)
    for name, count in aside.items():
        said = accord(count, "ligne laissée de côté", "lignes laissées de côté")
        display.say(f"{name} : {said}, sans nom ou sans SIRET.")
    if kept:
        display.say(f"Publiée : {kept}. La page « Fiabilité » la montre.")
    return 0


def _publish(
    asked: argparse.Namespace, settings: Settings, catalogue: Catalogue, told: Mapping[str, Any]
) -> Path:
    """Writes the measure in the overlay of the territory, which is made when there is none."""
    files = f"--reference {shlex.quote(asked.reference.name)} --verite {shlex.quote(asked.verite.name)}"
    command = settings.commande(f"mesurer {SUJET} {files} --publier {asked.publier}")
    known = f"{whole(told['n'])} noms dont le SIREN est connu, {whole(told['au_repertoire'])} à l'annuaire"
    sample = Sample(
        asked.publier,
        asked.libelle or asked.publier.replace("_", " ").capitalize(),
        asked.echantillon or f"{known}. Le SIRET est caché à la machine.",
        asked.simule,
        "noms",
        command,
    )
    root = settings.instance or settings.home / "instance"
    return publish(catalogue, root, SUJET, sample, now()[:10], told)


Line = tuple[str, str, Lieu, int]


def _lines(path: Path, left: Mapping[Path, set[int]]) -> Iterator[Line]:
    """SIRET, name, place and cents of each line of a CSV; the numbers of those that pair nothing go to
    ``left``. Raises UnreadableFile, with the line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            head = stream.readline()
            columns = next(csv.reader([head], delimiter=_separator(head)), [])
            ranks = _ranks(path, columns)
            for number, cells in enumerate(csv.reader(stream, delimiter=_separator(head)), 2):
                line = _line(path, number, cells, ranks)
                if line[1] and line[0].isdecimal() and len(line[0]) in (SIREN, SIRET):
                    yield line
                elif any(cells):
                    left[path].add(number)
    except FileNotFoundError as error:
        raise _refusal(path, "il n'y a pas de fichier à cet endroit") from error
    except UnicodeDecodeError as error:
        raise _refusal(path, "il n'est pas en UTF-8 ; enregistrez-le en « CSV UTF-8 »") from error
    except (OSError, csv.Error) as error:
        raise _refusal(path, f"le système répond : {getattr(error, 'strerror', None) or error}") from error


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
    place = Lieu(_postal(code.replace(" ", "")), spelled(commune))
    return _filled(siret.replace(" ", "")), nom, place, _cents(path, number, montant)


def _postal(code: str) -> str:
    """Five digits, with the zero that a spreadsheet takes from their head; "" for what is no postal code."""
    return code.zfill(POSTAL) if code.isdecimal() and POSTAL - 1 <= len(code) <= POSTAL else ""


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
    rows = [("noms", told), *([("euros", told["euros"])] if "euros" in told else [])]
    titles = ("précision", "à 95 %", "rappel", "à 95 %")
    display.table(("", *titles), [(name, *_shares(one)) for name, one in rows], right=(1, 2, 3, 4))
    curve = [(str(one["seuil"]), *_shares(one)) for one in told["courbe"]]
    display.table(("seuil", *titles), curve, right=(0, 1, 2, 3, 4))


def _shares(told: Mapping[str, Any]) -> tuple[str, ...]:
    """Precision and recall, each with its interval."""
    names = ("precision", "rappel")
    return tuple(text for name in names for text in (_share(told[name]), _between(told[f"{name}_ic"])))


def _share(part: float | None) -> str:
    return "—" if part is None else pourcent(round(part * 10_000), 10_000)


def _between(interval: Sequence[float] | None) -> str:
    return "" if interval is None else f"{_share(interval[0])} à {_share(interval[1])}"
