"""The mart of marchés: one row per marché and titulaire, the parts adding up to the amount in force."""

from pathlib import Path

import ibis
import ibis.expr.types as ir

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.territoire import Territoire
from achatlas.domain.balance import Ledger
from achatlas.marts import caracteres
from achatlas.marts.achats import ETAPE, Folders, amount_if, classed, identifier, known
from achatlas.marts.ecrits import identified
from achatlas.store.engine import Engine
from achatlas.store.ledger import account, balanced, measure, refusal

PLAFOND = "Accord-cadre"


def joined(engine: Engine, catalogue: Catalogue, folders: Folders) -> ir.Table:
    """Every titulaire with its marché, its class and its supplier."""
    tables = catalogue.tables
    marches = engine.parquet(tables["net__marches"], [folders.net / "net__marches.parquet"])
    parts = engine.parquet(tables["net__titulaires"], [folders.net / "net__titulaires.parquet"])
    classes = engine.parquet(tables["classe__marches"], [folders.classe / "classe__marches.parquet"])
    parts = parts.select(
        "marche_cle", "rang", "tiers_cle", "tiers_nom", "tiers_siret", "tiers_siren", "part_ht_centimes"
    )
    tiers = known(engine, catalogue, folders, "tiers_cle", "fournisseur_id", "identification")
    rows = engine.completed(marches, parts, "marche_cle")
    rows = engine.completed(rows, classes, "marche_cle")
    return engine.completed(rows, tiers, "tiers_cle")


def enriched(rows: ir.Table, catalogue: Catalogue, territoire: Territoire) -> ir.Table:
    """The columns of ``mart__marches``."""
    kinds = {a.siren: a.type for a in territoire.acheteurs}
    part = rows.part_ht_centimes
    return rows.mutate(
        type_acheteur=rows.acheteur_siren.cases(("", ""), *kinds.items(), else_=""),
        exercice=rows.date_notification.year().cast("string").fill_null(""),
        mois=rows.date_notification.month().cast("string").lpad(2, "0").fill_null(""),
        fournisseur_identifiant=identifier(rows),
        montant_modifie_centimes=rows.montant_ht_centimes,
        lignes=ibis.literal(1, "int64"),
        montant_ht_centimes=part,
        mutualisation=caracteres.mutualised(rows, catalogue),
        **classed(rows, catalogue, part),
        montant_identifie_centimes=amount_if(rows.identification.isin(identified(catalogue)), part),
        montant_plafond_centimes=amount_if(rows.technique == PLAFOND, part),
    )


def run(
    engine: Engine, catalogue: Catalogue, territoire: Territoire, folders: Folders, target: Path
) -> Ledger:
    """Writes ``mart__marches``; returns the account of the edge from ``net__marches``, counted by marché."""
    tables = catalogue.tables
    net = engine.parquet(tables["net__marches"], [folders.net / "net__marches.parquet"])
    rows = enriched(joined(engine, catalogue, folders), catalogue, territoire)
    engine.write(rows, tables["mart__marches"], target / "mart__marches.parquet")
    written = engine.parquet(tables["mart__marches"], [target / "mart__marches.parquet"])
    whole = written.group_by("marche_cle").aggregate(
        montant_ht_centimes=written.montant_ht_centimes.sum().cast("int64"), empreinte=written.empreinte.max()
    )
    nothing = refusal(net.filter(ibis.literal(False)), ETAPE, "exclu", "objet")
    ledger = measure(engine, account(engine, net), account(engine, whole), nothing)
    return balanced(ledger, ETAPE, "marches")
