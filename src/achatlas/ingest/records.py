"""JSON and XML records mapped to the columns of a table by what ``source.yml`` declares: renamed, joined, or
ignored aloud.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from achatlas.catalogue.models_sources import Liste
from achatlas.domain.errors import UnknownColumn, UnreadableFile
from achatlas.domain.money import centimes_of_literal, parse_centimes
from achatlas.ingest.absences import UNREAD_AMOUNT, Absences
from achatlas.ingest.amounts import ABSENT, ILLISIBLE, Montant, read_json
from achatlas.ingest.flags import Flags
from achatlas.ingest.layout import MONTANT, Layout
from achatlas.ingest.readers import elements
from achatlas.ingest.readers import json as json_reader
from achatlas.ingest.writer import EXTRAIT_MAX, PART, BrutWriter, Journal


def read_objects(path: Path, layout: Layout, encodage: str) -> Iterator[tuple[int, str, Any]]:
    """Yield (rank from 1, place, value) of the records of a JSON or XML file."""
    lecture = layout.lecture
    if layout.conteneur == "xml":
        return elements.read_records(path, lecture.racine, lecture.attribut)
    return json_reader.read_records(path, lecture.racine, encodage, layout.obligatoires)


class RecordMap:
    """Gives every key of records its column, and remembers the keys that it has seen."""

    def __init__(self, layout: Layout, fichier: str, signalements: Flags | None = None) -> None:
        self.layout, self.fichier = layout, fichier
        self.vues: set[str] = set()
        self.signalements = Flags() if signalements is None else signalements
        self.absences = Absences(layout.absences, self.signalements)
        self.lire = centimes_of_literal if layout.conteneur == "xml" else parse_centimes

    def row(self, rang: int, racine: str, valeur: dict[str, Any]) -> dict[str, str | None]:
        """Return the columns of a record; raise UnknownColumn at a key that is neither read nor ignored."""
        self.signalements.at(rang)
        ligne: dict[str, str | None] = {"feuille": racine}
        ou = f"{self.fichier}, enregistrement {rang}"
        try:
            self._flatten(valeur, "", ligne, ou)
        except RecursionError as faute:
            raise UnreadableFile(
                "Enregistrement illisible", ou, "il emboîte trop de listes", "refaites l'export"
            ) from faute
        return ligne

    def amount(self, valeur: Any, colonne: str) -> Montant:
        """Return the amount of a value; the mark of an absence is no amount."""
        montant = read_json(valeur, colonne, self.lire)
        marked = isinstance(valeur, str) and valeur.strip().upper() in self.absences.whole
        return Montant(0, ABSENT, colonne) if montant.motif == ILLISIBLE and marked else montant

    def check_present(self) -> None:
        """Raise UnknownColumn when no record had a mandatory key."""
        if self.vues:
            self.layout.check_present(sorted(self.vues), self.fichier)

    def _flatten(self, valeur: dict[str, Any], prefixe: str, ligne: dict[str, str | None], ou: str) -> None:
        """Give every key its column; raise UnknownColumn at a key that is neither read nor ignored."""
        for cle, contenu in valeur.items():
            chemin = prefixe + cle
            self.vues.add(chemin)
            vers = self.layout.colonnes.get(chemin)
            if contenu is None or contenu == "" or chemin in self.layout.ignore:
                continue
            if vers is not None:
                self._column(vers, contenu, ligne, f"{ou}, {chemin}")
            elif chemin in self.layout.listes:
                self._list(self.layout.listes[chemin], contenu, ligne, f"{ou}, {chemin}")
            elif isinstance(contenu, dict):
                self._flatten(contenu, f"{chemin}.", ligne, ou)
            else:
                raise _unknown(chemin, ou, list(self.layout.colonnes))

    def _column(self, vers: str, contenu: Any, ligne: dict[str, str | None], ou: str) -> None:
        """Write a value as the text of its column; the first key that goes to a column and says something
        wins.
        """
        if vers == MONTANT or ligne.get(vers):
            return
        parts = (self.absences.clean(part) for part in as_texts(contenu, ou))
        ligne[vers] = "|".join(part for part in parts if part) or None

    def _list(self, liste: Liste, contenu: Any, ligne: dict[str, str | None], ou: str) -> None:
        """Keep a list of objects as JSON text; an empty one is nothing, and never hides a filled one that
        goes to the same column.
        """
        objets = [self._rename(objet, liste, ou) for objet in unwrap_list(contenu)]
        if filled := [objet for objet in objets if objet]:
            ligne[liste.vers] = as_json(filled)

    def _rename(self, objet: Any, liste: Liste, ou: str, prefixe: str = "") -> dict[str, Any]:
        """Return an object of a list with its keys renamed; a nested object is flattened where its fields are
        declared (``a.b``), nested lists of objects keep their own keys, renamed alike.
        """
        if not isinstance(objet, dict):
            raise _unknown(str(objet), ou, list(liste.champs))
        rendu: dict[str, Any] = {}
        for cle, valeur in objet.items():
            vers = liste.champs.get(prefixe + cle, "")
            if vers.endswith("_centimes"):
                rendu[vers] = self._centimes(valeur, cle)
            elif vers:
                rendu[vers] = self._plain(valeur, liste, ou)
            elif isinstance(valeur, dict) and _flattens(liste, f"{prefixe}{cle}."):
                rendu.update(self._rename(valeur, liste, ou, f"{prefixe}{cle}."))
            elif cle not in liste.ignore:
                raise _unknown(prefixe + cle, ou, list(liste.champs))
        return {nom: valeur for nom, valeur in rendu.items() if valeur not in (None, [])}

    def _centimes(self, valeur: Any, cle: str) -> int | None:
        """Return the cents of an amount beside the main one, None (flagged) when they cannot be read."""
        montant = self.amount(valeur, cle)
        if montant.motif and montant.motif != ABSENT:
            self.signalements[UNREAD_AMOUNT] += 1
        return None if montant.motif else montant.centimes

    def _plain(self, valeur: Any, liste: Liste, ou: str) -> Any:
        if isinstance(valeur, (dict, list)):
            objets = [self._rename(objet, liste, ou) for objet in unwrap_list(valeur)]
            return [objet for objet in objets if objet]
        return None if valeur is None else self.absences.clean(_scalar(valeur)) or None


class RecordStage:
    """Sorts records: accepted rows to the writer, unreadable amounts to the journal; an unknown key stops
    all.
    """

    def __init__(self, layout: Layout, fichier: str, journal: Journal) -> None:
        self.journal, self.map = journal, RecordMap(layout, fichier, journal.signalements)
        self.montants = [rule.colonne for rule in layout.montants]

    def run(self, enregistrements: Iterator[tuple[int, str, Any]], brut: BrutWriter) -> None:
        """Read every record to the end, then check that no mandatory key was absent from the whole file."""
        lignes: list[tuple[int, int, dict[str, str | None]]] = []
        for rang, racine, valeur in enregistrements:
            ligne = self._sort(rang, racine, valeur)
            if ligne is not None:
                lignes.append(ligne)
            if len(lignes) >= PART:
                write_rows(lignes, brut)
                lignes = []
        write_rows(lignes, brut)
        self.map.check_present()

    def _sort(self, rang: int, racine: str, valeur: Any) -> tuple[int, int, dict[str, str | None]] | None:
        if not isinstance(valeur, dict):
            self.journal.add("exclu", "pas_un_enregistrement", rang, 0, str(valeur))
            return None
        ligne = self.map.row(rang, racine, valeur)
        nom = next((nom for nom in self.montants if valeur.get(nom) is not None), self.montants[0])
        montant = self.map.amount(valeur.get(nom), nom)
        if montant.motif:
            self.journal.add("rejet", montant.motif, rang, 0, as_json(valeur)[:EXTRAIT_MAX], montant.colonne)
            return None
        return rang, montant.centimes, ligne


def write_rows(lignes: list[tuple[int, int, dict[str, Any]]], brut: BrutWriter) -> None:
    """Write rows given as (number, cents, column → value)."""
    if not lignes:
        return
    noms = sorted({nom for _, _, ligne in lignes for nom in ligne})
    colonnes = {nom: [ligne.get(nom) for _, _, ligne in lignes] for nom in noms}
    brut.write([numero for numero, _, _ in lignes], [centimes for _, centimes, _ in lignes], colonnes)


def _unknown(chemin: str, ou: str, attendus: list[str]) -> UnknownColumn:
    return UnknownColumn(
        f"Champ inconnu : « {chemin} »",
        ou,
        f"les champs attendus sont {', '.join(attendus)}",
        "déclarez-le dans colonnes ou dans ignore (avec la raison) de source.yml",
    )


def unwrap_list(contenu: Any) -> list[Any]:
    """Return a list whatever its wrapping: {"x": [...]}, [{"x": {...}}], a lone object, or nothing."""
    if isinstance(contenu, dict) and len(contenu) == 1 and isinstance(next(iter(contenu.values())), list):
        contenu = next(iter(contenu.values()))
    if contenu is None or contenu == "":
        return []
    objets = contenu if isinstance(contenu, list) else [contenu]
    return [next(iter(objet.values())) if _wrapped(objet) else objet for objet in objets if objet is not None]


def _flattens(liste: Liste, prefixe: str) -> bool:
    return any(nom.startswith(prefixe) for nom in liste.champs)


def _wrapped(objet: Any) -> bool:
    return isinstance(objet, dict) and len(objet) == 1 and isinstance(next(iter(objet.values())), dict)


def as_texts(valeur: Any, ou: str) -> Iterator[str]:
    """Yield the texts of a value, whatever its wrapping: a scalar, a list, an object of one key; raise
    UnknownColumn at an object of several keys, that no column of text can hold.
    """
    if isinstance(valeur, list):
        for partie in valeur:
            yield from as_texts(partie, ou)
    elif isinstance(valeur, dict):
        for cle in list(valeur)[1:]:
            raise _unknown(cle, ou, list(valeur)[:1])
        yield from as_texts(next(iter(valeur.values()), None), ou)
    elif valeur is not None:
        yield _scalar(valeur)


def _scalar(valeur: Any) -> str:
    if isinstance(valeur, bool):
        return "true" if valeur else "false"
    return str(valeur)


def as_json(valeur: Any) -> str:
    """Return compact JSON text; exact decimals are written as they were."""

    def decimal(nombre: object) -> str:
        if isinstance(nombre, Decimal):
            return str(nombre)
        raise TypeError(type(nombre).__name__)

    return json.dumps(valeur, ensure_ascii=False, separators=(",", ":"), default=decimal)
