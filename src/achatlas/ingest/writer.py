"""Writes accepted rows and rejects to Parquet by batches, and keeps the parser's side of the account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from achatlas.catalogue.models import Table
from achatlas.domain.balance import Account, Tally, empreinte_enregistrement
from achatlas.ingest.empreintes import empreintes_of
from achatlas.ingest.flags import Flags
from achatlas.ingest.persons import Persons
from achatlas.ingest.privacy import scrub, scrub_columns

LOT, PART = 50_000, 2_000
"""Rows of a group in the Parquet file; records seen together, few enough to stay near the processor."""
EXTRAIT_MAX = 500

_TYPES = {
    "string": pa.string(),
    "int64": pa.int64(),
    "uint64": pa.uint64(),
    "int32": pa.int32(),
    "boolean": pa.bool_(),
}


def arrow_schema(table: Table) -> Any:
    """Return the Arrow schema of a declared table."""
    return pa.schema([(nom, _TYPES[colonne.type]) for nom, colonne in table.colonnes.items()])


class _Parquet:
    """One Parquet file of a declared table, written by row groups of ``LOT`` rows and a few more; the same
    rows, given by the same batches, give the same bytes.
    """

    def __init__(self, table: Table, cible: Path) -> None:
        self.schema, self.waiting, self.held = arrow_schema(table), list[Any](), 0
        self.fichier = pq.ParquetWriter(cible / f"{table.id}.parquet", self.schema, compression="zstd")
        self.beside, self.writing = ThreadPoolExecutor(1), Future[None]()
        self.writing.set_result(None)

    def write(self, colonnes: dict[str, Any], lignes: int) -> None:
        """Add a batch of rows; a column that is not given is null, a plain text is the same on every row."""

        def column(champ: Any) -> Any:
            valeur = colonnes.get(champ.name)
            return (
                pa.repeat(pa.scalar(valeur, champ.type), lignes)
                if valeur is None or isinstance(valeur, str)
                else valeur
            )

        self.waiting.append(pa.Table.from_arrays([column(c) for c in self.schema], schema=self.schema))
        self.held += lignes
        if self.held >= LOT:
            self._flush()

    def close(self) -> None:
        """Write what is waiting and finish the file."""
        if self.waiting:
            self._flush()
        self.beside.shutdown()
        self.fichier.close()
        self.writing.result()

    def _flush(self) -> None:
        """Write a row group while the next one is read; one at a time."""
        self.writing.result()
        group = pa.concat_tables(self.waiting)
        self.writing = self.beside.submit(lambda: self.fichier.write_table(group.combine_chunks()))
        self.waiting, self.held = [], 0


class Journal:
    """What was not accepted: one line each in ``rejets.parquet``, one account for each reason."""

    def __init__(
        self,
        table: Table,
        cible: Path,
        provenance: dict[str, str | None],
        signalements: Flags,
        persons: Persons,
    ) -> None:
        self.parquet, self.persons = _Parquet(table, cible), persons
        self.provenance = {
            "etape": "ingestion",
            "depot": provenance["depot"],
            "fichier": provenance["fichier"],
        }
        self.signalements = signalements
        self.comptes: dict[tuple[str, str], Tally] = {}
        self.lignes: list[tuple[int, int, str, str, int, str, str]] = []

    def add(
        self, categorie: str, motif: str, numero: int, centimes: int, extrait: str, colonne: str = ""
    ) -> None:
        """Note one record as ``rejet``, ``exclu`` or ``doublon``, with its reason and the column at fault."""
        self.comptes.setdefault((categorie, motif), Tally()).add(numero, centimes)
        self.signalements.at(numero)
        texte = scrub(extrait, self.signalements)[:EXTRAIT_MAX]
        self.signalements.at(None)
        self.lignes.append(
            (numero, empreinte_enregistrement(numero, centimes), categorie, motif, centimes, texte, colonne)
        )
        if len(self.lignes) >= LOT:
            self.flush()

    def flush(self) -> None:
        """Write what is waiting."""
        if not self.lignes:
            return
        noms = (
            "numero_ligne",
            "empreinte",
            "categorie",
            "motif",
            "montant_ht_centimes",
            "extrait",
            "colonne",
        )
        types = {champ.name: champ.type for champ in self.parquet.schema}
        colonnes = {
            nom: pa.array(valeurs, types[nom])
            for nom, valeurs in zip(noms, zip(*self.lignes, strict=True), strict=True)
        }
        self.parquet.write({**self.provenance, **colonnes}, len(self.lignes))
        self.lignes.clear()

    def accounts(self, categorie: str) -> dict[str, Account]:
        """Return the account of every reason of a category."""
        return {
            motif: tally.account()
            for (genre, motif), tally in sorted(self.comptes.items())
            if genre == categorie
        }


class BrutWriter:
    """The accepted rows: text columns trimmed (blank is null), provenance, hash and cents; counts what it
    writes.
    """

    def __init__(
        self,
        table: Table,
        cible: Path,
        provenance: dict[str, str | None],
        signalements: Flags,
        persons: Persons,
    ) -> None:
        self.parquet, self.persons = _Parquet(table, cible), persons
        self.provenance, self.signalements = provenance, signalements
        self.tally = Tally()

    def write(
        self, numeros: Sequence[int], centimes: Sequence[int], colonnes: Mapping[str, Sequence[Any]]
    ) -> None:
        """Write one batch of rows given as columns of text (or cents for ``*_centimes``)."""
        if not numeros:
            return
        empreintes = empreintes_of(numeros, centimes)
        self._count(centimes, empreintes)
        prets = {
            nom: pa.array(valeurs, pa.int64()) if nom.endswith("_centimes") else _text(valeurs)
            for nom, valeurs in colonnes.items()
        }
        scrub_columns(prets, self.signalements, numeros)
        self.persons.mask(prets, centimes, self.signalements, numeros)
        self.signalements.at(None)
        prets.update(
            numero_ligne=pa.array(numeros, pa.int64()),
            empreinte=empreintes,
            montant_ht_centimes=pa.array(centimes, pa.int64()),
        )
        self.parquet.write({**self.provenance, **prets}, len(numeros))

    def without(self, lines: Sequence[tuple[int, int]]) -> None:
        """Counts no longer the rows of these numbers and cents, that were taken out of the file."""
        for numero, centimes in lines:
            self.tally.lignes -= 1
            self.tally.centimes -= centimes
            self.tally.centimes_absolus -= abs(centimes)
            self.tally.empreinte -= empreinte_enregistrement(numero, centimes)

    def _count(self, centimes: Sequence[int], empreintes: Any) -> None:
        self.tally.lignes += len(empreintes)
        self.tally.centimes += sum(centimes)
        self.tally.centimes_absolus += sum(map(abs, centimes))
        self.tally.empreinte += pc.sum(empreintes).as_py()


def _text(valeurs: Sequence[str | None] | pa.Array) -> Any:
    said = valeurs if isinstance(valeurs, pa.Array) else pa.array(valeurs, pa.string())
    rognes = pc.utf8_trim_whitespace(said)
    return pc.if_else(pc.equal(rognes, ""), pa.scalar(None, pa.string()), rognes)


class Sorties:
    """The two files of one ingestion, closed together."""

    def __init__(
        self,
        brut: Table,
        rejets: Table,
        cible: Path,
        provenance: dict[str, str | None],
        persons: Persons,
    ) -> None:
        self.signalements = Flags()
        self.brut = BrutWriter(brut, cible, provenance, self.signalements, persons)
        self.journal = Journal(rejets, cible, provenance, self.signalements, persons)

    def __enter__(self) -> Sorties:
        """Return itself."""
        return self

    def __exit__(
        self, genre: type[BaseException] | None, faute: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Flush and close both files."""
        if genre is None:
            self.journal.flush()
        self.brut.parquet.close()
        self.journal.parquet.close()
