"""The stage: stock files read in bulk, and the four tables of the referential written in the order of their
key. Nothing is lost: what is read, counted apart, is what is kept and what is set aside with its reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
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
from achatlas.sirene.names import names
from achatlas.sirene.stock import Stock, opened
from achatlas.store.engine import Engine

Progress = Callable[[str, int, int], None]
Kept = Callable[[lines.Source, Mapping[str, Any]], ir.Table]
KEPT: dict[str, tuple[Kept, tuple[str, ...]]] = {
    UNITES: (lines.unites, ("cle",)),
    ETABLISSEMENTS: (lines.etablissements, ("cle",)),
    SUCCESSIONS: (lines.successions, ("cle", "suite", "date_lien")),
}
DOUBLON, SIREN_INCONNU = "doublon", "siren_inconnu"
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
    one.units()
    one.establishments()
    one.links()
    one.names()
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
        self.engine, self.tables, self.target = engine, catalogue.tables, target
        self.regle = catalogue.regle("sirene")
        self.kinds = layouts(self.regle)
        self.comptes: list[Compte] = []
        self._read: dict[str, list[ir.Table]] = {kind.genre: [] for kind in self.kinds}
        self._kept: dict[str, ir.Table] = {}
        self._progress, self._done, self._steps = progress, 0, len(KEPT) + 1

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
        compte = Compte(stock.fichier, layout.genre, stock.lues, inconnues=stock.inconnues)
        if stock.separateur:
            raw = self.engine.csv(stock.path, stock.colonnes, stock.separateur, stock.fin)
        else:
            raw = self.engine.files([stock.path])
        clean = self.engine.view(lines.cleaned(raw, layout, self.regle))
        kept = KEPT[layout.genre][0](lines.Source(clean, self.regle), self.regle)
        rows = self.engine.stored(kept.mutate(rang=ibis.literal(rank, "int32")), stock.fichier)
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
        self._read[layout.genre].append(rows)
        self.comptes.append(compte)

    def _once(self, genre: str) -> ir.Table:
        """The well-formed rows of a kind, one for each key: the last one treated."""
        parts = self._read[genre]
        rows = parts[0].union(*parts[1:]) if parts[1:] else parts[0]
        rows, key = rows.filter(rows.motif == lines.OK), KEPT[genre][1]
        groups = rows.group_by(key).aggregate(fois=rows.count())
        twice = self.engine.cache(groups.filter(groups.fois > 1).drop("fois"))
        if not self.engine.count(twice):
            return rows
        others = [c for c in rows.columns if c not in (*key, "traite")]
        ranked = rows.semi_join(twice, key).mutate(
            place=ibis.row_number().over(group_by=key, order_by=[ibis.desc("traite"), *others])
        )
        ranked = self.engine.stored(ranked)
        self._aside(ranked.filter(ranked.place > 0), DOUBLON)
        return rows.anti_join(twice, key).union(ranked.filter(ranked.place == 0).drop("place"))

    def _aside(self, rows: ir.Table, motif: str) -> None:
        for said in self.engine.dicts(rows.group_by("rang").aggregate(n=rows.count())):
            self.comptes[said["rang"]].ecartees[motif] += said["n"]

    def _settle(self, genre: str, rows: ir.Table) -> None:
        """Writes the table of a kind, and counts what each file has given it."""
        table = self.tables[f"sirene__{genre}"]
        path = self.target / f"{table.id}.parquet"
        self.engine.write(rows, table, path)
        for said in self.engine.dicts(rows.group_by("rang").aggregate(n=rows.count())):
            self.comptes[said["rang"]].retenues += said["n"]
        kept = sum(compte.retenues for compte in self.comptes if compte.genre == genre)
        if (written := pq.read_metadata(path).num_rows) != kept:
            raise UnbalancedAccount(
                "Le répertoire écrit n'a pas ses lignes", table.id, f"{written} écrites pour {kept} retenues"
            )
        self._kept[genre] = rows
        self._step()

    def units(self) -> None:
        """Writes the units."""
        self._settle(UNITES, self._once(UNITES))

    def establishments(self) -> None:
        """Writes the establishments of known units; what a unit does not let be told, they do not tell."""
        rows, units = self._once(ETABLISSEMENTS), self._kept[UNITES]
        known = units.select(unite="cle", ouverte=units.diffusion == self.regle["diffusible"])
        both = rows.left_join(known, "unite")
        shown = both.ouverte.fill_null(False)
        hidden = ("enseigne", "enseigne1", "enseigne2", "enseigne3", "denomination_usuelle", "code_postal")
        masked = {column: ibis.ifelse(shown, both[column], "") for column in hidden}
        found = self.engine.stored(both.mutate(**masked, connu=both.ouverte.notnull()).drop("unite_right"))
        self._aside(found.filter(~found.connu), SIREN_INCONNU)
        self._settle(ETABLISSEMENTS, found.filter(found.connu))

    def links(self) -> None:
        """Writes the successions, none when no file tells them."""
        if self._read[SUCCESSIONS]:
            self._settle(SUCCESSIONS, self._once(SUCCESSIONS))
        else:
            table = self.tables[f"sirene__{SUCCESSIONS}"]
            none = self.engine.parquet(table, [])
            self.engine.write(none, table, self.target / f"{table.id}.parquet")
            self._step()

    def names(self) -> None:
        """Writes the names."""
        table = self.tables["sirene__noms"]
        rows = names(self._kept[UNITES], self._kept[ETABLISSEMENTS])
        self.engine.write(rows, table, self.target / f"{table.id}.parquet")
        self._step()
