"""The drawn lines as a mart, published by the product's own code."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from achatlas import pipeline
from achatlas.classify.engine import REGLE
from achatlas.domain.services import LIMITE
from achatlas.marts.comptes import code
from achatlas.pipeline import dit
from achatlas.pipeline.order import OBEYED, said
from achatlas.settings import read
from achatlas.store.kinds import arrow_schema
from achatlas.store.overlays import link
from achatlas.store.transaction import REGISTRE
from benchmarks.world import DIRECTIONS, EXERCICES, KINDS, NAME, SERVICES, Ints, World

PLAN = "M57"
UNSORTED = "lignes.parquet"
COST = "cout.json"
KEY = "banc".ljust(32, "0")
RATTACHEMENTS = ["sous_marche", "cite_introuvable", "hors_marche"]
IDENTIFICATIONS = ["siret", "siren", "invalide", "absent"]
PERIMETRES = ["achat", "option", "deduction"]
MONTHS = [f"{month:02d}" for month in range(1, 13)]


def coded(ranks: Ints, values: list[str]) -> pa.Array:
    """Texts from the ranks of their values."""
    return pa.DictionaryArray.from_arrays(pa.array(ranks, pa.int32()), pa.array(values)).cast(pa.string())


def machines(world: World) -> list[str]:
    """The first engines that are no person's rule, then none."""
    return [one.nom for one in world.catalogue.cascade.achats if one.nom != REGLE][:3] + [""]


def texts(world: World, batch: dict[str, Ints]) -> dict[str, pa.Array]:
    """The columns of text of the mart."""
    sirens, segments = world.sirens, world.segments
    engines = machines(world)
    natures = [world.catalogue.segments[code]["nature"] for code in segments]
    directions = [f"{siren}/Direction {rank}" for siren in sirens for rank in range(DIRECTIONS)]
    named = {
        "acheteur_siren": ("acheteur", sirens),
        "type_acheteur": ("acheteur", [KINDS[rank % len(KINDS)] for rank in range(len(sirens))]),
        "exercice": ("exercice", list(EXERCICES)),
        "mois": ("mois", MONTHS),
        "segment_code": ("segment", segments),
        "famille_code": ("segment", [code[:2] for code in segments]),
        "nature": ("segment", natures),
        "departement_code": ("departement", world.departements),
        "compte": ("compte", world.comptes),
        "compte_code": ("compte", [code(PLAN, compte) for compte in world.comptes]),
        "rattachement": ("rattachement", RATTACHEMENTS),
        "identification": ("identification", IDENTIFICATIONS),
        "classement": ("classement", engines),
        "perimetre": ("perimetre", PERIMETRES),
        "fournisseur_id": ("fournisseur", [f"{rank:09d}" for rank in range(world.fournisseurs)]),
        "tiers_nom": ("fournisseur", [f"FOURNISSEUR {rank}" for rank in range(world.fournisseurs)]),
        "objet": ("objet", [f"Prestation numéro {rank}" for rank in range(5000)]),
        "depot": ("acheteur", [f"{rank:064x}" for rank in range(len(sirens))]),
        "fichier": ("acheteur", [f"mandats_{siren}.csv" for siren in sirens]),
    }
    found = {column: coded(batch[axis], values) for column, (axis, values) in named.items()}
    places = batch["acheteur"] * DIRECTIONS + batch["direction"]
    services = [f"{one}{LIMITE}Service {rank}" for one in directions for rank in range(SERVICES)]
    found |= {"service_code": coded(places * SERVICES + batch["service"], services)}
    return found | {"direction_code": coded(places, directions)}


def numbers(batch: dict[str, Ints]) -> dict[str, Any]:
    """The columns of numbers and dates of the mart."""
    cents = batch["centimes"]
    years = np.array([int(year) - 1970 for year in EXERCICES])[batch["exercice"]]
    months = (years * 12 + batch["mois"]).astype("datetime64[M]").astype("datetime64[D]")
    return {
        "numero_ligne": batch["numero_ligne"],
        "cas": batch.get("cas", np.zeros(len(cents), dtype=np.int64)),
        "date_mandat": months + batch["jour"].astype("timedelta64[D]"),
        "lignes": np.ones(len(cents), dtype=np.int64),
        "montant_ht_centimes": cents,
        "montant_classe_centimes": np.where(batch["classement"] < 3, cents, 0),
        "montant_identifie_centimes": np.where(batch["identification"] < 2, cents, 0),
        "montant_sous_marche_centimes": np.where(batch["rattachement"] == 0, cents, 0),
    }


def record_batch(world: World, batch: dict[str, Ints], schema: pa.Schema) -> pa.RecordBatch:
    """A batch of the mart; a column that the bench does not know is left empty."""
    known = texts(world, batch) | {"flux": coded(np.zeros_like(batch["mois"]), ["externe"])} | numbers(batch)
    size = len(batch["mois"])
    arrays = []
    for field in schema:
        nothing = "" if pa.types.is_string(field.type) else 0
        values = known.get(field.name, [nothing] * size)
        arrays.append(pa.array(values, field.type) if not isinstance(values, pa.Array) else values)
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def write_lines(world: World, path: Path) -> None:
    """Writes the mart of purchases as the lines were drawn, in no order."""
    schema = arrow_schema(world.catalogue.tables["mart__achats"])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in world.batches():
            writer.write_batch(record_batch(world, batch, schema))


def prepare(world: World, folder: Path) -> dict[str, float]:
    """Writes the lines and publishes them; what it cost in seconds, and what the publication weighs in MB."""
    home = folder / NAME
    world.write_territory(home)
    start = time.perf_counter()
    write_lines(world, folder / UNSORTED)
    drawn = time.perf_counter()
    atelier = pipeline.open_workshop(read(NAME, {"ACHATLAS_HOME": str(folder)}))
    marts = atelier.snapshots.path(pipeline.CARTES, KEY)
    marts.mkdir(parents=True)
    (marts / "mart__achats.parquet").hardlink_to(folder / UNSORTED)
    others = (table for name, table in world.catalogue.tables.items() if name.startswith("mart__"))
    for table in (one for one in others if one.id != "mart__achats"):
        pq.write_table(arrow_schema(table).empty_table(), marts / f"{table.id}.parquet")
    dit.write(atelier, marts)
    classe = atelier.snapshots.path("classe", KEY)
    classe.mkdir(parents=True)
    (classe / OBEYED).write_text(said(atelier), encoding="ascii")
    atelier.register.point(pipeline.CARTES, KEY)
    version = pipeline.publish(atelier)
    files = (home / "publications" / version).glob("*.duckdb")
    return {
        "generation_s": round(drawn - start, 1),
        "publication_s": round(time.perf_counter() - drawn, 1),
        "publication_mo": round(sum(file.stat().st_size for file in files) / 1_000_000),
    }


def kept(publish: Callable[[Path], dict[str, float]], folder: Path, dossier: Path | None) -> dict[str, float]:
    """Publishes in a folder, or takes there what another (``dossier``) keeps, published once; its cost."""
    if dossier is None:
        return publish(folder)
    if not (dossier / COST).exists():
        dossier.mkdir(parents=True, exist_ok=True)
        (dossier / COST).write_text(json.dumps(publish(dossier)), encoding="ascii")
    shutil.copytree(dossier, folder, copy_function=_copied, dirs_exist_ok=True)
    cost: dict[str, float] = json.loads((dossier / COST).read_text(encoding="ascii"))
    return cost


def _copied(source: str, target: str) -> None:
    """What is never written again is linked."""
    (shutil.copyfile if REGISTRE in source else link)(Path(source), Path(target))
