"""What the product found against the truth that the generator wrote: perimeter, segment, supplier, marché."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from achatlas.pipeline import CARTES
from achatlas.settings import Settings
from achatlas.store.register import Register
from demo import coding, comparer

CLE = ["fichier", "numero_ligne"]
FOUND = [
    *CLE, "segment_code", "classement", "fournisseur_id", "identification", "rattachement",
    "montant_ht_centimes",
]  # fmt: skip
TRUTH = [*CLE, "segment", "fournisseur", "marche_uid", "in_perimetre"]
Scores = dict[str, dict[str, float]]


def joined(home: Path, carte: Path) -> pa.Table:
    """Every line of the truth with what the product made of it; ``segment_code`` is null when it is out."""
    found = pq.read_table(carte, columns=FOUND)
    truth = pq.read_table(home / "verite" / "lignes.parquet", columns=TRUTH)
    return truth.join(found, keys=CLE, join_type="left outer")


def _share(good: pa.ChunkedArray, cents: pa.ChunkedArray) -> dict[str, float]:
    """The share of lines, and of absolute cents, where something is right."""
    weight = pc.abs(cents)
    right = pc.sum(pc.if_else(good, weight, 0)).as_py() or 0
    lines = pc.mean(pc.cast(good, pa.float64())).as_py() or 0
    return {"lignes": round(lines, 4), "euros": round(right / (pc.sum(weight).as_py() or 1), 4)}


def score(rows: pa.Table) -> Scores:
    """Agreement with the truth, between 0 and 1, by lines and by euros."""
    inside = pc.is_valid(rows["montant_ht_centimes"])
    agreed = pc.equal(inside, rows["in_perimetre"])
    said: Scores = {"perimetre": {"lignes": round(pc.mean(pc.cast(agreed, pa.float64())).as_py(), 4)}}
    kept = rows.filter(pc.and_(inside, rows["in_perimetre"]))
    cents = kept["montant_ht_centimes"]
    same = pc.equal(kept["segment_code"], kept["segment"])
    said["segment"] = _share(same, cents)
    families = [pc.utf8_slice_codeunits(kept[column], 0, 2) for column in ("segment_code", "segment")]
    said["famille"] = _share(pc.equal(*families), cents)
    for engine in sorted(set(kept["classement"].to_pylist())):
        chosen = pc.equal(kept["classement"], engine)
        said[f"segment par {engine or 'à qualifier'}"] = _share(same.filter(chosen), cents.filter(chosen))
    paid = pc.equal(kept["fournisseur_id"], kept["fournisseur"])
    said["fournisseur"] = _share(paid, cents)
    for engine in sorted(set(kept["identification"].to_pylist())):
        chosen = pc.equal(kept["identification"], engine)
        said[f"fournisseur par {engine}"] = _share(paid.filter(chosen), cents.filter(chosen))
    cited = pc.is_valid(kept["marche_uid"])
    linked = pc.starts_with(kept["rattachement"], "sous_marche")
    said["marche retrouve"] = _share(linked.filter(cited), cents.filter(cited))
    return said


def measure(settings: Settings) -> Mapping[str, Mapping[str, object]]:
    """The scores of the last run of the demonstration, how its lines are coded, then its euros by body and
    year against the truth.
    """
    key = Register(settings.home).pointed(CARTES) or ""
    carte = settings.home / "instantanes" / CARTES / key / "mart__achats.parquet"
    euros = {"euros": comparer.said(settings.home, key)}
    coded = {"codes": coding.said(settings.home, key)}
    return {**score(joined(settings.home, carte)), **coded, **euros}
