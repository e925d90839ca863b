"""Marchés of the territory: records of members kept, one row per marché, its titulaires apart, each record
accounted for.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models import Table
from achatlas.catalogue.territoire import Territoire
from achatlas.cleanse import contrats
from achatlas.cleanse.procedures import Procedures
from achatlas.domain.balance import Ledger
from achatlas.domain.identifiers import is_siret
from achatlas.store.engine import Engine, arrow_schema
from achatlas.store.ledger import account, balanced, measure, refusal

ETAPE = "nettoyage"
MEMBRE = pa.schema([("membre", pa.string()), ("membre_motif", pa.string())])


def members(engine: Engine, raw: ir.Table, territoire: Territoire) -> ir.Table:
    """The raw records with the SIREN of the member that bought, or why it is none."""

    def member(case: Mapping[str, Any]) -> dict[str, str]:
        written = case["acheteur_id"].strip()
        siren = territoire.member_of(written)
        if siren:
            return {"membre": siren, "membre_motif": ""}
        return {
            "membre": "",
            "membre_motif": "acheteur_hors_territoire" if is_siret(written) else "acheteur_invalide",
        }

    texts = {c: raw[c].fill_null("") for c, t in raw.schema().items() if t.is_string()}
    return engine.mapped(raw.mutate(**texts), ["acheteur_id"], member, MEMBRE)


def sort_out(
    records: list[contrats.Record],
) -> tuple[list[contrats.Retained], list[tuple[contrats.Record, str, str]]]:
    """Marchés made of the records, and the records that made none with their category and reason."""
    refused = [(r, contrats.refused(r)) for r in records]
    out = [(r, "rejet", reason) for r, reason in refused if reason]
    retained = [
        contrats.gather(group) for group in contrats.by_marche([r for r, reason in refused if not reason])
    ]
    out += [(r, "doublon", reason) for one in retained for r, reason in one.others]
    return retained, out


def worded(
    retained: list[contrats.Retained], catalogue: Catalogue
) -> tuple[list[contrats.Record], list[contrats.Record]]:
    """The marchés, their procedure in the words of the 2022 format or as written when it is none; and the
    lines of the journal that keep what was written.
    """
    known = Procedures(catalogue.lines("regles/procedures.csv"))
    marches, journal = [], []
    for marche in (one.marche for one in retained):
        written = marche["procedure"]
        said, reason = known.of(written)
        marches.append({**marche, "procedure": said})
        if reason:
            told = {"champ": "procedure", "valeur": written, "par": said, "motif": reason}
            journal.append({"depot": marche["depot"], "numero_ligne": marche["numero_ligne"], **told})
    return marches, journal


def _table(schema: pa.Schema, records: list[contrats.Record]) -> pa.Table:
    return pa.table({name: [r[name] for r in records] for name in schema.names}, schema=schema)


def _refused(out: list[tuple[contrats.Record, str, str]], table: Table) -> pa.Table:
    lines = [
        {**r, "etape": ETAPE, "categorie": c, "motif": m, "extrait": r["objet"][:200], "colonne": ""}
        for r, c, m in out
    ]
    return _table(arrow_schema(table), lines)


def run(
    engine: Engine, catalogue: Catalogue, paths: list[Path], target: Path, territoire: Territoire
) -> Ledger:
    """Cleanses ``brut__marches`` into ``net__marches`` and ``net__titulaires``; returns the ledger."""
    tables = catalogue.tables
    raw = engine.parquet(tables["brut__marches"], paths)
    rows = engine.cache(members(engine, raw, territoire))
    inside = rows.filter(rows.membre != "").mutate(acheteur_siren=lambda t: t.membre)
    outside = rows.filter(rows.membre == "")
    retained, out = sort_out(list(engine.dicts(inside.order_by("depot", "numero_ligne"))))
    kept, journal = worded(retained, catalogue)
    marches = engine.keep(_table(arrow_schema(tables["net__marches"]), kept))
    changed = engine.keep(_table(arrow_schema(tables["journal_corrections"]), journal))
    parts = [part for one in retained for part in one.titulaires]
    titulaires = engine.keep(_table(arrow_schema(tables["net__titulaires"]), parts))
    elsewhere = refusal(outside, ETAPE, "exclu", "membre_motif", "acheteur_id")
    refused = ibis.union(engine.keep(_refused(out, tables["rejets"])).select(*elsewhere.columns), elsewhere)
    engine.write(marches, tables["net__marches"], target / "net__marches.parquet")
    engine.write(titulaires, tables["net__titulaires"], target / "net__titulaires.parquet")
    engine.write(changed, tables["journal_corrections"], target / "journal_marches.parquet")
    engine.write(refused, tables["rejets"], target / "rejets_marches.parquet")
    held = account(engine, marches, "montant_initial_centimes")
    return balanced(measure(engine, account(engine, raw), held, refused), ETAPE, "marches")
