"""What persons are asked: which groups of lines that cite nothing may be made on which marché."""

import json
from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from achatlas.bridge import candidats
from achatlas.bridge.engine import GROUPE, LIGNE, Savoir
from achatlas.bridge.engines.score import ACHETEURS, ALONE, CITES, JOURS, ROLES, SEGMENTS
from achatlas.domain.judgement import Judgement
from achatlas.domain.nombres import accord

TOLD = pa.schema([("preuves", pa.string())])
SAID = ("role", "acheteur", "segment", "quand", "cites", "reste_dit", "rivaux_dits")
THOUSAND = 100_000
"""Cents of a thousand euros."""


def asked(savoir: Savoir, left: ir.Table, liens: ir.Table) -> ir.Table:
    """The rows of ``pont__propositions``: for each group of lines that no engine linked and that cite
    nothing, the marchés that they may be made on, their score (the best of their lines), what speaks for
    each in French, and what is at stake; a pair about which a person was unsure says so.
    """
    silent = left.filter(left.marche_norme == "")
    rows = candidats.rows(savoir, silent, liens)
    several = rows.count().over(group_by=LIGNE)
    score = rows.avant + ibis.ifelse(several > 1, int(savoir.regle["points"]["rivaux"]), 0)
    rows = rows.mutate(score=ibis.greatest(score, 0), rivaux=several - 1)
    rows = rows.filter(rows.score >= int(savoir.regle["seuil_propose"]))
    sums = _summed(savoir.moteur.cache(rows))
    return _doubted(savoir, _spoken(savoir, sums))


def _summed(rows: ir.Table) -> ir.Table:
    """One row per group and marché."""
    facts = ("role", "acheteur", "segment", "cites", "reste")
    paid = rows.montant_ht_centimes
    return rows.group_by(*GROUPE, "marche_cle", *facts).aggregate(
        score=rows.score.max().cast("int64"),
        lignes=rows.count(),
        centimes=paid.sum().cast("int64"),
        centimes_absolus=paid.abs().sum().cast("int64"),
        premier_jour=rows.jour.min(),
        dernier_jour=rows.jour.max(),
        rivaux=rows.rivaux.max().cast("int64"),
        quand=rows.quand.argmax(rows.score),
    )


def _spoken(savoir: Savoir, sums: ir.Table) -> ir.Table:
    """Adds what speaks for each, a JSON list of French phrases."""
    kept = (ibis.greatest(sums.reste, 0) // THOUSAND).cast("string").fill_null("")
    rows = sums.mutate(reste_dit=kept, rivaux_dits=sums.rivaux.cast("string"))
    return savoir.moteur.mapped(rows, SAID, spoken, TOLD).drop("reste_dit", "rivaux_dits", "quand", "reste")


def spoken(case: Mapping[str, Any]) -> dict[str, str]:
    """What speaks for a marché; ``reste_dit``: thousands of euros, "" when the ceiling is unknown."""
    others = int(case["rivaux_dits"])
    said = [
        ROLES[case["role"]],
        ACHETEURS[case["acheteur"]],
        SEGMENTS[case["segment"]],
        JOURS[case["quand"]],
        CITES[case["cites"]],
        f"reste {case['reste_dit']} k€ sous le plafond" if case["reste_dit"] else "plafond inconnu",
        accord(others, "autre marché possible", "autres marchés possibles") if others else ALONE,
    ]
    return {"preuves": json.dumps([one for one in said if one], ensure_ascii=False)}


def _doubted(savoir: Savoir, rows: ir.Table) -> ir.Table:
    """Adds what a person said who could not tell (``jugement``)."""
    key = [*GROUPE, "marche_cle"]
    doubts = savoir.jugements.filter(savoir.jugements.jugement == Judgement.INCERTAIN)
    both = savoir.moteur.completed(rows, doubts.select(*key, "jugement"), *key)
    return both.mutate(jugement=both.jugement.fill_null(""))
