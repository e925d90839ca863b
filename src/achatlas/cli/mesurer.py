"""What the engines are worth, on pairs that anyone holds."""

from __future__ import annotations

import argparse
import csv
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from achatlas.catalogue.fiabilite import Sample, publish
from achatlas.catalogue.load import Catalogue
from achatlas.cli.display import Display, whole
from achatlas.domain.errors import UnreadableFile
from achatlas.domain.money import NumberFormat, parse_centimes
from achatlas.domain.nombres import accord, pourcent
from achatlas.domain.text import spelled
from achatlas.reconcile.mesure import SUJET, Case, answers, measured, product
from achatlas.reconcile.noms.recherche import Search
from achatlas.reconcile.noms.voisins import Entry, Lieu
from achatlas.settings import Settings, read
from achatlas.store.register import now

NEEDED = ("siret", "nom")
MORE = ("code_postal", "commune", "montant")
SIREN, SIRET, POSTAL = 9, 14, 5
FRENCH = NumberFormat(".,", " ", frozenset({"avant", "apres", "parentheses"}), "€")
SEPARATORS = ",;\t"


def mesurer(asked: argparse.Namespace, display: Display) -> int:
    """Measures the engine of names: precision and recall of the pairs against a directory; ``--publier``
    keeps the measure where the page « Fiabilité » of the territory finds it.
    """
    settings = read(asked.territoire)
    catalogue = Catalogue(settings.instance)
    search = Search(catalogue)
    left = [Left(asked.verite), Left(asked.reference)]
    cases = list(_cases(left[0]))

    def directory() -> Iterable[Entry]:
        for _, siret, nom, lieu, _ in _lines(left[1]):
            yield Entry(siret[:SIREN], siret, nom, lieu.code_postal, lieu.commune)

    said = answers(search, cases, directory)
    told, sold = measured(said, search.seuil), product(said, search.seuil)
    kept = _publish(asked, settings, catalogue, told) if asked.publier else None
    ends = {f"intervalle_{name}": told[f"{name}_ic"] for name in ("precision", "rappel")}
    aside = {one.path.name: len(one.mute) for one in left if one.mute}
    unread = {one.path.name: len(one.montants) for one in left if one.montants}
    apart = {"ecartees": aside, "montants_illisibles": unread, "produit": sold}
    display.machine({"ok": True, **told, **ends, **apart} | ({"publiee": str(kept)} if kept else {}))
    _say(told, display)
    _say_product(sold, display)
    _say_left(left, display)
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


@dataclass(frozen=True)
class Left:
    """The lines of a CSV that are left aside: those that pair nothing, and what is no amount in those whose
    amount cannot be read.
    """

    path: Path
    mute: set[int] = field(default_factory=set)
    montants: dict[int, str] = field(default_factory=dict)


Line = tuple[int, str, str, Lieu, str]


def _cases(left: Left) -> Iterator[Case]:
    """The pairs of a CSV; a line whose amount cannot be read is refused, the others stand."""
    for number, siret, nom, lieu, montant in _lines(left):
        try:
            yield Case(nom, siret[:SIREN], lieu, parse_centimes(montant, FRENCH) if montant else 0)
        except ValueError:
            left.montants[number] = montant


def _lines(left: Left) -> Iterator[Line]:
    """Number, SIRET, name, place and amount, as written, of each line of a CSV; those that pair nothing are
    left aside. Raises UnreadableFile.
    """
    path = left.path
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            head = stream.readline()
            columns = next(csv.reader([head], delimiter=_separator(head)), [])
            ranks = _ranks(path, columns)
            for number, cells in enumerate(csv.reader(stream, delimiter=_separator(head)), 2):
                line = _line(number, cells, ranks)
                if line[2] and line[1].isdecimal() and len(line[1]) in (SIREN, SIRET):
                    yield line
                elif any(cells):
                    left.mute.add(number)
    except FileNotFoundError as error:
        raise _refusal(path, "il n'y a pas de fichier à cet endroit") from error
    except UnicodeDecodeError as error:
        raise _refusal(path, "il n'est pas en UTF-8 ; enregistrez-le en « CSV UTF-8 »") from error
    except (OSError, csv.Error) as error:
        raise _refusal(path, f"le système répond : {getattr(error, 'strerror', None) or error}") from error


def _separator(head: str) -> str:
    return max(SEPARATORS, key=head.count)


def _ranks(path: Path, columns: Sequence[str]) -> list[int]:
    """Where each column stands; -1 for one that the file does not have."""
    names = [one.strip().lower() for one in columns]
    if missing := [one for one in NEEDED if one not in names]:
        raise _refusal(path, f"il manque la colonne {', '.join(missing)} en ligne 1")
    return [names.index(one) if one in names else -1 for one in (*NEEDED, *MORE)]


def _line(number: int, cells: Sequence[str], ranks: Sequence[int]) -> Line:
    siret, nom, code, commune, montant = (
        cells[rank].strip() if 0 <= rank < len(cells) else "" for rank in ranks
    )
    place = Lieu(_postal(code.replace(" ", "")), spelled(commune))
    return number, _filled("".join(siret.split())), nom, place, montant


def _postal(code: str) -> str:
    """Five digits, with the zero that a spreadsheet takes from their head; "" for what is no postal code."""
    return code.zfill(POSTAL) if code.isdecimal() and POSTAL - 1 <= len(code) <= POSTAL else ""


def _filled(siret: str) -> str:
    """A SIRET or a SIREN with the zeros that a spreadsheet takes from its head."""
    return siret.zfill(SIREN if len(siret) <= SIREN else SIRET) if siret.isdecimal() else siret


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


def _say_product(sold: Mapping[str, Any], display: Display) -> None:
    """What the names that the product never searches take from it."""
    if sold["personnes"]:
        one = "nom se lit comme celui d'une personne physique"
        said = accord(sold["personnes"], one, "noms se lisent comme ceux de personnes physiques")
        precision, rappel = (_share(sold[name]) for name in ("precision", "rappel"))
        display.say(f"{said}, qu'Achatlas ne cherche jamais.")
        display.say(f"Sur un territoire, précision : {precision}\xa0%, rappel : {rappel}\xa0%.")


def _say_left(left: Sequence[Left], display: Display) -> None:
    """The lines that are left aside, and why."""
    for one in left:
        if one.mute:
            said = accord(len(one.mute), "ligne laissée de côté", "lignes laissées de côté")
            display.say(f"{one.path.name} : {said}, sans nom ou sans SIRET.")
        if one.montants:
            said = accord(len(one.montants), "ligne refusée", "lignes refusées")
            number, text = next(iter(one.montants.items()))
            why = f"montant illisible (ligne {number} : « {text} »)"
            display.say(f"{one.path.name} : {said}, {why} ; écrivez-le à la française, comme 1 234,56.")


def _shares(told: Mapping[str, Any]) -> tuple[str, ...]:
    """Precision and recall, each with its interval."""
    names = ("precision", "rappel")
    return tuple(text for name in names for text in (_share(told[name]), _between(told[f"{name}_ic"])))


def _share(part: float | None) -> str:
    return "—" if part is None else pourcent(round(part * 10_000), 10_000)


def _between(interval: Sequence[float] | None) -> str:
    return "" if interval is None else f"{_share(interval[0])} à {_share(interval[1])}"
