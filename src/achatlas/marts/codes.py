"""What each buyer pays under each code of its own nomenclature, and how the lines were classed: where the
coverage and the suggestions come from.
"""

from pathlib import Path

import ibis
import ibis.expr.types as ir

from achatlas.catalogue.load import Catalogue
from achatlas.marts.achats import Folders
from achatlas.marts.ecrits import LINE, PERSONNE
from achatlas.store.engine import Engine

KEY = ["acheteur_siren", "code_nomenclature"]
DETAIL = [*KEY, "compte", "cpv", "segment_code", "moteur"]
PLACE = ["depot", "numero_ligne"]
EXAMPLES = 5


def lines(engine: Engine, catalogue: Catalogue, folders: Folders) -> ir.Table:
    """The lines of the perimeter with their case: code, account, CPV, class, euros, object (none for natural
    persons).
    """
    tables = catalogue.tables
    cases = engine.parquet(tables["classe__cas"], [folders.classe / "classe__cas.parquet"])
    classed = engine.parquet(tables["classe__mandats"], [folders.classe / "classe__mandats.parquet"])
    mandats = engine.parquet(tables["net__mandats"], [folders.net / "net__mandats.parquet"])
    links = engine.parquet(
        tables["lien__tiers_entreprise"], [folders.lien / "lien__tiers_entreprise.parquet"]
    )
    told = ["cas", *DETAIL, "confiance"]
    paid = mandats.select(*PLACE, "montant_ht_centimes", "objet", "exercice", "tiers_cle")
    rows = classed.filter(classed.cas > 0).select(*PLACE, "cas").inner_join(cases.select(*told), "cas")
    rows = rows.inner_join(paid, PLACE)
    rows = rows.left_join(links.select("tiers_cle", "identification"), "tiers_cle").drop("tiers_cle_right")
    private = rows.identification.fill_null("") == PERSONNE
    return rows.mutate(
        code_nomenclature=rows.code_nomenclature.strip(), objet=ibis.ifelse(private, "", rows.objet)
    )


def spent(rows: ir.Table) -> ir.Table:
    """The columns of ``codes_depense``: lines without a code are counted together."""
    coded = rows.code_nomenclature != ""
    rows = rows.mutate(**{name: ibis.ifelse(coded, rows[name], "") for name in DETAIL[2:]})
    return rows.group_by(DETAIL).aggregate(
        montant_ht_centimes=rows.montant_ht_centimes.sum().cast("int64"),
        lignes=rows.count(),
        confiance_centimes=(rows.montant_ht_centimes * rows.confiance).sum().cast("int64"),
    )


def examples(rows: ir.Table) -> ir.Table:
    """The columns of ``codes_exemples``: the heaviest objects of each code, one a line."""
    coded = rows.filter(rows.code_nomenclature != "")
    found = coded.group_by(KEY).aggregate(
        premier_exercice=coded.exercice.min(), dernier_exercice=coded.exercice.max()
    )
    told = coded.filter(coded.objet != "").mutate(texte=coded.objet.replace(LINE, " "))
    sums = told.group_by([*KEY, "texte"]).aggregate(poids=told.montant_ht_centimes.sum())
    order = [ibis.desc("poids"), "texte"]
    ranked = sums.mutate(place=ibis.row_number().over(group_by=KEY, order_by=order))
    kept = ranked.filter(ranked.place < EXAMPLES)
    texts = kept.group_by(KEY).aggregate(objets=kept.texte.group_concat(LINE, order_by=kept.place))
    both = found.left_join(texts, KEY).drop(*(f"{name}_right" for name in KEY))
    return both.mutate(objets=both.objets.fill_null(""))


def run(engine: Engine, catalogue: Catalogue, folders: Folders, target: Path) -> None:
    """Writes ``codes_depense`` and ``codes_exemples`` from the lines of the perimeter."""
    rows = engine.cache(lines(engine, catalogue, folders))
    for name, table in (("codes_depense", spent(rows)), ("codes_exemples", examples(rows))):
        engine.write(table, catalogue.tables[name], target / f"{name}.parquet")
