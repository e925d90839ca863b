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


def spent(cases: ir.Table) -> ir.Table:
    """The columns of ``codes_depense`` from the cases: lines without a code are counted together."""
    coded = cases.code_nomenclature != ""
    rows = cases.mutate(**{name: ibis.ifelse(coded, cases[name], "") for name in DETAIL[2:]})
    return rows.group_by(DETAIL).aggregate(
        montant_ht_centimes=rows.montant_ht_centimes.sum().cast("int64"),
        lignes=rows.lignes.sum().cast("int64"),
        confiance_centimes=(rows.montant_ht_centimes * rows.confiance).sum().cast("int64"),
    )


def lines(engine: Engine, catalogue: Catalogue, folders: Folders, cases: ir.Table) -> ir.Table:
    """The lines that bear a code: their object (none for natural persons), year and euros."""
    tables = catalogue.tables
    classed = engine.parquet(tables["classe__mandats"], [folders.classe / "classe__mandats.parquet"])
    mandats = engine.parquet(tables["net__mandats"], [folders.net / "net__mandats.parquet"])
    links = engine.parquet(
        tables["lien__tiers_entreprise"], [folders.lien / "lien__tiers_entreprise.parquet"]
    )
    coded = cases.filter(cases.code_nomenclature != "").select("cas", *KEY)
    rows = classed.select(*PLACE, "cas").inner_join(coded, "cas")
    rows = rows.inner_join(
        mandats.select(*PLACE, "montant_ht_centimes", "objet", "exercice", "tiers_cle"), PLACE
    )
    rows = engine.completed(rows, links.select("tiers_cle", "identification"), "tiers_cle")
    private = rows.identification.fill_null("") == PERSONNE
    return rows.mutate(objet=ibis.ifelse(private, "", rows.objet))


def examples(rows: ir.Table) -> ir.Table:
    """The columns of ``codes_exemples``: the heaviest objects of each code, one a line."""
    found = rows.group_by(KEY).aggregate(
        premier_exercice=rows.exercice.min(), dernier_exercice=rows.exercice.max()
    )
    told = rows.filter(rows.objet != "").mutate(texte=rows.objet.replace(LINE, " "))
    sums = told.group_by([*KEY, "texte"]).aggregate(poids=told.montant_ht_centimes.sum())
    order = [ibis.desc("poids"), "texte"]
    ranked = sums.mutate(place=ibis.row_number().over(group_by=KEY, order_by=order))
    kept = ranked.filter(ranked.place < EXAMPLES)
    texts = kept.group_by(KEY).aggregate(objets=kept.texte.group_concat(LINE, order_by=kept.place))
    both = found.left_join(texts, KEY).drop(*(f"{name}_right" for name in KEY))
    return both.mutate(objets=both.objets.fill_null(""))


def run(engine: Engine, catalogue: Catalogue, folders: Folders, target: Path) -> None:
    """Writes ``codes_depense`` and ``codes_exemples`` from the cases and the lines of the perimeter."""
    tables = catalogue.tables
    cases = engine.parquet(tables["classe__cas"], [folders.classe / "classe__cas.parquet"])
    cases = cases.mutate(code_nomenclature=cases.code_nomenclature.strip())
    coded = engine.cache(lines(engine, catalogue, folders, cases))
    for name, table in (("codes_depense", spent(cases)), ("codes_exemples", examples(coded))):
        engine.write(table, tables[name], target / f"{name}.parquet")
