"""Registers of procedures: the product's template and the buyers' own tables, as text and as workbooks, with
the defects that they have in life.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter

from demo.ecriture.tableur import CREATED
from demo.fiches_registre import JOURS, MONTANTS, Cellules, Fiches, Keeping
from demo.fournisseurs import Fournisseur
from demo.marches import day, iso
from demo.procedures import Procedure
from demo.territoire import Acheteur, read_yaml, rng

AUTRE, AGAIN = "marche_d_un_autre", "ligne_repetee"
LAST = 2025


@dataclass(frozen=True)
class LigneRegistre:
    """A line of a register: where it stands, the contract that it truly tells, its defects."""

    fichier: str
    numero_ligne: int
    marche_uid: str
    defauts: str


@dataclass
class Registres:
    """The registers that were written, as entries of ``territoire.yml``, and what their lines truly are."""

    entrees: list[dict[str, Any]] = field(default_factory=list)
    lignes: list[LigneRegistre] = field(default_factory=list)


def write_registers(
    dossier: Path,
    graine: int,
    corps: list[Acheteur],
    tiers: list[Fournisseur],
    procedures: list[Procedure],
) -> Registres:
    """Write the register, or the yearly registers, of each body that keeps one."""
    found, kept = Registres(), read_yaml("registres.yml")["tenus"]
    for acheteur in corps:
        if acheteur.cle in kept:
            _Pen(dossier, graine, acheteur, corps, tiers, procedures).write(found)
    return found


class _Pen:
    """Writes the registers of one body."""

    def __init__(
        self,
        dossier: Path,
        graine: int,
        acheteur: Acheteur,
        corps: list[Acheteur],
        tiers: list[Fournisseur],
        procedures: list[Procedure],
    ) -> None:
        shape = read_yaml("registres.yml")
        self.dossier, self.acheteur, self.rules = dossier, acheteur, shape
        self.kept = shape["tenus"][acheteur.cle]
        self.forme = shape["formes"][self.kept["forme"]]
        self.tirage = rng(graine, "registre", acheteur.cle)
        self.cadres = {p.marche.numero: p for p in procedures if p.marche.acheteur == acheteur.rang}
        self.procedures = self._known(procedures)
        levels = tuple(shape["niveaux"][self.kept["niveaux"]])
        keeping = Keeping(acheteur, levels, self.kept["membres"], self.kept["numero"], self.forme["separe"])
        roots = Counter(p.marche.numero.rpartition("/L")[0] for p in self.procedures)
        shared = frozenset(root for root, times in roots.items() if root and times > 1)
        self.fiches = Fiches(self.tirage, keeping, corps, tiers, shared)

    def _known(self, procedures: list[Procedure]) -> list[Procedure]:
        """Return the contracts that the body writes down: its own but a few, and some that another passed for
        it; concessions are elsewhere.
        """
        rank, found = self.acheteur.rang, []
        for one in procedures:
            own = one.marche.acheteur == rank
            if one.marche.concession or not (own or rank in one.membres):
                continue
            least = self.rules["oublies"] if own else 1 - self.rules["ecrits_par_un_membre"]
            if self.tirage.random() >= least:
                found.append(one)
        return found

    def write(self, found: Registres) -> None:
        """Write every edition."""
        years = self.kept.get("editions", [LAST])
        extension = "xlsx" if self.forme["classeur"] else "csv"
        profil = self.kept["forme"] if self.forme["source"] == "registre_tableur" else None
        for annee in years:
            which = f"-{annee}" if len(years) > 1 else ""
            nom = f"{self.acheteur.cle}-registre{which}.{extension}"
            rows = list(self._rows(annee, several=len(years) > 1))
            if not rows:
                continue
            first = self._put(nom, [row for row, _, _ in rows], annee)
            found.lignes += [
                LigneRegistre(nom, first + rang, uid, "|".join(told))
                for rang, (_, uid, told) in enumerate(rows)
            ]
            found.entrees.append(
                {
                    "chemin": f"fichiers/{nom}",
                    "acheteur": self.acheteur.siren,
                    "source": self.forme["source"],
                    "profil": profil,
                }
            )

    def _rows(self, annee: int, several: bool) -> Iterator[tuple[Cellules, str, list[str]]]:
        """Yield the rows of an edition: the contracts in force that year, or all that were known then."""
        first, last = day(f"{annee}-01-01"), day(f"{annee}-12-31")
        for one in self.procedures:
            if one.marche.debut > last or (several and one.marche.fin < first):
                continue
            for row in self._written(one, last):
                spoilt, told = self.fiches.spoil(row)
                told += [] if one.marche.acheteur == self.acheteur.rang else [AUTRE]
                yield spoilt, one.marche.uid, told
                if self.tirage.random() < self.rules["repetees"]:
                    yield spoilt, one.marche.uid, [*told, AGAIN]

    def _written(self, one: Procedure, last: int) -> Iterator[Cellules]:
        """Yield the rows of a contract as it was known on the last day of an edition."""
        cells = self.fiches.cells(one, self.cadres.get(one.marche.accord_cadre_numero))
        cells["annee"] = iso(one.marche.debut)[:4]
        if cells.get("avenant_date", 0) > last:
            cells = {key: value for key, value in cells.items() if not key.startswith("avenant")}
        return self.fiches.exploded(one, cells) if self.forme["eclate"] else self.fiches.together(one, cells)

    def _put(self, nom: str, rows: list[Cellules], annee: int) -> int:
        """Write a file; return the line of its first row."""
        if self.forme["classeur"]:
            return _write_workbook(self.dossier / nom, self.forme, rows, self.acheteur, annee)
        return _write_text(self.dossier / nom, self.forme, rows)


def _write_text(chemin: Path, forme: dict[str, Any], rows: list[Cellules]) -> int:
    sortie = io.StringIO()
    pen = csv.writer(sortie, delimiter=forme["separateur"], lineterminator="\r\n")
    pen.writerow(forme["colonnes"])
    for row in rows:
        pen.writerow([_text(quoi, row.get(quoi), forme) for quoi in forme["colonnes"].values()])
    chemin.write_bytes(sortie.getvalue().encode(forme["encodage"], errors="replace"))
    return 2


def _text(quoi: str, valeur: Any, forme: dict[str, Any]) -> str:
    if valeur is None or isinstance(valeur, str):
        return (valeur or "").replace("\n", " ")
    if quoi in JOURS:
        return datetime.date.fromisoformat(iso(valeur)).strftime("%d/%m/%Y")
    entier = f"{valeur // 100:,}".replace(",", forme["milliers"])
    return f"{entier},{valeur % 100:02d}{forme.get('symbole', '')}"


def _write_workbook(
    chemin: Path, forme: dict[str, Any], rows: list[Cellules], acheteur: Acheteur, annee: int
) -> int:
    classeur = xlsxwriter.Workbook(str(chemin), {"constant_memory": True, "strings_to_numbers": False})
    classeur.set_properties({"created": CREATED, "title": f"Registre {annee}"})
    feuille, formats = classeur.add_worksheet(forme["feuille"]), _formats(classeur)
    top = _titles(feuille, forme, formats["titre"], f"{acheteur.nom} - marchés au 31/12/{annee}")
    for place, entete in enumerate(forme["colonnes"]):
        feuille.write_string(top, place, entete)
    for rang, row in enumerate(rows, start=top + 1):
        for place, quoi in enumerate(forme["colonnes"].values()):
            _cell(feuille, rang, place, quoi, row.get(quoi), formats["date"])
    classeur.close()
    return top + 2


def _formats(classeur: Any) -> dict[str, Any]:
    return {
        "titre": classeur.add_format({"bold": True, "align": "center"}),
        "date": classeur.add_format({"num_format": "dd/mm/yyyy"}),
    }


def _titles(feuille: Any, forme: dict[str, Any], titre: Any, texte: str) -> int:
    """Write the title and the bands, cells merged, of a workbook that has some; return the row of its
    headers.
    """
    if "bandeaux" not in forme:
        return 0
    feuille.merge_range(0, 0, 0, len(forme["colonnes"]) - 1, texte, titre)
    place = 0
    for bandeau, largeur in forme["bandeaux"].items():
        feuille.merge_range(1, place, 1, place + largeur - 1, bandeau, titre)
        place += largeur
    return 2


def _cell(feuille: Any, rang: int, place: int, quoi: str, valeur: Any, date: Any) -> None:
    """Write a cell: amounts as numbers, days as dates, the rest as text; nothing where nothing is known."""
    if isinstance(valeur, int | np.integer) and quoi in JOURS:
        origine = datetime.date(1899, 12, 30)
        feuille.write_number(
            rang, place, (datetime.date.fromisoformat(iso(int(valeur))) - origine).days, date
        )
    elif isinstance(valeur, int | np.integer) and quoi in MONTANTS:
        feuille.write_number(rang, place, valeur / 100)
    elif valeur:
        feuille.write_string(rang, place, str(valeur))
