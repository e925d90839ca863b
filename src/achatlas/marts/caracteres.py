"""What payments and marchés bear of the characters of marchés, and the levels that only who is paid tells."""

import ibis
import ibis.expr.types as ir

from achatlas.catalogue.load import Catalogue

NONE = "sans_marche"
CENTRALE, UNSAID = "centrale", "5_6"
MUTUALISATION = "mutualisation"


def cited(catalogue: Catalogue, rows: ir.Table, marches: ir.Table) -> ir.Table:
    """The lines with what is told of the marché that they cite: ``sans_marche`` when they cite none that is
    known, "" when their marché does not say.
    """
    axes = (axe for axe in catalogue.axes.values() if (axe.caractere or axe.cite) and "achats" in axe.faits)
    names = [axe.colonne for axe in axes]
    told = marches.select("marche_cle", **{name: marches[name].fill_null("") for name in names})
    both = rows.left_join(told, "marche_cle").drop("marche_cle_right")
    return both.mutate(**{name: both[name].fill_null(NONE) for name in names})


def mutualised(rows: ir.Table, catalogue: Catalogue) -> ir.StringValue:
    """The level of mutualisation; where the marché tells none, that of the centrale that is paid: through
    which of the two levels of centrales is said by the list alone.
    """
    lines = catalogue.lines("referentiels/centrales.csv")
    levels = {line["siren"]: line["niveau"] for line in lines if line.get("niveau")}
    level = rows.fournisseur_id.cases(("", ""), *levels.items(), else_=UNSAID)
    told = rows[MUTUALISATION]
    untold = told.isin(["", NONE]) & (rows.nature_operateur == CENTRALE).fill_null(False)
    return ibis.ifelse(untold, level, told)
