"""The stage: stock files read in bulk, once, then the four tables of the referential written lot by lot, in
the order of their key. Nothing is lost: what is read, counted apart, is what is kept and what is set aside
with its reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow.parquet as pq

from achatlas.catalogue.load import Catalogue
from achatlas.domain.errors import UnbalancedAccount, UnreadableFile
from achatlas.sirene import lines
from achatlas.sirene.counter import again
from achatlas.sirene.layout import ETABLISSEMENTS, SUCCESSIONS, UNITES, layouts
from achatlas.sirene.lots import Lot, Shelf, lots
from achatlas.sirene.names import names
from achatlas.sirene.stock import Stock, opened
from achatlas.store.engine import Engine
from achatlas.store.kinds import arrow_schema

Progress = Callable[[str, int, int], None]
Kept = Callable[[lines.Source, Mapping[str, Any]], ir.Table]
KEPT: dict[str, tuple[Kept, tuple[str, ...]]] = {
    UNITES: (lines.unites, ("cle",)),
    ETABLISSEMENTS: (lines.etablissements, ("cle",)),
    SUCCESSIONS: (lines.successions, ("cle", "suite", "date_lien")),
}
DOUBLON, SIREN_INCONNU = "doublon", "siren_inconnu"
NOMS = "noms"
HIDDEN = ("enseigne", "enseigne1", "enseigne2", "enseigne3", "denomination_usuelle", "code_postal")
TOLD = {
    "TOO MANY COLUMNS": "colonnes_en_trop",
    "MISSING COLUMNS": "colonnes_manquantes",
    "UNQUOTED VALUE": "guillemets",
    "INVALID ENCODING": "encodage",
    "LINE SIZE OVER MAXIMUM": "ligne_trop_longue",
}


@dataclass
class Compte:
    """The account of a file: records counted apart, rows kept, rows set aside by reason; the columns that
    nobody expected, and the last treatment that it tells (the date of the stock).
    """

    fichier: str
    genre: str
    lues: int
    retenues: int = 0
    ecartees: Counter[str] = field(default_factory=Counter)
    inconnues: tuple[str, ...] = ()
    absentes: tuple[str, ...] = ()
    dernier: str = ""

    @property
    def equilibre(self) -> bool:
        """Whether nothing is lost."""
        return self.lues == self.retenues + self.ecartees.total()

    def as_dict(self) -> dict[str, Any]:
        """Plain values for machines."""
        return {
            "fichier": self.fichier,
            "genre": self.genre,
            "lues": self.lues,
            "retenues": self.retenues,
            "ecartees": dict(sorted(self.ecartees.items())),
            "colonnes_inconnues": list(self.inconnues),
            "colonnes_absentes": list(self.absentes),
            "dernier_traitement": self.dernier,
            "equilibre": self.equilibre,
        }


def run(
    engine: Engine,
    catalogue: Catalogue,
    fichiers: Sequence[Path],
    target: Path,
    progress: Progress = lambda etape, fait, total: None,
) -> tuple[Compte, ...]:
    """Writes ``sirene__unites``, ``sirene__etablissements``, ``sirene__successions`` and ``sirene__noms``
    from stock files told by their columns; returns the account of each.

    Raises UnreadableFile, UnknownSource, UnknownColumn or DiskRefused for a file that cannot be taken, and
    UnbalancedAccount when a record is lost.
    """
    one = _Run(engine, catalogue, target, progress)
    one.read(fichiers)
    one.write()
    for compte in one.comptes:
        _check(compte)
    return tuple(one.comptes)


def _check(compte: Compte) -> None:
    if not compte.equilibre:
        raise UnbalancedAccount(
            quoi="Le compte du fichier ne tombe pas juste",
            ou=compte.fichier,
            pourquoi=f"{compte.lues} lignes y sont comptées, {compte.retenues} sont retenues et "
            f"{compte.ecartees.total()} écartées",
            que_faire="rien n'a changé ; téléchargez de nouveau le fichier, et signalez-le si cela revient",
        )


class _Run:
    """One import: what has been read, and what is kept of it."""

    def __init__(self, engine: Engine, catalogue: Catalogue, target: Path, progress: Progress) -> None:
        self.engine, self.target = engine, target
        self.regle = catalogue.regle("sirene")
        self.kinds = layouts(self.regle)
        self.comptes: list[Compte] = []
        self._tables = {genre: catalogue.tables[f"sirene__{genre}"] for genre in (*KEPT, NOMS)}
        self._read = {kind.genre: Shelf(engine, kind.genre) for kind in self.kinds}
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._progress, self._done, self._steps = progress, 0, 1

    def _step(self) -> None:
        self._done += 1
        self._progress("répertoire SIRENE", self._done, self._steps)

    def read(self, fichiers: Sequence[Path]) -> None:
        """Reads every file once, and keeps of it what is wanted; raises UnreadableFile when the units or the
        establishments are not given.
        """
        self._steps += len(fichiers)
        for path in fichiers:
            stock = opened(path, self.engine.spill, self.kinds)
            self._take(stock)
            if stock.path != path:
                stock.path.unlink()
            self._step()
        for kind in self.kinds[:2]:
            if not self._read[kind.genre]:
                raise UnreadableFile(
                    quoi=f"Il manque le fichier {kind.fichier}",
                    pourquoi="il en faut deux au moins, unités légales et établissements",
                    que_faire="donnez-les ensemble, avec celui des liens de succession si vous l'avez",
                )

    def _take(self, stock: Stock) -> None:
        rank, layout = len(self.comptes), stock.layout
        compte = Compte(
            stock.fichier, layout.genre, stock.lues, inconnues=stock.inconnues, absentes=stock.absentes
        )
        if stock.separateur:
            raw = self.engine.csv(stock.path, stock.colonnes, stock.separateur, stock.fin)
        else:
            raw = self.engine.files([stock.path])
        clean = self.engine.view(lines.cleaned(raw, layout, self.regle))
        kept = KEPT[layout.genre][0](lines.Source(clean, self.regle), self.regle)
        path = self.engine.spill / f"lu-{rank}.parquet"
        rows = self.engine.stored(kept.mutate(rang=ibis.literal(rank, "int32")), stock.fichier, path)
        if stock.separateur:
            for motif, count in self.engine.refused(raw).items():
                compte.ecartees[TOLD.get(motif, "ligne_illisible")] += count
            if self.engine.count(rows) + compte.ecartees.total() != compte.lues:
                compte.lues = again(stock.path, stock.separateur)
        groups = rows.group_by("motif").aggregate(n=rows.count(), traite=rows.traite.max())
        for said in self.engine.dicts(groups):
            compte.dernier = max(compte.dernier, said["traite"])
            if said["motif"]:
                compte.ecartees[said["motif"]] += said["n"]
        self._read[layout.genre].add(rows, path)
        self.comptes.append(compte)

    def write(self) -> None:
        """Writes the four tables, lot by lot."""
        shelves = [shelf for shelf in self._read.values() if shelf]
        made = lots(sum((shelf.counts() for shelf in shelves), Counter()))
        self._steps += len(made)
        self._step()
        for shelf in shelves:
            shelf.arrange(made)
        with ExitStack() as stack:
            for genre, table in self._tables.items():
                path = self.target / f"{table.id}.parquet"
                self._writers[genre] = stack.enter_context(
                    pq.ParquetWriter(path, arrow_schema(table), compression="zstd")
                )
            for lot in made:
                self._lot(lot, {shelf.genre for shelf in shelves})
                self._step()
        self._agree()

    def _lot(self, lot: Lot, given: Set[str]) -> None:
        """Writes what the four tables hold of a lot."""
        units = self._settle(UNITES, self._once(UNITES, lot))
        establishments = self._settle(ETABLISSEMENTS, self._known(self._once(ETABLISSEMENTS, lot), units))
        if SUCCESSIONS in given:
            self._settle(SUCCESSIONS, self._once(SUCCESSIONS, lot))
        self._append(NOMS, names(units, establishments))

    def _once(self, genre: str, lot: Lot) -> ir.Table:
        """The well-formed rows of a lot, one for each key: the last one treated."""
        rows, key = self.engine.cache(self._read[genre].lot(lot), f"lot_{genre}"), KEPT[genre][1]
        groups = rows.group_by(key).aggregate(fois=rows.count())
        twice = self.engine.cache(groups.filter(groups.fois > 1).drop("fois"), f"redits_{genre}")
        if not self.engine.count(twice):
            return rows
        others = [c for c in rows.columns if c not in (*key, "traite")]
        ranked = rows.semi_join(twice, key).mutate(
            place=ibis.row_number().over(group_by=key, order_by=[ibis.desc("traite"), *others])
        )
        ranked = self.engine.cache(ranked, f"classes_{genre}")
        self._aside(ranked.filter(ranked.place > 0), DOUBLON)
        return rows.anti_join(twice, key).union(ranked.filter(ranked.place == 0).drop("place"))

    def _known(self, rows: ir.Table, units: ir.Table) -> ir.Table:
        """The establishments of known units; what a unit does not let be told, they do not tell."""
        known = units.select(unite="cle", ouverte=units.diffusion == self.regle["diffusible"])
        both = rows.left_join(known, "unite")
        shown = both.ouverte.fill_null(False)
        masked = {column: ibis.ifelse(shown, both[column], "") for column in HIDDEN}
        found = both.mutate(**masked, connu=both.ouverte.notnull()).drop("unite_right")
        found = self.engine.cache(found, "rattaches")
        self._aside(found.filter(~found.connu), SIREN_INCONNU)
        return found.filter(found.connu)

    def _aside(self, rows: ir.Table, motif: str) -> None:
        for said in self.engine.dicts(rows.group_by("rang").aggregate(n=rows.count())):
            self.comptes[said["rang"]].ecartees[motif] += said["n"]

    def _settle(self, genre: str, rows: ir.Table) -> ir.Table:
        """Writes the rows of a kind, and counts what each file has given them."""
        kept = self.engine.view(rows, f"gardes_{genre}")
        for said in self.engine.dicts(kept.group_by("rang").aggregate(n=kept.count())):
            self.comptes[said["rang"]].retenues += said["n"]
        self._append(genre, kept)
        return kept

    def _append(self, genre: str, rows: ir.Table) -> None:
        self.engine.append(rows, self._tables[genre], self._writers[genre])

    def _agree(self) -> None:
        """Raises UnbalancedAccount when a table has not the rows that were kept for it."""
        for genre in KEPT:
            name = self._tables[genre].id
            kept = sum(compte.retenues for compte in self.comptes if compte.genre == genre)
            if (written := pq.read_metadata(self.target / f"{name}.parquet").num_rows) != kept:
                raise UnbalancedAccount(
                    "Le répertoire écrit n'a pas ses lignes", name, f"{written} écrites pour {kept} retenues"
                )
