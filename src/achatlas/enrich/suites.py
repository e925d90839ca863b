"""Who follows an establishment that is closed: the succession links of the directory, one after the other."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import ibis.expr.types as ir
import pyarrow as pa

from achatlas.store.engine import Engine

HOPS = 8
ASKED = pa.schema([("asked", pa.string())])
Links = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Repertoire:
    """The tables of the directory that succession reads."""

    engine: Engine
    etablissements: ir.Table
    successions: ir.Table

    def among(self, rows: ir.Table, column: str, asked: Collection[str]) -> ir.Table:
        """The rows of a table whose column is one of some texts."""
        wanted = self.engine.keep(pa.table([sorted(asked)], schema=ASKED))
        return rows.semi_join(wanted, rows[column] == wanted.asked)

    def links(self, sirets: Collection[str]) -> Links:
        """The successors of some establishments, activity going on or siège moved."""
        rows = self.among(self.successions, "siret_predecesseur", sirets)
        kept = rows.filter(rows.continuite_economique | rows.transfert_siege)
        found: dict[str, set[str]] = defaultdict(set)
        for line in self.engine.dicts(kept.select("siret_predecesseur", "siret_successeur").distinct()):
            found[line["siret_predecesseur"]].add(line["siret_successeur"])
        return {former: frozenset(new) for former, new in found.items()}

    def open_ones(self, sirets: Collection[str]) -> Mapping[str, bool]:
        """Whether some establishments are open; those that the directory does not hold are left out."""
        rows = self.among(self.etablissements, "siret", sirets).select("siret", "etat")
        return {line["siret"]: line["etat"] == "A" for line in self.engine.dicts(rows)}


def followed(closed: Iterable[str], repertoire: Repertoire) -> dict[str, str]:
    """The open establishment at the end of the links of each closed one. Several successors, a circle or an
    establishment that the directory does not hold lead nowhere: nothing is then said.
    """
    at = {siret: siret for siret in closed}
    ends: dict[str, str] = {}
    for _ in range(HOPS):
        found, at = _stepped(at, repertoire) if at else ({}, {})
        ends |= found
    return ends


def _stepped(at: Mapping[str, str], repertoire: Repertoire) -> tuple[dict[str, str], dict[str, str]]:
    """One link further from where each chain is: those that end at an open one, and those that go on."""
    links = repertoire.links(set(at.values()))
    steps = {start: _only(links.get(now, frozenset())) for start, now in at.items()}
    known = repertoire.open_ones({new for new in steps.values() if new})
    told = {start: new for start, new in steps.items() if new in known}
    ended = {start: new for start, new in told.items() if known[new]}
    return ended, {start: new for start, new in told.items() if not known[new] and new != start}


def _only(found: frozenset[str]) -> str:
    return next(iter(found)) if len(found) == 1 else ""
