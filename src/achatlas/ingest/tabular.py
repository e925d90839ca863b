"""Tables of text (CSV, sheets): finds the header, names what is no data, and hands over batches of accepted
rows.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import pyarrow as pa

from achatlas.domain.errors import UnknownColumn
from achatlas.ingest.amounts import ABSENT, Montant, amount_reader, column_reader, read_rule, read_text
from achatlas.ingest.decimals import AMBIGUOUS, Decimals
from achatlas.ingest.gather import Gatherer
from achatlas.ingest.layout import AMOUNTS, TVA, AmountRule, Layout, header, header_names
from achatlas.ingest.lots import Column, Lot, grouped, texts
from achatlas.ingest.margin import Margin
from achatlas.ingest.persons import Persons
from achatlas.ingest.readers import csv, sheet
from achatlas.ingest.shifts import Shifts
from achatlas.ingest.totals import TOTAL, Totals
from achatlas.ingest.writer import PART, BrutWriter, Journal

Enregistrement = tuple[int, list[str]]
Again = Callable[["Entete", Sequence[int]], Iterator[str]]
"""Reads the table again: the cells of some columns under its header."""
ENTETE_MAX, TOGETHER = 200, 10_000
"""Records among which the header is looked for; accepted rows that are written together."""
_FORMULE = re.compile(r"[=+@\t\r-]")
_NOMBRE = re.compile(r"-[0-9 .,\u00a0\u202f]+")


@dataclass
class Entete:
    """The header that was found: names in order, the records that came before it, the cells as written."""

    numero: int
    noms: list[str]
    preambule: list[Enregistrement]
    ecrits: list[str]


def find_header(enregistrements: Iterator[Enregistrement], layout: Layout, nom: str) -> Entete:
    """Return the first record that holds all mandatory headers and an amount; the iterator is left just after
    it.

    Raise UnknownColumn when none of the first records does, comparing with the one that comes nearest.
    """
    preambule: list[Enregistrement] = []
    proche: tuple[int, int, list[str]] = (0, 1, [])
    above: list[str] | None = [] if layout.lecture.entete == "deux_lignes" else None
    for numero, cellules in itertools.islice(enregistrements, ENTETE_MAX):
        noms = header_names(cellules, layout.known, above)
        above = None if above is None else cellules
        if layout.obligatoires <= set(noms) and any(
            set(rule.colonnes) <= set(noms) for rule in layout.montants
        ):
            layout.check_columns(noms, f"{nom}, ligne {numero}")
            return Entete(numero, noms, preambule, [header(cellule) for cellule in cellules])
        preambule.append((numero, cellules))
        proche = max(proche, (len(set(noms) & set(layout.colonnes)), -numero, noms))
    ou = f"{nom}, ligne {abs(proche[1])}" if proche[0] else nom
    layout.check_present(proche[2], ou)
    raise UnknownColumn(
        "Colonne de montant absente",
        ou,
        f"aucune de : {', '.join(r.colonne for r in layout.montants)}",
        "vérifiez l'export",
    )


def amount_rule(layout: Layout, noms: list[str]) -> AmountRule:
    """Return the first amount rule whose columns are all in the header."""
    return next(rule for rule in layout.montants if set(rule.colonnes) <= set(noms))


def excerpt(
    cellules: Sequence[str], layout: Layout, noms: list[str], persons: Persons, separateur: str = ";"
) -> str:
    """Return the beginning of a record for the journal, without the ignored columns (maybe personal) nor the
    person whom it names.
    """
    compte = next((rank for rank, nom in enumerate(noms) if layout.colonnes.get(nom) == "compte"), None)
    cellules = persons.excerpt(cellules, compte if len(cellules) == len(noms) else None)
    connus = noms + [""] * (len(cellules) - len(noms))
    tus = {*layout.ignore, *layout.retour}
    gardees = (cellule for cellule, nom in zip(cellules, connus, strict=False) if nom not in tus)
    return separateur.join(gardees).replace("\n", " ")


def armoured(cell: str) -> str:
    """A cell that no spreadsheet runs: what begins like a formula gets an apostrophe (rule F42); a number
    does not.
    """
    return f"'{cell}" if _FORMULE.match(cell) and not _NOMBRE.fullmatch(cell) else cell


def disarmoured(records: Iterator[Enregistrement]) -> Iterator[Enregistrement]:
    """The records of a file that gives back armoured cells, as they were before."""
    for numero, cellules in records:
        yield numero, [c[1:] if c[:1] == "'" and _FORMULE.match(c[1:]) else c for c in cellules]


def cells_of(records: Iterator[Enregistrement], entete: Entete, rangs: Sequence[int]) -> Iterator[str]:
    """The cells of some columns under a header, of the records whose cells are all in their place."""
    for numero, cellules in records:
        if numero > entete.numero and not is_shifted(cellules, len(entete.noms)):
            yield from [cellules[rang].strip() for rang in rangs]


def is_shifted(cellules: list[str], largeur: int) -> bool:
    """Say whether a record is narrower than its header or fills cells beyond it: no cell is in its place."""
    return len(cellules) < largeur or any(cellule.strip() for cellule in cellules[largeur:])


def _note(preambule: list[Enregistrement], layout: Layout, journal: Journal) -> None:
    """Leave out what stands before the header."""
    for numero, cellules in preambule:
        vide = not any(cellule.strip() for cellule in cellules)
        said = excerpt(cellules, layout, [], journal.persons)
        journal.add("exclu", "ligne_vide" if vide else "preambule", numero, 0, said)


@dataclass
class _Rows:
    """Records accepted one by one."""

    numeros: list[int] = field(default_factory=list)
    centimes: list[int] = field(default_factory=list)
    tva: list[int | None] = field(default_factory=list)
    cellules: list[list[str]] = field(default_factory=list)

    def lot(self) -> Lot:
        """Return them by column."""
        return Lot(self.numeros, self.centimes, self.tva, list(zip(*self.cellules, strict=True)))


class TableStage:
    """Sorts the records of one table: accepted rows to the writer, all others to the journal with their
    reason.
    """

    def __init__(
        self, layout: Layout, entete: Entete, journal: Journal, again: Again, *, typed: bool
    ) -> None:
        self.layout, self.noms, self.journal = layout, entete.noms, journal
        self.lire = amount_reader(layout.nombres, typed)
        self.lire_colonne = column_reader(layout.nombres, typed)
        self.ecrits = entete.ecrits
        self.rule = amount_rule(layout, entete.noms)
        self.largeur, self.compose = len(entete.noms), len(self.rule.colonnes) > 1
        rangs = {layout.colonnes[nom]: rang for rang, nom in enumerate(entete.noms) if nom in layout.colonnes}
        self.rang_montant = entete.noms.index(self.rule.colonne)
        written = (self.rule.colonne, *self.rule.sinon, self.rule.moins)
        self.written = tuple(entete.noms.index(nom) for nom in written if nom)
        self.decimals = Decimals(layout.nombres, partial(again, entete, self.written), typed=typed)
        self.rang_tva = rangs.get(TVA)
        told = {vers: rang for vers, rang in rangs.items() if vers not in AMOUNTS}
        self.gatherer = Gatherer(layout, told, self.lire, journal.signalements)
        self.totals = Totals(layout, rangs, self.lire)
        self.margin = Margin(entete.noms, self.rang_montant, self.lire)
        places, readers = (self.rang_montant, self.rang_tva), (self.lire, self.lire_colonne)
        self.shifts = Shifts(layout, entete.noms, places, readers)
        self.shifts.learnt = self.compose
        _note(entete.preambule, layout, journal)

    def run(self, enregistrements: Iterator[Enregistrement], brut: BrutWriter) -> None:
        """Read every record after the header to the end."""
        for lot in grouped(self._lots(enregistrements), TOGETHER):
            self._write(lot, brut)

    def _lots(self, enregistrements: Iterator[Enregistrement]) -> Iterator[Lot]:
        """Yield the records that are accepted, some at a time; the others go to the journal."""
        source = enregistrements if isinstance(enregistrements, csv.Records | sheet.Records) else None
        while True:
            block = source.block() if source else None
            lot = self._together(block.numeros, block.columns(self.largeur)) if block else None
            if lot is None:
                part = block.records() if block else list(itertools.islice(enregistrements, PART))
                if not part:
                    return
                lot = self._sorted(part)
            for rang in self.written:
                lot = self._without_ambiguous(lot, rang)
            if lot.numeros:
                yield lot

    def _sorted(self, part: list[Enregistrement]) -> Lot:
        """Return the records that are accepted: seen together when all are ordinary, else one by one."""
        numeros, cellules = zip(*part, strict=True)
        if set(map(len, cellules)) == {self.largeur}:
            lot = self._together(numeros, list(zip(*cellules, strict=True)))
            if lot is not None:
                return lot
        if not self.shifts.learnt:
            whole = (cells for cells in cellules if len(cells) == self.largeur)
            self.shifts.learn(list(zip(*whole, strict=True)))
        rows = _Rows()
        for numero, cells in part:
            self._sort(numero, cells, rows)
        return rows.lot()

    def _together(self, numeros: Sequence[int], colonnes: Sequence[Column] | None) -> Lot | None:
        """Return records as wide as the header when all are ordinary; None when one needs a closer look, or
        has not that width.
        """
        if colonnes is None or self.compose or self.totals.any_suspect(colonnes):
            return None
        try:
            tvas = self._tvas(colonnes)
            montants = self.lire_colonne(texts(colonnes[self.rang_montant]))
        except ValueError:
            return None
        lot = Lot(numeros, montants, tvas, colonnes)
        self.shifts.learn(colonnes)
        if self.margin.any_spilt(lot) or self.shifts.any_shifted(lot):
            return None
        self.totals.count_all(lot)
        return lot

    def _tvas(self, colonnes: Sequence[Column]) -> Sequence[int | None]:
        """Return the VAT of each record, None where there is none; raise ValueError when one is no amount."""
        if self.rang_tva is None:
            return [None] * len(colonnes[0])
        said = texts(colonnes[self.rang_tva])
        return [*self.lire_colonne(said)] if all(said) else [self.lire(t) if t else None for t in said]

    def _excerpt(self, cellules: list[str]) -> str:
        return excerpt(cellules, self.layout, self.noms, self.journal.persons)

    def _plain(self, cellules: list[str]) -> tuple[int, int | None] | None:
        """Return (cents, VAT) of an ordinary record, the fast lane; None when anything about it needs a
        closer look.
        """
        if len(cellules) != self.largeur or self.compose or self.totals.suspect(cellules):
            return None
        try:
            tva = cellules[self.rang_tva] if self.rang_tva is not None else ""
            montants = self.lire(cellules[self.rang_montant]), self.lire(tva) if tva else None
        except ValueError:
            return None
        moved = self.margin.spilt(cellules) or self.shifts.motif(cellules, montants[1])
        return None if moved else montants

    def _sort(self, numero: int, cellules: list[str], rows: _Rows) -> None:
        """Put one record where it belongs."""
        ligne = self._plain(cellules) or self._examine(numero, cellules)
        if ligne is not None:
            self.totals.count(cellules, ligne[0])
            rows.numeros.append(numero)
            rows.centimes.append(ligne[0])
            rows.tva.append(ligne[1])
            rows.cellules.append(cellules)

    def _examine(self, numero: int, cellules: list[str]) -> tuple[int, int | None] | None:
        """Return (cents, VAT) of a record after all, or None when it went to the journal; surplus blanks are
        cut.
        """
        montant = self._amount(cellules)
        spilt = not montant.motif and self.margin.spilt(cellules)
        if montant.motif or spilt or len(cellules) != self.largeur or self.totals.suspect(cellules):
            genre, motif, colonne = self._reason(cellules, montant)
            if motif:
                self.totals.after(motif)
                self.journal.add(genre, motif, numero, montant.centimes, self._excerpt(cellules), colonne)
                return None
            del cellules[self.largeur :]
        tva = self._tva(cellules)
        motif, colonne = self._doubt(cellules, tva)
        if motif:
            said = self._excerpt(cellules)
            self.journal.add("rejet", motif, numero, montant.centimes, said, colonne)
            return None
        return montant.centimes, None if tva is None else tva.centimes

    def _doubt(self, cellules: list[str], tva: Montant | None) -> tuple[str, str]:
        """Return the reason and the column of a record that has an amount but cannot be believed."""
        if tva is not None and tva.motif:
            return "tva_illisible", tva.colonne
        return self.shifts.motif(cellules, None if tva is None else tva.centimes), ""

    def _amount(self, cellules: list[str]) -> Montant:
        if is_shifted(cellules, self.largeur):
            return Montant(0)
        if self.compose:
            return read_rule(dict(zip(self.noms, cellules, strict=False)), self.rule, self.lire)
        return read_text(cellules[self.rang_montant], self.rule.colonne, self.lire)

    def _tva(self, cellules: list[str]) -> Montant | None:
        """Return the VAT, turned as the amount is, None when the file gives none on this line."""
        if self.rang_tva is None or not cellules[self.rang_tva].strip():
            return None
        rule = AmountRule(self.noms[self.rang_tva], signes=self.rule.signes)
        return read_rule(dict(zip(self.noms, cellules, strict=False)), rule, self.lire)

    def _reason(self, cellules: list[str], montant: Montant) -> tuple[str, str, str]:
        """Return (category, reason, column) of a record that is not plain; an empty reason accepts it."""
        if regle := self._rule(cellules):
            return "exclu", regle, ""
        if len(cellules) < self.largeur:
            return "rejet", "colonnes_manquantes", self.noms[len(cellules)]
        if is_shifted(cellules, self.largeur) or self.margin.spilt(cellules):
            return "rejet", "colonnes_en_trop", ""
        if not montant.motif and self.totals.nameless(cellules):
            return self.totals.fate(montant.centimes)
        return "rejet", self._absent(cellules) or montant.motif, montant.colonne

    def _rule(self, cellules: list[str]) -> str:
        """Return the rule that leaves a record out, "" when it may be a payment."""
        remplies = [cellule.strip() for cellule in cellules if cellule.strip()]
        if not remplies:
            return "ligne_vide"
        if [header(cellule) for cellule in cellules][: len(self.ecrits)] == self.ecrits:
            return "entete_repetee"
        return TOTAL if self.totals.is_total(cellules, remplies) else ""

    def _absent(self, cellules: list[str]) -> str:
        """Say that the amount is absent when its cell holds the mark of an absence."""
        mark = cellules[self.rang_montant].strip().upper()
        return ABSENT if mark in self.gatherer.absences.whole else ""

    def _write(self, lot: Lot, brut: BrutWriter) -> None:
        colonnes = self.gatherer.columns(lot.colonnes, lot.numeros)
        if self.rang_tva is not None:
            colonnes["montant_tva_centimes"] = lot.tva
        if self.layout.table == "brut__mandats" or self.layout.dates != "iso":
            colonnes["format_date"] = pa.repeat(pa.scalar(self.layout.dates), len(lot.numeros))
        brut.write(lot.numeros, lot.centimes, colonnes)

    def _without_ambiguous(self, lot: Lot, rang: int) -> Lot:
        """Send to the journal the lines whose amount in a column may be read in two ways."""
        out = self.decimals.ambiguous(lot.colonnes[rang]) if lot.numeros else []
        for one in out:
            said = self._excerpt(lot.row(one))
            numero, centimes = lot.numeros[one], lot.centimes[one]
            self.journal.add("rejet", AMBIGUOUS, numero, centimes, said, self.noms[rang])
        return lot.without(out) if out else lot
