"""What new answers of the cascade change in the files of a publication: lines and sums, by the very
definitions that made them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.segments import hors_champ
from achatlas.marts import fiches, publication
from achatlas.marts.achats import classed, surely
from achatlas.store.engine import Engine
from achatlas.store.once import once
from achatlas.store.overlays import ALIAS, BACK, PLACE, RANK, Change, Marked, Overlay, Signed, link
from achatlas.store.publications import (
    COLONNES,
    CONSOLIDE,
    CROSSINGS,
    LUES,
    MARQUES,
    SOMMES,
    Publication,
    alias_of,
    ordered,
)

CLE = {"achats": "cas", "marches": "marche_cle"}
ANSWER = ("segment_code", "moteur", "motif", "confiance")
NEW, WERE, FIRST, SEEN = "neuf_", "etait_", "socle_", "vu_"
"""What stands before the names of what a line is told to be now, was shown to be, is in the base, and is over
it.
"""
COMMON = (CONSOLIDE, CROSSINGS)
ACHETEUR = "acheteur_siren"
FEW = 2
"""Above so many buyers at once, the sums of each are told from its lines until the next publication: a file
of one buyer is small, and all are shown sooner.
"""
EVERYTHING = "agregat__achats_complet"


@dataclass
class Written:
    """What changes over a file: how many rows more than in the base each table has (``more``), and what the
    manifest says of each table that changes (``change``).
    """

    more: dict[str, int] = field(default_factory=dict)
    change: dict[str, dict[str, Any]] = field(default_factory=dict)

    def note(self, table: str, more: int, change: dict[str, Any]) -> None:
        """What changes in a table."""
        self.more[table], self.change[table] = more, change


Job = Callable[[], None]
Futures = list[Future[None]]


def answered(rows: ir.Table, reclassed: ir.Table, fait: str) -> ir.Table:
    """The lines that a new answer changes, each beside it."""
    renamed = {f"{NEW}{name}": name for name in ANSWER}
    said = reclassed.select(CLE[fait], *ANSWER).rename(renamed)
    return rows.inner_join(said, CLE[fait])


def changed(rows: ir.Table, catalogue: Catalogue) -> ir.Table:
    """Lines with the answer that stands beside them, and all that follows from it."""
    rows = rows.mutate(**{name: rows[f"{NEW}{name}"] for name in ANSWER})
    paid = rows.montant_ht_centimes
    follows = classed(rows, catalogue, paid) | surely(rows, catalogue, paid)
    told = {name: value for name, value in follows.items() if name in rows.columns}
    return rows.mutate(**told).drop("moteur", *(f"{NEW}{name}" for name in ANSWER))


def applied(rows: ir.Table, reclassed: ir.Table, catalogue: Catalogue, fait: str) -> ir.Table:
    """A whole mart with new answers: what the files of a publication that was remade must hold."""
    columns = rows.columns
    now = changed(answered(rows, reclassed, fait), catalogue).select(*columns)
    return rows.anti_join(reclassed, CLE[fait]).select(*columns).union(now)


def _new(now: ir.Table, former: ir.Table, key: str) -> ir.Table:
    """The cases that are not answered as they were, whichever of the two tells it: buyer, key, the answer,
    whether it is again that of the base (``BACK``).
    """
    both = now.outer_join(former, key)
    told = [name for name in now.columns if name not in (key, ACHETEUR)]
    differs = [~both[name].identical_to(both[f"{name}_right"]) for name in told]
    named = {one: ibis.coalesce(both[one], both[f"{one}_right"]) for one in (ACHETEUR, key)}
    said = {f"{NEW}{name}": both[name] for name in ANSWER}
    return both.filter(ibis.or_(*differs)).select(**named, **said, **{BACK: both[key].isnull()})


def _all(now: ir.Table, key: str) -> ir.Table:
    """The same of all the cases that are not answered as in the base."""
    said = {f"{NEW}{name}": now[name] for name in ANSWER}
    return now.select(ACHETEUR, key, **said, **{BACK: ibis.literal(False)})


@dataclass(frozen=True)
class Moved:
    """The lines of a fact that change: what follows from their new answer, with alias and place (``now``), in
    which ``columns``; and what they add to sums, minus what they were, with their buyer's file (``signed``),
    each row with the rank of its line.
    """

    now: ir.Table
    signed: ir.Table
    columns: list[str]


@dataclass(frozen=True)
class Follows:
    """What follows, in the lines of a fact, from the answer of their case, as a catalogue defines it."""

    catalogue: Catalogue

    def changed(
        self, fait: str, rows: ir.Table, said: ir.Table, seen: ir.Table | None
    ) -> tuple[ir.Table, list[str]]:
        """The lines that change as they are now, beside what they are shown to be (``seen`` tells those that
        are not shown as in the base), and the columns that then do.
        """
        joined, kept = rows.inner_join(said.drop(ACHETEUR), CLE[fait]), self.kept(fait)
        follows = [*self.follows(rows)]
        joined = joined.mutate(**{f"{FIRST}{name}": joined[name] for name in follows})
        were = {name: joined[f"{FIRST}{name}"] for name in follows if name in kept}
        if seen is not None:
            over = seen.rename(lambda name: f"{SEEN}{name}")
            joined = joined.left_join(over, [joined[n] == over[f"{SEEN}{n}"] for n in (ALIAS, PLACE)])
            apart = joined[f"{SEEN}{PLACE}"].notnull()
            were = {n: ibis.ifelse(apart, joined[f"{SEEN}{n}"], joined[f"{FIRST}{n}"]) for n in were}
        joined = joined.mutate(**{f"{WERE}{name}": value for name, value in were.items()})
        now = changed(joined, self.catalogue)
        again = {n: ibis.ifelse(now[BACK], now[f"{FIRST}{n}"], now[n]) for n in follows}
        columns = dict.fromkeys((PLACE, BACK, *kept, *follows))
        return now.mutate(**again).select(*columns, *(f"{WERE}{name}" for name in were)), follows

    def signed(self, fait: str, now: ir.Table, follows: list[str]) -> ir.Table:
        """What they add to sums, minus what they were."""
        kept, measures = self.kept(fait), publication.measures_of(self.catalogue, fait)
        ranked = now.mutate(**{RANK: now.rowid()})
        rows = ranked.filter(ranked[ALIAS].notin(COMMON))
        were = {name: rows[f"{WERE}{name}"] for name in follows if name in kept}
        was = {name: -were.get(name, rows[name]) for name in measures}
        return rows.select(RANK, *kept).union(rows.mutate(**{**were, **was}).select(RANK, *kept))

    def kept(self, fait: str) -> list[str]:
        """What sums are made of."""
        axes = {self.catalogue.axes[axe].colonne for axe in self.catalogue.axes_of(fait)}
        return [ALIAS, "tiers_nom", *sorted(axes), *publication.measures_of(self.catalogue, fait)]

    def follows(self, rows: ir.Table) -> dict[str, str]:
        """What changes in a line when its answer does, with its kind."""
        told, paid = rows.mutate(moteur=rows.segment_code), rows.montant_ht_centimes
        found = {*ANSWER, *classed(told, self.catalogue, paid), *surely(told, self.catalogue, paid)}
        kinds = rows.schema()
        return {name: str(kinds[name]) for name in sorted(found & {*rows.columns})}

    def known(self) -> Hashable:
        """What a line's class follows from, beside its answer."""
        natures = tuple((code, line["nature"]) for code, line in self.catalogue.segments.items())
        return natures, hors_champ(self.catalogue), self.catalogue.regle("textes")["seuil_automatique"]


class Remaking:
    """A publication being remade with new answers over the base of the one that is shown.

    ``reclassed``: for each fact, the cases whose answer differs from the base, with the new one; ``former``:
    those of the publication that is shown, whose files serve again when nothing of theirs is new. What is
    written starts from the one of which fewer cases differ, what is shown (``self._on``) or the base. A buyer
    all of whose cases are answered as in the base again still moves what is shown of it.
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
        self._lines_of = Follows(catalogue)
        self._acheteurs = {fait: self._named(rows) for fait, rows in reclassed.items()}
        self._new = {fait: self._differing(rows, former[fait], fait) for fait, rows in reclassed.items()}
        new = {fait: self._named(rows) for fait, rows in self._new.items()}
        self.over = self._with_common({fait: held | new[fait] for fait, held in self._acheteurs.items()})
        self.anew = self._with_common(new)
        self._many = len(self.anew) > len(COMMON) + FEW
        self._on = self._marked() and self._counted(self._new) < self._counted(reclassed)

    def _differing(self, now: ir.Table, former: ir.Table, fait: str) -> ir.Table:
        new = once(("nouveaux", now.op(), former.op()), lambda: _new(now, former, CLE[fait]))
        return self._engine.cache(new, f"nouveaux_{fait}")

    def _counted(self, cases: Mapping[str, ir.Table]) -> int:
        return sum(map(self._engine.count, cases.values()))

    def _marked(self) -> bool:
        """Whether what is added to the sums that change can be found by its marks."""
        told = self._shown.changes(self.anew).values()
        return all(one.marked for tables in told for one in tables.values() if one.path and one.sums)

    def _named(self, rows: ir.Table) -> set[str]:
        """The files of the buyers of some cases."""
        named = self._engine.dicts(once(("nommes", rows.op()), lambda: rows.select(ACHETEUR).distinct()))
        return {alias_of(line[ACHETEUR]) for line in named} & self._shown.aliases

    def _with_common(self, acheteurs: Mapping[str, set[str]]) -> list[str]:
        """The files where cases of these buyers count, the common ones first: they take longest."""
        faits = {fait for fait, held in acheteurs.items() if held}
        common = [a for a in COMMON if a in self._shown.aliases]
        told = [a for a in common if any(t["fait"] in faits for t in self._shown.tables(a).values())]
        return told + sorted(set().union(*acheteurs.values()))

    def write(self, marts: Path, target: Path) -> Mapping[str, Written]:
        """Writes what changes over the files of ``anew``; returns it."""
        for alias in self.over:
            self._engine.attach(alias, self._shown.file(alias))
        moved = {fait: self._moved(fait) for fait in filter(self._moves, self._acheteurs)}
        common = self._common(moved, marts)
        own = {} if self._many else {fait: one.signed for fait, one in moved.items()}
        files = self._files(target, moved, {a: common if a in COMMON else own for a in self.anew})
        for alias, written in files.items():
            self._carry(alias, target, {*self._acheteurs} - {*moved}, written)
        return files

    def _moves(self, fait: str) -> bool:
        """Whether lines of a fact differ from what the writing starts from."""
        return bool(self._engine.count(self._new[fait]) if self._on else self._acheteurs[fait])

    def _files(
        self, target: Path, moved: Mapping[str, Moved], added: Mapping[str, Mapping[str, ir.Table]]
    ) -> dict[str, Written]:
        with ThreadPoolExecutor(self._engine.threads) as pool:
            begun = {a: pool.submit(self._file, target, moved, added[a], a) for a in self.anew}
            files = {alias: self._left(pool, job) for alias, job in begun.items()}
            for job in chain.from_iterable(jobs for _, jobs in files.values()):
                job.result()
        return {alias: written for alias, (written, _) in files.items()}

    def _carry(self, alias: str, target: Path, faits: Collection[str], written: Written) -> None:
        """What changes in the tables of facts of which nothing is new stays as it is shown."""
        tables, counts = self._shown.tables(alias), self._shown.counted(alias)
        for table, change in self._over(alias).items() if self._on else ():
            if tables[table]["fait"] in faits:
                if change.path:
                    link(change.path, target / change.path.name)
                written.note(table, tables[table]["lignes"] - counts[table], self._shown.said(alias, table))

    def _over(self, alias: str) -> Mapping[str, Change]:
        """What is shown over a file, of what the writing starts from."""
        return self._shown.changes([alias]).get(alias, {}) if self._on else {}

    def _left(self, pool: Executor, begun: Future[tuple[Written, list[Job]]]) -> tuple[Written, Futures]:
        """What is said of a file, and what is left to do of it, each begun in its turn."""
        written, left = begun.result()
        return written, [pool.submit(one) for one in left]

    def _common(self, moved: Mapping[str, Moved], marts: Path) -> dict[str, ir.Table]:
        """What the lines add to the sums of the common files, where nobody is named who must not be."""
        operators = fiches.operators(self._engine, self._catalogue, marts)
        silent = self._engine.cache(fiches.silent(operators), "tus")
        return {fait: self._shared(fait, one.signed, silent) for fait, one in moved.items()}

    def _shared(self, fait: str, signed: ir.Table, silent: ir.Table) -> ir.Table:
        rows = once((signed.op(), silent.op()), lambda: publication.without_persons(signed, silent))
        return self._engine.view(rows, f"communes_{fait}")

    def _moved(self, fait: str) -> Moved:
        table = f"mart__{fait}"
        holding = [a for a in self.over if table in self._shown.tables(a)]
        columns = ordered(self._shown.tables(holding[0])[table])
        rows = self._engine.published(f"publies_{fait}", holding, table, columns)
        said = self._new[fait] if self._on else self._whole(fait)
        over = {alias: self._over(alias).get(table) for alias in holding}
        paths = {alias: change.path for alias, change in over.items() if change and change.path}
        seen = self._engine.shown(f"montrees_{fait}", paths, self._lines_of.follows(rows)) if paths else None
        key = (fait, self._lines_of.known(), rows.op(), said.op(), seen is None)
        told, follows = once(("changees", *key), lambda: self._lines_of.changed(fait, rows, said, seen))
        now = self._engine.cache(told, f"changees_{fait}")
        signed = once(("signees", fait, now.op()), lambda: self._lines_of.signed(fait, now, follows))
        return Moved(now, self._engine.view(signed, f"signees_{fait}"), follows)

    def _whole(self, fait: str) -> ir.Table:
        """The cases that are not answered as in the base."""
        now = self._reclassed[fait]
        return once(("toutes", now.op()), lambda: _all(now, CLE[fait]))

    def _axes(self) -> dict[str, tuple[str, ...]]:
        """The axes of each table of sums."""
        found = {f"{publication.SUMS}{name}": one.axes for name, one in self._catalogue.agregats.items()}
        return found | {EVERYTHING: tuple(self._catalogue.axes_of("achats"))}

    def _file(
        self, target: Path, moved: Mapping[str, Moved], added: Mapping[str, ir.Table], alias: str
    ) -> tuple[Written, list[Job]]:
        """Writes the lines that change in a file; what is left to do writes its sums. ``added``: for each
        fact, what its lines add to sums, nothing when these are told from the lines.
        """
        written, left, over = Written(), list[Job](), self._over(alias)
        with self._engine.beside() as engine:
            overlay = engine.over(alias, target, over)
            for fait, one in moved.items():
                if alias in COMMON or alias in self._acheteurs[fait]:
                    lines = self._lines(overlay, fait, one, written)
                    if fait in added and not any(over[t].lines for t in self._held(alias, fait) if t in over):
                        left += self._sums(overlay, fait, one, added[fait], written)
                    elif lines:
                        self._told(alias, fait, written)
        return written, left

    def _lines(self, overlay: Overlay, fait: str, moved: Moved, written: Written) -> bool:
        """Whether a file has lines that change."""
        table = f"mart__{fait}"
        held = table in self._shown.tables(overlay.alias)
        if found := held and overlay.lines(table, moved.columns, moved.now):
            written.note(table, 0, {COLONNES: moved.columns})
        return found

    def _sums(
        self, overlay: Overlay, fait: str, moved: Moved, added: ir.Table, written: Written
    ) -> list[Job]:
        """What writes each table of sums of a file."""
        tables, measures = self._held(overlay.alias, fait), publication.measures_of(self._catalogue, fait)
        keys = {t: publication.keys_of(self._catalogue, fait, self._columns(t)) for t in tables}
        if not keys:
            return []
        own = "" if overlay.alias in COMMON else overlay.alias
        rows = overlay.marked(Signed(added, moved.now, moved.columns, measures, own), keys)
        return [partial(self._groups, overlay, rows, written, table) for table in tables]

    def _groups(self, overlay: Overlay, rows: Marked, written: Written, table: str) -> None:
        """Writes what changes in a table of sums."""
        with self._engine.beside() as engine:
            more = engine.over(overlay.alias, overlay.folder, overlay.former).groups(table, rows)
        if more is not None:
            said = {COLONNES: rows.held(table), SOMMES: [*rows.signed.sums], MARQUES: True}
            written.note(table, more, said)

    def _told(self, alias: str, fait: str, written: Written) -> None:
        """The sums of a file are told from its lines."""
        counts, lines = self._shown.counted(alias), f"mart__{fait}"
        for table in self._held(alias, fait):
            told = {LUES: lines, SOMMES: publication.measures_of(self._catalogue, fait)}
            written.note(table, counts[lines] + 1 - counts[table], told)

    def _columns(self, table: str) -> list[str]:
        """The columns that tell the rows of a table of sums apart."""
        return [self._catalogue.axes[axe].colonne for axe in self._axes()[table]]

    def _held(self, alias: str, fait: str) -> list[str]:
        """The tables of sums of a fact that a file holds."""
        known = self._axes()
        return [n for n, one in self._shown.tables(alias).items() if one["fait"] == fait and n in known]
