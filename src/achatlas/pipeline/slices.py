"""What of a file of mandats is already there: same content in other bytes, same pieces, same months (rules
F12 to F14).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from achatlas.catalogue.models import Table
from achatlas.cleanse import values
from achatlas.store.engine import Engine, hashed
from achatlas.store.register import Depot

MANDATS = "brut__mandats"
PROVENANCE = {"source", "depot", "fichier", "feuille", "numero_ligne", "empreinte"}
PIECE = ("exercice", "budget", "num_bordereau", "num_mandat")
LINE = ("date_mandat", "compte", "tiers_code", "tiers_nom", "objet", "num_facture", "montant_ht_centimes")
LOW, SEP = 0xFFFFFFFF, "\x1f"
Months = Mapping[str, Sequence[int]]


def _marked(rows: ir.Table, columns: Sequence[str]) -> ir.Value:
    texts = [rows[c].cast("string").fill_null("") for c in columns]
    return hashed(ibis.literal(SEP).join(texts))


def described(engine: Engine, table: Table, path: Path) -> dict[str, Any]:
    """What tells a file of rows from another: ``contenu``, a hash of its rows whatever their order and bytes,
    and ``mois``: lines and cents by « exercice month » (month « » when the day is unknown; mandats only).
    """
    rows = engine.parquet(table, [path])
    own = sorted(set(table.colonnes) - PROVENANCE)
    marked = rows.mutate(marque=_marked(rows, own))
    sums = marked.aggregate(
        n=marked.count(),
        haut=(marked.marque >> 32).cast("int64").sum(),
        bas=(marked.marque & LOW).cast("int64").sum(),
    )
    (said,) = engine.dicts(sums)
    contenu = f"{said['n']}-{int(said['haut'] or 0):x}-{int(said['bas'] or 0):x}"
    return {
        "contenu": contenu,
        **(
            _dated(engine, rows)
            if table.id == MANDATS
            else {"mois": {}, "manques": {}, "premieres_lignes": {}}
        ),
    }


def _dated(engine: Engine, rows: ir.Table) -> dict[str, dict[str, Any]]:
    """``mois`` as ``described`` says, in ``manques`` how many lines have no date, one that is none, or no
    account, and in ``premieres_lignes`` the first of each.
    """
    asked = ["exercice", "date_mandat", "format_date"]
    texts = rows.mutate(**{c: rows[c].fill_null("") for c in asked})
    groups = texts.group_by(asked).aggregate(
        lignes=texts.count(), centimes=texts.montant_ht_centimes.sum(), premiere=texts.numero_ligne.min()
    )
    months: dict[str, list[int]] = {}
    bare = rows.filter(rows.compte.fill_null("") == "")
    (none,) = engine.dicts(bare.aggregate(n=bare.count(), premiere=bare.numero_ligne.min()))
    without: Counter[str] = Counter(compte_absent=int(none["n"]))
    first: dict[str, int] = {"compte_absent": int(none["premiere"])} if none["n"] else {}
    for group in engine.dicts(groups):
        dated = values.dates(group)
        cell = months.setdefault(f"{dated['exercice_net']} {month_of(dated['jour'])}", [0, 0])
        cell[0] += int(group["lignes"])
        cell[1] += int(group["centimes"] or 0)
        if dated["jour"] is None:
            flag = "date_illisible" if group["date_mandat"] else "date_absente"
            without[flag] += int(group["lignes"])
            first[flag] = min(int(group["premiere"]), first.get(flag, int(group["premiere"])))
    return {"mois": dict(sorted(months.items())), "manques": dict(+without), "premieres_lignes": first}


def month_of(jour: Any) -> str:
    """The month of a day, ``2025-03``; nothing for an unknown day."""
    return f"{jour:%Y-%m}" if jour else ""


def spans(months: Months) -> dict[str, tuple[str, str]]:
    """The first and the last month of each exercice; both empty when no day is known."""
    found: dict[str, tuple[str, str]] = {}
    for cell in months:
        exercice, _, month = cell.partition(" ")
        first, last = found.get(exercice, ("", ""))
        found[exercice] = (min(filter(None, (first, month)), default=""), max(last, month))
    return found


def covered(cell: str, by: Mapping[str, tuple[str, str]]) -> bool:
    """Whether an « exercice month » lies in the spans; an unknown month goes with its exercice."""
    exercice, _, month = cell.partition(" ")
    if exercice not in by:
        return False
    first, last = by[exercice]
    return not month or not first or first <= month <= last


@dataclass(frozen=True)
class Touched:
    """A deposit that holds something of a newcomer: rows in common pieces, rows and cents in the months that
    the newcomer covers, whether it is covered whole.
    """

    depot: Depot
    communes: int
    lignes: int
    centimes: int
    entier: bool

    def as_dict(self) -> dict[str, Any]:
        """Plain values for machines."""
        return {
            "fichier": self.depot.fichier,
            "depot": self.depot.sha256,
            "depose_le": self.depot.depose_le,
            "lignes_communes": self.communes,
            "lignes": self.lignes,
            "centimes": self.centimes,
            "entier": self.entier,
        }


def touched(
    engine: Engine, table: Table, candidate: Depot, former: Mapping[Path, Depot], own: Path
) -> tuple[Touched, ...]:
    """The deposits of the same buyer, among ``former`` (by the path of their rows), that a newcomer would
    count again: those that share a piece with it, or a month when they come from another kind of file.
    """
    by = spans(candidate.lecture["mois"])
    near = {p: d for p, d in former.items() if any(covered(cell, by) for cell in d.lecture.get("mois", {}))}
    shared = _shared(engine, table, own, near) if near else {}
    found = []
    for depot in near.values():
        common = shared.get(depot.sha256, 0)
        if common or depot.source != candidate.source:
            found.append(_touched(depot, common, by))
    return tuple(sorted(found, key=lambda one: (-one.communes, one.depot.fichier)))


def _touched(depot: Depot, common: int, by: Mapping[str, tuple[str, str]]) -> Touched:
    months: Months = depot.lecture["mois"]
    inside = [counts for cell, counts in months.items() if covered(cell, by)]
    lines, cents = (sum(counts[rank] for counts in inside) for rank in (0, 1))
    return Touched(depot, common, lines, cents, len(inside) == len(months))


def _shared(engine: Engine, table: Table, own: Path, near: Mapping[Path, Depot]) -> dict[str, int]:
    """The rows of each former deposit that stand in a piece of the newcomer (the same line, where pieces have
    no number).
    """
    held = _keyed(engine.parquet(table, [own])).select("piece").distinct()
    theirs = _keyed(engine.parquet(table, near))
    both = theirs.semi_join(held, "piece")
    counted = both.group_by("depot").aggregate(n=both.count())
    return {line["depot"]: int(line["n"]) for line in engine.dicts(counted)}


def _keyed(rows: ir.Table) -> ir.Table:
    numbered = rows.num_mandat.fill_null("") != ""
    return rows.mutate(piece=ibis.ifelse(numbered, _marked(rows, PIECE), _marked(rows, LINE)))


def replaced(newcomer: Depot, others: Sequence[Touched]) -> tuple[Mapping[str, str], ...]:
    """The slices of the deposits not covered whole that a newcomer replaces, as an act keeps them."""
    by = spans(newcomer.lecture["mois"])
    return tuple(
        {
            "ancien": one.depot.sha256,
            "nouveau": newcomer.sha256,
            "exercice": exercice,
            "debut": first,
            "fin": last,
        }
        for one in others
        if not one.entier
        for exercice, (first, last) in sorted(by.items())
    )
