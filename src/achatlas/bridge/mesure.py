"""What the bridge is worth where it is known on which marché each payment is really made."""

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from achatlas.bridge.engine import CITE, LIGNE, OBJET
from achatlas.catalogue.load import Catalogue
from achatlas.domain.accuracy import share, wilson
from achatlas.domain.text import reference
from achatlas.store.engine import Engine

SUJET = "pont"
LINE = ("fichier", "numero_ligne")
WANTED = (*LINE, "marche_uid", "raison")
"""The columns of a truth: a line of a file, the marché that it is paid on (SIRET of the buyer, then its
number; null when there is none), and why.
"""
DIMS = ("acheteur_siren", "raison", "cite", "rattachement", "moteur", "bande", "statut_marche")
COUNTS = ("lignes", "lies", "justes", "vrais", "atteignables")
NAMED = pa.schema([("vrai_siren", pa.string()), ("vrai_norme", pa.string())])
SIREN, SIRET, STEP, TOP = 9, 14, 10, 99
Row = Mapping[str, Any]


def compared(engine: Engine, catalogue: Catalogue, net: Path, pont: Path, verite: Path) -> Sequence[Row]:
    """The lines of the bridge whose truth is known, summed by ``DIMS``: how many (``lignes``), linked
    (``lies``), rightly (``justes``), really on a marché (``vrais``), on one that is known
    (``atteignables``: under its buyer, or under a member whose register names its coordinator); the same in
    absolute cents, under names that end with ``_centimes``.
    """
    tables = catalogue.tables
    mandats = engine.parquet(tables["net__mandats"], [net / "net__mandats.parquet"])
    paid = mandats.select(*LIGNE, "fichier", "acheteur_siren", "montant_ht_centimes")
    said = engine.parquet(tables["pont__lignes"], [pont / "pont__lignes.parquet"])
    rows = said.inner_join(paid, LIGNE).inner_join(_truth(engine, verite), LINE)
    marches = engine.parquet(tables["net__marches"], [net / "net__marches.parquet"])
    numbers = marches.select(
        trouve_norme="marche_norme",
        cle="marche_cle",
        trouve_siren="acheteur_siren",
        tete=marches.coordonnateur_siren.nullif(""),
    )
    rows = rows.left_join(numbers, rows.marche_cle == numbers.cle)
    own = numbers.select(vrai_siren="trouve_siren", vrai_norme="trouve_norme")
    known = own.union(numbers.select(vrai_siren="tete", vrai_norme="trouve_norme"), distinct=True)
    key, known = ["vrai_siren", "vrai_norme"], known.mutate(connu=ibis.literal(True))
    rows = rows.left_join(known, key).drop([f"{name}_right" for name in key])
    return sorted(engine.dicts(_summed(rows)), key=lambda one: [str(one[name]) for name in DIMS])


def _truth(engine: Engine, verite: Path) -> ir.Table:
    """The truth, each marché as the product names it: the SIREN of its buyer and its number."""
    rows = engine.files([verite]).select(*WANTED)

    def read(case: Mapping[str, Any]) -> dict[str, str]:
        uid = case["marche_uid"] or ""
        return {"vrai_siren": uid[:SIREN], "vrai_norme": reference(uid[SIRET:])}

    return engine.mapped(rows, ["marche_uid"], read, NAMED)


def _summed(rows: ir.Table) -> ir.Table:
    head = (rows.trouve_siren == rows.vrai_siren) | (rows.tete == rows.vrai_siren).fill_null(False)
    right = head & (rows.trouve_norme == rows.vrai_norme)
    linked, true = rows.marche_cle != "", rows.marche_uid.notnull()
    parts = {
        "lignes": rows.depot.notnull(),
        "lies": linked,
        "justes": (linked & true & right).fill_null(False),
        "vrais": true,
        "atteignables": true & rows.connu.fill_null(False),
    }
    cents = rows.montant_ht_centimes.abs()
    rows = rows.mutate(
        cite=rows.rattachement.isin([CITE, OBJET]),
        bande=ibis.least(rows.score, TOP) // STEP * STEP,
        raison=rows.raison.fill_null(""),
    )
    sums = {name: ibis.ifelse(part, 1, 0).sum().cast("int64") for name, part in parts.items()}
    weighed = {f"{n}_centimes": ibis.ifelse(p, cents, 0).sum().cast("int64") for n, p in parts.items()}
    return rows.group_by(*DIMS).aggregate(**sums, **weighed)


def measured(rows: Collection[Row]) -> dict[str, Any]:
    """The whole measure: in all, on the lines that cite no known marché, by reason, payer and engine; how
    often a score is right; where lines stand.
    """
    silent = [one for one in rows if not one["cite"]]
    return {
        **worth(rows),
        "sans_citation": worth(silent),
        "raisons": _by(rows, "raison", lambda one: bool(one["raison"])),
        "acheteurs": _by(rows, "acheteur_siren"),
        "acheteurs_sans_citation": _by(silent, "acheteur_siren"),
        "moteurs": _by(rows, "moteur", lambda one: bool(one["moteur"])),
        "scores": _by(silent, "bande", lambda one: bool(one["lies"])),
        "statuts": _by(rows, "statut_marche"),
    }


def worth(rows: Collection[Row]) -> dict[str, Any]:
    """Precision, recall over all that is really on a marché (``rappel``) and over what is on a known one
    (``rappel_atteignable``), by lines and, under ``euros``, by absolute cents.
    """
    return {**_part(rows, ""), "euros": _part(rows, "_centimes")}


def _part(rows: Collection[Row], kind: str) -> dict[str, Any]:
    told = {name: sum(int(one[name + kind]) for one in rows) for name in COUNTS}
    right, linked = told["justes"], told["lies"]
    shares = {
        "precision": share(right, linked),
        "rappel": share(right, told["vrais"]),
        "rappel_atteignable": share(right, told["atteignables"]),
    }
    return {**told, **shares} | ({} if kind else {"precision_ic": wilson(right, linked)})


def _everything(_: Row) -> bool:
    return True


def _by(rows: Collection[Row], name: str, kept: Callable[[Row], bool] = _everything) -> list[dict[str, Any]]:
    """The same for each value of a column."""
    values = sorted({one[name] for one in rows if kept(one)})
    return [
        {name: value, **worth([one for one in rows if one[name] == value and kept(one)])} for value in values
    ]
