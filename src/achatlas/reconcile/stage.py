"""The reconciliation stage: every tiers of the payments and of the marchés gets its enterprise and its
département.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from achatlas.catalogue.load import Catalogue
from achatlas.reconcile import fallback, historique
from achatlas.reconcile.candidats import Candidats, rows, searched
from achatlas.reconcile.ecriture import ecrit_cle
from achatlas.reconcile.engine import Savoir, Tiers, cascade
from achatlas.reconcile.repertoire import Repertoire
from achatlas.store.engine import Engine
from achatlas.store.kinds import arrow_schema

ASKED = (
    "tiers_cle", "tiers_nom", "tiers_siret", "tiers_siren", "tiers_etat", "tiers_code_postal", "tiers_tva",
    "tiers_ecrit", "tiers_code",
)  # fmt: skip
LIEN = pa.schema(
    [
        (c, pa.string())
        for c in (
            "tiers_cle",
            "fournisseur_id",
            "identification",
            "motif",
            "ecrit_cle",
            "sans_decision",
            "reconnus",
        )
    ]
)
SIREN = 9
Sirene = tuple[Path, Path]
PLACE = pa.schema([("departement_postal", pa.string())])


def tiers_of(mandats: ir.Table, titulaires: ir.Table) -> ir.Table:
    """Every tiers once, by key: its names, identifiers and places, the most frequent first in alphabetical
    order.
    """
    paid = mandats.select(*ASKED, departement_code=ibis.literal(""))
    awarded = titulaires.mutate(tiers_code=ibis.literal("")).select(*ASKED, "departement_code")
    seen = paid.union(awarded).group_by(*ASKED, "departement_code").aggregate(fois=lambda t: t.count())
    ranked = seen.mutate(
        rang=ibis.row_number().over(
            group_by="tiers_cle",
            order_by=[
                ibis.desc(seen.tiers_code_postal != ""),
                ibis.desc("departement_code"),
                ibis.desc("fois"),
                *ASKED,
            ],
        )
    )
    return ranked.filter(ranked.rang == 0)


def placed_alike(rows: ir.Table) -> ir.Table:
    """A tiers without a place takes the one that its buyer gives elsewhere to the same establishment (SIRET),
    when it gives one only: a marché names its titulaire by SIRET alone, a payment has its address.

    What another buyer knows is not used: no buyer's data change another's answers.
    """
    rows = rows.mutate(payeur=rows.tiers_cle.substr(0, SIREN))
    known = rows.filter((rows.tiers_siret != "") & (rows.departement_code != ""))
    places = known.group_by("payeur", siret="tiers_siret").aggregate(
        place=known.departement_code.min(), places=known.departement_code.nunique()
    )
    only = places.filter(places.places == 1).drop("places")
    both = rows.left_join(only, [rows.payeur == only.payeur, rows.tiers_siret == only.siret])
    found = ibis.ifelse(both.departement_code != "", both.departement_code, both.place.fill_null(""))
    return both.mutate(departement_code=found).drop("payeur", "payeur_right", "siret", "place")


def asked(engine: Engine, rows: ir.Table) -> list[Tiers]:
    """Every tiers, in the order of the keys."""
    found = engine.dicts(rows.select(*ASKED).order_by("tiers_cle"))
    return [Tiers(*(one[c] for c in ASKED)) for one in found]


def named(engine: Engine, tiers: Sequence[Tiers], savoir: Savoir) -> ir.Table:
    """What the cascade says of every tiers: one row per key, with what is written, how it would be known had
    nobody judged, and what the machine would say at each refusal.
    """
    said = cascade(tiers, savoir)
    otherwise = fallback.untold(tiers, savoir, said)
    then = fallback.fallbacks(tiers, savoir, otherwise)
    found = [
        {
            "tiers_cle": one.cle,
            **vars(said[one.cle]),
            "ecrit_cle": ecrit_cle(one.nom, one.code_postal),
            "sans_decision": otherwise[one.cle].identification,
            "reconnus": fallback.written(then.get(one.cle, ())),
        }
        for one in tiers
    ]
    return engine.keep(pa.Table.from_pylist(found, schema=LIEN))


def first_day(engine: Engine, mandats: ir.Table, marches: ir.Table) -> str:
    """The ISO date before which nothing was paid nor awarded: the first day of the first year; empty when
    there is nothing.
    """
    paid = mandats.aggregate(an=mandats.exercice.nullif("").min())
    awarded = marches.aggregate(an=marches.date_notification.year().cast("string").min())
    years = [str(line["an"]) for line in engine.dicts(paid.union(awarded)) if line["an"]]
    return f"{min(years)}-01-01" if years else ""


def candidates(
    engine: Engine,
    catalogue: Catalogue,
    tiers: Sequence[Tiers],
    sirene: Sirene | None,
    target: Path,
    depuis: str,
) -> Candidats:
    """Searches the directory, when there is one, and writes ``lien__candidats``; ``depuis``: before which
    nothing was paid.
    """
    table = catalogue.tables["lien__candidats"]
    found: Candidats = {}
    if sirene is not None:
        found = searched(tiers, catalogue, Repertoire(engine, catalogue, *sirene, depuis))
    said = pa.Table.from_pylist(list(rows(tiers, found)), schema=arrow_schema(table))
    engine.write(engine.keep(said), table, target / "lien__candidats.parquet")
    return found


def run(engine: Engine, savoir: Savoir, net: Path, target: Path, sirene: Sirene | None = None) -> None:
    """Writes ``lien__tiers_entreprise`` from the cleansed tables, one row per tiers, and ``lien__candidats``.

    ``savoir``: the catalogue and what persons said; what the files and the directory say is added to it.
    ``sirene``: the folder of the directory of enterprises, when one was imported, and that of its names
    prepared.
    """
    catalogue, tables = savoir.catalogue, savoir.catalogue.tables
    places = {
        line["code_postal"]: line["departement"] for line in catalogue.lines("referentiels/codes_postaux.csv")
    }

    def placed(case: Mapping[str, Any]) -> dict[str, str]:
        return {"departement_postal": places.get(case["tiers_code_postal"], "")}

    mandats = engine.parquet(tables["net__mandats"], [net / "net__mandats.parquet"])
    titulaires = engine.parquet(tables["net__titulaires"], [net / "net__titulaires.parquet"])
    seen = engine.cache(tiers_of(mandats, titulaires))
    tiers = asked(engine, seen)
    marches = engine.parquet(tables["net__marches"], [net / "net__marches.parquet"])
    depuis = first_day(engine, mandats, marches)
    found = candidates(engine, catalogue, tiers, sirene, target, depuis)
    codes, noms = historique.coded(engine, mandats), historique.named(tiers)
    savoir = replace(savoir, candidats=found, codes=codes, noms=noms)
    said = engine.completed(seen, named(engine, tiers, savoir), "tiers_cle")
    said = engine.mapped(said, ["tiers_code_postal"], placed, PLACE)
    known = ibis.ifelse(said.departement_postal != "", said.departement_postal, said.departement_code)
    said = placed_alike(said.mutate(fournisseur_libelle=said.tiers_nom, departement_code=known))
    table = tables["lien__tiers_entreprise"]
    engine.write(said, table, target / "lien__tiers_entreprise.parquet")
