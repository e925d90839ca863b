"""JSON records mapped to the columns of a table by what ``source.yml`` declares: renamed, joined, or ignored
aloud.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from achatlas.catalogue.models_sources import Liste
from achatlas.domain.errors import UnknownColumn
from achatlas.ingest.amounts import Montant, read_json
from achatlas.ingest.layout import MONTANT, Layout
from achatlas.ingest.writer import EXTRAIT_MAX, LOT, BrutWriter, Journal


class RecordMap:
    """Gives every key of JSON records its column, and remembers the keys that it has seen."""

    def __init__(self, layout: Layout, fichier: str) -> None:
        self.layout, self.fichier = layout, fichier
        self.vues: set[str] = set()

    def row(self, rang: int, racine: str, valeur: dict[str, Any]) -> dict[str, str | None]:
        """Return the columns of a record; raise UnknownColumn at a key that is neither read nor ignored."""
        ligne: dict[str, str | None] = {"feuille": racine}
        self._flatten(valeur, "", ligne, f"{self.fichier}, enregistrement {rang}")
        return ligne

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
                if vers != MONTANT:
                    ligne.setdefault(vers, as_text(contenu))
            elif chemin in self.layout.listes:
                self._list(self.layout.listes[chemin], contenu, ligne, f"{ou}, {chemin}")
            elif isinstance(contenu, dict):
                self._flatten(contenu, f"{chemin}.", ligne, ou)
            else:
                raise _unknown(chemin, ou, list(self.layout.colonnes))

    def _list(self, liste: Liste, contenu: Any, ligne: dict[str, str | None], ou: str) -> None:
        """Keep a list of objects as JSON text; an empty one never hides a filled one that goes to the same
        column.
        """
        objets = [_rename(objet, liste, ou) for objet in unwrap_list(contenu)]
        if objets or liste.vers not in ligne:
            ligne[liste.vers] = as_json([objet for objet in objets if objet])


class RecordStage:
    """Sorts JSON records: accepted rows to the writer, unreadable amounts to the journal; an unknown key
    stops all.
    """

    def __init__(self, layout: Layout, fichier: str, journal: Journal) -> None:
        self.journal, self.map = journal, RecordMap(layout, fichier)
        self.montants = [rule.colonne for rule in layout.montants]

    def run(self, enregistrements: Iterator[tuple[int, str, Any]], brut: BrutWriter) -> None:
        """Read every record to the end, then check that no mandatory key was absent from the whole file."""
        lignes: list[tuple[int, int, dict[str, str | None]]] = []
        for rang, racine, valeur in enregistrements:
            ligne = self._sort(rang, racine, valeur)
            if ligne is not None:
                lignes.append(ligne)
            if len(lignes) >= LOT:
                write_rows(lignes, brut)
                lignes = []
        write_rows(lignes, brut)
        self.map.check_present()

    def _sort(self, rang: int, racine: str, valeur: Any) -> tuple[int, int, dict[str, str | None]] | None:
        if not isinstance(valeur, dict):
            self.journal.add("exclu", "pas_un_enregistrement", rang, 0, str(valeur))
            return None
        ligne = self.map.row(rang, racine, valeur)
        montant = self._amount(valeur)
        if montant.motif:
            self.journal.add("rejet", montant.motif, rang, 0, as_json(valeur)[:EXTRAIT_MAX], montant.colonne)
            return None
        return rang, montant.centimes, ligne

    def _amount(self, valeur: dict[str, Any]) -> Montant:
        nom = next((nom for nom in self.montants if valeur.get(nom) is not None), self.montants[0])
        return read_json(valeur.get(nom), nom)


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
    return [next(iter(objet.values())) if _wrapped(objet) else objet for objet in objets]


def _wrapped(objet: Any) -> bool:
    return isinstance(objet, dict) and len(objet) == 1 and isinstance(next(iter(objet.values())), dict)


def _rename(objet: Any, liste: Liste, ou: str) -> dict[str, Any]:
    """Return an object of a list with its keys renamed; nested lists of objects keep their own keys, renamed
    alike.
    """
    if not isinstance(objet, dict):
        raise _unknown(str(objet), ou, list(liste.champs))
    rendu: dict[str, Any] = {}
    for cle, valeur in objet.items():
        vers = liste.champs.get(cle, "")
        if vers.endswith("_centimes"):
            montant = read_json(valeur, cle)
            rendu[vers] = None if montant.motif else montant.centimes
        elif vers:
            rendu[vers] = _plain(valeur, liste, ou)
        elif cle not in liste.ignore:
            raise _unknown(cle, ou, list(liste.champs))
    return rendu


def _plain(valeur: Any, liste: Liste, ou: str) -> Any:
    if isinstance(valeur, (dict, list)):
        return [_rename(objet, liste, ou) for objet in unwrap_list(valeur)]
    return None if valeur is None else as_text(valeur)


def as_text(valeur: Any) -> str:
    """Return a JSON value as the raw text of a column: lists joined by |, booleans as written."""
    if isinstance(valeur, str):
        return valeur
    if isinstance(valeur, bool):
        return "true" if valeur else "false"
    if isinstance(valeur, (dict, list)):
        return "|".join(as_text(partie) for partie in unwrap_list(valeur))
    return str(valeur)


def as_json(valeur: Any) -> str:
    """Return compact JSON text; exact decimals are written as they were."""

    def decimal(nombre: object) -> str:
        if isinstance(nombre, Decimal):
            return str(nombre)
        raise TypeError(type(nombre).__name__)

    return json.dumps(valeur, ensure_ascii=False, separators=(",", ":"), default=decimal)
