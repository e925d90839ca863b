"""What new answers of the cascade change in the files of a publication: lines and sums, by the very
definitions that made them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from achatlas.catalogue.load import Catalogue
from achatlas.marts import fiches, publication
from achatlas.marts.achats import classed, surely
from achatlas.store.engine import Engine
from achatlas.store.overlays import ALIAS, PLACE, Groups, Overlay
from achatlas.store.publications import CONSOLIDE, CROSSINGS, Publication, alias_of

CLE = {"achats": "cas", "marches": "marche_cle"}
ANSWER = ("segment_code", "moteur", "motif", "confiance")
NEW = "neuf_"
TOLD = frozenset({"segment_code", "famille_code", "nature", "classement"})
COMMON = (CONSOLIDE, CROSSINGS)
BUYER = "acheteur_siren"
FEW = 2
"""Above so many buyers at once, the sums of each are told from its lines until the next publication: a file
of one buyer is small, and all are shown sooner.
"""
EVERYTHING = "agregat__achats_complet"


def answered(rows: ir.Table, reclassed: ir.Table, fait: str) -> ir.Table:
    """The lines that a new answer changes, each beside it."""
    renamed = {f"{NEW}{name}": name for name in ANSWER}
    said = reclassed.select(CLE[fait], *ANSWER).rename(renamed)
    return rows.inner_join(said, CLE[fait])


def changed(rows: ir.Table, catalogue: Catalogue) -> ir.Table:
    """Lines with the answer that stands beside them, and all that follows from it."""
    rows = rows.mutate(**{name: rows[f"{NEW}{name}"] for name in ANSWER})
    paid = rows.montant_ht_centimes
    follows = classed(rows, catalogue, paid) | surely(rows, paid)
    told = {name: value for name, value in follows.items() if name in rows.columns}
    return rows.mutate(**told).drop("moteur", *(f"{NEW}{name}" for name in ANSWER))


def applied(rows: ir.Table, reclassed: ir.Table, catalogue: Catalogue, fait: str) -> ir.Table:
    """A whole mart with new answers: what the files of a publication that was remade must hold."""
    columns = rows.columns
    now = changed(answered(rows, reclassed, fait), catalogue).select(*columns)
    return rows.anti_join(reclassed, CLE[fait]).select(*columns).union(now)


Sums = Mapping[tuple[str, bool], ir.Table]
"""The signed sums of each aggregate, for the files of buyers and (true) for the common ones."""


def _ordered(said: Mapping[str, Any]) -> dict[str, str]:
    """The columns of a table in the order of its base, with their kinds."""
    return {column: said["colonnes"][column] for column in said["ordre"]}


def _new(now: ir.Table, former: ir.Table) -> ir.Table:
    """The cases that are not answered as they were, whichever of the two tells it."""
    columns = now.columns
    former = former.select(*columns)
    return now.difference(former).union(former.difference(now))


@dataclass(frozen=True)
class Moved:
    """The lines of a fact that change: as they are now (with alias and place), what they add to the sums
    of the files that are made anew (minus what they were), and to those of the common ones.
    """

    now: ir.Table
    own: ir.Table
    common: ir.Table


class Remaking:
    """A publication being remade with new answers over the base of the one that is shown.

    ``reclassed``: for each fact, the cases whose answer differs from the base, with the new one; ``former``:
    those of the publication that is shown, whose files serve again when nothing of theirs is new.
    """

    def __init__(
        self,
        engine: Engine,
        catalogue: Catalogue,
        shown: Publication,
        reclassed: Mapping[str, ir.Table],
        former: Mapping[str, ir.Table],
    ) -> None:
        self._engine, self._catalogue, self._shown, self._reclassed = engine, catalogue, shown, reclassed
        self._buyers = {fait: self._named(rows) for fait, rows in reclassed.items()}
        new = {fait: self._named(_new(rows, former[fait])) for fait, rows in reclassed.items()}
        self.over = self._with_common(self._buyers)
        self.anew = [alias for alias in self._with_common(new) if alias in self.over]
        self._many = len(self.anew) > len(COMMON) + FEW

    def _named(self, rows: ir.Table) -> set[str]:
        """The files of the buyers of some cases."""
        named = self._engine.dicts(rows.select(BUYER).distinct())
        return {alias_of(line[BUYER]) for line in named} & self._shown.aliases

    def _with_common(self, buyers: Mapping[str, set[str]]) -> list[str]:
        """The files where cases of these buyers count, the common ones first: they take longest."""
        faits = {fait for fait, held in buyers.items() if held}
        common = [a for a in COMMON if a in self._shown.aliases]
        told = [a for a in common if any(t["fait"] in faits for t in self._shown.tables(a).values())]
        return told + sorted(set().union(*buyers.values()))

    def write(self, marts: Path, target: Path) -> Mapping[str, Mapping[str, int]]:
        """Writes the files that are made anew (``anew``); returns, for each, how many rows more each table
        has than in its base.
        """
        for alias in self.over:
            self._engine.attach(alias, self._shown.base(alias))
        silent = fiches.silent(fiches.opened(self._engine, self._catalogue, marts))
        moved = {fait: self._moved(fait, silent) for fait, held in self._buyers.items() if held}
        sums = dict(self._sums(moved))
        with ThreadPoolExecutor(self._engine.threads) as pool:
            jobs = {alias: pool.submit(self._file, alias, target, moved, sums) for alias in self.anew}
            return {alias: job.result() for alias, job in jobs.items()}

    def _moved(self, fait: str, silent: ir.Table) -> Moved:
        table = f"mart__{fait}"
        holding = [a for a in self.over if table in self._shown.tables(a)]
        columns = self._shown.tables(holding[0])[table]["colonnes"]
        rows = self._engine.published(f"publies_{fait}", holding, table, columns)
        both = self._engine.cache(answered(rows, self._reclassed[fait], fait), f"deux_{fait}")
        now = self._engine.cache(changed(both, self._catalogue), f"neuves_{fait}")
        measures = publication.measures_of(self._catalogue, fait)
        was = both.mutate(**{c: -both[c] for c in measures}).select(*now.columns)
        every = now.union(was).filter(lambda t: t[ALIAS].notin(COMMON)).drop(PLACE)
        kept = self._engine.cache(every, f"signees_{fait}")
        anew = self._engine.keep(pa.table({ALIAS: pa.array(self.anew, pa.string())}))
        own = self._engine.cache(kept.semi_join(anew, ALIAS).drop(ALIAS), f"propres_{fait}")
        shown = publication.without_persons(kept.drop(ALIAS), silent)
        return Moved(now, own, self._engine.cache(shown, f"communes_{fait}"))

    def _sums(self, moved: Mapping[str, Moved]) -> Iterator[tuple[tuple[str, bool], ir.Table]]:
        """The signed sums of each aggregate, for the buyers' files and for the common ones."""
        for name, fait, axes in self._aggregates():
            if fait in moved:
                told = ((False, moved[fait].own), (True, moved[fait].common))
                for common, rows in told[self._many :]:
                    named = axes if common or "acheteur" in axes else ("acheteur", *axes)
                    summed = publication.aggregated(self._catalogue, rows, fait, named)
                    yield (name, common), self._engine.cache(summed, f"{name}_{common}")

    def _aggregates(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        for name, one in self._catalogue.agregats.items():
            yield f"agregat__{name}", one.fait, one.axes
        yield EVERYTHING, "achats", tuple(self._catalogue.axes_of("achats"))

    def _file(
        self,
        alias: str,
        target: Path,
        moved: Mapping[str, Moved],
        sums: Sums,
    ) -> dict[str, int]:
        more: dict[str, int] = {}
        with self._engine.over(alias, target / f"{alias}.duckdb") as overlay:
            for fait, rows in moved.items():
                if alias in COMMON or alias in self._buyers[fait]:
                    self._fact(overlay, alias, fait, rows, sums, more)
        return more

    def _fact(
        self,
        overlay: Overlay,
        alias: str,
        fait: str,
        moved: Moved,
        sums: Sums,
        more: dict[str, int],
    ) -> None:
        """Writes what changes of a fact in a file: its lines, then its sums."""
        lines, measures = f"mart__{fait}", publication.measures_of(self._catalogue, fait)
        held = {name: one for name, one in self._shown.tables(alias).items() if one["fait"] == fait}
        if lines in held:
            more[lines] = overlay.lines(lines, _ordered(held[lines]), moved.now)
        for table in held.keys() - {lines}:
            found, columns = sums.get((table, alias in COMMON)), _ordered(held[table])
            if found is not None:
                more[table] = overlay.groups(table, columns, self._groups(alias, held[table], found))
            elif lines in overlay.changed:
                overlay.summed(table, columns, measures, lines)
                counts = self._shown.counted(alias)
                more[table] = counts[lines] + more[lines] + 1 - counts[table]

    def _groups(self, alias: str, said: Mapping[str, Any], rows: ir.Table) -> Groups:
        measures = publication.measures_of(self._catalogue, said["fait"])
        keys = tuple(column for column in said["colonnes"] if column not in measures)
        siren = alias.removeprefix(alias_of(""))
        where = "true" if alias in COMMON else f"{BUYER} = '{siren}'"
        return Groups(rows, keys, tuple(measures), TOLD & set(keys), where)
