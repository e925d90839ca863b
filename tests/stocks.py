"""Tiny stock files of SIRENE, invented in the block 000, in whatever container and layout a test wants."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from demo.identifiers import make_siren, make_siret
from demo.stock import columns, kind_of

Row = dict[str, str]
ONE, TWO, THREE = (make_siren(number) for number in (11, 22, 33))
OLD = {
    "societeMissionUniteLegale", "activitePrincipaleNAF25UniteLegale", "dernierNumeroVoieEtablissement",
    "indiceRepetitionDernierNumeroVoieEtablissement", "identifiantAdresseEtablissement",
    "coordonneeLambertAbscisseEtablissement", "coordonneeLambertOrdonneeEtablissement",
    "activitePrincipaleNAF25Etablissement",
}  # fmt: skip
"""The columns that the layout of 2019 had not."""


def unite(siren: str, nom: str = "ZELIER TRAVAUX", **more: str) -> Row:
    """A company in activity."""
    said = {
        "siren": siren, "statut": "O", "etat": "A", "nic": make_siret(siren, 1)[9:], "juridique": "5499",
        "traite": "2025-01-02T03:04:05", **more,
    }  # fmt: skip
    told = {
        "siren": said.pop("siren"),
        "statutDiffusionUniteLegale": said.pop("statut"),
        "etatAdministratifUniteLegale": said.pop("etat"),
        "denominationUniteLegale": nom,
        "categorieJuridiqueUniteLegale": said.pop("juridique"),
        "activitePrincipaleUniteLegale": "43.34Z",
        "nicSiegeUniteLegale": said.pop("nic"),
        "dateDernierTraitementUniteLegale": said.pop("traite"),
        "dateDebut": "2020-05-06",
    }
    return {**told, **said}


def etablissement(siren: str, rang: int = 1, **more: str) -> Row:
    """An open establishment, its siège."""
    siret = make_siret(siren, rang)
    told = {
        "siren": siren,
        "nic": siret[9:],
        "siret": siret,
        "statutDiffusionEtablissement": "O",
        "etablissementSiege": "true",
        "etatAdministratifEtablissement": "A",
        "codePostalEtablissement": "42000",
        "codeCommuneEtablissement": "42218",
        "libelleCommuneEtablissement": "SAINT-ETIENNE",
        "numeroVoieEtablissement": "77",
        "libelleVoieEtablissement": "VOIE TUE",
        "dateDernierTraitementEtablissement": "2025-01-02T03:04:05",
        "dateDebut": "2021-07-08",
    }
    return {**told, **more}


def lien(ancien: str, nouveau: str, **more: str) -> Row:
    """A succession."""
    told = {
        "siretEtablissementPredecesseur": ancien,
        "siretEtablissementSuccesseur": nouveau,
        "dateLienSuccession": "2022-06-30",
        "transfertSiege": "true",
        "continuiteEconomique": "false",
        "dateDernierTraitementLienSuccession": "2022-07-01T00:00:00",
    }
    return {**told, **more}


def text(
    rows: Sequence[Mapping[str, str]], names: Sequence[str], separateur: str = ",", fin: str = "\n"
) -> str:
    """Rows as the text of a CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="", delimiter=separateur, lineterminator=fin)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def table(rows: Sequence[Mapping[str, str]], names: Sequence[str]) -> pa.Table:
    """Rows as the Parquet of the Insee types them."""

    def typed(name: str) -> pa.Array:
        values = pa.array([row.get(name) or None for row in rows], pa.string())
        return values.cast(kind_of(name))

    return pa.table([typed(name) for name in names], names=list(names))


def write(
    path: Path, genre: str, rows: Sequence[Mapping[str, str]], *, old: bool = False, **how: Any
) -> Path:
    """Writes a stock file of a kind; the suffix says what contains it, ``old`` the layout of 2019."""
    names = [name for name in columns(genre) if not (old and name in OLD)]
    if path.suffix == ".parquet":
        pq.write_table(table(rows, names), path)
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{path.stem}.csv", text(rows, names, **how))
    else:
        path.write_text(text(rows, names, **how), encoding="utf-8", newline="")
    return path


def trio(
    folder: Path, unites: Sequence[Row], etablissements: Sequence[Row], liens: Sequence[Row] = (), *,
    suffixe: str = ".csv", old: bool = False, **how: Any,
) -> list[Path]:  # fmt: skip
    """The three files of a stock, under names that say nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    told = {"unites": unites, "etablissements": etablissements, "successions": liens}
    return [
        write(folder / f"f{rank}{suffixe}", genre, rows, old=old, **how)
        for rank, (genre, rows) in enumerate(told.items())
    ]
