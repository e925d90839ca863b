"""What payments and marchés bear of the characters of marchés, and the levels that only who is paid tells."""

import ibis
import ibis.expr.types as ir

from achatlas.catalogue.load import Catalogue

NONE = "sans_marche"
CENTRALE, UNSAID = "centrale", "5_6"
MUTUALISATION = "mutualisation"


def of_marches(catalogue: Catalogue, marches: ir.Table, fait: str) -> ir.Table:
    """Each marché with the characters that a fact carries."""
    return marches.select("marche_cle", *carried(catalogue, fait))


def carried(catalogue: Catalogue, fait: str) -> list[str]:
    """The columns of the characters that a fact carries."""
    return [axe.colonne for axe in catalogue.caracteres.values() if fait in axe.faits]


def cited(catalogue: Catalogue, rows: ir.Table, marches: ir.Table) -> ir.Table:
    """The lines with what is told of the marché that they cite: ``sans_marche`` when they cite none that is
    known.
    """
    both = rows.left_join(of_marches(catalogue, marches, "achats"), "marche_cle").drop("marche_cle_right")
    told = {name: both[name].fill_null(NONE) for name in carried(catalogue, "achats")}
    return both.mutate(**told)


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
