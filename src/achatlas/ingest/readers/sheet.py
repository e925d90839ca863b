"""XLSX rows by calamine, every cell as text, each with its row number in the sheet."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import fastexcel
import pyarrow as pa

from achatlas.domain.errors import UnreadableFile

Enregistrement = tuple[int, list[str]]
INFLATED_MAX = 2 << 30
_LOT = 50_000


def check_archive(path: Path) -> None:
    """Raise UnreadableFile when the workbook is no archive or inflates beyond two gibibytes (F40)."""
    try:
        with zipfile.ZipFile(path) as archive:
            taille = sum(element.file_size for element in archive.infolist())
    except zipfile.BadZipFile as faute:
        raise UnreadableFile(
            "Classeur illisible", path.name, "l'archive est tronquée ou endommagée", "refaites l'export"
        ) from faute
    if taille > INFLATED_MAX:
        raise UnreadableFile(
            "Classeur trop volumineux",
            path.name,
            "il dépasse 2 Gio une fois décompressé",
            "exportez-le en CSV",
        )


def read_records(path: Path, feuille: str | None, limite: int | None = None) -> Iterator[Enregistrement]:
    """Yield (row, cells) for every row that holds something; rows are those of the sheet, from 1.

    The sheet is the one named, or the first visible one; ``limite`` is how many of its rows are wanted.
    Numbers are written plainly (1234.5), dates as ISO.
    """
    check_archive(path)
    lot = _load(path, feuille, limite)
    for debut in range(0, lot.num_rows, _LOT):
        colonnes = [colonne.slice(debut, _LOT).to_pylist() for colonne in lot.columns]
        for numero, cellules in enumerate(zip(*colonnes, strict=True), start=debut + 1):
            if any(cellules):
                yield numero, ["" if cellule is None else cellule for cellule in cellules]


def visible_sheets(path: Path) -> list[str]:
    """Return the names of the visible sheets, in order; raise UnreadableFile as ``read_records`` does."""
    check_archive(path)
    try:
        classeur = fastexcel.read_excel(path if str(path).isprintable() else path.read_bytes())
        sheets = [
            classeur.load_sheet(nom, header_row=None, n_rows=1, dtypes="string")
            for nom in classeur.sheet_names
        ]
    except fastexcel.FastExcelError as faute:
        raise UnreadableFile("Classeur illisible", path.name, "", "réenregistrez-le en .xlsx") from faute
    return [one.name for one in sheets if one.visible == "visible"]


def _load(path: Path, feuille: str | None, limite: int | None) -> pa.RecordBatch:
    try:
        classeur = fastexcel.read_excel(path if str(path).isprintable() else path.read_bytes())
        noms = classeur.sheet_names
        if feuille is not None and feuille not in noms:
            raise UnreadableFile(
                f"Feuille « {feuille} » absente",
                path.name,
                f"feuilles : {', '.join(noms)}",
                "corrigez feuille dans le profil",
            )
        for nom in [feuille] if feuille is not None else noms:
            lue = classeur.load_sheet(nom, header_row=None, skip_rows=0, n_rows=limite, dtypes="string")
            if feuille is not None or lue.visible == "visible":
                return lue.to_arrow()
    except fastexcel.FastExcelError as faute:
        raise UnreadableFile(
            "Classeur illisible",
            path.name,
            "le contenu n'est pas celui d'un classeur .xlsx",
            "ouvrez-le et réenregistrez-le en .xlsx, ou exportez-le en CSV",
        ) from faute
    raise UnreadableFile("Aucune feuille visible", path.name, "", "nommez la feuille dans le profil")
