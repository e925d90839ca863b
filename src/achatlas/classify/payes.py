"""The main activity of those who are paid, and of those to whom marchés are awarded, as profiles tell it."""

from pathlib import Path

import ibis
import ibis.expr.types as ir

from achatlas.catalogue.load import Catalogue
from achatlas.store.engine import Engine


def known(engine: Engine, catalogue: Catalogue, profil: Path) -> ir.Table:
    """The activity of each tiers (``tiers_cle``, ``naf``), as its profile tells it."""
    table = catalogue.tables["profil__tiers"]
    return engine.parquet(table, [profil / f"{table.id}.parquet"]).select("tiers_cle", "naf")


def active(engine: Engine, rows: ir.Table, told: ir.Table) -> ir.Table:
    """Lines with the activity of their tiers; "" when it is not known."""
    both = engine.completed(rows, told, "tiers_cle")
    return both.mutate(naf=both.naf.fill_null(""))


def of_marches(engine: Engine, catalogue: Catalogue, net: Path, told: ir.Table) -> ir.Table:
    """The marchés with the activity that all their titulaires share; "" when one differs, or is not known."""
    tables = catalogue.tables
    marches = engine.parquet(tables["net__marches"], [net / "net__marches.parquet"])
    titulaires = engine.parquet(tables["net__titulaires"], [net / "net__titulaires.parquet"])
    parts = active(engine, titulaires.select("marche_cle", "tiers_cle"), told)
    shared = parts.group_by("marche_cle").aggregate(seul=parts.naf.min(), dits=parts.naf.nunique())
    rows = engine.completed(marches, shared, "marche_cle")
    return rows.mutate(naf=ibis.ifelse(rows.dits == 1, rows.seul, "").fill_null("")).drop("seul", "dits")
