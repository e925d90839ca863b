"""The measure of the demonstration that the product publishes of the classification: the segment of every
line, by all that the machine looks at, against the truth that the generator wrote.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
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
FOUND = [*LINE, "fichier", "acheteur_siren", "compte_code", "montant_ht_centimes"]
CLASSED = [*LINE, "segment_code", "moteur", "confiance"]
TRUTH = ["fichier", "numero_ligne", "segment", "in_perimetre"]
CASE = ["acheteur_siren", "compte_code", "segment_code", "moteur", "confiance", "segment"]


def cases(settings: Settings) -> pa.Table:
    """Lines alike (buyer, account, answer, truth) with their absolute cents. Raises PublicationMissing before
    the first run.
    """
    key, truth = loaded(settings)
    folders = Snapshots(settings.home)
    found = pq.read_table(folders.path(CARTES, key) / "mart__achats.parquet", columns=FOUND)
    classed = pq.read_table(folders.path("classe", key) / "classe__mandats.parquet", columns=CLASSED)
    rows = found.join(classed, LINE, join_type="inner").join(
        pq.read_table(truth, columns=TRUTH), TRUTH[:2], join_type="inner"
    )
    rows = rows.filter(rows["in_perimetre"])
    rows = rows.append_column("poids", pc.abs(rows["montant_ht_centimes"]))
    return rows.group_by(CASE).aggregate([("poids", "sum"), ("poids", "count")])


def verdicts(rows: pa.Table) -> Iterator[Verdict]:
    """Every case against its truth; the last resort has no sureness that counts."""
    for one in sorted(rows.to_pylist(), key=lambda case: [str(case[name]) for name in CASE]):
        sure = one["confiance"] if one["segment_code"] else None
        right = one["segment_code"] == one["segment"]
        yield Verdict(one["moteur"] or "aucun", sure, right, True, one["poids_sum"])


def write(settings: Settings, root: Path = PACKAGE) -> Path:
    """Publishes the measure in the product; returns where."""
    catalogue, rows = Catalogue(), cases(settings)
    seuil = catalogue.regle("textes")["seuil_automatique"]
    told = measured(list(verdicts(rows)), seuil, TEXTE)
    buyers = accord(len(set(rows["acheteur_siren"].to_pylist())), "acheteur")
    sample = Sample(
        "demonstration",
        "Les paiements de la démonstration",
        f"{buyers} inventés, trois exercices : {entier(pc.sum(rows['poids_count']).as_py())} lignes, "
        "comptées par groupes de même acheteur, de même compte et de même réponse. Tout y sert : marché "
        "cité, mots, compte, CPV. La vérité est le segment que le générateur a voulu, un seul par ligne. "
        "Aucune décision de personne.",
        True,
        "groupes de lignes",
        COMMAND,
    )
    return publish(catalogue, root, SUJET, sample, now()[:10], told)
