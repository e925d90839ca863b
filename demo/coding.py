"""How the lines of each body are coded, against the truth: how many bear no code, and how many of those that
do bear one that does not stand for what was bought, or that is no more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from achatlas.pipeline import CARTES
from achatlas.store.snapshots import Snapshots
from demo.nomenclatures import own_codes, vocabulary
from demo.territoire import LIGNES_DEFAUT, acheteurs

LINE = ["depot", "numero_ligne"]
TRUTH = ["fichier", "numero_ligne", "segment", "in_perimetre"]
KEY = ["acheteur_siren", "code_nomenclature", "segment"]
TOLD, RIGHT, WRONG, OLD, NONE = "lignes", "juste", "hors_definition", "ancien", "sans_code"
Coded = dict[str, dict[str, float]]


def said(home: Path, key: str) -> Coded:
    """The shares of the purchases of the last run, for all bodies and for each: ``sans_code`` of its lines,
    ``hors_definition`` and ``ancien`` of those that bear a code.
    """
    folders = Snapshots(home)
    found = pq.read_table(folders.path(CARTES, key) / "mart__achats.parquet", columns=[*LINE, "fichier"])
    columns = [*LINE, *KEY[:2]]
    codes = pq.read_table(folders.path("net", key) / "net__mandats.parquet", columns=columns)
    truth = pq.read_table(home / "verite" / "lignes.parquet", columns=TRUTH)
    rows = found.join(codes, LINE, join_type="inner").join(truth, TRUTH[:2], join_type="inner")
    counts = rows.filter(rows["in_perimetre"]).group_by(KEY).aggregate([([], "count_all")])
    return counted(counts.to_pylist())


def counted(rows: Iterable[Mapping[str, Any]]) -> Coded:
    """The shares, from numbers of lines (``count_all``) by body (SIREN), code and true segment."""
    names = {one.siren: one.cle for one in acheteurs(LIGNES_DEFAUT)}
    found: dict[str, Counter[str]] = {}
    for row in rows:
        cle = names[row["acheteur_siren"]]
        kind = judged(cle, row["code_nomenclature"] or "", row["segment"] or "")
        for whose in ("ensemble", cle):
            found.setdefault(whose, Counter())[kind] += row["count_all"]
    return {whose: _shares(one) for whose, one in sorted(found.items())}


def judged(cle: str, code: str, segment: str) -> str:
    """What a code is for what was bought: right, out of its definition, former, or none."""
    if not code:
        return NONE
    if code in vocabulary(cle).anciens:
        return OLD
    return RIGHT if code in own_codes(cle, segment) else WRONG


def _shares(one: Counter[str]) -> dict[str, float]:
    lines, coded = one.total(), one.total() - one[NONE]
    shares = {kind: round(one[kind] / max(coded, 1), 4) for kind in (WRONG, OLD)}
    return {TOLD: lines, NONE: round(one[NONE] / max(lines, 1), 4), **shares}
