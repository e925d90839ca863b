"""The measure of the demonstration that the product publishes of the classification: the segment of every
line, by all that the machine looks at, against the truth that the generator wrote.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from achatlas.catalogue.fiabilite import Sample, publish
from achatlas.catalogue.load import PACKAGE, Catalogue
from achatlas.domain.accuracy import Verdict, measured
from achatlas.domain.nombres import accord, entier
from achatlas.pipeline import CARTES
from achatlas.settings import Settings
from achatlas.store.register import now
from achatlas.store.snapshots import Snapshots
from demo.fiabilite import COMMAND, loaded

SUJET, TEXTE = "classement", "texte"
LINE = ["depot", "numero_ligne"]
FOUND = [*LINE, "fichier", "acheteur_siren", "montant_ht_centimes"]
CLASSED = [*LINE, "segment_code", "moteur", "confiance"]
TRUTH = ["fichier", "numero_ligne", "segment", "in_perimetre"]
DRAWN = 24_000


def lines(settings: Settings) -> pa.Table:
    """Every line of the perimeter with its answer and its truth, in the order of the files. Raises
    PublicationMissing before the first run.
    """
    key, truth = loaded(settings)
    folders = Snapshots(settings.home)
    found = pq.read_table(folders.path(CARTES, key) / "mart__achats.parquet", columns=FOUND)
    classed = pq.read_table(folders.path("classe", key) / "classe__mandats.parquet", columns=CLASSED)
    rows = found.join(classed, LINE, join_type="inner").join(
        pq.read_table(truth, columns=TRUTH), TRUTH[:2], join_type="inner"
    )
    return rows.filter(rows["in_perimetre"]).sort_by(
        [("fichier", "ascending"), ("numero_ligne", "ascending")]
    )


def verdicts(rows: pa.Table) -> Iterator[Verdict]:
    """Lines against their truth; what no engine told has no sureness."""
    for one in rows.to_pylist():
        sure = one["confiance"] if one["segment_code"] else None
        right = one["segment_code"] == one["segment"]
        yield Verdict(one["moteur"] or "aucun", sure, right, True, abs(one["montant_ht_centimes"]))


def write(settings: Settings, root: Path = PACKAGE) -> Path:
    """Publishes the measure in the product; returns where."""
    catalogue, rows = Catalogue(), lines(settings)
    drawn = rows.take(pa.array(range(0, rows.num_rows, max(1, rows.num_rows // DRAWN))))
    seuil = catalogue.regle("textes")["seuil_automatique"]
    told = measured(list(verdicts(drawn)), seuil, TEXTE)
    acheteurs = accord(len(set(drawn["acheteur_siren"].to_pylist())), "acheteur")
    sample = Sample(
        "demonstration",
        "Les lignes de la démonstration",
        f"{acheteurs} inventés, trois exercices : {entier(drawn.num_rows)} lignes tirées à pas égal de "
        f"{entier(rows.num_rows)}. Tout y sert : marché cité, mots, compte, CPV. La vérité est le segment "
        "que le générateur a voulu, un seul par ligne. Une part des codes de deux acheteurs est rattachée ; "
        "aucune autre décision de personne.",
        True,
        "lignes",
        COMMAND,
    )
    return publish(catalogue, root, SUJET, sample, now()[:10], told)
