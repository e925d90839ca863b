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
MARCHES, PUBLIE = "marches.parquet", "identifiant_publie"
"""Beside a truth, what each of its marchés is: its ``uid``, the identifier under which it is published."""
TEXT = pa.string()
NAMED = pa.schema([("vrai_siren", TEXT), ("vrai_norme", TEXT), ("vrai_publie", TEXT)])
WRITTEN = pa.schema([("trouve_publie", TEXT)])
SIREN, SIRET, STEP, TOP = 9, 14, 10, 99
Row = Mapping[str, Any]


def compared(engine: Engine, catalogue: Catalogue, net: Path, pont: Path, verite: Path) -> Sequence[Row]:
    """The lines of the bridge whose truth is known, summed by ``DIMS``: how many (``lignes``), linked
    (``lies``), rightly (``justes``), really on a marché (``vrais``), on one that is known
    (``atteignables``: under its buyer, or under a member whose register names its coordinator; by its own
    number, or by the identifier under which it is published, when the truth tells it); the same in absolute
    cents, under names that end with ``_centimes``.
    """
    tables = catalogue.tables
    mandats = engine.parquet(tables["net__mandats"], [net / "net__mandats.parquet"])
    paid = mandats.select(*LIGNE, "fichier", "acheteur_siren", "montant_ht_centimes")
    said = engine.parquet(tables["pont__lignes"], [pont / "pont__lignes.parquet"])
    rows = said.inner_join(paid, LIGNE).inner_join(_truth(engine, verite), LINE)
    numbers = _numbers(engine, engine.parquet(tables["net__marches"], [net / "net__marches.parquet"]))
    rows = rows.left_join(numbers, rows.marche_cle == numbers.cle)
    for name in ("norme", "publie"):
        rows = _known(rows, numbers, name)
    return sorted(engine.dicts(_summed(rows)), key=lambda one: [str(one[name]) for name in DIMS])


def _numbers(engine: Engine, marches: ir.Table) -> ir.Table:
    """The marchés of the product: buyer, coordinator, the number that payments cite, the identifier."""

    def read(case: Mapping[str, Any]) -> dict[str, str]:
        return {"trouve_publie": reference(case["marche_id"])}

    rows = engine.mapped(marches, ["marche_id"], read, WRITTEN)
    return rows.select(
        trouve_publie=rows.trouve_publie.nullif(""),
        trouve_norme="marche_norme",
        cle="marche_cle",
        trouve_siren="acheteur_siren",
        tete=rows.coordonnateur_siren.nullif(""),
    )


def _known(rows: ir.Table, numbers: ir.Table, name: str) -> ir.Table:
    """Whether the product holds the true marché under this name, in a column ``connu_`` that is else null."""
    true, found = f"vrai_{name}", f"trouve_{name}"
    own = numbers.select(vrai_siren="trouve_siren", **{true: found})
    held = own.union(numbers.select(vrai_siren="tete", **{true: found}), distinct=True)
    key = ["vrai_siren", true]
    told = rows.left_join(held.mutate(**{f"connu_{name}": ibis.literal(True)}), key)
    return told.drop([f"{one}_right" for one in key])


def _truth(engine: Engine, verite: Path) -> ir.Table:
    """The truth, each marché as the product names it: the SIREN of its buyer, its number, and the identifier
    under which it is published, "" when that is not told.
    """
    rows = _published(engine, engine.files([verite]).select(*WANTED), verite.with_name(MARCHES))

    def read(case: Mapping[str, Any]) -> dict[str, str]:
        uid, publie = case["marche_uid"] or "", reference(case[PUBLIE])
        return {"vrai_siren": uid[:SIREN], "vrai_norme": reference(uid[SIRET:]), "vrai_publie": publie}

    return engine.mapped(rows, ["marche_uid", PUBLIE], read, NAMED)


def _published(engine: Engine, rows: ir.Table, marches: Path) -> ir.Table:
    if not marches.is_file():
        return rows.mutate(**{PUBLIE: ibis.literal("")})
    told = engine.files([marches]).group_by(marche_uid="uid").aggregate(**{PUBLIE: ibis._[PUBLIE].min()})
    rows = rows.left_join(told, "marche_uid").drop("marche_uid_right")
    return rows.mutate(**{PUBLIE: rows[PUBLIE].fill_null("")})


def _summed(rows: ir.Table) -> ir.Table:
    head = (rows.trouve_siren == rows.vrai_siren) | (rows.tete == rows.vrai_siren).fill_null(False)
    right = head & ((rows.trouve_norme == rows.vrai_norme) | (rows.trouve_publie == rows.vrai_publie))
    linked, true = rows.marche_cle != "", rows.marche_uid.notnull()
    parts = {
        "lignes": rows.depot.notnull(),
        "lies": linked,
        "justes": (linked & true & right).fill_null(False),
        "vrais": true,
        "atteignables": true & (rows.connu_norme.notnull() | rows.connu_publie.notnull()),
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
