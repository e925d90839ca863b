"""The measure of the demonstration that the product publishes of the classification: the segment of every
line, by all that the machine looks at, against the truth that the generator wrote.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv

from achatlas.catalogue.fiabilite import Sample, publish
from achatlas.catalogue.load import PACKAGE, Catalogue
from achatlas.domain import accuracy
from achatlas.domain.accuracy import Verdict, measured
from achatlas.domain.nombres import accord, entier
from achatlas.pipeline import CARTES
from achatlas.settings import Settings
from achatlas.store.correspondances import Versions
from achatlas.store.register import now
from achatlas.store.snapshots import Snapshots
from demo.fiabilite import COMMAND, loaded

SUJET, TEXTE = "classement", "texte"
LINE = ["depot", "numero_ligne"]
FOUND = [*LINE, "fichier", "acheteur_siren", "montant_ht_centimes"]
CLASSED = [*LINE, "segment_code", "moteur", "confiance"]
TRUTH = ["fichier", "numero_ligne", "segment", "in_perimetre"]
DRAWN, FAMILLE = 24_000, 2
OR = Path(__file__).parent.parent / "entrainement" / "lectures" / "or_lignes.csv"
Row = Mapping[str, Any]


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


def levels(rows: pa.Table, read: pa.Table) -> dict[str, Any]:
    """How often the first answer is right, sure or not, by segment and by family: in lines, in euros, and of
    the lines that somebody read (with ``segments``, all that may be defended).
    """
    truths = [(one, frozenset({one["segment"]})) for one in rows.to_pylist()]
    defended = [(one, frozenset(one["segments"].split("|"))) for one in read.to_pylist()]
    told = [
        ("En lignes", truths, False),
        ("En euros", truths, True),
        (f"{accord(read.num_rows, 'ligne relue', 'lignes relues')} une à une", defended, False),
    ]
    return {
        "titre": "Du premier segment proposé, sûr ou non",
        "colonnes": ["Segment", "Famille"],
        "lignes": [
            {"nom": nom, "parts": [_right(some, euros, size) for size in (None, FAMILLE)], "ours": False}
            for nom, some, euros in told
            if some
        ],
        "note": "Les lignes relues l'ont été sans cette vérité : tout segment défendable y compte.",
    }


def _right(cases: Sequence[tuple[Row, frozenset[str]]], euros: bool, size: int | None) -> accuracy.Interval:
    """The interval of the share whose segment, or the beginning of it, is one of those expected."""
    said = [
        (
            abs(one["montant_ht_centimes"]) if euros else 1,
            one["segment_code"][:size] in {code[:size] for code in expected},
        )
        for one, expected in cases
    ]
    return accuracy.weighted(said) if euros else accuracy.wilson(sum(right for _, right in said), len(said))


def reread(rows: pa.Table) -> pa.Table:
    """The lines that somebody read, with the segments that may be defended; none of another demonstration."""
    options = csv.ConvertOptions(column_types={"numero_ligne": pa.int64(), "segments": pa.string()})
    gold = csv.read_csv(OR, parse_options=csv.ParseOptions(delimiter=";"), convert_options=options)
    kept = gold.select([*TRUTH[:2], "segments"])
    return rows.join(kept, TRUTH[:2], join_type="inner")


def _coded(settings: Settings) -> str:
    """How many buyers have mapped codes of their own."""
    kept = Versions(settings.home).in_force().values()
    mapped = sum(1 for one in kept if one.nomenclature.correspondances)
    return (
        f"Une part des codes de {accord(mapped, 'acheteur')} est rattachée, ses erreurs de saisie comprises"
    )


def write(settings: Settings, root: Path = PACKAGE) -> Path:
    """Publishes the measure in the product; returns where."""
    catalogue, rows = Catalogue(), lines(settings)
    drawn = rows.take(pa.array(range(0, rows.num_rows, max(1, rows.num_rows // DRAWN))))
    seuil = catalogue.regle("textes")["seuil_automatique"]
    judged = list(verdicts(drawn))
    told = measured(judged, seuil, TEXTE)
    said = [(one.score, one.right) for one in judged if one.score is not None]
    told |= {"compared": levels(drawn, reread(rows)), "sureness": accuracy.calibrated(said)}
    acheteurs = accord(len(set(drawn["acheteur_siren"].to_pylist())), "acheteur")
    sample = Sample(
        "demonstration",
        "Les lignes de la démonstration",
        f"{acheteurs} inventés, trois exercices : {entier(drawn.num_rows)} lignes tirées à pas égal de "
        f"{entier(rows.num_rows)}. Tout y sert : marché cité, mots, compte, CPV. La vérité est le segment "
        f"que le générateur a voulu, un seul par ligne. {_coded(settings)} ; aucune autre décision de "
        "personne.",
        True,
        "lignes",
        COMMAND,
    )
    return publish(catalogue, root, SUJET, sample, now()[:10], told)
