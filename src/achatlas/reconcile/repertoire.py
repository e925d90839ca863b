"""The directory of enterprises that the names are searched in: the tables of SIRENE, as the engine reads
them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from achatlas.catalogue.load import Catalogue
from achatlas.reconcile.noms.annuaire import Annuaire
from achatlas.reconcile.noms.names import Lexique
from achatlas.reconcile.noms.prepare import MOTS, TEXTES, prepare
from achatlas.reconcile.noms.recherche import Place
from achatlas.reconcile.noms.voisins import Directory, Entry
from achatlas.store.engine import Engine

NOMS, ETABLISSEMENTS = "sirene__noms", "sirene__etablissements"
CLOSED = "F"
ASKED = pa.schema([("siren", pa.string())])


class Repertoire:
    """The names and the establishments of a snapshot of SIRENE; ``prepared``: the folder where its names were
    prepared, without which they stream by, twice; ``depuis``: the ISO date before which nothing was paid,
    empty when nobody knows.
    """

    def __init__(
        self,
        engine: Engine,
        catalogue: Catalogue,
        folder: Path,
        prepared: Path | None = None,
        depuis: str = "",
    ) -> None:
        self._engine, self._tables = engine, catalogue.tables
        self.folder, self.prepared, self.spill, self.depuis = folder, prepared, engine.spill, depuis
        self._noms, self._places = (
            engine.parquet(catalogue.tables[name], [folder / f"{name}.parquet"])
            for name in (NOMS, ETABLISSEMENTS)
        )

    @property
    def directory(self) -> Directory | Annuaire:
        """Where names are searched."""
        if self.prepared is None:
            return self.entries
        textes, mots = (
            self._engine.parquet(self._tables[name], [self.prepared / f"{name}.parquet"])
            for name in (TEXTES, MOTS)
        )
        return Annuaire(self._engine, textes, mots, self._noms)

    def entries(self) -> Iterator[Entry]:
        """Every name, in a stream; the engine keeps the order of a file, so that a run repeats."""
        asked = self._noms.select("siren", "siret", "nom", "code_postal", "commune_code")
        for batch in self._engine.batches(asked.order_by("siren", "siret", "nom")):
            for line in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                yield Entry(*(value or "" for value in line))

    def places(self, sirens: Collection[str]) -> Mapping[str, Sequence[Place]]:
        """The establishments of some enterprises, those that are open first, the siège before the others."""
        asked = self._engine.keep(pa.table([sorted(sirens)], schema=ASKED))
        rows = self._places.semi_join(asked, "siren").select(
            "siren", "siret", "code_postal", "commune_code", "siege", "etat", "date_debut"
        )
        found: dict[str, list[Place]] = defaultdict(list)
        order = rows.order_by("siren", "etat", rows.siege.desc(), "siret")
        for line in self._engine.dicts(order):
            found[line["siren"]].append(self._place(line))
        return found

    def _place(self, line: Mapping[str, Any]) -> Place:
        since = str(line["date_debut"] or "")
        ferme = since if line["etat"] == CLOSED and since < self.depuis else ""
        where = (line["code_postal"] or "", line["commune_code"] or "")
        return Place(line["siret"], *where, bool(line["siege"]), ferme)


def prepare_names(engine: Engine, catalogue: Catalogue, folder: Path, target: Path) -> None:
    """Prepares under ``target`` the names of the snapshot of SIRENE that stands in ``folder``."""
    noms = engine.parquet(catalogue.tables[NOMS], [folder / f"{NOMS}.parquet"])
    prepare(engine, catalogue.tables, noms, Lexique(catalogue), target)
