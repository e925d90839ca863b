"""What the page of an operator will tell from the directory and from the lists: one row per enterprise, per
establishment, per mention; what a tiers is to one buyer stays in its profile.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from achatlas.catalogue.load import Catalogue
from achatlas.enrich.faits import Held, Tables
from achatlas.enrich.listes import COLUMNS, FICHIER
from achatlas.store.engine import Engine

SIREN = 9
LISTED = pa.schema([*((name, pa.string()) for name in COLUMNS[:-1]), ("date", pa.date32())])


def enterprises(facts: ir.Table, own: Held, tables: Tables) -> ir.Table:
    """The columns of ``profil__operateurs``: who took over is told when it is one enterprise only."""
    taken = facts.filter(facts.repreneur != "").group_by("fournisseur_id")
    after = taken.aggregate(repreneur_siren=facts.repreneur.min(), n=facts.repreneur.nunique())
    only = after.filter(after.n == 1).drop("n")
    named = tables.unites.semi_join(only, tables.unites.siren == only.repreneur_siren)
    named = named.select(repreneur=named.siren, repreneur_nom=named.denomination)
    found = only.left_join(named, only.repreneur_siren == named.repreneur).drop("repreneur")
    both = own.unites.left_join(found, own.unites.siren == found.fournisseur_id).drop("fournisseur_id")
    texts = {name: both[name].fill_null("") for name in ("repreneur_siren", "repreneur_nom")}
    return both.mutate(fournisseur_id=both.siren, **texts)


def establishments(facts: ir.Table, own: Held) -> ir.Table:
    """The columns of ``profil__etablissements``: those that are paid and the sièges, with who follows."""
    seen = ibis.union(facts.select("siret"), facts.select(siret="siege_siret"), distinct=True)
    left = ibis.ifelse(facts.etat == "F", facts.siret, facts.siege_siret)
    ends = facts.mutate(ferme=left).filter(facts.suivi != "")
    ends = ends.select("ferme", suivi_siret="suivi", suivi_commune="suivi_commune").distinct()
    places = own.etablissements.semi_join(seen, "siret")
    both = places.left_join(ends, places.siret == ends.ferme)
    texts = {name: both[name].fill_null("") for name in ("suivi_siret", "suivi_commune")}
    return both.mutate(fournisseur_id=both.siren, **texts)


def mentions(engine: Engine, catalogue: Catalogue, facts: ir.Table) -> ir.Table:
    """The columns of ``profil__mentions``; the lists were verified when they were read."""
    lines = [_dated(line) for line in catalogue.lines(FICHIER)]
    listed = engine.keep(pa.Table.from_pylist(lines, schema=LISTED))
    seen = ibis.union(
        facts.select(identifiant="fournisseur_id"), facts.select(identifiant="siret"), distinct=True
    )
    told = listed.semi_join(seen, "identifiant")
    return told.mutate(fournisseur_id=told.identifiant.substr(0, SIREN))


def _dated(line: Mapping[str, str]) -> dict[str, object]:
    return {**{name: line[name] for name in COLUMNS}, "date": date.fromisoformat(line["date"])}


def write(
    engine: Engine, catalogue: Catalogue, facts: ir.Table, own: Held, tables: Tables, target: Path
) -> None:
    """Writes ``profil__operateurs``, ``profil__etablissements`` and ``profil__mentions``."""
    told = {
        "profil__operateurs": enterprises(facts, own, tables),
        "profil__etablissements": establishments(facts, own),
        "profil__mentions": mentions(engine, catalogue, facts),
    }
    for name, rows in told.items():
        engine.write(rows, catalogue.tables[name], target / f"{name}.parquet")
