"""The rejected lines of a deposit, as its own file wrote them, to be corrected and dropped again."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from achatlas.catalogue.signalements import REGLES, amount_of, words
from achatlas.containers import workbook
from achatlas.ingest.discover import choose, discover
from achatlas.ingest.layout import Layout, build_layout
from achatlas.ingest.persons import persons
from achatlas.ingest.privacy import scrub
from achatlas.ingest.readers import csv as text
from achatlas.ingest.readers import sheet
from achatlas.ingest.tabular import armoured, find_header
from achatlas.pipeline import vault
from achatlas.pipeline.workshop import Workshop
from achatlas.store.register import Depot
from achatlas.store.snapshots import BRUT

KEPT = ("csv", "tableur")
EXCERPT = ("ligne", "motif", "colonne", "montant_ht", "extrait")
Record = tuple[int, list[str]]


@dataclass(frozen=True)
class Excerpt:
    """A file of rejected lines: its name, its bytes, its kind (MIME), and whether it may be dropped again."""

    nom: str
    octets: bytes
    genre: str
    redeposable: bool


def rejected(atelier: Workshop, depot: Depot) -> tuple[Mapping[str, Any], ...]:
    """The journal of the lines that the reading refused, in the order of the file."""
    path = atelier.snapshots.path(BRUT, depot.instantane) / "rejets.parquet"
    lines = pq.read_table(path, filters=[("categorie", "=", "rejet")]).to_pylist()
    return tuple(sorted(lines, key=lambda line: line["numero_ligne"]))


def layout_of(atelier: Workshop, depot: Depot) -> Layout | None:
    """How the file was read, when its lines can be written again as they were; None for a structured file
    (JSON, XML) or an accounting one, whose lines only make sense together.
    """
    found = discover(atelier.catalogue).get(depot.source)
    if found is None or (found.definition.profils and depot.profil not in found.profils):
        return None
    layout = build_layout(*_definition(*choose({depot.source: found}, depot.source, depot.profil)))
    return layout if layout.lecture.format in KEPT else None


def _definition(found: Any, profil: Any) -> tuple[Any, Any]:
    return found.definition, profil


def excerpt(atelier: Workshop, depot: Depot) -> Excerpt:
    """The rejected lines in the file's own columns and dialect, with their reason and their line; where that
    makes no sense, the beginning of each. Raises UnreadableFile when the bytes deposited are damaged or
    lost.
    """
    lines, layout = rejected(atelier, depot), layout_of(atelier, depot)
    stem = f"rejets-{Path(depot.fichier).stem}"
    if layout is None:
        return Excerpt(f"{stem}.csv", _told(atelier, lines), "text/csv", redeposable=False)
    motifs = {line["numero_ligne"]: _words(atelier, line) for line in lines}
    found = _rows(atelier, vault.check(atelier.home, depot), depot, layout, motifs)
    if layout.lecture.format == "tableur":
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return Excerpt(f"{stem}.xlsx", _workbook(found, layout.lecture.feuille), kind, redeposable=True)
    return Excerpt(f"{stem}.csv", _delimited(found, depot), "text/csv", redeposable=True)


def _rows(
    atelier: Workshop, path: Path, depot: Depot, layout: Layout, motifs: Mapping[int, str]
) -> Iterator[list[str]]:
    """The header, then the rejected lines; reason and line stand after the last column of the header."""
    records = _records(path, depot, layout)
    head = find_header(records, layout, depot.fichier)
    wanted = [rank for rank, name in enumerate(head.noms) if name not in layout.retour]
    tus = {rank for rank, name in enumerate(head.noms) if name in layout.ignore}
    named = persons(atelier.catalogue, atelier.territoire.kind_of(depot.acheteur_siren), layout.table)
    compte = _rank_of(layout, head.noms)
    yield [*(head.noms[rank] for rank in wanted), *layout.retour]
    for number, cells in records:
        if number in motifs:
            told = named.excerpt(cells, compte if len(cells) == len(head.noms) else None)
            shown = [_shown(cell, rank in tus) for rank, cell in enumerate(told)]
            yield [*_fitted(shown, wanted, len(head.noms)), motifs[number], str(number)]


def _records(path: Path, depot: Depot, layout: Layout) -> Iterator[Record]:
    if layout.lecture.format == "tableur":
        return sheet.read_records(path, layout.lecture.feuille)
    said = depot.lecture
    return text.read_records(path, said["encodage"], said["separateur"], layout.lecture.guillemet)


def _rank_of(layout: Layout, noms: Sequence[str]) -> int | None:
    """The rank of the account."""
    return next((rank for rank, name in enumerate(noms) if layout.colonnes.get(name) == "compte"), None)


def _shown(cell: str, tue: bool) -> str:
    """A cell that may leave: a column never read stays empty, no personal number goes out, nothing runs in a
    spreadsheet.
    """
    return "" if tue else armoured(scrub(cell, Counter()))


def _fitted(cells: Sequence[str], wanted: Sequence[int], width: int) -> list[str]:
    """The cells of a record in the width of its header; what overflows is put back in the last one, after a
    bar, to be seen.
    """
    padded = [*cells[:width], *[""] * (width - len(cells))]
    surplus = [cell for cell in cells[width:] if cell.strip()]
    kept = [padded[rank] for rank in wanted]
    return [*kept[:-1], " | ".join([kept[-1], *surplus])] if surplus else kept


def _words(atelier: Workshop, line: Mapping[str, Any]) -> str:
    """Why a line was refused, and what to do about it, in one sentence."""
    said = words(atelier.catalogue.file(REGLES), "rejet").get(line["motif"], {})
    where = f" (colonne « {line['colonne']} »)" if line["colonne"] else ""
    advice = f" : {said['que_faire']}" if said.get("que_faire") else ""
    return f"{said.get('libelle', line['motif'])}{where}{advice}"


def _delimited(rows: Iterator[list[str]], depot: Depot) -> bytes:
    written = io.StringIO()
    csv.writer(written, delimiter=depot.lecture["separateur"], lineterminator="\r\n").writerows(rows)
    return written.getvalue().encode(depot.lecture["encodage"], "replace")


def _workbook(rows: Iterator[list[str]], feuille: str | None) -> bytes:
    """A workbook of texts: no cell is a formula, and no identifier becomes a number."""
    return workbook.written([workbook.Sheet(feuille, rows, frozen=(0, 0))])


def _told(atelier: Workshop, lines: Sequence[Mapping[str, Any]]) -> bytes:
    """The beginning of each rejected line, for a file that cannot be written again line by line."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(EXCERPT)
    for line in lines:
        cents = amount_of(atelier.catalogue, line["motif"], line["montant_ht_centimes"] or 0)
        said = [_words(atelier, line), line["colonne"], _euros(cents), armoured(line["extrait"])]
        writer.writerow([line["numero_ligne"], *said])
    return written.getvalue().encode("utf-8-sig")


def _euros(cents: int | None) -> str:
    """An amount for a spreadsheet, blank when it was not read."""
    if cents is None:
        return ""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100},{abs(cents) % 100:02d}"
